package conformance

import (
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// transcription is what speech-to-text writes of a call with a pause, and what the IVR history keeps of keys.
var transcription = []check{
	{spec.ASR010, func(t *trial) { t.transcript(AmiVoice, t.gap) }},
	{spec.ASR011, func(t *trial) {
		for _, engine := range []Transcriber{AmiVoice, Omnis} {
			t.transcript(engine, t.gap)
		}
	}},
	{spec.ASR012, func(t *trial) {
		t.transcript(AmiVoice, func(r Recording, in recording.Span) {
			after := recording.Span{From: in.To, To: t.at}
			if t.wrote(r, after, A)+t.wrote(r, after, C) == 0 {
				t.fail(say("再開後の文字起こし", "speech after the resume in the transcript"), nothing)
			}
		})
	}},
	{spec.DTM010, func(t *trial) { t.keys(func(*Settings) {}, false) }},
	{spec.DTM021, func(t *trial) {
		for _, contract := range []bool{true, false} {
			t.keys(func(s *Settings) { s.Contract, s.MaskKeys, s.KeysCovered = contract, true, true }, true)
			t.keys(func(s *Settings) { s.Contract, s.MaskKeys, s.KeysCovered = contract, false, true }, false)
		}
	}},
	{spec.DTM040, func(t *trial) {
		for _, masked := range []bool{false, true} {
			t.openKeys(func(s *Settings) { s.MaskKeys, s.KeysCovered = masked, masked })
			t.click(A)
			t.enter(C, keys)
			t.history(keys, masked)
			t.click(A)
			t.history(keys, masked)
		}
	}},
}

// transcript plays a call with one pause that is transcribed.
func (t *trial) transcript(engine Transcriber, look func(Recording, recording.Span)) {
	t.pausedIn(Scenario(Talking).with(func(s *Settings) { s.Transcriber = engine }), look)
}

// gap wants nothing in the transcript of a pause.
func (t *trial) gap(r Recording, in recording.Span) {
	for _, party := range []string{A, C} {
		t.untranscribed(r, in, party)
	}
}

const keys = "1234"

func (t *trial) openKeys(change func(*Settings)) {
	if !t.lacks(KeyHistory) {
		t.open(Scenario(Talking).with(change))
	}
}

// keys has the customer press keys, and wants them in the history as they were pressed, or masked.
func (t *trial) keys(change func(*Settings), masked bool) {
	t.openKeys(change)
	t.enter(C, keys)
	t.history(keys, masked)
}
