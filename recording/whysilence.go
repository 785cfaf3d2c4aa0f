package recording

import (
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// silent explains a silence: who has stopped the recording, what that means in this call, since when, and what ends it.
func (w *why) silent(c change) spec.Reason {
	from := w.around(w.Silence(w.party, math.MaxInt64)).From
	to := w.around(w.where(math.MaxInt64, func(c change) bool { return c.voice(w.party) == silent })).To
	r := w.rule(c.step.After, w.turn(from, true).step)
	means := spec.Text{JA: "全員の声が無音になる", EN: "which silences everybody"}
	if ownVoices(c.step.After) {
		means = spec.Text{JA: "無音になるのは本人の声だけ", EN: "which silences that voice alone"}
	}
	by := c.step.After.StoppedBy()
	if ownVoices(c.step.After) {
		by = pause.PartiesOf(w.party)
	}
	r.Fact = spec.Text{JA: "%[1]vが録音を停止しており、%[2]v（%[3]v）", EN: "%[1]v stopped the recording, %[2]v (%[3]v)"}.
		With(w.called(by), means, w.since(from))
	r.Remedy = w.ends(to, c.step.After)
	return r
}

// ownVoices reports whether everybody silences the own voice only.
func ownVoices(r pause.Recorder) bool { return r.IsRoom() || r.Members().Len() > 2 }

// rule returns the rules of a silence that began with a step.
func (w *why) rule(rec pause.Recorder, began pause.Step) spec.Reason {
	switch {
	case rec.IsRoom():
		return spec.Because(rec.Support(), spec.CNF010, spec.CNF012, spec.REC010)
	case ownVoices(rec):
		return spec.Because(rec.Support(), spec.TPC020, spec.REC010)
	case began.Cause == 0 || began.Cause == pause.Answered:
		return spec.Because(rec.Support(), spec.XFR010, spec.XFR013, spec.REC010, spec.REC011)
	case began.Cause != pause.Stopped:
		return spec.Because(spec.Unspecified, spec.REC010, spec.REC011)
	case rec.StoppedBy().Len() > 1:
		return spec.Because(rec.Support(), spec.REC010, spec.REC011, spec.OPS010, spec.S2S200)
	}
	return spec.Because(rec.Support(), spec.REC010, spec.REC011, spec.OPS010)
}

// turn returns the first change at a position from which on the party's voice is silence, or from which on it is not.
func (w *why) turn(at int64, silence bool) change {
	for _, c := range w.changes {
		if c.at == at && c.step.After.Silenced().Has(w.party) == silence {
			return c
		}
	}
	return change{}
}

// since says when a silence began, and by what.
func (w *why) since(from int64) spec.Text {
	began := w.turn(from, true).step
	by, _ := began.By()
	switch began.Cause {
	case pause.Stopped:
		return spec.Text{JA: "%vの「録音停止」、サンプル%dから", EN: "録音停止 of %v, since sample %d"}.With(w.called(pause.PartiesOf(by)), from)
	case 0, pause.Answered:
		return spec.Text{JA: "録音の始まり、サンプル%dから", EN: "since the recording starts at sample %d"}.With(from)
	}
	return spec.Text{JA: "%v、サンプル%dから", EN: "%v, since sample %d"}.With(causeText(began.Cause), from)
}

func causeText(c pause.Cause) spec.Text { return spec.Text{JA: c.In(spec.JA), EN: c.In(spec.EN)} }

// ends says what ends a silence, or would.
func (w *why) ends(to int64, rec pause.Recorder) spec.Text {
	end, over := w.End()
	switch {
	case over && to == end:
		return spec.Text{JA: "録音の終わり、サンプル%dまで無音", EN: "silence up to the recording's end at sample %d"}.With(to)
	case to != math.MaxInt64:
		return w.ended(to)
	case ownVoices(rec):
		return spec.Text{JA: "%vが「録音再開」を押すと、また録音される", EN: "recorded again after 録音再開 of %v"}.With(w.who())
	}
	return spec.Text{JA: "通話中の誰かが「録音再開」を押すと、また録音される", EN: "recorded again after 録音再開 of anybody in the call"}
}

// ended says what has ended a silence.
func (w *why) ended(to int64) spec.Text {
	if c, _ := w.holds(to); c.voice(w.party) == absent {
		return spec.Text{JA: "サンプル%dで%vがこの録音を離れるまで無音", EN: "silence up to sample %d, where %v leaves this recording"}.With(to, w.who())
	}
	return spec.Text{JA: "%v、また録音される", EN: "recorded again %v"}.With(w.resumed(to, w.turn(to, false).step))
}

// resumed says from where on a voice is recorded again, and by what.
func (w *why) resumed(from int64, s pause.Step) spec.Text {
	if by, _ := s.By(); s.Cause == pause.Resumed {
		return spec.Text{JA: "サンプル%dから（%vの「録音再開」）", EN: "from sample %d, after 録音再開 of %v"}.With(from, w.called(pause.PartiesOf(by)))
	}
	return spec.Text{JA: "サンプル%dから（自動、%v）", EN: "from sample %d, by itself (%v)"}.With(from, causeText(s.Cause))
}
