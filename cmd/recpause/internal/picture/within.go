package picture

import (
	"slices"

	"github.com/recpause/recpause/recording"
)

// Within returns the picture of a part of what a picture shows. The acts keep their numbers.
func (p Picture) Within(part recording.Span) Picture {
	out := Picture{Rate: p.Rate, Span: part, First: p.First}
	for _, a := range p.Acts {
		switch {
		case a.At < part.From:
			out.First++
		case a.At <= part.To:
			out.Acts = append(out.Acts, a)
		}
	}
	for _, phone := range p.Phones {
		phone.Screens = within(phone.Screens, part, func(s *Screen) *recording.Span { return &s.Span })
		phone.Mismatches = within(phone.Mismatches, part, func(m *Mismatch) *recording.Span { return &m.Span })
		out.Phones = append(out.Phones, phone)
	}
	for _, c := range p.Calls {
		if c.Span = c.Span.Intersect(part); c.Span.Empty() {
			continue
		}
		c.States = within(c.States, part, func(s *State) *recording.Span { return &s.Span })
		c.Heard = slices.DeleteFunc(slices.Clone(c.Heard), func(h Heard) bool { return !part.Has(h.At) })
		var tracks []Track
		for _, t := range c.Tracks {
			t.Parts = within(t.Parts, part, func(p *Part) *recording.Span { return &p.Span })
			t.Beeps = within(t.Beeps, part, func(b *recording.Span) *recording.Span { return b })
			tracks = append(tracks, t)
		}
		c.Tracks = tracks
		out.Calls = append(out.Calls, c)
	}
	return out
}

// within returns what of a list is in a part, each cut to it.
func within[T any](list []T, part recording.Span, span func(*T) *recording.Span) (cut []T) {
	for _, v := range list {
		s := span(&v)
		if *s = s.Intersect(part); !s.Empty() {
			cut = append(cut, v)
		}
	}
	return cut
}
