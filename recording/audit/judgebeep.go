package audit

import (
	"slices"

	"github.com/recpause/recpause/recording"
)

// beeps judges the tones of all tracks: those that were expected, and those that were heard beside them.
func (j *judge) beeps() {
	for _, l := range j.tracks {
		extra := l.tones.extra()
		for _, h := range l.tones.heard {
			j.beep(l, h, &extra)
		}
		l.tones.found = extra
	}
	for _, l := range j.tracks {
		for _, h := range l.tones.found {
			if !j.otherSide(l, h) {
				j.add(l, Finding{Kind: BeepExtra, Span: h.Span, Tone: h.tone()})
			}
		}
	}
}

// extra returns the tones that were heard where none is expected, and not next to one, which is then longer.
func (t *tones) extra() []hearing {
	return slices.DeleteFunc(slices.Clone(t.found), func(found hearing) bool {
		return t.expected(found.Span) > int64(len(t.wave))/8 || slices.ContainsFunc(t.heard, func(h hearing) bool {
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
		j.besides(l, h)
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
		f.Kind, f.Count = BeepMisplaced, h.off
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
			l.tones.moved = append(l.tones.moved, found)
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

// withoutTone returns a silent piece as it would be without the beeps that were heard in it, where those are all that sounds.
func (j *judge) withoutTone(l *listener, h *hush) *hush {
	if h.bursts == 0 {
		return h
	}
	expected, all := 0.0, h.all()
	for _, tone := range slices.Concat(l.tones.found, l.tones.moved, l.tones.placed()) {
		if part := tone.Span.Intersect(h.Span); !part.Empty() {
			wave := l.tones.wave[part.From-tone.From : part.To-tone.From]
			expected += energy(wave)
		}
	}
	if expected == 0 || all.energy > 1.5*expected || all.energy < expected/2.5 {
		return h
	}
	clean := *h
	clean.bursts, clean.head, clean.middle, clean.tail = 0, burst{}, burst{}, burst{}
	return &clean
}

// placed returns the beeps that were heard early or late, where they were heard.
func (t *tones) placed() (list []hearing) {
	for _, h := range t.heard {
		if h.flaw == offPlace {
			h.Span = shifted(h.Span, h.off)
			h.Span.To = min(h.Span.To, h.Span.From+int64(len(t.wave)))
			list = append(list, h)
		}
	}
	return list
}

// besides finds what sounds besides the beep where no voice belongs. What a codec or another sine table makes of a tone is none.
func (j *judge) besides(l *listener, h hearing) {
	i := slices.IndexFunc(l.pieces, func(p piece) bool { return p.state == toned && p.Intersect(h.Span) == h.Span })
	rough := int(l.tones.Peak)/16 + 256
	if i < 0 || h.leak <= max(rough, 2*l.level) {
		return
	}
	f := Finding{Kind: Stray, Span: h.Span, Count: h.Len(), Bursts: 1, Peak: h.leak}
	if l.pieces[i].hidden {
		f.Kind = SoundInPause
	}
	j.add(l, f)
}
