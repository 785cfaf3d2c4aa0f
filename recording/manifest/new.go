package manifest

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// New returns the manifest of what a recording holds in a span of its timeline: from its origin to its end, or to
// wherever somebody has got who writes a recording that still runs. Names are those of the parties by number. Gaps and
// leaks may come in any order. An *Error says which value cannot be.
func New(t *recording.Timeline, span recording.Span, names []string, o Options) (Manifest, error) {
	o.Start, o.Gaps, o.Leaks, o.Lost = plain(o.Start), inOrder(o.Gaps), inOrder(o.Leaks), inOrder(o.Lost)
	o.Files, o.Unwatched = slices.Clone(o.Files), recording.Union(o.Unwatched...)
	end, over := t.Ended()
	m := Manifest{Options: o, Span: span, Ended: over && span.To >= end}
	c := &checker{Manifest: &m}
	c.head()
	c.tone()
	c.fits(t)
	if c.err != nil {
		return Manifest{}, c.err
	}
	b := builder{t, span, names, o.Guard, o.Tone.PCM(o.Rate), map[reasoned]int{}}
	all, _ := t.Parties()
	for p := range all.All() {
		m.Parties = append(m.Parties, b.party(p))
	}
	if o.Recorded {
		m.Silences, m.Beeps = b.silences(all), b.beeps(o.Layout)
	}
	if err := m.Validate(); err != nil {
		return Manifest{}, err
	}
	return m, nil
}

// fits checks that the recording is a part of its timeline.
func (c *checker) fits(t *recording.Timeline) {
	none := c.Span.Empty()
	c.at("from").must(none || c.Span.From >= t.Origin(), c.Span.From,
		"%d or later, where the timeline starts", t.Origin())
	if end, over := t.Ended(); over {
		c.at("to").must(none || c.Span.To <= end, c.Span.To, "%d or earlier, where the timeline ends", end)
	}
}

// A builder reads a timeline.
type builder struct {
	*recording.Timeline
	span  recording.Span
	names []string
	guard recording.Guard
	tone  []int16

	joined map[reasoned]int // where in the list of silences the one with a span and a reason is
}

// A reasoned is a span with its reason.
type reasoned struct {
	recording.Span
	why spec.Reason
}

func (b *builder) name(p pause.Party) string {
	if int(p) < len(b.names) {
		return b.names[p]
	}
	return p.String()
}

// within cuts spans to the recording.
func (b *builder) within(spans recording.Spans) recording.Spans {
	return spans.Intersect(recording.Spans{b.span})
}

// party returns where a party's voice is in the recording.
func (b *builder) party(p pause.Party) Party {
	party := Party{ID: b.name(p)}
	for _, side := range sides {
		for _, s := range b.within(b.PresentOn(side.Sides(), p, b.span.To)) {
			party.Present = append(party.Present, Presence{side, s})
		}
	}
	slices.SortFunc(party.Present, func(a, b Presence) int { return cmp.Compare(a.From, b.From) })
	return party
}

// silences returns the silences of everybody, those with one span and one reason as one.
func (b *builder) silences(all pause.Parties) (list []Silence) {
	for p := range all.All() {
		silenced, present := b.within(b.Silence(p, b.span.To)), b.Present(p, b.span.To)
		for _, s := range silenced {
			for len(present) > 0 && present[0].To <= s.From {
				present = present[1:]
			}
			list = b.join(list, p, s, b.Why(p, firstHeard(present, s), b.names...))
		}
		for _, stop := range b.StopSpans() {
			reach := b.within(b.SilencedBy(stop, p))
			for _, s := range reach.Without(silenced) {
				list = b.join(list, p, s, b.WhyStopSpan(stop, s.From, b.names...))
			}
			for _, s := range reach {
				silenced.Add(s)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Silence) int { return cmp.Compare(a.From, b.From) })
	return list
}

// join adds a party's silence to a list, to the one of others with the same span and reason if there is one.
func (b *builder) join(list []Silence, p pause.Party, s recording.Span, why spec.Reason) []Silence {
	if i, ok := b.joined[reasoned{s, why}]; ok {
		list[i].Whose = append(list[i].Whose, b.name(p))
		return list
	}
	b.joined[reasoned{s, why}] = len(list)
	return append(list, Silence{s, []string{b.name(p)}, why})
}

// firstHeard returns the first sample of a span in which a party would be heard but for the stop: not while it talks in
// another call. Nothing where it is present lies before the span.
func firstHeard(present recording.Spans, s recording.Span) int64 {
	if len(present) > 0 && present[0].From < s.To {
		return max(present[0].From, s.From)
	}
	return s.From
}

// beeps returns the beeps of the layout's tracks.
func (b *builder) beeps(l recording.Layout) (list []Beep) {
	for _, track := range l.Tracks() {
		list = append(list, b.tones(track)...)
	}
	slices.SortStableFunc(list, func(a, b Beep) int { return cmp.Compare(a.From, b.From) })
	return list
}

// tones returns where a track holds the tone, a span a beep.
func (b *builder) tones(track recording.Track) (list []Beep) {
	beeps := slices.DeleteFunc(b.Beeps(), func(beep recording.Beep) bool {
		return track != recording.Mixed && beep.On&track.Sides() == 0
	})
	for _, piece := range b.guard.Plan(b.Timeline, track, b.tone).Pieces {
		s, at := piece.Intersect(b.span), piece.From-piece.Tone
		switch n := len(list); {
		case piece.Tone < 0 || s.Empty():
		case n > 0 && list[n-1].At == at:
			list[n-1].To = s.To
		default:
			for len(beeps) > 1 && beeps[1].At <= at { // the last one that was written for the track by then sounds
				beeps = beeps[1:]
			}
			beep := beeps[0]
			list = append(list, Beep{s, at, track, sidesOf(beep), b.WhyBeep(track, beep.At, b.tone, b.names...)})
		}
	}
	return list
}

// sidesOf returns the sides that a beep is written for.
func sidesOf(b recording.Beep) (list []recording.Track) {
	for _, side := range sides {
		if b.On&side.Sides() != 0 {
			list = append(list, side)
		}
	}
	return list
}

// inOrder returns the losses by position, those of one position by party.
func inOrder(list []Loss) []Loss {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Party, b.Party))
	})
	return list
}
