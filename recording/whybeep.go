package recording

import (
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// WhyBeep returns why a track holds a beep at a sample, or why it holds none there: of the step at the sample where there is one. The
// tone is that of Plan. Names are those of the parties by number.
func (t *Timeline) WhyBeep(track Track, at int64, tone []int16, names ...string) spec.Reason {
	w := whyBeep{why{Timeline: t, at: at}, track.sides(), int64(len(tone)), names}
	none := spec.Text{JA: "このトラックにビープ音なし", EN: "no beep in this track"}
	if _, ok := t.holds(at); !ok {
		r := w.outside()
		r.Verdict = none
		return r
	}
	plan := t.Plan(track, tone)
	if piece := plan.Pieces[plan.find(at)]; piece.Tone >= 0 {
		return w.sounds(piece.From - piece.Tone)
	}
	r := w.none()
	r.Verdict = none
	return r
}

// A whyBeep is a question about a beep.
type whyBeep struct {
	why
	sides pause.Sides
	tone  int64
	names []string
}

// sounds explains the beep that began at a position.
func (w *whyBeep) sounds(from int64) spec.Reason {
	s, _ := w.step(from, func(b pause.Beep) bool { return b.On&w.sides != 0 })
	r := s.WhyBeep(w.names...)
	r.Verdict = spec.Text{JA: "ビープ音（サンプル%dから）", EN: "beep (since sample %d)"}.With(from)
	return r
}

// step returns the last step at a position of which the beep is such; ok is false where there is none.
func (w *whyBeep) step(at int64, such func(pause.Beep) bool) (s pause.Step, ok bool) {
	for _, c := range slices.Backward(w.changes) {
		if beep, _ := c.step.Beep(); c.at == at && c.step.Cause != 0 && such(beep) {
			return c.step, true
		}
	}
	return pause.Step{}, false
}

// none explains a missing beep: that of the step at the sample which comes closest to having one, or of none.
func (w *whyBeep) none() spec.Reason {
	for _, such := range [...]func(pause.Beep) bool{
		func(b pause.Beep) bool { return b.On&w.sides != 0 },
		func(b pause.Beep) bool { return b.On != 0 },
		func(b pause.Beep) bool { return true },
	} {
		if s, ok := w.step(w.at, such); ok {
			return w.missing(s)
		}
	}
	return w.before()
}

// missing explains why the track does not hold the beep of a step.
func (w *whyBeep) missing(s pause.Step) spec.Reason {
	r := s.WhyBeep(w.names...)
	beep, _ := s.Beep()
	switch {
	case beep.On == 0:
		return r
	case beep.On&w.sides == 0:
		elsewhere := spec.Because(r.Support, spec.REC030, spec.REC031, spec.REC032, r.Rule)
		elsewhere.Fact = r.Fact
		return elsewhere
	case w.tone == 0:
		r.Fact = spec.Text{JA: "ビープ音の長さが0", EN: "the tone has no length"}
		return r
	}
	return w.cut(r.Support, w.at)
}

// before explains a sample at which nothing happens by the last beep before it.
func (w *whyBeep) before() spec.Reason {
	r := spec.Because(spec.Guaranteed, spec.NTF014)
	r.Fact = spec.Text{JA: "このサンプルでは録音に何も起きていない", EN: "nothing happens to the recording at this sample"}
	for _, b := range slices.Backward(w.beeps) {
		switch {
		case b.At >= w.at || b.On&w.sides == 0:
			continue
		case w.at-b.At < w.tone:
			now, _ := w.holds(w.at)
			return w.cut(now.step.After.Support(), b.At)
		}
		r.Fact = spec.Text{JA: "%v。サンプル%dのビープ音は終わっている", EN: "%v, and the beep of sample %d is over"}.With(r.Fact, b.At)
		break
	}
	return r
}

// cut explains a beep that a silence ends, or does not let begin.
func (w *whyBeep) cut(call spec.Support, from int64) spec.Reason {
	r := spec.Because(call, spec.REC011, spec.REC034)
	r.Fact = spec.Text{JA: "サンプル%dのビープ音より、このトラックの全員の無音が優先する", EN: "everybody in this track is silence, which wins over the beep of sample %d"}.With(from)
	return r
}
