package conformance

import (
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// recordings is what the recording of a call with a pause holds.
var recordings = []check{
	{spec.REC010, func(t *trial) {
		for _, s := range pairs() {
			for _, minutes := range []int64{0, 1} {
				t.pausedFor(s, minutes*minute, func(r Contents, in recording.Span) {
					t.lasting(r, t.at)
					t.silent(r, in, A, t.scene.Peer)
				})
			}
		}
	}},
	{spec.REC011, func(t *trial) {
		for _, s := range layouts(recording.OneChannel, recording.TwoChannel, recording.Split) {
			t.pausedIn(s, func(r Contents, in recording.Span) { t.silent(r, in, A, C) })
		}
	}},
	{spec.REC012, func(t *trial) {
		t.open(Scenario(Talking))
		t.wait()
		t.hangUp(C, OriginalCall)
		usual := t.read().Files // how many there are without a stop is open (U-12)
		t.pausedFor(Scenario(Talking), minute, func(r Contents, _ recording.Span) {
			if r.Files != usual {
				t.fail(say("録音%d件", "%d recordings", usual), say("%d件", "%d", r.Files))
			}
			t.lasting(r, t.at)
		})
	}},
	{spec.REC020, func(t *trial) {
		for _, s := range layouts(recording.OneChannel, recording.TwoChannel, recording.Split) {
			t.open(s)
			var resumes []int64
			for range 2 {
				t.click(A)
				resumes = append(resumes, t.click(A))
			}
			t.hangUp(C, OriginalCall)
			r := t.read()
			for _, at := range resumes {
				t.beepAnywhere(r, at)
			}
		}
	}},
	{spec.REC030, func(t *trial) { t.onFarSide(recording.TwoChannel) }},
	{spec.REC031, func(t *trial) { t.onFarSide(recording.Split) }},
	{spec.REC032, func(t *trial) {
		for _, s := range layouts(recording.TwoChannel, recording.Split) {
			t.pausedIn(s, func(r Contents, in recording.Span) { t.beepIn(r, recording.OperatorSide, in.To, false) })
		}
	}},
	{spec.REC033, func(t *trial) {
		t.paused(func(r Contents, in recording.Span) { t.beepIn(r, recording.Mixed, in.To, true) })
	}},
	{spec.REC034, func(t *trial) {
		for _, s := range layouts(recording.TwoChannel, recording.Split) {
			t.pausedIn(s, func(r Contents, in recording.Span) { t.silent(r, in, A, C) })
		}
	}},
	{spec.REC040, func(t *trial) {
		t.open(Scenario(Talking))
		t.click(A)
		resume := t.click(A)
		t.recording(pause.On)
		end := t.hangUp(C, OriginalCall)
		t.every(t.read(), recording.Span{From: resume, To: end}, A, C)
	}},
	{spec.REC050, func(t *trial) {
		t.open(Scenario(Talking).with(unrecorded))
		t.unrecorded()
		for range 2 * t.depth {
			t.click(A)
			t.unrecorded()
		}
		t.hangUp(C, OriginalCall)
		if len(t.read().Tracks) > 0 {
			t.fail(say("録音なし", "no recording"), say("録音あり", "a recording"))
		}
	}},
}

// minute is the samples of one.
const minute = 60 * Rate

// layouts returns a call of A and C in each of the layouts.
func layouts(list ...recording.Layout) (scenes []Scene) {
	for _, l := range list {
		scenes = append(scenes, Scenario(Talking).with(func(s *Settings) { s.Layout = l }))
	}
	return scenes
}

// onFarSide wants the beep of a resume on the other party's side, and on that only.
func (t *trial) onFarSide(l recording.Layout) {
	for _, s := range layouts(l) {
		t.pausedIn(s, func(r Contents, in recording.Span) {
			t.beepIn(r, recording.FarSide, in.To, true)
			t.beepIn(r, recording.OperatorSide, in.To, false)
		})
	}
}

// transcription is what speech-to-text writes of a call with a pause, and what the IVR history keeps of keys.
var transcription = []check{
	{spec.ASR010, func(t *trial) { t.transcript(AmiVoice, t.gap) }},
	{spec.ASR011, func(t *trial) {
		for _, engine := range []Transcriber{AmiVoice, Omnis} {
			t.transcript(engine, t.gap)
		}
	}},
	{spec.ASR012, func(t *trial) {
		t.transcript(AmiVoice, func(r Contents, in recording.Span) {
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
func (t *trial) transcript(engine Transcriber, look func(Contents, recording.Span)) {
	t.pausedIn(Scenario(Talking).with(func(s *Settings) { s.Transcriber = engine }), look)
}

// gap wants nothing in the transcript of a pause.
func (t *trial) gap(r Contents, in recording.Span) {
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
