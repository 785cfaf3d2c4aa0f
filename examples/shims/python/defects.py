#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The softphone of softphone.py with three mistakes that are easily made. The conformance kit finds them, and says which.

rpconform run -- python3 defects.py
"""

import sys

sys.dont_write_bytecode = True

from softphone import Softphone, serve  # noqa: E402


class Careless(Softphone):
    @staticmethod
    def new_enough(version):
        return version >= "3.13.0"  # compares letters: "3.9.0" counts as newer (RP-AVL-010)

    def button(self, name):
        if name == "park":
            return "enabled" if self.state == "talking" else "disabled"  # a row of table 3.2 is missing (RP-BTN-050)
        return super().button(name)

    def dial(self, keys):
        self.dtmf += keys  # sends while stopped: a PIN that was not to be stored goes out as tones (RP-BTN-101)


if __name__ == "__main__":
    serve(Careless, "defects.py")
