#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// @ts-check
/**
 * A softphone with a pause button for call recording, and the shim that puts it before the conformance kit:
 *
 *     rpconform run -- node softphone.mjs
 *
 * It is TypeScript in JSDoc comments, so that Node 18 runs it as it stands. The compiler checks it all the same:
 *
 *     npm install typescript @types/node
 *     npx tsc --noEmit --checkJs --strict --target es2022 --module nodenext --types node softphone.mjs
 *
 * The first half is a softphone the way a web front end has it: a state that never changes, `press` and `happen` that give
 * the next one, and `screen`, which says what is drawn. It knows nothing of the kit. The second half is a shim: it translates
 * between docs/shim.md and the first, and decides nothing. It claims nothing beside the core: no transfers by # and *, no
 * conference rooms, no three-way calls, no outbound.
 */
import { createInterface } from "node:readline";

/** @typedef {"idle" | "alerting" | "talking" | "held" | "held_dialing" | "transfer_talking"} State */
/** @typedef {"in_call" | "hold" | "hang_up" | "transfer" | "park" | "raise_hand" | "three_way" | "auto_three_way" | "star_transfer" | "dial"} Button */
/** @typedef {"stop" | "resume"} Verb */
/** @typedef {"enabled" | "disabled" | "hidden"} Look */
/** @typedef {Readonly<{ state: State, feature: boolean, autoThreeWay: boolean, starTransfer: boolean, stopped: boolean }>} Phone */
/** @typedef {{ state: State, toggle: Verb[], message: boolean, buttons: Record<Button | "toggle", Look> }} Screen */
/** @typedef {{ phone: Phone, command?: Verb, tones?: string }} Pressed */

/** What a button does while 「録音再開」 is shown (table 3.2), and in which states it works otherwise, which is our own affair.
 * @type {Record<Button, { whileStopped: boolean, works: (state: State) => boolean }>} */
const BUTTONS = {
  in_call: { whileStopped: false, works: (s) => s === "talking" },
  hold: { whileStopped: false, works: (s) => s === "talking" || s === "held" },
  hang_up: { whileStopped: true, works: (s) => s !== "idle" },
  transfer: { whileStopped: false, works: (s) => s === "talking" || s === "held" || s === "transfer_talking" },
  park: { whileStopped: false, works: (s) => s === "talking" },
  raise_hand: { whileStopped: true, works: () => true },
  three_way: { whileStopped: false, works: (s) => s === "transfer_talking" },
  auto_three_way: { whileStopped: false, works: (s) => s === "talking" },
  star_transfer: { whileStopped: false, works: (s) => s === "talking" },
  dial: { whileStopped: true, works: () => true },
};

/** Whether a version is 3.13.0 or later, number by number.
 * @param {string} version */
function newEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map((n) => parseInt(n, 10));
  return major > 3 || (major === 3 && minor >= 13);
}

/** The label of the toggle, where it is shown: of the states that this softphone has, table 3.1 shows it in 「通話中」 only.
 * @param {Phone} phone
 * @returns {Verb | undefined} */
function toggle(phone) {
  if (!phone.feature || phone.state !== "talking") return undefined;
  return phone.stopped ? "resume" : "stop";
}

/** @param {Phone} phone @param {Button} button @returns {Look} */
function look(phone, button) {
  if (button === "auto_three_way" && !phone.autoThreeWay) return "hidden";
  if (button === "star_transfer" && !phone.starTransfer) return "hidden";
  const { whileStopped, works } = BUTTONS[button];
  const operable = toggle(phone) === "resume" ? whileStopped : works(phone.state);
  return operable ? "enabled" : "disabled";
}

/** All that is drawn. 「録音が停止状態です」 stands beside 「録音再開」, and nowhere else.
 * @param {Phone} phone
 * @returns {Screen} */
export function screen(phone) {
  const label = toggle(phone);
  const all = /** @type {Button[]} */ (Object.keys(BUTTONS)).map((b) => [b, look(phone, b)]);
  const buttons = Object.fromEntries([...all, ["toggle", label ? "enabled" : "hidden"]]);
  return { state: phone.state, toggle: label ? [label] : [], message: label === "resume", buttons };
}

/** A click on a button other than the toggle: the phone after it, and the tones that go out; undefined where it does nothing.
 * While the recording is stopped a key can be clicked, and no tone is sent.
 * @param {Phone} phone @param {Button} button @param {string} [keys]
 * @returns {Pressed | undefined} */
export function press(phone, button, keys = "") {
  if (look(phone, button) !== "enabled") return undefined;
  if (button === "hold") return { phone: happen(phone, phone.state === "held" ? "unhold" : "hold") ?? phone };
  if (button === "park" || button === "hang_up") return { phone: ended(phone) };
  const sends = button === "dial" && toggle(phone) !== "resume" && phone.state !== "idle" && phone.state !== "alerting";
  return sends ? { phone, tones: keys } : { phone };
}

/** A click on the toggle: what the PBX is asked, and the phone once it has confirmed. No other softphone hears of it.
 * @param {Phone} phone
 * @returns {Pressed | undefined} */
export function pressToggle(phone) {
  const command = toggle(phone);
  return command && { phone: { ...phone, stopped: command === "stop" }, command };
}

/** @param {Phone} phone @returns {Phone} */
function ended(phone) {
  return { ...phone, state: "idle", stopped: false }; // the next call starts afresh
}

/** What happens to a call: the phone after it, or undefined where it cannot happen.
 * @param {Phone} phone @param {string} what
 * @returns {Phone | undefined} */
export function happen(phone, what) {
  switch (`${phone.state} ${what}`) {
    case "idle call.invite":
      return { ...phone, state: "alerting" };
    case "alerting call.answered":
    case "held unhold":
      return { ...phone, state: "talking" };
    case "talking hold":
      return { ...phone, state: "held" };
    case "alerting call.failed":
    case "alerting call.hangup":
    case "talking call.hangup":
    case "held call.hangup":
    case "talking park":
      return ended(phone);
  }
  return undefined;
}

// From here on it is the shim.

/** Where the kit's places put A and, if it is the peer, B.
 * @type {Record<string, [State, State]>} */
const PLACES = {
  idle: ["idle", "idle"],
  dialling: ["alerting", "alerting"],
  ringing: ["alerting", "alerting"],
  talking: ["talking", "talking"],
  held: ["held", "talking"],
  held_dialing: ["held_dialing", "talking"],
  transfer_talking: ["transfer_talking", "talking"],
};

class Unsupported extends Error {}

/** @typedef {{ op: string, id: number, protocol?: string, scene?: any, event?: any, observe?: boolean }} Request */

/** The softphones of the open session by party, what they have sent since that was last asked, and a PBX that confirms at once.
 * @type {{ phones: Map<string, Phone>, dtmf: string[], sent: { party: string, verb: Verb }[] }} */
let session = { phones: new Map(), dtmf: [], sent: [] };

/** @param {{ place: string, peer: string, settings: any }} scene */
function open({ place, peer, settings: s }) {
  if (!Object.hasOwn(PLACES, place) || peer === "D") throw new Unsupported(`no ${place} with ${peer}`);
  const [a, b] = PLACES[place];
  /** @param {State} state @param {string} terminal @param {boolean} saved @returns {Phone} */
  const phone = (state, terminal, saved) => ({
    state,
    feature: newEnough(s.version) && s.pause_contract && terminal === "installed" && saved,
    autoThreeWay: s.auto_threeway,
    starTransfer: s.star_transfer,
    stopped: false,
  });
  session = { phones: new Map([["A", phone(a, s.terminal, s.pause_enabled)]]), dtmf: [], sent: [] };
  if (peer === "B") session.phones.set("B", phone(b, s.peer_terminal, true));
}

/** @param {string} party */
function phoneOf(party) {
  const phone = session.phones.get(party);
  if (!phone) throw new Unsupported(`no softphone ${party}`);
  return phone;
}

/** Lets an event happen, and says whether anybody has taken it.
 * @param {{ event: string, party: string, button: Button | "toggle", keys?: string, call?: string }} event */
function take({ event, party, button, keys, call }) {
  switch (event) {
    case "wait":
    case "hand.raise":
      return true;
    case "click":
      return click(party, button, keys);
    case "hold":
    case "unhold":
    case "park":
      return all([party], event);
    case "call.invite":
    case "call.answered":
    case "call.failed":
    case "call.hangup": // is for everybody in the call
      if (call !== "target") return all([...session.phones.keys()], event);
  }
  throw new Unsupported(`no ${event}`);
}

/** @param {string} party @param {Button | "toggle"} button @param {string} [keys] */
function click(party, button, keys) {
  const phone = phoneOf(party);
  const pressed = button === "toggle" ? pressToggle(phone) : press(phone, button, keys);
  if (!pressed) return false;
  session.phones.set(party, pressed.phone);
  if (pressed.command) session.sent.push({ party, verb: pressed.command });
  if (pressed.tones) session.dtmf.push(party);
  if (button === "hang_up" && phone.state === "talking") all([...session.phones.keys()], "call.hangup"); // for everybody in the call
  return true;
}

/** @param {string[]} parties @param {string} what */
function all(parties, what) {
  let taken = false;
  for (const party of parties) {
    const next = happen(phoneOf(party), what);
    if (next) session.phones.set(party, next);
    taken ||= next !== undefined;
  }
  return taken;
}

function observe() {
  const { phones, dtmf, sent } = session;
  session = { phones, dtmf: [], sent: [] };
  return { phones: Object.fromEntries([...phones].map(([party, phone]) => [party, screen(phone)])), dtmf, sent };
}

const HELLO = {
  protocol: "recpause-shim/1",
  name: "softphone.mjs",
  version: "1",
  role: "softphone",
  observables: ["ui", "op", "dtmf"],
  features: [],
};

/** @param {Request} request */
function answer(request) {
  switch (request.op) {
    case "hello":
      return request.protocol === HELLO.protocol ? { result: "done", ...HELLO } : { result: "error", reason: `this speaks ${HELLO.protocol}` };
    case "open":
      open(request.scene);
      return { result: "done", session: "1" };
    case "do": {
      const result = take(request.event) ? "done" : "rejected";
      return request.observe ? { result, observation: observe() } : { result };
    }
    case "observe":
      return { result: "done", observation: observe() };
    case "close":
    case "bye":
      return { result: "done" };
  }
  throw new Unsupported(`no operation ${request.op}`);
}

/** @param {unknown} error */
function problem(error) {
  if (error instanceof Unsupported) return { result: "unsupported", reason: error.message };
  console.error(error); // stderr is ours
  return { result: "error", reason: String(error) };
}

for await (const line of createInterface({ input: process.stdin })) {
  /** @type {Request} */
  const request = JSON.parse(line);
  let reply;
  try {
    reply = answer(request);
  } catch (error) {
    reply = problem(error);
  }
  process.stdout.write(JSON.stringify({ id: request.id, ...reply }) + "\n");
  if (request.op === "bye") break;
}
