package audit

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A state is what a track should hold in a span.
type state uint8

// The states. The zero value is a voice.
const (
	voiced   state = iota // somebody's voice, with or without a beep
	margin                // the guard margin, perhaps, of a stop outside of the manifest's span: not judged
	toned                 // a beep and no voice
	lost                  // silence, for of nobody in it was anything received
	absent                // silence, for nobody's voice belongs here
	silenced              // silence, because of stops
)

// A piece is a span of a track in which one state holds.
type piece struct {
	recording.Span
	state  state
	voices uint64 // who is heard, a bit a party
	hidden bool   // a silenced voice lies under others, or under a beep
	beep   bool   // a beep is mixed with the voices
}

// quiet reports whether the piece is digital silence in a sound recording, but for beeps.
func (p piece) quiet() bool { return p.state >= toned }

// stopped reports whether a stop silences somebody in the piece.
func (p piece) stopped() bool { return p.hidden || p.state == silenced }

// like reports whether the pieces differ in their spans only.
func (p piece) like(q piece) bool {
	return p.state == q.state && p.voices == q.voices && p.hidden == q.hidden && p.beep == q.beep
}

// An outline is what a manifest says of a track, as spans of each kind.
type outline struct {
	track    recording.Track
	parties  []manifest.Party
	silences map[string][]recording.Span // with their guard margins
	gaps     map[string][]recording.Span
	beeps    []recording.Span
	margins  []recording.Span
}

func newOutline(m manifest.Manifest, track recording.Track) outline {
	o := outline{track: track, parties: m.Parties, silences: map[string][]recording.Span{}, gaps: map[string][]recording.Span{}}
	for _, s := range m.Silences {
		for _, who := range s.Whose {
			o.silences[who] = append(o.silences[who], recording.Span{From: less(s.From, m.Guard.Before), To: more(s.To, m.Guard.After)})
		}
	}
	o.margins = []recording.Span{{From: m.Span.From, To: more(m.Span.From, m.Guard.After)}}
	if !m.Ended {
		o.margins = append(o.margins, recording.Span{From: less(m.Span.To, m.Guard.Before), To: m.Span.To})
	}
	for _, g := range m.Gaps {
		o.gaps[g.Party] = append(o.gaps[g.Party], g.Span)
	}
	for _, b := range m.Beeps {
		if b.Track == track {
			o.beeps = append(o.beeps, b.Span)
		}
	}
	return o
}

// less and more move a position without running over the ends of the axis.
func less(at, by int64) int64 { return max(at, math.MinInt64+by) - by }
func more(at, by int64) int64 { return min(at, math.MaxInt64-by) + by }

// pieces returns what a track should hold, without a gap from the first to the last sample.
func (o outline) pieces(span recording.Span) (list []piece) {
	cuts := o.cuts(span)
	for i, from := range cuts[:len(cuts)-1] {
		next := o.at(from)
		next.Span = recording.Span{From: from, To: cuts[i+1]}
		if n := len(list); n > 0 && list[n-1].like(next) {
			list[n-1].To = next.To
			continue
		}
		list = append(list, next)
	}
	return list
}

// cuts returns every position at which the state may change, with the span's ends.
func (o outline) cuts(span recording.Span) []int64 {
	cuts := []int64{span.From, span.To}
	note := func(s recording.Span) {
		if s = s.Intersect(span); !s.Empty() {
			cuts = append(cuts, s.From, s.To)
		}
	}
	for _, p := range o.parties {
		for _, here := range p.Present {
			note(here.Span)
		}
		for _, s := range slices.Concat(o.silences[p.ID], o.gaps[p.ID]) {
			note(s)
		}
	}
	for _, s := range slices.Concat(o.beeps, o.margins) {
		note(s)
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// at returns what holds from a position to the next cut.
func (o outline) at(from int64) piece {
	var voices uint64
	var received, hushed bool
	for i, p := range o.parties {
		switch side := o.side(p, from); {
		case within(o.silences[p.ID], from):
			hushed = hushed || side
		case side && o.here(p, from):
			voices |= 1 << (i % 64)
			received = received || !within(o.gaps[p.ID], from)
		}
	}
	switch beep := within(o.beeps, from); {
	case voices != 0 && !received && !beep:
		return piece{state: lost, hidden: hushed}
	case voices != 0 && !beep && within(o.margins, from):
		return piece{state: margin}
	case voices != 0 && received:
		return piece{state: voiced, voices: voices, hidden: hushed, beep: beep}
	case beep:
		return piece{state: toned, hidden: hushed}
	case hushed:
		return piece{state: silenced}
	}
	return piece{state: absent}
}

// side reports whether a party is in the track at a position, or, while it is in no recording, whether it ever is.
func (o outline) side(p manifest.Party, at int64) bool {
	ever := false
	for _, here := range p.Present {
		on := o.track == recording.Mixed || here.Side == o.track
		if here.Has(at) {
			return on
		}
		ever = ever || on
	}
	return ever
}

// here reports whether a party's voice belongs to the recording at a position.
func (o outline) here(p manifest.Party, at int64) bool {
	return slices.ContainsFunc(p.Present, func(here manifest.Presence) bool { return here.Has(at) })
}

func within(spans []recording.Span, at int64) bool {
	return slices.ContainsFunc(spans, func(s recording.Span) bool { return s.Has(at) })
}
