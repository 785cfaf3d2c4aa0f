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
	unsure                     // the recorder says that something may be missing: not judged
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

// An expectation is what a manifest says of one track.
type expectation struct {
	parties []party
	beeps   recording.Spans
	unsure  recording.Spans // where the recorder says that something may be missing
	margins recording.Spans // where stops outside of the manifest's span may reach with their guard margins
}

// A party is what a manifest says of one party's voice.
type party struct {
	here, elsewhere recording.Spans // where it belongs into the track, and where into another one
	silenced        recording.Spans // with the guard margins
	lost            recording.Spans // where it was not received
}

func newExpectation(m manifest.Manifest, track recording.Track) expectation {
	e := expectation{parties: make([]party, len(m.Parties))}
	byID := map[string]*party{}
	for i, p := range m.Parties {
		byID[p.ID] = &e.parties[i]
		for _, present := range p.Present {
			if track == recording.Mixed || present.Side == track {
				e.parties[i].here.Add(present.Span)
			} else {
				e.parties[i].elsewhere.Add(present.Span)
			}
		}
	}
	for _, s := range m.Silences {
		for _, id := range s.Whose {
			byID[id].silenced.Add(m.Guard.Widen(s.Span))
		}
	}
	for _, g := range m.Gaps {
		byID[g.Party].lost.Add(g.Span)
	}
	e.unsure = unsureOf(m)
	for _, b := range m.Beeps {
		if b.Track == track {
			e.beeps.Add(b.Span)
		}
	}
	e.margins.Add(recording.Span{From: m.Span.From, To: m.Span.From + m.Guard.After})
	if !m.Ended {
		e.margins.Add(recording.Span{From: m.Span.To - m.Guard.Before, To: m.Span.To})
	}
	return e
}

// unsureOf returns where the recorder says that something may be missing.
func unsureOf(m manifest.Manifest) recording.Spans {
	spans := slices.Clone(m.Unwatched)
	for _, l := range m.Lost {
		spans = append(spans, l.Span)
	}
	return recording.Union(spans...)
}

// minus and plus move a position without running over the ends of the axis.
func minus(at, by int64) int64 { return max(at, math.MinInt64+by) - by }
func plus(at, by int64) int64  { return min(at, math.MaxInt64-by) + by }

// sectionsOf returns what a track should hold, without a gap from the first to the last sample of the manifest's span.
func sectionsOf(m manifest.Manifest, track recording.Track) (list []section) {
	e := newExpectation(m, track)
	edges := e.edges(m.Span)
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
	all := slices.Concat(e.beeps, e.unsure, e.margins)
	for _, p := range e.parties {
		all = slices.Concat(all, p.here, p.elsewhere, p.silenced, p.lost)
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
		switch {
		case p.elsewhere.Has(from) || len(p.here) == 0:
		case p.silenced.Has(from):
			stop = true
		case p.here.Has(from):
			voices |= 1 << (i % 64)
			received = received || !p.lost.Has(from) || e.unsure.Has(from)
		}
	}
	switch beep := e.beeps.Has(from); {
	case voices != 0 && !beep && e.unsure.Has(from):
		return section{content: unsure, hides: stop}
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
