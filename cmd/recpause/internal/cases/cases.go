// Package cases holds a real call between two SIP telephones, for programs that want one without asking for a folder.
package cases

import (
	"embed"
	"io/fs"
)

//go:embed plain-one-pause
var files embed.FS

// PlainOnePause returns the folder of a call in which an operator stops the recording over a card number: the log, the raw audio
// of both, and where each utterance lies.
func PlainOnePause() fs.FS {
	sub, err := fs.Sub(files, "plain-one-pause")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}
