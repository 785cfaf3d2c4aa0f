// Package manifest is the record of one recording in one layout, as data and as JSON: whose voice is silence where and
// why, where beeps are, what was never received, and what each file holds. It converts between three clocks, and
// exports markers for audio editors and players. A file alone cannot tell a pause from a lost packet; a manifest can.
//
// Positions are int64 samples of the log's axis, spans are half-open; the recording's own sample 0 is at Span.From.
package manifest

import (
	"slices"
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// format is the version of the JSON form. Fields are added with a new one only.
const format = "recpause-manifest/1"

// A Manifest is the record of one recording. What New and UnmarshalJSON return is consistent: lists are in order,
// names are known, and everything lies in Span.
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
	Files    []File    // in the layout's order; empty where nobody said
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
// Why is that of its first sample: who has stopped the recording, since when, and what ended that.
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
}

// Silent returns where a track is digital silence because of stops: everybody there is silenced, and no tone sounds.
// Guard margins are in it, but not those of a silence that is wholly outside of Span. Where nobody is there, or nothing
// was received, is none.
func (m Manifest) Silent(track recording.Track) recording.Spans {
	var stopped, heard, tones recording.Spans
	for _, p := range m.Parties {
		here, silence := p.on(track), m.silenceOf(p.ID)
		stopped = append(stopped, here.Intersect(silence)...)
		heard = append(heard, here.Without(silence)...)
	}
	for _, b := range m.Beeps {
		if b.Track == track {
			tones = append(tones, b.Span)
		}
	}
	return recording.Union(stopped...).Without(recording.Union(heard...)).Without(recording.Union(tones...))
}

// silentIn returns where all of some tracks are silent; without any, all of the layout's.
func (m Manifest) silentIn(tracks []recording.Track) recording.Spans {
	if len(tracks) == 0 {
		tracks = m.Layout.Tracks()
	}
	silent := m.Silent(tracks[0])
	for _, track := range tracks[1:] {
		silent = silent.Intersect(m.Silent(track))
	}
	return silent
}

// silenceOf returns where a party is silenced, with the guard margins.
func (m Manifest) silenceOf(id string) (spans recording.Spans) {
	for _, s := range m.Silences {
		if slices.Contains(s.Whose, id) {
			spans.Add(m.Guard.Widen(s.Span))
		}
	}
	return spans
}

// on returns where the party's voice is in any of some tracks, silenced or not.
func (p Party) on(tracks ...recording.Track) (spans recording.Spans) {
	for _, here := range p.Present {
		if slices.Contains(tracks, recording.Mixed) || slices.Contains(tracks, here.Side) {
			spans.Add(here.Span)
		}
	}
	return spans
}
