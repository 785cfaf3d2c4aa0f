#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A PBX that records calls and pauses the recording, and the shim that puts it before the conformance kit.

    rpconform run -- python3 pbx.py

The first half is a PBX as one writes it from the manual, for calls of two and ordinary transfers; it knows nothing of
the kit. The second half is a shim: it translates between the protocol of docs/shim.md and the PBX, and decides nothing.
To judge a PBX of your own, copy the file, put yours in place of the class Pbx, and keep the second half. A PBX that
records real audio answers "recording" with WAV files instead of segments.

It needs Python 3.9 or later and nothing else.
"""

import json
import sys
import traceback

BEEP = 1600  # samples: 0.2 s at 8000 a second


class Call:
    """A call, who is in it, and its recording from the answer to the end."""

    def __init__(self, name, caller, called, recorded):
        self.name = name
        self.members = [caller, called]
        self.operator = "A" if "A" in self.members else caller  # whose voice is on the operator side of the recording
        self.recorded = recorded  # whether the settings have it recorded
        self.stopped = set()  # who has stopped the recording
        self.away = set()  # who holds the call: it is not heard there
        self.answered = None  # since when
        self.ended = None
        self.spans = []  # of the recording: since when, and whose voices it has
        self.beeps = []  # in the recording: when, and who has resumed

    def silenced(self):
        """In a call of two a stop silences both, and any resume ends it. Where more talk it is each one's own voice."""
        if len(self.members) > 2:
            return [m for m in self.members if m in self.stopped]
        return list(self.members) if self.stopped else []

    def recording(self):
        if not self.recorded or self.answered is None or self.ended is not None:
            return "off"
        silenced = self.silenced()
        return "on" if not silenced else "silent" if len(silenced) == len(self.members) else "partial"

    def note(self, at):
        """Notes whose voices the recording has from now on."""
        if self.answered is not None:
            voices = [m for m in self.members if m not in self.silenced() and m not in self.away]
            self.spans.append((at, voices))

    def end(self, at):
        self.ended = at
        self.stopped = set()


class Pbx:
    """The calls of one line, what the parties hear, and what is recorded. Positions are samples."""

    def __init__(self, settings):
        self.settings = settings
        self.calls = []  # all there have been
        self.heard = []  # who has heard a beep since somebody looked
        self.keys = ""  # what the IVR history shows

    def call(self, name):
        """Returns the open call of a name, the newest."""
        return next((c for c in reversed(self.calls) if c.name == name and c.ended is None), None)

    def talks_in(self, party):
        """Returns the answered call in which a party talks: not the one that it holds."""
        talks = lambda c: c.ended is None and c.answered is not None and party in c.members and party not in c.away
        return next((c for c in reversed(self.calls) if talks(c)), None)

    def command(self, at, party, verb):
        """Stops or resumes the recording for a softphone. An unknown verb does nothing, and least of all resumes."""
        call = self.talks_in(party)
        if call is None or verb not in ("stop", "resume"):
            return False
        before = call.silenced()
        if verb == "stop":
            call.stopped.add(party)
        elif len(call.members) > 2:
            call.stopped.discard(party)
        else:
            call.stopped.clear()
        self.changed(at, call, before, party)
        return True

    def changed(self, at, call, before, party):
        """Everybody hears a beep when somebody's silence begins or ends, also where nothing is recorded. The beep of a
        silence that ends is in the recording, on the side of whoever has not resumed."""
        after = call.silenced()
        if before != after:
            self.heard += call.members
            if any(m not in after for m in before):
                call.beeps.append((at, party))
        call.note(at)

    def invite(self, at, name, caller, called):
        recorded = self.settings["record_all_calls"] or self.settings["record_callcenter"]
        self.calls.append(Call(name, caller, called, recorded))
        return True

    def happen(self, at, what, party, name):
        """Something happens to a call; returns False where it cannot."""
        call = self.call(name) if name else self.talks_in(party)
        if call is None:
            return False
        if what == "call.answered" and call.answered is None:
            call.answered = at
            call.note(at)
        elif what == "call.failed" and call.answered is None:
            call.end(at)
        elif what == "call.hangup":  # a call of two ends with the first that leaves it
            call.note(at)
            call.end(at)
        elif what == "park" and party in call.members:
            call.members.remove(party)
            call.stopped.discard(party)
            call.note(at)
        elif what in ("hold", "unhold"):
            (call.away.add if what == "hold" else call.away.discard)(party)
            call.note(at)
        else:
            return False
        return True

    def transfer(self, at, party):
        """The target of a consultation takes the place of whoever has called it."""
        held, consulted = self.call("original"), self.call("target")
        if held is None or consulted is None or consulted.answered is None:
            return False
        consulted.note(at)
        consulted.end(at)
        held.members = [m for m in held.members + consulted.members if m != party]
        held.stopped &= set(held.members)
        held.away.discard(party)
        held.note(at)
        return True

    def enter(self, keys):
        masked = self.settings["mask_keys"] and self.settings["keys_covered"]
        self.keys += "*" * len(keys) if masked else keys


# From here on it is the shim.


class Unsupported(Exception):
    """There is no such thing here."""


# The way to each place that this PBX can be brought to.
TALKING = [("call.invite", "caller", "original"), ("call.answered", "called", "original")]
HELD = TALKING + [("hold", "A", "original")]
DIALLING = HELD + [("consult.dial", "A", "target")]
PLACES = {
    "idle": [],
    "dialling": [("call.invite", "A", "original")],
    "ringing": [("call.invite", "peer", "original")],
    "talking": TALKING,
    "held": HELD,
    "held_dialing": DIALLING,
    "transfer_talking": DIALLING + [("consult.answered", "T", "target")],
}


class Session:
    """A PBX in a scene."""

    def __init__(self, scene, make):
        if scene["place"] not in PLACES or scene["settings"]["transcriber"] != "none":
            raise Unsupported("no such scene")
        self.scene = scene
        self.pbx = make(scene["settings"])
        self.at = 0
        peer = scene["peer"]
        caller, called = (peer, "A") if scene["incoming"] else ("A", peer)
        names = {"caller": caller, "called": called, "peer": peer}
        for what, party, call in PLACES[scene["place"]]:
            self.fact({"event": what, "party": names.get(party, party), "call": call})

    def do(self, event):
        """Lets an event happen, and says whether the PBX has taken it."""
        self.at = event["at"]
        what = event["event"]
        if what == "command":
            return self.pbx.command(self.at, event["party"], event["verb"])
        if what == "enter":
            self.pbx.enter(event["keys"])
            return True
        if what in ("wait", "hand.raise"):
            return True
        return self.fact(event)

    def fact(self, event):
        what, party, call = event["event"], event["party"], event.get("call")
        if what == "call.invite":
            return self.pbx.invite(self.at, call, party, self.scene["peer"] if party == "A" else "A")
        if what == "consult.dial":
            return self.pbx.invite(self.at, call, party, "T")
        if what == "transfer.complete":
            return self.pbx.transfer(self.at, party)
        if what in ("consult.answered", "consult.failed"):
            what = what.replace("consult", "call")
        if what not in ("call.answered", "call.failed", "call.hangup", "park", "hold", "unhold"):
            raise Unsupported("no event " + what)
        return self.pbx.happen(self.at, what, party, call)

    def observe(self):
        """Says what is seen now, and what was heard since it was last asked."""
        seen = {
            "calls": {c.name: {"recording": c.recording(), "silenced": c.silenced()} for c in self.pbx.calls if c.ended is None},
            "beeps": [{"party": party, "sound": "beep"} for party in self.pbx.heard],
            "history": self.pbx.keys,
        }
        self.pbx.heard = []
        return seen

    def recording(self, later):
        """Says what is in the recording of the call in which the scene began, or of one that was answered later."""
        calls = [c for c in self.pbx.calls if c.name == "original"]
        calls = calls[:1] + [c for c in calls[1:] if c.answered is not None]
        call = calls[later] if later < len(calls) else None
        if call is None or not call.recorded or call.answered is None:
            return {"from": 0, "to": 0, "files": 0, "tracks": []}
        end = self.at if call.ended is None else call.ended
        layout = self.scene["settings"]["layout"]
        tracks = ["mixed"] if layout == "1ch" else ["operator", "counterpart"]
        return {
            "from": call.answered,
            "to": end,
            "files": 1,
            "tracks": [{"track": t, "segments": segments(call, t, end)} for t in tracks],
        }


def segments(call, track, end):
    """Cuts a track at every change: whose voices are in it, and where the beep is."""
    own = lambda party: track == "mixed" or (party == call.operator) == (track == "operator")
    beeps = []
    for at, resumed in call.beeps:
        if track == "mixed" or not own(resumed):  # on the other side than whoever has resumed
            cut = [since for since, voices in call.spans if since > at and not voices]  # a stop cuts it
            beeps.append((at, min([at + BEEP, end] + cut)))
    edges = {call.answered, end} | {since for since, _ in call.spans} | {at for beep in beeps for at in beep}
    edges = sorted(at for at in edges if call.answered <= at <= end)
    list_ = []
    for since, until in zip(edges, edges[1:]):
        voices = [v for at, v in call.spans if at <= since][-1]
        part = {"from": since, "to": until}
        if any(map(own, voices)):
            part["voices"] = sorted(filter(own, voices))
        if any(at <= since < to for at, to in beeps):
            part["beep"] = True
        list_.append(part)
    return list_


class Shim:
    """Answers one request after the other. There is one session at a time, so that its name does not matter."""

    description = {
        "protocol": "recpause-shim/1",
        "name": "pbx.py",
        "version": "1",
        "role": "pbx",
        "observables": ["rec", "beep", "file", "hist"],
        "features": ["two-channel", "split", "history", "sample-exact", "later-calls"],
        "reopens": True,
    }

    def __init__(self, make):
        self.make = make
        self.session = None

    def open(self, scene):
        return Session(scene, self.make)

    def answer(self, request):
        op, done = request["op"], {"result": "done"}
        if op == "hello":
            if request["protocol"] != "recpause-shim/1":
                return {"result": "error", "reason": "this speaks recpause-shim/1"}
            return {**done, **self.description}
        if op == "open":
            self.session = self.open(request["scene"])  # the session before it is over
            result = {**done, "session": "1"}
            return {**result, "observation": self.session.observe()} if request.get("observe") else result
        if op == "do":
            result = {"result": "done" if self.session.do(request["event"]) else "rejected"}
            return {**result, "observation": self.session.observe()} if request.get("observe") else result
        if op == "observe":
            return {**done, "observation": self.session.observe()}
        if op == "recording" and self.session:
            return {**done, "recording": self.session.recording(request.get("later", 0))}
        if op in ("close", "bye"):
            self.session = None
            return done
        raise Unsupported("no operation " + op)


def serve(shim):
    """Speaks the protocol on stdin and stdout until bye."""
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
    serve(Shim(Pbx))
