package audit

import (
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
