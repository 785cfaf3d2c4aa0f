package audit

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A content is what a track should hold. The zero content is a voice; from toneOnly on nobody should be heard.
type content uint8

const (
	voiced      content = iota // somebody's voice, with or without a beep
	maybeGuard                 // perhaps the guard margin of a stop outside of the manifest's span: not judged
	toneOnly                   // a beep and no voice
	notReceived                // silence: nothing was received of anybody who belongs here
	nobody                     // silence: nobody's voice belongs here
	stopped                    // silence: everybody here is stopped
)

// A section is a span of a track with one content.
type section struct {
	recording.Span
	content content
	voices  uint64   // whose voices are heard, one bit a party
	hides   bool     // the voice of somebody who is stopped would be hidden, under other voices or under a beep
	beep    bool     // a beep is mixed with the voices
	heard   *silence // what was heard in it, if it should be silent; otherwise nil
}

// silent reports whether the section should be digital silence, but for beeps.
func (s section) silent() bool { return s.content >= toneOnly }

// anyStopped reports whether somebody is stopped in the section.
func (s section) anyStopped() bool { return s.hides || s.content == stopped }

// sameContent reports whether two sections differ in their spans at most.
func (s section) sameContent(other section) bool {
	s.Span = other.Span
	return s == other
}

// An expectation is what a manifest says of one track, as lists of spans.
type expectation struct {
	track    recording.Track
	parties  []manifest.Party
	silences map[string]recording.Spans // by party, with their guard margins
	gaps     map[string]recording.Spans // by party
	beeps    recording.Spans
	margins  recording.Spans // where stops outside of the manifest's span may reach with their guard margins
}

func newExpectation(m manifest.Manifest, track recording.Track) expectation {
	e := expectation{track: track, parties: m.Parties,
		silences: map[string]recording.Spans{}, gaps: map[string]recording.Spans{}}
	for _, s := range m.Silences {
		for _, who := range s.Whose {
			add(e.silences, who, m.Guard.Widen(s.Span))
		}
	}
	for _, g := range m.Gaps {
		add(e.gaps, g.Party, g.Span)
	}
	for _, b := range m.Beeps {
		if b.Track == track {
			e.beeps.Add(b.Span)
		}
	}
	e.margins.Add(recording.Span{From: m.Span.From, To: plus(m.Span.From, m.Guard.After)})
	if !m.Ended {
		e.margins.Add(recording.Span{From: minus(m.Span.To, m.Guard.Before), To: m.Span.To})
	}
	return e
}

func add(to map[string]recording.Spans, who string, s recording.Span) {
	spans := to[who]
	spans.Add(s)
	to[who] = spans
}

// minus and plus move a position without running over the ends of the axis.
func minus(at, by int64) int64 { return max(at, math.MinInt64+by) - by }
func plus(at, by int64) int64  { return min(at, math.MaxInt64-by) + by }

// sections returns what the track should hold, without a gap from the first to the last sample of a span.
func (e expectation) sections(span recording.Span) (list []section) {
	edges := e.edges(span)
	for i, from := range edges[:len(edges)-1] {
		next := e.at(from)
		next.Span = recording.Span{From: from, To: edges[i+1]}
		if n := len(list); n > 0 && list[n-1].sameContent(next) {
			list[n-1].To = next.To
			continue
		}
		list = append(list, next)
	}
	return list
}

// edges returns every position at which the content may change, and the ends of the span, in order.
func (e expectation) edges(span recording.Span) []int64 {
	all := slices.Concat(e.beeps, e.margins)
	for _, p := range e.parties {
		for _, here := range p.Present {
			all = append(all, here.Span)
		}
		all = slices.Concat(all, e.silences[p.ID], e.gaps[p.ID])
	}
	edges := []int64{span.From, span.To}
	for _, s := range all {
		if s = s.Intersect(span); !s.Empty() {
			edges = append(edges, s.From, s.To)
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// at returns the section that begins at an edge. Its span is left open.
func (e expectation) at(from int64) section {
	var voices uint64
	var received, stop bool
	for i, p := range e.parties {
		inTrack, present := e.where(p, from)
		switch {
		case !inTrack:
		case e.silences[p.ID].Has(from):
			stop = true
		case present:
			voices |= 1 << (i % 64)
			received = received || !e.gaps[p.ID].Has(from)
		}
	}
	switch beep := e.beeps.Has(from); {
	case voices != 0 && !received && !beep:
		return section{content: notReceived, hides: stop}
	case voices != 0 && !beep && e.margins.Has(from):
		return section{content: maybeGuard}
	case voices != 0 && received:
		return section{content: voiced, voices: voices, hides: stop, beep: beep}
	case beep:
		return section{content: toneOnly, hides: stop}
	case stop:
		return section{content: stopped}
	}
	return section{content: nobody}
}

// where tells whether a party's voice belongs to the recording at a position, and whether it is in this track then;
// while it belongs to no track, whether it is in this one at any other time.
func (e expectation) where(p manifest.Party, at int64) (inTrack, present bool) {
	for _, here := range p.Present {
		mine := e.track == recording.Mixed || here.Side == e.track
		if here.Has(at) {
			return mine, true
		}
		inTrack = inTrack || mine
	}
	return inTrack, false
}
