package conformance

import (
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// recordings is what the recording of a call with a pause holds.
var recordings = []check{
	{spec.REC010, func(t *trial) {
		for _, s := range pairs() {
			for _, minutes := range []int64{0, 1} {
				t.pausedFor(s, minutes*60*second, func(r Recording, in recording.Span) {
					t.silent(r, in, A, t.scene.Peer)
					t.lasting(r)
				})
			}
		}
	}},
	{spec.REC011, func(t *trial) {
		for _, s := range layouts(calllog.OneChannel, calllog.TwoChannel, calllog.Split) {
			t.pausedIn(s, func(r Recording, in recording.Span) { t.silent(r, in, A, C) })
		}
	}},
	{spec.REC012, func(t *trial) {
		for _, callcenter := range []bool{false, true} {
			s := Scenario(Talking).with(func(s *Settings) { s.RecordCallcenter = callcenter })
			t.pausedFor(s, 60*second, func(r Recording, _ recording.Span) {
				t.want(r.Files == 1 || t.over(), "one recording", "several")
				t.lasting(r)
			})
		}
	}},
	{spec.REC020, func(t *trial) {
		for _, s := range layouts(calllog.OneChannel, calllog.TwoChannel, calllog.Split) {
			t.open(s)
			var resumes []int64
			for range 2 {
				t.click(A)
				resumes = append(resumes, t.click(A))
			}
			t.hangUp(C, OriginalCall)
			r := t.read()
			for _, at := range resumes {
				found := slices.ContainsFunc(t.tracks(r), func(track Track) bool { return track.beeps(at) })
				t.want(found, "the beep of every resume in the recording", "none")
			}
		}
	}},
	{spec.REC030, func(t *trial) { t.onFarSide(calllog.TwoChannel) }},
	{spec.REC031, func(t *trial) { t.onFarSide(calllog.Split) }},
	{spec.REC032, func(t *trial) {
		for _, s := range layouts(calllog.TwoChannel, calllog.Split) {
			t.pausedIn(s, func(r Recording, in recording.Span) { t.beepIn(r, recording.OperatorSide, in.To, false) })
		}
	}},
	{spec.REC033, func(t *trial) {
		t.paused(func(r Recording, in recording.Span) { t.beepIn(r, recording.Mixed, in.To, true) })
	}},
	{spec.REC034, func(t *trial) {
		for _, s := range layouts(calllog.TwoChannel, calllog.Split) {
			t.pausedIn(s, func(r Recording, in recording.Span) { t.silent(r, in, A, C) })
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
		t.open(Scenario(Talking).with(func(s *Settings) { s.RecordAll, s.RecordCallcenter = false, false }))
		t.recording(pause.Off)
		for range 2 * t.depth {
			t.click(A)
			t.recording(pause.Off)
		}
		t.hangUp(C, OriginalCall)
		t.want(len(t.read().Tracks) == 0 || t.over(), "no recording", "a recording")
	}},
}

// layouts returns a call of A and C in each of the layouts.
func layouts(list ...calllog.Layout) (scenes []Scene) {
	for _, l := range list {
		scenes = append(scenes, Scenario(Talking).with(func(s *Settings) { s.Layout = l }))
	}
	return scenes
}

// onFarSide wants the beep of a resume on the other party's side, and on that only.
func (t *trial) onFarSide(l calllog.Layout) {
	for _, s := range layouts(l) {
		t.pausedIn(s, func(r Recording, in recording.Span) {
			t.beepIn(r, recording.FarSide, in.To, true)
			t.beepIn(r, recording.OperatorSide, in.To, false)
		})
	}
}

// lasting wants every track to go on to the end of the call, without a gap and without a cut.
func (t *trial) lasting(r Recording) {
	whole := recording.Span{From: r.From, To: t.at}
	t.want(r.Span == whole || t.over(), "a recording of "+whole.String(), r.Span.String())
	for _, track := range t.tracks(r) {
		t.want(track.whole(whole), "a "+track.Track.String()+" track without a gap", "gaps, or another length")
	}
}
