package calltest

import "strings"

// Forged is what a hostile name puts at the beginning of a line.
const Forged = "FORGED: all is well"

// HostileNames are thirty that a caller may bear to deceive who reads them on a terminal: control characters and
// sequences, marks of direction, characters that are not seen, bytes that are no UTF-8, and ends of lines.
func HostileNames() []string {
	return []string{
		"\x1b[2J\x1b[H" + Forged, "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1b[8mhidden",
		"\x1bc", "\x1b[1A\x1b[2K" + Forged, "\x1bP$q\x1b\\", "\u009b2J", "\u009d0;title\u009c", "\u0085" + Forged,
		"x\r" + Forged, "x\n" + Forged, "x\r\n" + Forged + "\r\n", "x\x00y", "x\b\b\b" + Forged,
		"x\v" + Forged, "x\f" + Forged, "\a\a", "\x7f\x7f", "\x0e\x0f",
		"\u202egnp.exe", "\u2066x\u2069", "\u200f\u200e", "a\u200bb", "\ufeffx",
		"x\u2028" + Forged, "x\u2029" + Forged, "\U000e0041", "\xff\x9b2J", strings.Repeat("\x1b[", 300),
	}
}
