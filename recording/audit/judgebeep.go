package audit

import (
	"slices"

	"github.com/recpause/recpause/recording"
)

// beeps judges the tones of all tracks: those that were expected, and those that were heard beside them.
func (j *judge) beeps() {
	for _, l := range j.tracks {
		extra := l.tones.extra(j.Span)
		for _, h := range l.tones.heard {
			j.beep(l, h, &extra)
		}
		l.tones.left = extra
	}
	for _, l := range j.tracks {
		for _, h := range l.tones.left {
			if !j.otherSide(l, h) {
				j.add(l, Finding{Kind: BeepExtra, Span: h.Span, Tone: h.tone()})
			}
		}
	}
}

// extra returns the tones in a span that were heard where none is expected, and not next to one, which is then longer.
func (t *tones) extra(s recording.Span) []hearing {
	return slices.DeleteFunc(slices.Clone(t.found), func(found hearing) bool {
		return found.Intersect(s).Empty() || t.expected(found.Span) > int64(len(t.wave))/8 || slices.ContainsFunc(t.heard, func(h hearing) bool {
			near := int64(len(t.wave)) / 4
			touches := found.Span.Intersect(h.Span).Len() > near || h.flaw == offLength && h.length > int(h.Len()) && found.From <= h.To+near && found.To > h.From
			return touches || h.flaw == offPlace && found.Intersect(shifted(h.Span, h.off)).Len() > near
		})
	})
}

// expected returns how much of a span is expected beeps, of which several that are cut may look like one.
func (t *tones) expected(s recording.Span) (n int64) {
	for _, b := range t.all {
		n += b.Intersect(s).Len()
	}
	return n
}

func shifted(s recording.Span, by int64) recording.Span {
	return recording.Span{From: s.From + by, To: s.To + by}
}

func (h hearing) tone() *Tone {
	return &Tone{Hertz: h.hertz, DBm0: finite(h.dBm0), Samples: h.length, Flaw: flawNames[h.flaw]}
}

// beep makes a finding of what was heard of an expected beep, unless another one says it already.
func (j *judge) beep(l *listener, h hearing, extra *[]hearing) {
	f := Finding{Kind: NotTheTone, Span: h.Span}
	switch h.flaw {
	case right:
		return
	case drowned:
		j.unseen(l, Unseen{Why: LoudVoice, Span: h.Span})
		return
	case missing:
		f.Kind = BeepMissing
		if j.moved(l, h, extra) || j.tooSilent(l, h) {
			return
		}
	case offPlace:
		f.Kind, f.Count = BeepMisplaced, l.tones.away(h)
	default:
		if j.tooSilent(l, h) {
			return
		}
		f.Tone = h.tone()
	}
	j.add(l, f)
}

// moved finds a missing beep elsewhere in the track, up to a second away.
func (j *judge) moved(l *listener, h hearing, extra *[]hearing) bool {
	for i, found := range *extra {
		if off := found.From - h.From; off > -int64(j.Rate) && off < int64(j.Rate) {
			j.add(l, Finding{Kind: BeepMisplaced, Span: h.Span, Count: off})
			*extra = slices.Delete(*extra, i, i+1)
			return true
		}
	}
	return false
}

// tooSilent reports whether a silence that ends late covers the beginning of a beep, and so is what is wrong with it.
func (j *judge) tooSilent(l *listener, h hearing) bool {
	return slices.ContainsFunc(l.hushes, func(s *hush) bool {
		return s != nil && s.after.shows(j.Rate, j.Tolerance.Edge) && s.To <= h.From && h.From < s.To+s.after.length
	})
}

// otherSide makes one finding of a beep that is missing on one side, and is on the other instead.
func (j *judge) otherSide(l *listener, h hearing) bool {
	near := h.Len() / 4
	for i, f := range j.report.Findings {
		if f.Kind == BeepMissing && f.Where[0].Track != l.place.Track && f.Span.Intersect(h.Span).Len() > near {
			j.report.Findings[i].Kind, j.report.Findings[i].Tone = BeepOnWrongSide, h.tone()
			j.report.Findings[i].Where = []Place{l.place}
			return true
		}
	}
	return false
}

// otherTone reports whether an expected beep of the piece is another tone than it should be, which is what sounds there.
func (j *judge) otherTone(l *listener, h *hush) bool {
	return h.state == toned && slices.ContainsFunc(l.tones.heard, func(b hearing) bool {
		return b.flaw > missing && b.flaw < drowned && !b.Intersect(h.Span).Empty()
	})
}

// away returns how late a beep comes, below zero early: as it was heard where it is, if it was, for little of that may be near its place.
func (t *tones) away(h hearing) int64 {
	for _, found := range t.found {
		if found.Intersect(shifted(h.Span, h.off)).Len() > int64(len(t.wave))/4 {
			return found.From - h.From
		}
	}
	return h.off
}

// shifted returns the beeps that were heard early or late, where they were heard.
func (t *tones) shifted() (list []hearing) {
	for _, h := range t.heard {
		if h.flaw == offPlace {
			h.Span = shifted(h.Span, t.away(h))
			h.Span.To = min(h.Span.To, h.Span.From+int64(len(t.wave)))
			list = append(list, h)
		}
	}
	return list
}
