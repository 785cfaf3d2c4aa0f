package recording

import (
	"cmp"
	"math"
	"slices"

	"github.com/recpause/recpause/pause"
)

// A Guard is margins of silence, in samples: a voice that is silenced in [from, to) is silence in [from-Before,
// to+After) as well, as far as the recording goes. It is for who does not trust the clocks, and costs speech that
// nobody asked to silence. The zero Guard has none; a negative margin is none.
type Guard struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}

// Widen returns a span with the margins around it, as far as the axis reaches.
func (g Guard) Widen(s Span) Span {
	before, after := max(0, g.Before), max(0, g.After)
	return Span{max(s.From, math.MinInt64+before) - before, min(s.To, math.MaxInt64-after) + after}
}

// Silence returns what Timeline.Silence returns, with the margins around each span.
func (g Guard) Silence(t *Timeline, p pause.Party, until int64) (spans Spans) {
	end := until
	if at, ended := t.Ended(); ended {
		end = min(end, at)
	}
	for _, s := range t.Silence(p, math.MaxInt64) {
		spans.Add(g.Widen(s).Intersect(Span{t.origin, end}))
	}
	return spans
}

// A phase is a span in which one change holds and the same voices are silence.
type phase struct {
	Span
	change
	silenced  pause.Parties // by steps and their margins
	overtaken pause.Parties // by stop spans and their margins
}

// An edge is where widened silences start or end.
type edge struct {
	at                  int64
	silenced, overtaken pause.Parties // whose do, as of a phase
}

// phases returns the recording phase by phase, without a gap.
func (t *Timeline) phases(g Guard) []phase {
	edges := t.edges(g)
	phases := make([]phase, 0, len(t.changes)+len(edges))
	var now phase
	for i, c := range t.changes {
		now.change = c
		for holds := (Span{c.at, t.upTo(i, math.MaxInt64)}); !holds.Empty(); holds.From = now.To {
			for ; len(edges) > 0 && edges[0].at <= holds.From; edges = edges[1:] {
				now.silenced ^= edges[0].silenced
				now.overtaken ^= edges[0].overtaken
			}
			now.Span = holds
			if len(edges) > 0 {
				now.To = min(now.To, edges[0].at)
			}
			phases = append(phases, now)
		}
	}
	return phases
}

// edges returns where widened silences start and end, in order.
func (t *Timeline) edges(g Guard) (all []edge) {
	parties, _ := t.Parties()
	for p := range parties.All() {
		one := pause.PartiesOf(p)
		for _, s := range g.Silence(t, p, math.MaxInt64) {
			all = append(all, edge{s.From, one, 0}, edge{s.To, one, 0})
		}
		for _, s := range g.overtaken(t, p) {
			all = append(all, edge{s.From, 0, one}, edge{s.To, 0, one})
		}
	}
	slices.SortFunc(all, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	return all
}

// overtaken returns where the timeline's stop spans silence a party, widened.
func (g Guard) overtaken(t *Timeline, p pause.Party) (spans Spans) {
	for _, s := range t.stops {
		parts, _ := t.reach(s) // it reached somebody when it was noted
		for _, part := range parts {
			if part.parties.Has(p) {
				spans.Add(g.Widen(part.Span))
			}
		}
	}
	return spans
}
