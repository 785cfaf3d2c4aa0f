// Package manifest is the record of one recording in one layout, as data and as JSON: whose voice is silence where and
// why, where beeps are, what was never received, and what each file holds. A file alone cannot tell a pause from a lost
// packet; a manifest can.
//
// Positions are int64 samples of the log's axis, spans are half-open; the recording's own sample 0 is at Span.From.
package manifest

import (
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// format is the version of the JSON form. A field that is left out where it says nothing may be added to it: whoever does
// not know the field refuses a manifest that has it.
const format = "recpause-manifest/1"

// A Manifest is the record of one recording. What New and UnmarshalJSON return is consistent, as Validate says.
type Manifest struct {
	Options
	Span     recording.Span // what the recording holds of the axis
	Ended    bool           // the call was over at Span.To; otherwise it went on
	Parties  []Party
	Silences []Silence // by position; those of one party do not overlap
	Beeps    []Beep    // by position, then track
}

// Options are what a timeline does not know of its recording. The zero Codec, Layout and Guard are PCM16, 1ch and none.
type Options struct {
	Call     string
	Recorded bool // false: off by setting, and there is no recording
	Layout   recording.Layout
	Codec    recording.Codec
	Rate     recording.Rate
	Tone     recording.Tone
	Guard    recording.Guard
	Start    time.Time // the wall clock at Span.From; the zero Time is not known
	Gaps     []Loss    // never received: zeros that no stop made
	Leaks    []Loss    // in a stop, and yet released to a stream before the stop arrived
	Lost     []Loss    // received, and may be missing all the same: it came back too late, or a disk or power failed
	Files    []File    // in the layout's order; empty where nobody said

	// Unwatched is what a recorder wrote between its last snapshot and a crash: what it holds is right, and what of it
	// was never received is not known.
	Unwatched []recording.Span
	// StateLost says that the recording was begun silent because nobody knew any more who had stopped it.
	StateLost bool

	// Pauses is how pauses are in the files. Where they are skipped, a file is shorter than Span by all of them.
	Pauses Effect
	// Uncertainty is how far the edge of a silence may be from where the manifest has it, in samples: of metadata that
	// has whole seconds, a second.
	Uncertainty int64
	// LengthUnknown says that Span ends where the files do, for nobody knows how long the recording should be.
	LengthUnknown bool

	// Breaks are where nobody recorded: one recorder had ended, and another one went on behind it.
	Breaks []Break
}

// An Effect is what a pause does to a recording's files. The zero Effect is silence.
type Effect uint8

// The effects.
const (
	Silenced Effect = iota // the pause is silence, and as long as it was
	Skipped                // the pause is left out: what was before and behind it meet
)

//enum:parse
var effectNames = [...]string{Silenced: "silence", Skipped: "skipped"}

// A Break is a span of a recording in which no recorder had the call, and why.
type Break struct {
	recording.Span
	Why spec.Text `json:"why"`
}

// A Party is somebody in the recording.
type Party struct {
	ID      string     `json:"id"`
	Present []Presence `json:"present"` // by position
}

// A Presence is where a party's voice belongs to the recording, silenced or not, and on which side of it.
type Presence struct {
	Side recording.Track `json:"side"` // OperatorSide or FarSide
	recording.Span
}

// A Silence is where a stop silences parties that have the same reason for the same samples, without guard margins.
// Why is that of its first sample: who has stopped the recording, since when, and what ended that; or whose stop came
// so late that another step had overtaken it.
type Silence struct {
	recording.Span
	Whose []string    `json:"whose"` // in the order of Parties, never empty
	Why   spec.Reason `json:"why"`
}

// A Beep is where a tone really sounds in one of the layout's tracks: shorter than the tone where a silence, another
// beep or the recording's end cuts it. Why is that of the step that made it, which is earlier where a guard margin
// comes first.
type Beep struct {
	recording.Span
	At    int64             `json:"at"`    // where its tone begins: at From, unless the recording was cut in front
	Track recording.Track   `json:"track"` // one of the layout's
	On    []recording.Track `json:"on"`    // the sides that it was written for
	Why   spec.Reason       `json:"why"`
}

// A Loss is a span of one party's voice that the recording does not hold as it should.
type Loss struct {
	Party string `json:"party"`
	recording.Span
}

// A File is one file of the recording, and what its channels hold.
type File struct {
	Name   string            `json:"name"`
	Tracks []recording.Track `json:"tracks"`
	SHA256 Digest            `json:"sha256,omitzero"` // of the file as it was when its manifest was written
}
