#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A softphone with a pause button for call recording, and the shim that puts it before the conformance kit.

    rpconform run -- python3 softphone.py

The first half is a softphone as one writes it from the manual; it knows nothing of the kit. The second half is a shim:
it translates between the protocol of docs/shim.md and the softphone, and decides nothing. To judge a softphone of your
own, copy the file, put yours in place of the class Softphone, and keep the second half.

It needs Python 3.9 or later and nothing else.
"""

import json
import re
import sys
import traceback

# In which states the toggle 「録音停止」/「録音再開」 is shown: table 3.1, and 「アウトバウンド」 in chapter 5.
TOGGLE_SHOWN = {
    "idle": False,
    "alerting": False,
    "talking": True,
    "star_held": True,
    "star_talking": True,
    "held": False,
    "held_dialing": False,
    "transfer_talking": False,
    "three_way": False,
    "outbound_waiting": True,
}

# Which buttons can be operated while the softphone shows that the recording is stopped: table 3.2.
OPERABLE_WHILE_STOPPED = {
    "in_call": False,
    "hold": False,
    "hang_up": True,
    "transfer": False,
    "park": False,
    "raise_hand": True,
    "three_way": False,
    "auto_three_way": False,
    "star_transfer": False,
    "dial": True,
}

# In which states they can be operated otherwise. The manual does not say; this is how we built it.
OPERABLE_IN = {
    "in_call": {"talking"},
    "hold": {"talking", "held"},
    "hang_up": set(TOGGLE_SHOWN) - {"idle", "outbound_waiting"},
    "transfer": {"talking", "held", "transfer_talking"},
    "park": {"talking"},
    "raise_hand": set(TOGGLE_SHOWN),
    "three_way": {"transfer_talking"},
    "auto_three_way": {"talking"},
    "star_transfer": {"talking"},
    "dial": set(TOGGLE_SHOWN),
}

# What happens to a call, and the state in which that leaves us, by the state in which it finds us.
MOVES = {
    "call.invite": {"idle": "alerting"},
    "call.answered": {"alerting": "talking"},
    "call.failed": {"alerting": "idle"},
    "call.hangup": {"alerting": "idle", "talking": "idle", "held": "idle"},
    "hold": {"talking": "held"},
    "unhold": {"held": "talking"},
    "park": {"talking": "idle"},
    "consult.dial": {"held": "held_dialing"},
    "consult.answered": {"held_dialing": "transfer_talking"},
    "consult.failed": {"held_dialing": "held"},
    "transfer.complete": {"transfer_talking": "idle"},
    "threeway.start": {"transfer_talking": "three_way"},
    "threeway.auto": {"talking": "three_way"},
    "star.begin": {"talking": "star_held"},
    "star.answered": {"star_held": "star_talking"},
    "star.complete": {"star_talking": "idle"},
    "star.cancel": {"star_held": "talking", "star_talking": "talking"},
    "sharp.begin": {"talking": "star_held"},
    "sharp.complete": {"star_held": "idle"},
    "sharp.cancel": {"star_held": "talking"},
    "outbound.wait": {"idle": "outbound_waiting"},
    "outbound.connect": {"outbound_waiting": "talking"},
    "outbound.leave": {"outbound_waiting": "idle"},
    "room.join": {"idle": "talking"},
    "room.leave": {"talking": "idle"},
}


class Softphone:
    """What one operator sees and clicks. It does not know whether the call is recorded, only what it has asked for."""

    def __init__(self, settings, state="idle", pbx=lambda verb: True):
        self.settings = settings
        self.state = state
        self.pbx = pbx  # sends "stop" or "resume", and says whether the PBX has confirmed it; None: not yet
        self.stopped = False  # we have stopped the recording, as far as we know
        self.asked = 0  # how many commands we have sent
        self.counts = 0  # no answer to this one, or to one before it, changes anything any more
        self.dtmf = ""  # the keys that were sent

    def has_feature(self):
        s = self.settings
        return self.new_enough(s["version"]) and s["contract"] and s["terminal"] == "installed" and s["saved"]

    @staticmethod
    def new_enough(version):
        """Compares number by number: 3.9.0 is older than 3.13.0."""
        numbers = [int(n) for n in re.findall(r"\d+", version)[:3]]
        return numbers + [0] * (3 - len(numbers)) >= [3, 13, 0]

    def toggle(self):
        """Returns the label of the toggle, None where it is not shown."""
        if not (self.has_feature() and TOGGLE_SHOWN[self.state]):
            return None
        return "resume" if self.stopped else "stop"

    def message(self):
        """Says whether 「録音が停止状態です」 is shown: exactly beside 「録音再開」."""
        return self.toggle() == "resume"

    def button(self, name):
        if name == "toggle":
            return "enabled" if self.toggle() else "hidden"
        if not self.settings.get(name, True):  # 自動三者 and *転送 have to be set up first
            return "hidden"
        operable = OPERABLE_WHILE_STOPPED[name] if self.message() else self.state in OPERABLE_IN[name]
        return "enabled" if operable else "disabled"

    def click(self, name, keys=""):
        """Clicks a button, and returns False where that does nothing."""
        if self.button(name) != "enabled":
            return False
        if name == "toggle":
            return self.ask_pbx(self.toggle())
        if name == "dial":
            self.dial(keys)
        elif name == "hold":
            self.happen("unhold" if self.state == "held" else "hold")
        elif name == "park":
            self.happen("park")
        elif name == "hang_up":
            self.happen("call.hangup")
        return True  # the others ask the operator for a target first

    def ask_pbx(self, verb):
        """The display changes once the PBX has confirmed, and on this softphone only."""
        self.asked += 1
        done = self.pbx(verb)
        if done:
            self.answered(self.asked, verb)
        return done is not False

    def answered(self, number, verb):
        """The PBX has confirmed a command. A second answer, one that a newer one has overtaken, and one of a call that is
        over change nothing; one that we have waited for too long counts, for the PBX did it."""
        if number > self.counts:
            self.counts = number
            self.stopped = verb == "stop"

    def dial(self, keys):
        """While the recording is stopped the keys can be clicked, and nothing is sent."""
        if not self.message() and self.state not in ("idle", "alerting", "outbound_waiting"):
            self.dtmf += keys

    def happen(self, what):
        """Something happens to the call. A stop on the display outlives a transfer that is cancelled and the start of an
        outbound call, as the manual describes, and ends with the call."""
        if self.state not in MOVES[what]:
            return False
        self.state = MOVES[what][self.state]
        if self.state == "idle":
            self.stopped = False
            self.counts = self.asked
        return True


# From here on it is the shim.

# The state that each place of the kit puts A in, where it has another name; and the one that B is in there, where B is
# not talking.
STATE_OF_A = {
    "dialling": "alerting",
    "ringing": "alerting",
    "sharp_held": "star_held",
    "three_way_member": "talking",
    "room": "talking",
}
STATE_OF_B = {
    "idle": "idle",
    "dialling": "alerting",
    "ringing": "alerting",
    "outbound_waiting": "idle",
    "three_way_member": "three_way",
}


class Unsupported(Exception):
    """There is no such thing here."""


class Session:
    """The softphones of a scene. There is no PBX but this one. It confirms everything at once, if the kit does not say
    that an answer comes later."""

    def __init__(self, scene, make):
        s, place = scene["settings"], scene["place"]
        state = STATE_OF_A.get(place, place)
        if state not in TOGGLE_SHOWN:
            raise Unsupported("no place " + place)
        self.sent = []
        self.pending = None  # the kit's number of the command that is sent now and not answered yet
        self.commands = {}  # by the kit's number: the softphone, its own number of the command, and the verb
        self.phones = {}
        self.crowd = place in ("room", "three_way", "three_way_member")
        mine = {
            "version": s["version"],
            "contract": s["pause_contract"],
            "terminal": s["terminal"],
            "saved": s["pause_enabled"],
            "auto_three_way": s["auto_threeway"],
            "star_transfer": s["star_transfer"],
        }
        self.add("A", make, mine, state)
        if scene["peer"] == "B" or place in ("room", "three_way_member"):
            theirs = dict(mine, terminal=s["peer_terminal"], saved=True)
            self.add("B", make, theirs, STATE_OF_B.get(place, "talking"))
        if scene["peer"] == "D":
            self.add("D", make, dict(mine, terminal="installed", saved=True), "talking")

    def add(self, party, make, settings, state):
        def pbx(verb):
            self.sent.append({"party": party, "verb": verb})
            if self.pending is None:
                return True
            self.commands[self.pending] = (phone, phone.asked, verb)
            return None

        phone = self.phones[party] = make(settings, state, pbx)

    def do(self, event):
        """Lets an event happen, and says whether anybody has taken it."""
        what, party = event["event"], event.get("party")
        if what == "wait" or what == "hand.raise":
            return True
        if what == "click":
            self.pending = event.get("pending")
            return self.click(self.phone(party), event["button"], event.get("keys", ""))
        if what == "answer":
            return self.answer(event["pending"], event["pbx"])
        if what not in MOVES:
            raise Unsupported("no event " + what)
        if what.startswith("call."):  # is for everybody in the call
            if self.crowd or event.get("call") == "target":
                raise Unsupported("no " + what + " but in a call of two")
            return any([phone.happen(what) for phone in self.phones.values()])  # a list: all of them, not up to the first
        if party == "C":  # a customer comes or goes, and no softphone notices
            return True
        return self.phone("A" if party == "T" else party).happen(what)  # the target answers: it is A's transfer

    def answer(self, pending, pbx):
        """Answers a command: a refusal, and to have waited in vain, change nothing in this softphone."""
        if pending not in self.commands:
            return False
        phone, number, verb = self.commands[pending]
        if pbx == "confirmed":
            phone.answered(number, verb)
        return True

    def click(self, phone, button, keys):
        """Clicks a button. A call of two that one hangs up is over for the other, too."""
        over = button == "hang_up" and phone.state == "talking" and not self.crowd
        done = phone.click(button, keys)
        if done and over:
            for other in self.phones.values():
                other.happen("call.hangup")
        return done

    def phone(self, party):
        if party not in self.phones:
            raise Unsupported("no softphone " + str(party))
        return self.phones[party]

    def observe(self):
        """Says what is seen now, and what was sent since it was last asked."""
        seen = {
            "phones": {party: look(phone) for party, phone in self.phones.items()},
            "dtmf": [party for party, phone in self.phones.items() if phone.dtmf],
            "sent": self.sent,
        }
        self.sent = []
        for phone in self.phones.values():
            phone.dtmf = ""
        return seen


def look(phone):
    label = phone.toggle()
    return {
        "state": phone.state,
        "toggle": [label] if label else [],
        "message": phone.message(),
        "buttons": {name: phone.button(name) for name in [*OPERABLE_IN, "toggle"]},
    }


class Shim:
    """Answers one request after the other. There is one session at a time, so that its name does not matter."""

    def __init__(self, make, name):
        self.make = make
        self.name = name
        self.session = None

    def answer(self, request):
        op = request["op"]
        if op == "hello":
            return self.hello(request)
        if op == "open":
            self.session = Session(request["scene"], self.make)  # the session before it is over
            result = {"result": "done", "session": "1"}
            if request.get("observe"):
                result["observation"] = self.session.observe()
            return result
        if op == "do":
            result = {"result": "done" if self.session.do(request["event"]) else "rejected"}
            if request.get("observe"):
                result["observation"] = self.session.observe()
            return result
        if op == "observe":
            return {"result": "done", "observation": self.session.observe()}
        if op in ("close", "bye"):
            self.session = None
            return {"result": "done"}
        raise Unsupported("no operation " + op)

    def hello(self, request):
        if request["protocol"] != "recpause-shim/1":
            return {"result": "error", "reason": "this speaks recpause-shim/1"}
        return {
            "result": "done",
            "protocol": "recpause-shim/1",
            "name": self.name,
            "version": "1",
            "role": "softphone",
            "observables": ["ui", "op", "dtmf"],
            "features": ["room", "three-way", "star-transfer", "outbound", "answers"],
            "reopens": True,
        }


def serve(make=Softphone, name="softphone.py"):
    """Speaks the protocol on stdin and stdout until bye, with softphones of a class."""
    shim = Shim(make, name)
    sys.stdin.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = shim.answer(request)
        except Unsupported as e:
            answer = {"result": "unsupported", "reason": str(e)}
        except Exception as e:
            traceback.print_exc()
            answer = {"result": "error", "reason": repr(e)}
        print(json.dumps({"id": request["id"], **answer}), flush=True)
        if request["op"] == "bye":
            return


if __name__ == "__main__":
    serve()
