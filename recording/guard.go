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
func (g Guard) Silence(t *Timeline, p pause.Party, until int64) Spans {
	return g.silence(t, p, until, 0)
}

// silence returns what Silence returns, by the timeline's changes from the i-th on.
func (g Guard) silence(t *Timeline, p pause.Party, until int64, i int) (spans Spans) {
	end := until
	if at, ended := t.Ended(); ended {
		end = min(end, at)
	}
	for _, s := range t.silence(p, math.MaxInt64, i) {
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

// phases returns the recording phase by phase, without a gap, from its i-th change on.
func (t *Timeline) phases(g Guard, i int) []phase {
	if i == len(t.changes) {
		return nil
	}
	edges := t.edges(g, t.changes[i].at)
	phases := make([]phase, 0, len(t.changes)-i+len(edges))
	var now phase
	for ; i < len(t.changes); i++ {
		now.change = t.changes[i]
		for holds := (Span{now.at, t.upTo(i, math.MaxInt64)}); !holds.Empty(); holds.From = now.To {
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

// edges returns in order where those widened silences start and end that reach a position or what comes after it.
func (t *Timeline) edges(g Guard, from int64) (all []edge) {
	from = g.reachedBy(from)
	i := t.holding(from)
	var parties pause.Parties
	for _, c := range t.changes[i:] {
		parties |= c.step.After.Members()
	}
	for p := range parties.All() {
		one := pause.PartiesOf(p)
		for _, s := range g.silence(t, p, math.MaxInt64, i) {
			all = append(all, edge{s.From, one, 0}, edge{s.To, one, 0})
		}
		for _, s := range g.overtaken(t, p, from) {
			all = append(all, edge{s.From, 0, one}, edge{s.To, 0, one})
		}
	}
	slices.SortFunc(all, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	return all
}

// reachedBy returns the first position from which a silence still reaches another one with its margin.
func (g Guard) reachedBy(at int64) int64 {
	return max(at, math.MinInt64+max(0, g.After)) - max(0, g.After)
}

// overtaken returns where the timeline's stop spans silence a party, widened, but for those that end before a position.
func (g Guard) overtaken(t *Timeline, p pause.Party, from int64) (spans Spans) {
	i, _ := slices.BinarySearchFunc(t.stops, from, func(s stopNote, at int64) int { return cmp.Compare(s.latest, at) })
	for _, s := range t.stops[i:] {
		if s.Span.To < from {
			continue
		}
		for _, part := range t.SilencedBy(s.StopSpan, p) {
			spans.Add(g.Widen(part))
		}
	}
	return spans
}
