package recording

import (
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A voice is what a recording holds of a party at a sample.
type voice uint8

// What it holds. The zero value is nothing, not even silence.
const (
	absent voice = iota
	silent
	recorded
)

var voiceTexts = [...]spec.Text{absent: {JA: "この録音にない", EN: "not in this recording"}, silent: {JA: "無音", EN: "silence"},
	recorded: {JA: "録音あり", EN: "recorded"}}

// voice returns what the recording holds of a party.
func (c change) voice(p pause.Party) voice {
	switch rec := c.step.After; {
	case !(rec.Members() &^ c.away).Has(p) || rec.State() == pause.Off:
		return absent
	case rec.Silenced().Has(p):
		return silent
	}
	return recorded
}

// holds returns the change that holds at a sample; ok is false outside of the recording.
func (t *Timeline) holds(at int64) (c change, ok bool) {
	for i, next := range t.changes {
		if (Span{next.at, t.upTo(i, math.MaxInt64)}).Has(at) {
			return next, true
		}
	}
	return change{}, false
}

// Why returns why a party's voice is at a sample what it is: recorded, silence, or not in this recording. A silence says who has
// stopped it since when, and what ends it. Names are those of the parties by number. Its support level is that of a call as its
// recorder knows it: see pause.Recorder.Support.
func (t *Timeline) Why(p pause.Party, at int64, names ...string) spec.Reason {
	w := why{t, p, at, func(s pause.Parties) spec.Text {
		return spec.Text{JA: s.In(spec.JA, names...), EN: s.In(spec.EN, names...)}
	}}
	now, _ := t.holds(at)
	voice := now.voice(p)
	r := [...]func(change) spec.Reason{absent: w.absent, silent: w.silent, recorded: w.recorded}[voice](now)
	r.Verdict = voiceTexts[voice]
	return r
}

// A why is a question about a voice.
type why struct {
	*Timeline
	party  pause.Party
	at     int64
	called func(pause.Parties) spec.Text
}

// who names the party, also one that no call can have.
func (w *why) who() spec.Text {
	if w.party >= pause.MaxParties {
		return spec.Text{JA: w.party.In(spec.JA), EN: w.party.In(spec.EN)}
	}
	return w.called(pause.PartiesOf(w.party))
}

// absent explains a voice of which the recording holds nothing.
func (w *why) absent(c change) spec.Reason {
	rec := c.step.After
	switch _, ok := w.holds(w.at); {
	case !ok:
		return w.outside()
	case !rec.Members().Has(w.party):
		return w.comesBack(spec.Text{JA: "%vは通話にいない", EN: "%v is not in the call"}.With(w.who()))
	case !rec.Recorded():
		r := spec.Because(rec.Support(), spec.REC050)
		r.Fact = spec.Text{JA: "設定で録音がオフ", EN: "recording is off by setting"}
		return r
	case !rec.Answered():
		r := spec.Because(rec.Support(), spec.REC012)
		r.Fact = spec.Text{JA: "まだ応答がない", EN: "the call has not been answered"}
		return r
	}
	return w.comesBack(spec.Text{JA: "%vは別の通話で話しており、声はその録音に属する", EN: "%v talks in another call, and the voice belongs to that one's recording"}.With(w.who()))
}

// comesBack is the reason of a party that is elsewhere: no rule, for it is so in any recording; with when it is back, if it is.
func (w *why) comesBack(fact spec.Text) spec.Reason {
	r := spec.Reason{Fact: fact}
	for _, s := range w.Present(w.party, math.MaxInt64) {
		if s.From > w.at {
			r.Remedy = spec.Text{JA: "サンプル%dから加わる", EN: "in it from sample %d on"}.With(s.From)
			break
		}
	}
	return r
}

// outside explains a sample that is not in the recording.
func (w *why) outside() spec.Reason {
	r := spec.Because(spec.Guaranteed, spec.REC012)
	end, over := w.End()
	switch {
	case over && w.at >= end:
		r.Fact = spec.Text{JA: "録音はサンプル%dで終わった", EN: "the recording ended at sample %d"}.With(end)
	case len(w.changes) == 0:
		r.Fact = spec.Text{JA: "録音はまだ始まっていない", EN: "the recording has not started"}
	default:
		r.Fact = spec.Text{JA: "録音はサンプル%dから始まる", EN: "the recording starts at sample %d"}.With(w.origin)
	}
	return r
}

// recorded explains a voice that is heard.
func (w *why) recorded(c change) spec.Reason {
	rec := c.step.After
	if by := rec.StoppedBy(); by != 0 {
		r := spec.Because(rec.Support(), spec.TPC020, spec.TPC021)
		if rec.IsRoom() {
			r = spec.Because(rec.Support(), spec.CNF010, spec.CNF011)
		}
		r.Fact = spec.Text{JA: "停止した%vの声だけが無音になる", EN: "the stop of %v silences nobody else"}.With(w.called(by))
		return r
	}
	if last, ok := w.lastSilence(); ok {
		return w.again(rec, last.To)
	}
	r := spec.Because(rec.Support(), spec.S2S230)
	r.Fact = spec.Text{JA: "誰も録音を停止していない", EN: "nobody has stopped the recording"}
	return r
}

// again explains a voice that was silence before.
func (w *why) again(rec pause.Recorder, from int64) spec.Reason {
	s := w.turn(from, false).step
	r := spec.Because(rec.Support(), spec.REC040, spec.OPS040)
	switch s.Cause {
	case pause.Resumed:
	case pause.Completed:
		r = spec.Because(rec.Support(), spec.XFR020, spec.REC040)
	default:
		r = spec.Because(spec.Unspecified, spec.REC040)
	}
	r.Fact = spec.Text{JA: "%v、無音は終わっている", EN: "the silence is over %v"}.With(w.resumed(from, s))
	return r
}

// lastSilence returns the party's last silence before the sample, as far as it was in the recording ever since.
func (w *why) lastSilence() (last Span, ok bool) {
	here := w.around(w.Present(w.party, math.MaxInt64))
	for _, s := range w.Silence(w.party, w.at) {
		last, ok = s, here.Has(s.To-1)
	}
	return last, ok
}

// around returns the span that holds the sample.
func (w *why) around(spans []Span) Span {
	for _, s := range spans {
		if s.Has(w.at) {
			return s
		}
	}
	return Span{}
}
