package picture

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Clean returns a document as it can be shown, whatever the names in it: without characters that XML does not know, and without
// those that would turn the rest of a line around or hide a part of it.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) || r&0xFFFE == 0xFFFE {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
}

// breadth returns how broad a text is at a font size, rather too much than too little: fonts differ.
func breadth(s string, size float64) (b float64) {
	for _, r := range s {
		b += glyph(r) * size
	}
	return b
}

func glyph(r rune) float64 {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return 1
	}
	switch {
	case strings.ContainsRune("MWmw@%<>&=+", r):
		return .9
	case unicode.IsUpper(r):
		return .7
	case strings.ContainsRune("ijlft.,:;|!'() ", r):
		return .36
	}
	return .6
}

// cut returns as much of a text as there is room for, with a mark where it ends early; nothing where hardly a letter would be left.
func cut(s string, size, room float64) string {
	if breadth(s, size) <= room {
		return s
	}
	room -= size // the mark's
	for i, r := range s {
		if room -= glyph(r) * size; room < 0 {
			if i < 2 {
				return ""
			}
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// longest returns the first of the texts for which there is room, and nothing where there is none.
func longest(size, room float64, texts ...string) string {
	for _, s := range texts {
		if breadth(s, size) <= room {
			return s
		}
	}
	return ""
}
