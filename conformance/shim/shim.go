// Package shim puts a program in any language behind the conformance kit: the program, or a small shim before it, speaks one JSON
// object a line on its standard input and output.
//
// Command starts such a program and is a subject; Serve makes any subject of this language such a program; CheckTranscript says what
// is wrong in a recorded conversation. The messages are described in docs/shim.md and by the JSON Schema that Schema returns.
package shim

import (
	_ "embed"
	"errors"
)

// Protocol names the protocol and its version. A program that speaks another version is not asked anything.
const Protocol = "recpause-shim/1"

// ExitCannotRun is the exit code of a program that cannot run here, before it has answered anything: a library is missing, no display.
const ExitCannotRun = 89

// ErrCannotRun is what Command returns for a program that ends at once with ExitCannotRun: it is not judged.
var ErrCannotRun = errors.New("shim: the subject cannot run here")

// MaxLine is the length of the longest line of either side, in bytes without its end.
const MaxLine = 1 << 20

//go:embed shim.schema.json
var schema string

// Schema returns the JSON Schema (draft 2020-12) of one line, of either side.
func Schema() string { return schema }

// The operations, in the order in which they are first asked.
const (
	opHello     = "hello"
	opOpen      = "open"
	opDo        = "do"
	opObserve   = "observe"
	opRecording = "recording"
	opClose     = "close"
	opBye       = "bye"
)

// The results: how a reply begins.
const (
	done        = "done"
	rejected    = "rejected"
	unsupported = "unsupported"
	broke       = "error"
)
