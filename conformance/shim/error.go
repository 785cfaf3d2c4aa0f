package shim

import (
	"fmt"
	"strconv"
	"strings"
)

// A Why says how a shim broke. There is no zero one.
type Why uint8

// How a shim breaks.
const (
	Missing   Why = 1 + iota // it could not be started
	Hung                     // no answer within the time limit
	Died                     // it ended, or closed its output
	Flooded                  // a line that does not end
	Malformed                // an answer that is none: the Err is a *MessageError
	Reported                 // it says itself that it broke
	Fickle                   // it describes itself in another way after it was started again
	GivenUp                  // it broke too often, and is not started again
)

var whyNames = [...]string{"none", Missing: "missing", Hung: "hung", Died: "died", Flooded: "flooded", Malformed: "malformed",
	Reported: "reported", Fickle: "fickle", GivenUp: "given_up"}

func (w Why) String() string {
	if int(w) < len(whyNames) {
		return whyNames[w]
	}
	return "Why(" + strconv.Itoa(int(w)) + ")"
}

// An Error says how a shim broke, and at what.
type Error struct {
	Op     string // what it was asked: hello, open, do…
	Why    Why
	Detail string // in words
	Stderr string // the last that it wrote there
	Err    error  // what is behind it, if anything: a *MessageError, an error of the system, of a context
}

func (e *Error) Error() string {
	text := fmt.Sprintf("shim: %s: %s", e.Op, e.Detail)
	if said := excerpt(e.Stderr); said != "" {
		text += "; its stderr: " + said
	}
	return text
}

// Unwrap returns what is behind the error.
func (e *Error) Unwrap() error { return e.Err }

// excerpt returns the first and the last lines of a text, on one line: in some languages the first says what has happened, in some the
// last.
func excerpt(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if n := len(lines); n > 6 {
		lines = append(append(lines[:3:3], "…"), lines[n-3:]...)
	}
	return strings.Join(lines, " | ")
}
