package audit

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A judge makes findings of what was heard.
type judge struct {
	manifest.Manifest
	Options
	tracks []*listener
	report *Report
}

// all fills the report: one finding for a defect, the same defect of two tracks as one, the gravest first.
func (j *judge) all() {
	j.beeps()
	for _, l := range j.tracks {
		j.pauses(l)
		j.blind(l)
	}
	j.oneSide()
	j.stops()
	j.report.merge()
	for i := range j.report.Findings {
		f := &j.report.Findings[i]
		f.Rule = ruleOf(f.Kind, j.Layout, f.Where)
		if f.InFile == (recording.Span{}) {
			f.InFile = j.inFile(*f)
		}
	}
	slices.SortStableFunc(j.report.Findings, func(a, b Finding) int {
		return cmp.Or(-cmp.Compare(a.Severity(), b.Severity()), cmp.Compare(a.Span.From, b.Span.From), cmp.Compare(a.Kind, b.Kind))
	})
}

// add notes a finding of one track.
func (j *judge) add(l *listener, f Finding) {
	f.Where, f.Rate = []Place{l.place}, j.Rate
	j.report.Findings = append(j.report.Findings, f)
}

// inFile returns where a finding is in its first file, whose pauses may have been cut out.
func (j *judge) inFile(f Finding) recording.Span {
	at := func(pos int64) int64 {
		sample := pos - j.Span.From
		for _, gap := range j.report.Findings {
			if gap.Kind == Gap && gap.Where[0].File == f.Where[0].File && gap.Span.From < pos {
				sample -= min(gap.Span.To, pos) - gap.Span.From
			}
		}
		return sample
	}
	return recording.Span{From: at(f.Span.From), To: at(f.Span.To)}
}

// pauses judges every piece of a track that should be silent, and its edges.
func (j *judge) pauses(l *listener) {
	for _, h := range l.hushes {
		if h == nil || h.cut {
			continue
		}
		j.edges(l, h)
		if h.bursts > 0 && !j.otherTone(l, h) {
			j.sound(l, h)
		}
	}
}

// edges finds silence that is too long.
func (j *judge) edges(l *listener, h *hush) {
	if h.before.shows(j.Rate, j.Tolerance.Edge) {
		n := h.before.length
		j.add(l, Finding{Kind: BeginsEarly, Span: recording.Span{From: h.From - n, To: h.From}, Pause: h.Span, Count: n})
	}
	if h.after.shows(j.Rate, j.Tolerance.Edge) {
		n := h.after.length
		j.add(l, Finding{Kind: EndsLate, Span: recording.Span{From: h.To, To: h.To + n}, Pause: h.Span, Count: n})
	}
}

// oneSide finds pauses of which one side sounds throughout and the other is silent.
func (j *judge) oneSide() {
	for i, f := range j.report.Findings {
		if f.Kind == SoundInPause && len(j.tracks) == 2 && f.Bursts == 1 && f.Span == f.Pause && j.silentElsewhere(f) {
			j.report.Findings[i].Kind = OneSideOnly
		}
	}
}

// silentElsewhere reports whether the other side has the pause of a finding, and is silent there.
func (j *judge) silentElsewhere(f Finding) bool {
	for _, l := range j.tracks {
		if l.place == f.Where[0] {
			continue
		}
		for _, h := range l.hushes {
			if h != nil && h.state == silenced && !h.cut && h.heard > 0 && h.bursts == 0 && f.Pause.Intersect(h.Span) == f.Pause {
				return true
			}
		}
	}
	return false
}

// stops finds what is as documented, and worth knowing: calls that ended while stopped, and stops longer than the limit. It asks the
// manifest, not the files.
func (j *judge) stops() {
	for _, l := range j.tracks {
		for _, p := range l.pieces {
			if p.state != silenced {
				continue
			}
			if j.MaxSilence > 0 && p.Len() > j.MaxSilence {
				j.add(l, Finding{Kind: StoppedTooLong, Span: p.Span, Pause: p.Span, Count: p.Len(), Limit: j.MaxSilence})
			}
			if j.Ended && p.To == j.Span.To {
				j.add(l, Finding{Kind: EndedStopped, Span: p.Span, Pause: p.Span, Count: p.Len()})
			}
		}
	}
}

// sound finds what sounds in a piece that should be silent.
func (j *judge) sound(l *listener, h *hush) {
	all := h.all()
	f := Finding{Kind: SoundInPause, Span: all.Span, Pause: h.Span, Count: all.count, Bursts: h.bursts, Peak: all.peak}
	near := min(h.around(), gap(j.Rate))
	starts, ends := h.head.From-h.judged.From <= near, h.judged.To-h.lastBurst().To <= near
	switch {
	case !h.stopped():
		f.Kind = Stray
	case j.constant(l, h, all):
		f.Kind, f.Value, f.Code = WrongSilence, int(all.value), l.encode(all.value)
	case h.state != silenced:
		f.Pause = recording.Span{}
	case h.covered() && l.voice.softer(&h.loudness):
		f.Kind = Attenuated
	case h.bursts == 1 && starts && ends:
	default:
		j.atEdges(l, h, f, starts, ends)
		return
	}
	j.add(l, f)
}

// atEdges tells what sounds at the ends of a pause from what sounds within.
func (j *judge) atEdges(l *listener, h *hush, f Finding, starts, ends bool) {
	first, last := h.head, h.lastBurst()
	within := h.middle
	if h.bursts > 1 && !ends {
		within = within.join(h.tail)
	}
	if !starts && (h.bursts > 1 || !ends) {
		within = first.join(within)
	}
	if starts {
		j.add(l, f.of(first, BeginsLate, 1))
	}
	if ends && (h.bursts > 1 || !starts) {
		j.add(l, f.of(last, EndsEarly, 1))
	}
	if within.count > 0 {
		bursts := h.bursts
		if h.bursts > 1 && ends {
			bursts--
		}
		if h.bursts > 1 && starts {
			bursts--
		}
		j.add(l, f.of(within, SoundInPause, bursts))
	}
}

// of returns the finding about one burst: at an edge, from that edge on.
func (f Finding) of(b burst, k Kind, bursts int) Finding {
	f.Kind, f.Span, f.Count, f.Peak, f.Bursts = k, b.Span, b.count, b.peak, bursts
	switch k {
	case BeginsLate:
		f.Span.From = f.Pause.From
	case EndsEarly:
		f.Span.To = f.Pause.To
	}
	return f
}

// lastBurst returns the burst that was heard last.
func (h *hush) lastBurst() burst { return *h.last() }

// covered reports whether sound reaches from near one end of the piece to near the other.
func (h *hush) covered() bool {
	near := h.judged.Len() / 4
	return h.bursts > 0 && h.head.From-h.judged.From <= near && h.judged.To-h.last().To <= near
}

// loud is the magnitude from which on a constant may be somebody's voice: -33 dBm0.
const loud = 512

// constant reports whether all that sounds in a piece is one value that a recorder may hold for silence: for 10 ms; or another codec's
// silence eight times, or in all of the piece. A loud value is that in all of the piece only.
func (j *judge) constant(l *listener, h *hush, all burst) bool {
	const enough = 8
	code := l.encode(all.value)
	foreign := bytes.IndexByte(foreignSilence, code[0]) >= 0 && code[0] == code[len(code)-1]
	switch {
	case !all.constant, all.peak >= loud && all.count < h.judged.Len():
		return false
	case foreign:
		return all.count >= enough || all.count == h.judged.Len()
	}
	return all.count >= max(enough, gap(j.Rate))
}

// foreignSilence are the bytes of which silence consists in some codec.
var foreignSilence = []byte{0x00, 0x80, 0xFF, 0x7F, 0xD5, 0x55}

// encode returns a sample as the file stores it.
func (l *listener) encode(v int16) []byte {
	code := make([]byte, l.codec.Width())
	l.codec.Encode(code, []int16{v})
	return code
}

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
