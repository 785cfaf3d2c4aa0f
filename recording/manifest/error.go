package manifest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Error says which value of a manifest cannot be: the field as a path such as "spans[2].from", "" for the text as a whole.
type Error struct {
	Field, Got, Want string
}

func (e *Error) Error() string {
	return strings.Replace(fmt.Sprintf("manifest: %s: got %s, want %s", e.Field, e.Got, e.Want), ": : ", ": ", 1)
}

// shown quotes a text from outside, cut to a length that fits a line.
func shown(text string) string {
	const most = 64
	if len(text) <= most {
		return fmt.Sprintf("%q", text)
	}
	cut := most
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return fmt.Sprintf("%q…", text[:cut])
}
