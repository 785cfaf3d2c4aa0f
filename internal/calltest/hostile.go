package calltest

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Forged is what a hostile name puts at the beginning of a line.
const Forged = "FORGED: all is well"

// HostileNames are thirty that a caller may bear to deceive who reads them on a terminal: control characters and
// sequences, marks of direction, characters that are not seen, bytes that are no UTF-8, and ends of lines.
func HostileNames() []string {
	return []string{
		"\x1b[2J\x1b[H" + Forged, "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1b[8mhidden",
		"\x1bc", "\x1b[1A\x1b[2K" + Forged, "\x1bP$q\x1b\\", "\u009b2J", "\u009d0;title\u009c", "\u0085" + Forged,
		"x\r" + Forged, "x\n" + Forged, "x\r\n" + Forged + "\r\n", "x\x00y", "x\b\b\b" + Forged,
		"x\v" + Forged, "x\f" + Forged, "\u3164\u115f", "\x7f\x7f", "\x0e\x0f",
		"\u202egnp.exe", "\u2066x\u2069", "\u200f\u200e", "a\u200bb", "\ufeffx",
		"x\u2028" + Forged, "x\u2029" + Forged, "\U000e0041", "\xff\x9b2J", strings.Repeat("\x1b[", 300),
	}
}

// unseen are letters and marks that have no shape, beside what stands in the categories of acting.
const unseen = "\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0"

var acting = regexp.MustCompile(`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}` + unseen + `]`)

// Acts reports whether a text holds what a terminal would obey, or what is not seen; ends of lines and tabs aside.
func Acts(text string) bool {
	return !utf8.ValidString(text) || acting.MatchString(laidOut.Replace(text))
}

var laidOut = strings.NewReplacer("\n", "", "\t", "")

// Deceives reports whether a text acts, or has a line that a hostile name would forge.
func Deceives(text string) bool { return Acts(text) || forged.MatchString(text) }

var forged = regexp.MustCompile(`(?m)^\s*` + Forged)
