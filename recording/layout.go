package recording

import (
	"slices"

	"github.com/recpause/recpause/pause"
)

// A Layout is how a recording's sides are laid into channels and files.
type Layout uint8

// The layouts.
const (
	OneChannel Layout = iota // 1ch: one mixed track
	TwoChannel               // 2ch: one file, channel 0 the operator side, channel 1 the far side
	Split                    // split: one file a side
)

//enum:parse
var layoutNames = [...]string{OneChannel: "1ch", TwoChannel: "2ch", Split: "split"}

// Files returns what the channels of the layout's files hold, file by file.
func (l Layout) Files() [][]Track {
	switch l {
	case TwoChannel:
		return [][]Track{{OperatorSide, FarSide}}
	case Split:
		return [][]Track{{OperatorSide}, {FarSide}}
	}
	return [][]Track{{Mixed}}
}

// Tracks returns the tracks of all of the layout's files, in order.
func (l Layout) Tracks() []Track { return slices.Concat(l.Files()...) }

// A Track is one channel of a recording.
type Track uint8

// The tracks. A 1ch recording is the first; 2ch and split ones are the other two, in channels 0 and 1 or in two files.
const (
	Mixed        Track = iota // everybody
	OperatorSide              // whoever is on the operator side
	FarSide                   // everybody else
)

//enum:text
var trackNames = [...]string{Mixed: "mixed", OperatorSide: "operator", FarSide: "counterpart"}

// Sides returns whose voices and beeps the track holds.
func (t Track) Sides() pause.Sides {
	switch t {
	case OperatorSide:
		return pause.Operator
	case FarSide:
		return pause.Far
	}
	return pause.Operator | pause.Far
}
