// Package picture draws a call log: who did what, what each softphone showed, what each recording really did, and what its tracks
// hold. A Picture is plain data on the log's time axis; SVG lays it out for a width and a language, and Describe says it in words.
package picture

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Picture is what there is to see. Every list is in the order of its positions, and the zero Picture is an empty one.
type Picture struct {
	Rate   recording.Rate
	Span   recording.Span // what is drawn
	Acts   []Act
	Phones []Phone
	Calls  []Call
}

// An Act is what somebody did. The legend numbers the acts from 1.
type Act struct {
	At    int64
	Text  spec.Text // who did what, and what became of it
	Click bool      // of 「録音停止」 or 「録音再開」
}

// A Phone is what one softphone showed, and where that was not so.
type Phone struct {
	Name  string
	Faces []Face
	Lies  []Lie
}

// A Face is what a softphone showed for a while.
type Face struct {
	recording.Span
	State   callstate.State
	Toggle  pause.Verb // the label on the toggle, none where it is not shown
	Message bool
}

// A Lie is a while in which a softphone showed something else than what happened. It may be empty: over at the position of its start.
type Lie struct {
	recording.Span
	Kind calllog.MismatchKind
}

// A Call is one call and its recording.
type Call struct {
	Name   string
	Span   recording.Span // of its recording
	States []State
	Tracks []Track // none where nothing is recorded
}

// A State is what a recording did for a while, and whose voice was silence in it.
type State struct {
	recording.Span
	Is       pause.State
	Silenced []string
}

// A Track is what one track of a recording holds.
type Track struct {
	Which recording.Track
	Parts []Part
	Beeps []recording.Span
	Peaks *Peaks // nil without audio
}

// A Part is a while in which a track holds one thing.
type Part struct {
	recording.Span
	Holds    Sound
	Silenced []string // whose voice is silence by a stop
}

// A Sound is what a track holds. The zero Sound is nobody's.
type Sound uint8

// The sounds.
const (
	Nobody  Sound = iota // silence, for want of a voice
	Voices               // everybody who is there
	Partly               // everybody but who is silenced
	Silence              // silence by a stop
)
