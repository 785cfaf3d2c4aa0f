package recording

import (
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Transcript returns where speech-to-text, of whatever maker (RP-ASR-011), may write down what a party says, up to a position for a
// recording that runs: where the party's voice is in the recording and nowhere else (RP-ASR-010, RP-ASR-012). It follows what the PBX does and no display
// voice by voice where more than two talk.
func (t *Timeline) Transcript(p pause.Party, until int64) []Span {
	return t.where(until, func(c change) bool { return c.voice(p) == recorded })
}

// WhyTranscript returns why speech-to-text may write down what a party says at a sample, or why it may not. Names are those of the
// parties by number.
func (t *Timeline) WhyTranscript(p pause.Party, at int64, names ...string) spec.Reason {
	now, _ := t.holds(at)
	voice := t.Why(p, at, names...)
	rule, also := spec.ASR010, spec.ASR011
	verdict := spec.Text{JA: "文字起こしなし（%v）", EN: "not transcribed (%v)"}
	switch now.voice(p) {
	case recorded:
		rule, also, verdict = spec.ASR012, 0, spec.Text{JA: "文字起こしあり（%v）", EN: "may be transcribed (%v)"}
	case absent:
		rule, also = voice.Rule, 0 // no stop, no rule of stops
	}
	r := spec.Because(voice.Support, rule, also, voice.Rule)
	r.Verdict, r.Fact, r.Remedy = verdict.With(voice.Verdict), voice.Fact, voice.Remedy
	return r
}
