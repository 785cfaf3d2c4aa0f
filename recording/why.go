package recording

import (
	"cmp"
	"math"
	"slices"

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

// voice returns what the recording holds of a party.
func (c change) voice(p pause.Party) voice {
	switch call := c.step.After; {
	case !c.present().Has(p) || call.State() == pause.Off:
		return absent
	case call.Silenced().Has(p):
		return silent
	}
	return recorded
}

// present returns whose voices belong to the recording.
func (c change) present() pause.Parties { return c.step.After.Members() &^ c.away }

// holds returns the change that holds at a sample; ok is false outside of the recording.
func (t *Timeline) holds(at int64) (c change, ok bool) {
	if i := t.holding(at); i < len(t.changes) && t.spanOf(i).Has(at) {
		return t.changes[i], true
	}
	return change{}, false
}

// spanOf returns where the i-th change holds.
func (t *Timeline) spanOf(i int) Span { return Span{t.changes[i].at, t.upTo(i, math.MaxInt64)} }

// around returns the longest span around a sample in which something holds that holds at the sample.
func (t *Timeline) around(at int64, holds func(change) bool) Span {
	i := t.holding(at)
	s := t.spanOf(i)
	for k := i - 1; k >= 0 && (t.spanOf(k).Empty() || holds(t.changes[k])); k-- {
		if !t.spanOf(k).Empty() {
			s.From = t.changes[k].at
		}
	}
	for k := i + 1; k < len(t.changes) && (t.spanOf(k).Empty() || holds(t.changes[k])); k++ {
		s.To = max(s.To, t.spanOf(k).To)
	}
	return s
}

// firstAt returns the number of the first change at a position or later.
func (t *Timeline) firstAt(at int64) int {
	i, _ := slices.BinarySearchFunc(t.changes, at, func(c change, at int64) int { return cmp.Compare(c.at, at) })
	return i
}

// changesAt returns the changes at a position.
func (t *Timeline) changesAt(at int64) []change {
	list := t.changes[t.firstAt(at):]
	for i, c := range list {
		if c.at != at {
			return list[:i]
		}
	}
	return list
}

// Why returns why a party's voice is at a sample what it is: recorded, silence, or not in this recording. Of a silence
// it says who has stopped the recording, since when, and what ends it. Names are those of the parties by number. The
// support level is that of the call as the PBX knows it: see pause.Call.Support.
func (t *Timeline) Why(p pause.Party, at int64, names ...string) spec.Reason {
	w := whyVoice{t, p, at, names}
	now, _ := t.holds(at)
	voice := now.voice(p)
	r := [...]func(change) spec.Reason{absent: w.absent, silent: w.silent, recorded: w.recorded}[voice](now)
	r.Verdict = voiceTexts[voice]
	return r
}

// WhyStopSpan returns why what a stop span silences at a sample is silence. Names are those of the parties by number.
func (t *Timeline) WhyStopSpan(s StopSpan, at int64, names ...string) spec.Reason {
	w := whyVoice{t, s.Party, at, names}
	now, _ := t.holds(at)
	call := now.step.After
	r := spec.Reason{Support: call.Support()}
	if step, err := call.Stop(s.Party); err == nil {
		for rule := range step.Rules() {
			r = spec.Because(step.Before.Support(), rule)
			break
		}
	}
	r.Verdict, r.Fact = voiceTexts[silent], textOvertaken.With(w.who())
	return r
}

// A whyVoice is a question about a party's voice at a sample.
type whyVoice struct {
	*Timeline
	party pause.Party
	at    int64
	names []string
}

// because is a reason with a fact.
func because(fact spec.Text, call spec.Support, rule spec.ID, others ...spec.ID) spec.Reason {
	r := spec.Because(call, rule, others...)
	r.Fact = fact
	return r
}

// called names parties.
func (w *whyVoice) called(s pause.Parties) spec.Text {
	return spec.Text{JA: s.In(spec.JA, w.names...), EN: s.In(spec.EN, w.names...)}
}

// who names the party of the question, which may have a number that no call has.
func (w *whyVoice) who() spec.Text {
	if w.party >= pause.MaxParties {
		return spec.Text{JA: w.party.In(spec.JA), EN: w.party.In(spec.EN)}
	}
	return w.called(pause.PartiesOf(w.party))
}

// absent explains a voice that the recording does not hold.
func (w *whyVoice) absent(c change) spec.Reason {
	call := c.step.After
	switch _, ok := w.holds(w.at); {
	case !ok:
		return w.outside()
	case !call.Members().Has(w.party):
		return w.comesBack(textNotInCall.With(w.who()))
	case !call.Recorded():
		return because(textRecordingOff, call.Support(), spec.REC050)
	case !call.Answered():
		return because(textNotAnswered, call.Support(), spec.REC012)
	}
	return w.comesBack(textElsewhere.With(w.who()))
}

// comesBack is the reason of a party that is elsewhere, and says when it is back. There is no rule, for it is so in any
// recording.
func (w *whyVoice) comesBack(fact spec.Text) spec.Reason {
	r := spec.Reason{Fact: fact}
	for i := w.holding(w.at) + 1; i < len(w.changes); i++ {
		if !w.spanOf(i).Empty() && w.changes[i].present().Has(w.party) {
			r.Remedy = textComesBack.With(w.changes[i].at)
			break
		}
	}
	return r
}

// outside explains a sample that is not in the recording.
func (w *whyVoice) outside() spec.Reason {
	fact := textStartsLater.With(w.origin)
	switch end, over := w.Ended(); {
	case over && w.at >= end:
		fact = textOver.With(end)
	case len(w.changes) == 0:
		fact = textNotStarted
	}
	return because(fact, spec.Documented, spec.REC012)
}

// recorded explains a voice that is heard.
func (w *whyVoice) recorded(c change) spec.Reason {
	call := c.step.After
	others := textOthersSilent.With(w.called(call.StoppedBy()))
	switch end, ok := w.lastSilence(); {
	case call.StoppedBy() != 0 && call.IsRoom():
		return because(others, call.Support(), spec.CNF010, spec.CNF011)
	case call.StoppedBy() != 0:
		return because(others, call.Support(), spec.TPC020, spec.TPC021)
	case ok:
		return w.recordedAgain(call, end)
	}
	return because(textNobodyStopped, call.Support(), spec.S2S230)
}

// recordedAgain explains a voice that was silence up to a position.
func (w *whyVoice) recordedAgain(call pause.Call, from int64) spec.Reason {
	step := w.stepInto(false, from)
	fact := textSilenceOver.With(w.resumed(from, step))
	switch step.Cause {
	case pause.Resumed:
		return because(fact, call.Support(), spec.REC040, spec.OPS040)
	case pause.Completed:
		return because(fact, call.Support(), spec.XFR020, spec.REC040)
	case pause.Cancelled:
		return because(fact, call.Support(), spec.XFR030, spec.REC040)
	}
	return because(fact, spec.Unspecified, spec.REC040)
}

// lastSilence returns where the party's last silence before the sample ended; ok is false where it has left the
// recording since.
func (w *whyVoice) lastSilence() (end int64, ok bool) {
	for i := w.holding(w.at); i >= 0; i-- {
		switch c := w.changes[i]; {
		case w.spanOf(i).Empty():
		case !c.present().Has(w.party):
			return 0, false
		case c.step.After.Silenced().Has(w.party):
			return w.upTo(i, math.MaxInt64), true
		}
	}
	return 0, false
}

// silent explains a silence: who has stopped the recording, what that means in this call, since when, and what ends it.
func (w *whyVoice) silent(c change) spec.Reason {
	call := c.step.After
	from := w.around(w.at, func(c change) bool { return c.step.After.Silenced().Has(w.party) }).From
	to := w.around(w.at, func(c change) bool { return c.voice(w.party) == silent }).To
	began := w.stepInto(true, from)
	r := silenceRules(call, began)
	by, means := call.StoppedBy(), textSilencesAll
	if call.OwnVoices() {
		by, means = pause.PartiesOf(w.party), textSilencesOne
	}
	r.Fact, r.Remedy = textStoppedBy.With(w.called(by), means, w.since(from, began)), w.remedy(to, call)
	return r
}

// silenceRules are the rules by which a step has begun a silence that is one in the call as it is.
func silenceRules(call pause.Call, began pause.Step) spec.Reason {
	support := call.Support()
	switch {
	case call.IsRoom():
		return spec.Because(support, spec.CNF010, spec.CNF012, spec.REC010)
	case call.OwnVoices():
		return spec.Because(support, spec.TPC020, spec.REC010)
	case began.Cause == 0 || began.Cause == pause.Answered:
		return spec.Because(support, spec.XFR010, spec.XFR013, spec.REC010, spec.REC011)
	case began.Cause != pause.Stopped:
		return spec.Because(spec.Unspecified, spec.REC010, spec.REC011)
	case call.StoppedBy().Len() > 1:
		return spec.Because(support, spec.REC010, spec.REC011, spec.OPS010, spec.S2S200)
	}
	return spec.Because(support, spec.REC010, spec.REC011, spec.OPS010)
}

// stepInto returns the first step at a position after which the party's voice is silence, or after which it is not.
func (w *whyVoice) stepInto(silence bool, at int64) pause.Step {
	for _, c := range w.changesAt(at) {
		if c.step.After.Silenced().Has(w.party) == silence {
			return c.step
		}
	}
	return pause.Step{}
}

// since says when a silence began, and by what.
func (w *whyVoice) since(from int64, began pause.Step) spec.Text {
	switch by, _ := began.By(); began.Cause {
	case pause.Stopped:
		return textByStop.With(w.called(pause.PartiesOf(by)), from)
	case 0, pause.Answered:
		return textFromStart.With(from)
	}
	return textByCause.With(causeText(began.Cause), from)
}

func causeText(c pause.Cause) spec.Text { return spec.Text{JA: c.In(spec.JA), EN: c.In(spec.EN)} }

// remedy says what has ended a silence, or would.
func (w *whyVoice) remedy(to int64, call pause.Call) spec.Text {
	switch end, over := w.Ended(); {
	case over && to == end:
		return textSilentToEnd.With(to)
	case to == math.MaxInt64 && call.OwnVoices():
		return textAfterOwnResume.With(w.who())
	case to == math.MaxInt64:
		return textAfterAnyResume
	}
	if c, _ := w.holds(to); c.voice(w.party) == absent {
		return textSilentUntilLeft.With(to, w.who())
	}
	return textRecordedAgain.With(w.resumed(to, w.stepInto(false, to)))
}

// resumed says from where on a voice is recorded again, and by what.
func (w *whyVoice) resumed(from int64, s pause.Step) spec.Text {
	if by, _ := s.By(); s.Cause == pause.Resumed {
		return textAfterResume.With(from, w.called(pause.PartiesOf(by)))
	}
	return textByItself.With(from, causeText(s.Cause))
}

// WhyBeep returns why a track holds a beep at a sample, or why it holds none there: of the step at the sample where
// there is one. The tone is that of Plan. Names are those of the parties by number.
func (t *Timeline) WhyBeep(track Track, at int64, tone []int16, names ...string) spec.Reason {
	w := whyBeep{whyVoice{Timeline: t, at: at, names: names}, track.Sides(), int64(len(tone))}
	piece := t.near(track.Sides(), at).Plan(track, tone).At(at)
	step, happens := w.closest(at)
	var r spec.Reason
	switch _, inside := t.holds(at); {
	case !inside:
		r = w.outside()
	case piece.Tone >= 0:
		return w.sounds(at - piece.Tone)
	case happens:
		r = w.missing(step)
	default:
		r = w.before()
	}
	r.Verdict = textNoBeep
	return r
}

// near returns what of the timeline decides which beep sounds on some sides at a sample: what has happened from before
// the last beep there on.
func (t *Timeline) near(s pause.Sides, at int64) *Timeline {
	last, _ := slices.BinarySearchFunc(t.beeps, at, func(b Beep, at int64) int {
		if b.At <= at {
			return -1
		}
		return 1
	})
	for last--; last >= 0 && t.beeps[last].On&s == 0; {
		last--
	}
	if last < 0 {
		return &Timeline{origin: t.origin}
	}
	from, to := max(0, t.firstAt(t.beeps[last].At)-1), t.holding(at)
	return &Timeline{origin: t.origin, changes: t.changes[from : to+1], beeps: t.beeps[last : last+1], stops: t.stops,
		ended: t.ended && to == len(t.changes)-1}
}

// A whyBeep is a question about a beep, of no party.
type whyBeep struct {
	whyVoice
	sides pause.Sides
	tone  int64 // its length in samples
}

// sounds explains the beep that began at a position.
func (w *whyBeep) sounds(from int64) spec.Reason {
	s, _ := w.closest(from)
	r := s.WhyBeep(w.names...)
	r.Verdict = textBeepSince.With(from)
	return r
}

// closest returns the step at a position that comes closest to a beep in the track: one whose beep is written there,
// else one whose beep is written elsewhere, else any; of several the last.
func (w *whyBeep) closest(at int64) (step pause.Step, ok bool) {
	best := -1
	for _, c := range w.changesAt(at) {
		near, on := 0, c.step.Beep().On
		if on&w.sides != 0 {
			near = 2
		} else if on != 0 {
			near = 1
		}
		if c.step.Cause != 0 && near >= best {
			step, best = c.step, near
		}
	}
	return step, best >= 0
}

// missing explains why the track does not hold the beep of a step.
func (w *whyBeep) missing(s pause.Step) spec.Reason {
	r := s.WhyBeep(w.names...)
	beep := s.Beep()
	switch {
	case beep.On == 0:
		return r
	case beep.On&w.sides == 0:
		return because(r.Fact, r.Support, spec.REC030, spec.REC031, spec.REC032, r.Rule)
	}
	r.Fact = textNoTone // else its track would hold the beep's first sample
	return r
}

// before explains a sample at which nothing happens: by the last beep before it, if there is one.
func (w *whyBeep) before() spec.Reason {
	fact := textNothingHappens
	for _, b := range slices.Backward(w.beeps) {
		switch {
		case b.At >= w.at || b.On&w.sides == 0:
			continue
		case w.at-b.At < w.tone:
			now, _ := w.holds(w.at)
			return because(textBeepCut.With(b.At), now.step.After.Support(), spec.REC011, spec.REC034)
		}
		fact = textBeepOver.With(fact, b.At)
		break
	}
	return because(fact, spec.Documented, spec.NTF014)
}

// Transcript returns where speech-to-text, of whatever maker (RP-ASR-011), may write down what a party says, up to a
// position for a recording that runs: where the party's voice is in the recording and nowhere else (RP-ASR-010,
// RP-ASR-012). It follows what the PBX does and no display, voice by voice where more than two talk.
func (t *Timeline) Transcript(p pause.Party, until int64) Spans {
	return t.where(until, func(c change) bool { return c.voice(p) == recorded })
}
