package recording

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Layout is how a recording's sides are laid into channels and files.
type Layout uint8

// The layouts.
const (
	OneChannel Layout = iota // 1ch: one mixed track
	TwoChannel               // 2ch: one file, channel 0 the operator side, channel 1 the far side
	Split                    // split: one file a side
)

var layoutNames = []string{OneChannel: "1ch", TwoChannel: "2ch", Split: "split"}

// ParseLayout returns the layout of a name. A *spec.UnknownError lists the names there are.
func ParseLayout(name string) (Layout, error) {
	if i := slices.Index(layoutNames, name); i >= 0 {
		return Layout(i), nil
	}
	return 0, spec.Unknown("layout", name, layoutNames)
}

func (l Layout) String() string {
	if int(l) < len(layoutNames) {
		return layoutNames[l]
	}
	return fmt.Sprintf("unknown(%d)", l)
}

// MarshalText writes the layout's name.
func (l Layout) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a layout's name. The error is that of ParseLayout.
func (l *Layout) UnmarshalText(name []byte) (err error) {
	*l, err = ParseLayout(string(name))
	return err
}

// Tracks returns what the layout's channels hold, file by file in their order.
func (l Layout) Tracks() []Track {
	if l == OneChannel {
		return []Track{Mixed}
	}
	return []Track{OperatorSide, FarSide}
}

// A Track is one channel of a recording.
type Track uint8

// The tracks. A 1ch recording is the first; 2ch and split ones are the other two, in channels 0 and 1 or in two files.
const (
	Mixed        Track = iota // everybody
	OperatorSide              // whoever is on the operator side
	FarSide                   // everybody else
)

var trackNames = [...]string{Mixed: "mixed", OperatorSide: "operator", FarSide: "counterpart"}

func (t Track) String() string {
	if int(t) < len(trackNames) {
		return trackNames[t]
	}
	return "none"
}

// GoString returns the track's name, for %#v.
func (t Track) GoString() string { return t.String() }

// MarshalText writes the track's name.
func (t Track) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

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
