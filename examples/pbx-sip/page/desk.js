// The softphones' page. What is shown comes from the PBX as events, every button with its reason; the page decides
// nothing. What is clicked goes back, and changes nothing here: the next event does.
import { Line } from "./line.js"

const words = document.body.dataset
const lang = document.documentElement.lang
const cards = new Map() // by extension, what is shown
const lines = new Map() // by extension, its microphone and loudspeaker, where the page has them
const wanted = new Set() // the extensions that somebody wants to talk on: when the PBX is back, they take up their lines
const knows = new Map() // by extension, in a cluster: the number of its last command, whether it shows a stop or has sent one
const phones = new Map([...document.querySelectorAll(".phone")].map(p => [p.dataset.extension, p]))

function set(element, text) {
	if (element.textContent !== text) element.textContent = text
}

function paint(phone, card) {
	cards.set(card.extension, card)
	witness(phone, card)
	phone.dataset.state = card.state
	phone.dataset.recording = card.recording
	phone.classList.toggle("lying", card.mismatch !== "")
	const find = selector => phone.querySelector(selector)
	set(find(".line"), card.line)
	set(find(".state"), card.doing)
	set(find(".who"), card.incoming ? `${words.incoming} ${card.who}` : card.who)
	find(".who").classList.toggle("incoming", card.incoming)
	const message = find(".message span")
	message.hidden = !card.message.text
	set(message.querySelector("b"), card.message.text)
	set(message.querySelector("small"), card.message.gloss ?? "")
	set(find(".actual"), card.actual)
	set(find(".truth"), truth(card))
	find(".truth").classList.toggle("wrong", card.mismatch !== "")
	paintToggle(find(".toggle"), card.toggle)
	for (const key of [...card.keys, ...card.others]) paintKey(find(`[data-name="${key.name}"]`), key)
	const of = find(".hint").dataset.of
	if (of) hint(phone, keyOf(card, of).why, of)
	tick()
}

function truth(card) {
	const why = card.toggle.is === "enabled" ? "" : card.toggle.why // why there is no toggle
	if (card.mismatch) return `⚠ ${card.mismatch}\n${why || card.effect}`
	if (why) return why
	return card.actual ? `✓ ${words.true}` : ""
}

function paintToggle(button, key) {
	const shown = key.is === "enabled"
	button.classList.toggle("absent", !shown)
	button.classList.toggle("resume", shown && key.do === "resume")
	button.ariaDisabled = String(!shown)
	set(button.children[0], shown ? key.label.text : words.absent)
	button.children[0].lang = shown ? "ja" : lang
	set(button.children[1], shown ? key.label.gloss ?? "" : "")
}

function paintKey(button, key) {
	button.hidden = key.is === "hidden"
	button.ariaDisabled = String(key.is !== "enabled")
	if (button.matches(".answer")) set(button.firstElementChild, key.label.text)
}

// keyOf returns what a button stands for now.
function keyOf(card, name) {
	return name === "toggle" ? card.toggle : [...card.keys, ...card.others].find(k => k.name === name)
}

function tick() {
	for (const [extension, card] of cards) {
		const seconds = Math.max(0, Math.floor((Date.now() - card.since) / 1000))
		const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
		set(phones.get(extension).querySelector(".clock"), card.since ? clock : "")
	}
}
setInterval(tick, 500)

// hint shows a text, that of a button as long as it is the same.
function hint(phone, text, name = "") {
	const box = phone.querySelector(".hint")
	box.dataset.of = name
	set(box, text || words.hint)
	box.classList.toggle("why", !!text)
}

// ask sends a click, and tells why where the PBX refuses it.
async function ask(phone, click) {
	try {
		const answer = await fetch(`/phones/${phone.dataset.extension}/clicks?lang=${lang}`,
			{ method: "POST", body: JSON.stringify(click) })
		if (!answer.ok) hint(phone, await answer.text())
		return answer.ok
	} catch {
		lost(true)
	}
}

// witness keeps what a softphone shows, and tells the node that takes its call over: a page that was opened since then
// does not know, and says that it shows a stop.
async function witness(phone, card) {
	const known = knows.get(card.extension) ?? { seq: 0, stopped: true, told: 0 }
	knows.set(card.extension, known)
	if (!card.report && card.since) known.stopped = known.sent || card.toggle.do === "resume"
	if (!(card.report > 0) || card.report === known.told) return
	known.told = card.report
	await ask(phone, { do: "report", epoch: card.report, stopped: known.stopped || !!known.sent, seq: known.seq })
}

// numbered gives a stop or a resume its number. A stop counts as sent until somebody has answered.
async function numbered(phone, click) {
	const known = knows.get(phone.dataset.extension)
	if (!known || !["stop", "resume"].includes(click.do)) return ask(phone, click)
	known.seq = Math.max(known.seq + 1, Math.floor(Date.now() / 1000))
	known.sent ||= click.do === "stop"
	if (!await ask(phone, { ...click, seq: known.seq })) return
	known.sent = false
	known.stopped = click.do === "stop"
}

// first is what begins a call: that needs somebody who talks and listens.
const first = new Set(["dial", "outbound_wait", "room"])

async function click(phone, button) {
	const card = cards.get(phone.dataset.extension)
	const number = phone.querySelector(".number")
	if (!card) return
	if (button.dataset.digit) {
		if (keyOf(card, "dial").do === "dtmf") return ask(phone, { do: "dtmf", digits: button.dataset.digit })
		number.value += button.dataset.digit
		return
	}
	const key = keyOf(card, button.dataset.name)
	if (key.is !== "enabled" || !key.do || key.do === "dtmf") return hint(phone, key.why, key.name)
	if (key.needs && !number.value.trim()) {
		number.focus()
		return hint(phone, words.number)
	}
	button.classList.add("asking")
	if (card.registered || !first.has(key.do) || await listen(phone, phone.querySelector(".mic")))
		await numbered(phone, { do: key.do, to: key.needs ? number.value.trim() : undefined })
	button.classList.remove("asking")
}

// listen has a softphone use the page's microphone and loudspeaker, and says whether it does.
async function listen(phone, button) {
	const extension = phone.dataset.extension
	try {
		lines.set(extension, await Line.open(extension, () => {
			lines.delete(extension)
			button.ariaPressed = "false"
		}))
	} catch (problem) {
		hint(phone, `${words.nomic} ${problem.message}`)
	}
	if (lines.has(extension)) wanted.add(extension)
	button.ariaPressed = String(lines.has(extension))
	return lines.has(extension)
}

function microphone(phone, button) {
	const line = lines.get(phone.dataset.extension)
	wanted.delete(phone.dataset.extension)
	if (line) line.close()
	else listen(phone, button)
}

function serve(phone) {
	hint(phone, "")
	phone.addEventListener("click", e => {
		const button = e.target.closest("button")
		if (button?.matches(".mic")) microphone(phone, button)
		else if (button) click(phone, button)
	})
	const why = e => {
		const name = e.target.closest("button")?.dataset.name
		const card = cards.get(phone.dataset.extension)
		if (name && card) hint(phone, keyOf(card, name).why, name)
	}
	phone.addEventListener("pointerover", why)
	phone.addEventListener("focusin", why)
	phone.querySelector(".number").addEventListener("keydown", e => {
		if (e.key === "Enter") click(phone, phone.querySelector(`[data-name="dial"]`))
	})
}
phones.forEach(serve)

function paintCalls(calls) {
	const section = document.querySelector("#calls")
	section.querySelector(".none").hidden = calls.length > 0
	section.querySelector("ol").replaceChildren(...calls.map(call => row(section, call)))
}

function row(section, call) {
	const item = section.querySelector("template").content.firstElementChild.cloneNode(true)
	const began = new Date(call.began)
	item.querySelector("time").dateTime = began.toISOString()
	set(item.querySelector("time"), began.toLocaleString(lang))
	set(item.querySelector("b"), call.parties.join(lang === "ja" ? "、" : ", "))
	set(item.querySelector(".length"), told(call))
	for (const file of call.files) {
		const link = Object.assign(document.createElement("a"), { href: file.href, textContent: file.name })
		item.querySelector(".files").append(link)
		if (!file.name.endsWith(".wav")) continue
		const tape = Object.assign(document.createElement("audio"), { src: file.href, controls: true, preload: "none" })
		tape.ariaLabel = file.name
		item.querySelector(".tapes").append(tape)
	}
	return item
}

function told(call) {
	const list = [words.length.replace("{s}", call.seconds.toFixed(1))]
	const pauses = call.pauses === 1 ? words.pause : words.pauses
	if (call.pauses > 0) list.push(pauses.replace("{n}", call.pauses).replace("{s}", call.silent.toFixed(1)))
	if (!call.recorded) list.push(words.unrecorded)
	return list.join(" · ")
}

// paintHappened shows what a webhook would be told, the newest first.
function paintHappened(event) {
	const list = document.querySelector("#happened ol")
	const item = document.createElement("li")
	item.append(Object.assign(document.createElement("b"), { textContent: event.type.replace("io.github.recpause.", "") }),
		` ${event.subject} ${event.data.party} `, Object.assign(document.createElement("code"), { textContent: event.id }))
	list.prepend(item)
	while (list.children.length > 100) list.lastChild.remove()
}

function lost(is) {
	const notice = document.querySelector("#lost")
	notice.textContent = words.lost
	notice.hidden = !is
}

function follow() {
	const socket = new WebSocket(`ws://${location.host}/events?lang=${lang}`)
	socket.onopen = () => {
		lost(false)
		document.querySelector("#happened ol").replaceChildren() // all that there is comes again
		for (const extension of wanted) {
			const phone = phones.get(extension)
			if (!lines.has(extension)) listen(phone, phone.querySelector(".mic"))
		}
	}
	socket.onmessage = e => {
		const event = JSON.parse(e.data)
		if (event.type.startsWith("io.github.recpause.")) return paintHappened(event)
		if (event.type.endsWith(".calls.finished")) return paintCalls(event.data)
		const phone = phones.get(event.data.extension)
		if (phone) paint(phone, event.data)
		else if (!new URLSearchParams(location.search).has("phone")) location.reload() // a softphone that is new here
	}
	socket.onclose = () => {
		lost(true)
		setTimeout(follow, 500)
	}
}
follow()
