// Package picture draws a call log: who did what, what each softphone showed, what each recording really did, and what
// its tracks hold. A Picture is plain data on the log's time axis; SVG lays it out for a width and a language, and
// Describe says it in words.
package picture

import (
	"slices"
	"sync/atomic"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A Picture is what there is to see. Every list is in the order of its positions, and the zero Picture is an empty one.
type Picture struct {
	Rate   recording.Rate
	Span   recording.Span // what is drawn
	First  int            // how many acts are before those of the list
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
	Name       string
	Screens    []Screen
	Mismatches []Mismatch
}

// A Screen is what a softphone showed for a while.
type Screen struct {
	recording.Span
	State   callstate.State
	Toggle  pause.Verb // the label on the toggle, none where it is not shown
	Message bool
}

// A Mismatch is a while in which a softphone showed something else than what happened. It may be empty: over at the
// position of its start.
type Mismatch struct {
	recording.Span
	Kind calllog.MismatchKind
}

// Leaks reports whether something is recorded while a stop is shown. The other way round, audio is missing.
func (m Mismatch) Leaks() bool { return m.Kind != calllog.RecordingButStopped }

// A Call is one call and its recording.
type Call struct {
	Name   string
	Span   recording.Span // of its recording
	States []State
	Heard  []Heard
	Tracks []Track // none where nothing is recorded
}

// A Heard is a beep: who heard it, and on which sides of the recording it is, none where it is in no file.
type Heard struct {
	At int64
	To []string
	On pause.Sides
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

// A Log is what a picture is made of: a call log, and what the library said to it.
type Log struct {
	Header     calllog.Header
	Outcomes   []system.Outcome
	Texts      []spec.Text // who did what, step by step
	Recordings []DrawnRecording
	Beyond     int64 // for how long after the last event what was so then is drawn
}

// A DrawnRecording is a recording, as far as it is in the picture.
type DrawnRecording struct {
	*system.CallRecording
	Span  recording.Span
	Peaks [3]*Peaks // track by track, nil without audio
}

// MostLanes is how many softphones, and how many calls, are drawn: those that stand first.
const MostLanes = 16

// Draw returns the picture of a log.
func (l Log) Draw() Picture {
	p := Picture{Rate: recording.Rate(l.Header.SampleRate), Span: l.span()}
	for i, o := range l.Outcomes {
		p.Acts = append(p.Acts, Act{o.Step.At, l.Texts[i], o.Step.Event.Verb() != 0})
	}
	lies := callfiles.LedgerOf(l.Outcomes).List
	softphones, _ := callfiles.Parties(l.Header)
	for _, name := range softphones[:min(len(softphones), MostLanes)] {
		p.Phones = append(p.Phones, Phone{name, l.screens(name, p.Span), mismatches(lies, name, p.Span)})
	}
	tone := Tone(p.Rate)
	for _, c := range l.Recordings[:min(len(l.Recordings), MostLanes)] {
		p.Calls = append(p.Calls, Call{c.Call, c.Span, l.states(c.Call, p.Span), l.heard(c), c.tracks(tone)})
	}
	return p
}

// Tone returns the tone of a beep. The one that was asked for last is kept, for a page asks for it with every click.
func Tone(r recording.Rate) []int16 {
	if last := lastTone.Load(); last != nil && last.rate == r {
		return last.pcm
	}
	pcm := recording.DefaultTone().PCM(r)
	lastTone.Store(&tone{r, pcm})
	return pcm
}

type tone struct {
	rate recording.Rate
	pcm  []int16
}

var lastTone atomic.Pointer[tone]

// span returns what all events and recordings are in.
func (l Log) span() (s recording.Span) {
	if n := len(l.Outcomes); n > 0 {
		s = recording.Span{From: l.Outcomes[0].Step.At, To: l.Outcomes[n-1].Step.At + l.Beyond}
	}
	for _, c := range l.Recordings {
		s = recording.Span{From: min(s.From, c.Span.From), To: max(s.To, c.Span.To)}
	}
	return s
}

// lasts returns from where to where what a step answers is so.
func (l Log) lasts(i int, whole recording.Span) recording.Span {
	if i+1 < len(l.Outcomes) {
		whole.To = l.Outcomes[i+1].Step.At
	}
	return recording.Span{From: l.Outcomes[i].Step.At, To: whole.To}
}

func (l Log) screens(party string, whole recording.Span) (screens []Screen) {
	for i, o := range l.Outcomes {
		v, _ := o.Step.Phones.Get(party)
		f := Screen{l.lasts(i, whole), v.State, v.Toggle, v.Message}
		if n := len(screens); n > 0 && screens[n-1].same(f) {
			screens[n-1].To = f.To
			continue
		}
		screens = append(screens, f)
	}
	return slices.DeleteFunc(screens, func(f Screen) bool { return f.Empty() && !whole.Empty() })
}

func (f Screen) same(g Screen) bool { g.Span = f.Span; return f == g }

func mismatches(lies []callfiles.FalseDisplay, party string, whole recording.Span) (mismatches []Mismatch) {
	for _, d := range lies {
		if d.Party == party {
			mismatches = append(mismatches, Mismatch{d.Span(whole.To), d.Kind})
		}
	}
	return mismatches
}

func (l Log) states(call string, whole recording.Span) (states []State) {
	for i, o := range l.Outcomes {
		v, open := o.Step.Calls.Get(call)
		if !open {
			continue
		}
		state := State{l.lasts(i, whole), v.Recording, v.Silenced}
		if n := len(states); n > 0 && states[n-1].goesOn(state) {
			states[n-1].To = state.To
			continue
		}
		states = append(states, state)
	}
	return slices.DeleteFunc(states, func(s State) bool { return s.Empty() && !whole.Empty() })
}

func (s State) goesOn(t State) bool {
	return s.Is == t.Is && s.To == t.From && slices.Equal(s.Silenced, t.Silenced)
}

// heard returns the beeps of a call.
func (l Log) heard(c DrawnRecording) (list []Heard) {
	on := map[int64]pause.Sides{}
	if c.Recorded {
		for _, b := range c.Timeline.Beeps() {
			on[b.At] |= b.On
		}
	}
	for _, o := range l.Outcomes {
		for _, b := range o.Step.Beeps {
			if h := (Heard{At: o.Step.At, To: b.To}); b.Call == c.Call {
				if len(b.RecordedOn) > 0 {
					h.On = on[h.At]
				}
				list = append(list, h)
			}
		}
	}
	return list
}

// tracks returns what a recording's tracks hold, with the tone of the beeps; nothing where it is off by setting.
func (c DrawnRecording) tracks(tone []int16) (tracks []Track) {
	if !c.Recorded {
		return nil
	}
	for which := range recording.FarSide + 1 {
		plan := c.Timeline.Plan(which, tone)
		tracks = append(tracks, Track{which, c.parts(plan, which.Sides()), plan.Tones(c.Span), c.Peaks[which]})
	}
	return tracks
}

func (c DrawnRecording) parts(plan recording.Plan, sides pause.Sides) (parts []Part) {
	var silences []recording.Spans // of every voice that belongs to the track, by number
	for p := range pause.Party(len(c.Names)) {
		here := c.Timeline.PresentOn(sides, p, c.Span.To)
		silences = append(silences, c.Timeline.Silence(p, c.Span.To).Intersect(here))
	}
	for _, piece := range plan.Pieces {
		part := Part{Span: piece.Intersect(c.Span)}
		if part.Empty() {
			continue
		}
		for i, s := range silences {
			if s.Has(part.From) {
				part.Silenced = append(part.Silenced, c.Names[i])
			}
		}
		switch {
		case piece.Silenced:
			part.Holds = Silence
		case len(part.Silenced) > 0:
			part.Holds = Partly
		case piece.Voices != 0:
			part.Holds = Voices
		}
		if n := len(parts); n > 0 && parts[n-1].Holds == part.Holds && slices.Equal(parts[n-1].Silenced,
			part.Silenced) {
			parts[n-1].To = part.To
			continue
		}
		parts = append(parts, part)
	}
	return parts
}
