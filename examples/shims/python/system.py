#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A whole system: the softphones of softphone.py on the PBX of pbx.py, and the shim that puts them before the kit.

    rpconform run -- python3 system.py

A click goes from the screen to the PBX as a command, and the display changes when the PBX has confirmed it.
"""

import softphone
from pbx import Pbx, Session as Line, Shim, Unsupported, serve

# What a button does to the call, by the state in which it is clicked.
FACTS = {
    ("hang_up", "talking"): "call.hangup",
    ("hold", "talking"): "hold",
    ("hold", "held"): "unhold",
    ("park", "talking"): "park",
}


class Session:
    """The softphones of a scene, and the PBX between them."""

    def __init__(self, scene, make):
        self.line = Line(scene, make)
        self.phones = softphone.Session(scene, self.make_phone)
        self.parties = {id(phone): party for party, phone in self.phones.phones.items()}

    def make_phone(self, settings, state, sent):
        """Makes a softphone whose commands reach the PBX."""

        def pbx(verb):
            sent(verb)
            return self.line.pbx.command(self.line.at, self.parties[id(phone)], verb)

        phone = softphone.Softphone(settings, state, pbx)
        return phone

    def do(self, event):
        self.line.at = event["at"]
        what, party = event["event"], event.get("party")
        if what == "click":
            return self.click(event, party)
        if what == "enter" or what == "command":
            return self.line.do(event)
        if what in ("wait", "hand.raise"):
            return True
        self.phones.do(event)
        return self.line.do(event)

    def click(self, event, party):
        phone = self.phones.phone(party)
        fact = FACTS.get((event["button"], phone.state))
        if not phone.click(event["button"], event.get("keys", "")):
            return False
        if fact:
            self.line.do({"at": event["at"], "event": fact, "party": party, "call": "original"})
        if fact == "call.hangup":
            for other in self.phones.phones.values():
                other.happen(fact)
        return True

    def observe(self):
        return {**self.phones.observe(), **self.line.observe()}

    def recording(self, later):
        return self.line.recording(later)


class SystemShim(Shim):
    description = {
        **Shim.description,
        "name": "system.py",
        "role": "system",
        "observables": ["ui", "op", "dtmf"] + Shim.description["observables"],
    }

    def open(self, scene):
        return Session(scene, self.make)

    def answer(self, request):
        try:
            return super().answer(request)
        except softphone.Unsupported as e:
            raise Unsupported(str(e))


if __name__ == "__main__":
    serve(SystemShim(Pbx))
