package recording

import (
	"cmp"
	"math"
	"slices"

	"github.com/recpause/recpause/pause"
)

// A Guard is margins of silence, in samples: a voice that is silenced in [from, to) is silence in [from-Before, to+After) as well, as far
// as the recording goes. It is for who mistrusts clocks, and costs speech that nobody asked to silence. The zero Guard is none, and so
// is a negative margin.
type Guard struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}

// Widen returns a span with the margins around it, as far as the axis reaches.
func (g Guard) Widen(s Span) Span {
	before, after := max(0, g.Before), max(0, g.After)
	return Span{max(s.From, math.MinInt64+before) - before, min(s.To, math.MaxInt64-after) + after}
}

// Silence is that of the timeline, widened.
func (g Guard) Silence(t *Timeline, p pause.Party, until int64) (spans Spans) {
	end := until
	if at, ended := t.End(); ended {
		end = min(end, at)
	}
	for _, s := range t.Silence(p, math.MaxInt64) {
		spans.Add(g.Widen(s).Intersect(Span{t.origin, end}))
	}
	return spans
}

// A phase is a span in which one change holds, and in which the same parties are silenced by stops and their margins.
type phase struct {
	Span
	change
	silenced pause.Parties
}

// A margin is where a party's widened silence starts or ends.
type margin struct {
	at    int64
	party pause.Party
}

// phases returns the recording phase by phase, without a gap.
func (t *Timeline) phases(g Guard) []phase {
	margins := t.margins(g)
	phases := make([]phase, 0, len(t.changes)+len(margins))
	var silenced pause.Parties
	for i, c := range t.changes {
		for hold := (Span{c.at, t.upTo(i, math.MaxInt64)}); !hold.Empty(); {
			for ; len(margins) > 0 && margins[0].at <= hold.From; margins = margins[1:] {
				silenced ^= pause.PartiesOf(margins[0].party)
			}
			to := hold.To
			if len(margins) > 0 {
				to = min(to, margins[0].at)
			}
			phases = append(phases, phase{Span{hold.From, to}, c, silenced})
			hold.From = to
		}
	}
	return phases
}

// margins returns where widened silences start and end, in order.
func (t *Timeline) margins(g Guard) (all []margin) {
	parties, _ := t.Parties()
	for p := range parties.All() {
		for _, s := range g.Silence(t, p, math.MaxInt64) {
			all = append(all, margin{s.From, p}, margin{s.To, p})
		}
	}
	slices.SortFunc(all, func(a, b margin) int { return cmp.Compare(a.at, b.at) })
	return all
}
