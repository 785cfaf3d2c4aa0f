package conformance

import (
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// recordings is what the recording of a call with a pause holds.
var recordings = []check{
	{spec.REC010, func(t *trial) {
		for _, s := range pairs() {
			for _, minutes := range []int64{0, 1} {
				t.pausedFor(s, minutes*minute, func(r recorded, in recording.Span) {
					r.lasting(t.at)
					r.silent(in, A, t.scene.Peer)
				})
			}
		}
	}},
	{spec.REC011, func(t *trial) {
		t.spare = true
		for _, s := range layouts(recording.OneChannel, recording.TwoChannel, recording.Split) {
			t.pausedIn(s, func(r recorded, in recording.Span) { r.silent(in, A, t.scene.Peer) })
		}
	}},
	{spec.REC012, func(t *trial) {
		t.open(Scenario(Talking))
		t.wait()
		t.hangUp(C)
		usual := t.read().Files // how many there are without a stop is open (U-12)
		t.pausedFor(Scenario(Talking), minute, func(r recorded, _ recording.Span) {
			if r.Files != usual {
				t.fail(filesText(usual), filesText(r.Files))
			}
			r.lasting(t.at)
		})
	}},
	{spec.REC020, func(t *trial) {
		t.spare = true
		for _, s := range layouts(recording.OneChannel, recording.TwoChannel, recording.Split) {
			t.open(s)
			var resumes []int64
			for _, in := range t.pauses(3, 0) {
				resumes = append(resumes, in.To)
			}
			t.hangUp(t.scene.Peer)
			r := t.read()
			for _, at := range resumes {
				r.beepAnywhere(at)
			}
		}
	}},
	{spec.REC030, func(t *trial) { t.onFarSide(recording.TwoChannel) }},
	{spec.REC031, func(t *trial) { t.onFarSide(recording.Split) }},
	{spec.REC032, func(t *trial) {
		t.spare = true
		for _, s := range withCustomer(layouts(recording.TwoChannel, recording.Split)) {
			t.pausedIn(s, func(r recorded, in recording.Span) { r.beepIn(recording.OperatorSide, in.To, false) })
		}
	}},
	{spec.REC033, func(t *trial) {
		t.pausedIn(Scenario(Talking), func(r recorded, in recording.Span) { r.beepIn(recording.Mixed, in.To, true) })
	}},
	{spec.REC034, func(t *trial) {
		t.spare = true
		for _, s := range layouts(recording.TwoChannel, recording.Split) {
			t.pausedIn(s, func(r recorded, in recording.Span) { r.silent(in, A, t.scene.Peer) })
		}
	}},
	{spec.REC040, func(t *trial) {
		t.spare = true
		for _, s := range layouts(recording.OneChannel, recording.TwoChannel, recording.Split) {
			t.open(s)
			pauses := t.pauses(3, 0)
			t.recording(pause.On)
			end := t.hangUp(t.scene.Peer)
			r := t.read()
			for i, in := range pauses {
				until := end
				if i+1 < len(pauses) {
					until = pauses[i+1].From
				}
				r.every(recording.Span{From: in.To, To: until}, A, t.scene.Peer)
			}
		}
	}},
	{spec.REC050, func(t *trial) {
		t.open(Scenario(Talking).with(unrecorded))
		t.unrecorded()
		for range 2 * t.depth {
			t.click(A)
			t.unrecorded()
		}
		t.hangUp(C)
		if len(t.read().Tracks) > 0 {
			t.fail(say("録音は残らない", "there is no recording"), say("録音が残る", "there is a recording"))
		}
	}},
}

// filesText says how many recordings a call has.
func filesText(n int) spec.Text { return say("録音は%d件", "recordings of the call: %d", n) }

// minute is a minute in samples.
const minute = 60 * Rate

// layouts returns every call of two in each of the layouts.
func layouts(list ...recording.Layout) (scenes []Scene) {
	for _, l := range list {
		for _, s := range pairs() {
			scenes = append(scenes, s.with(func(s *Settings) { s.Layout = l }))
		}
	}
	return scenes
}

// withCustomer returns the scenes in which A's is the only softphone, so that A is on the operator side.
func withCustomer(scenes []Scene) []Scene {
	return slices.DeleteFunc(scenes, func(s Scene) bool { return s.Peer != C })
}

// onFarSide wants the beep of a resume on the other party's side, and on that only, and each party's voice on its own.
func (t *trial) onFarSide(l recording.Layout) {
	t.spare = true
	for _, s := range withCustomer(layouts(l)) {
		t.pausedIn(s, func(r recorded, in recording.Span) {
			r.beepIn(recording.FarSide, in.To, true)
			r.beepIn(recording.OperatorSide, in.To, false)
			r.onlyIn(recording.OperatorSide, A)
			r.onlyIn(recording.FarSide, C)
		})
	}
}

// transcription is what speech-to-text writes of a call with a pause, and what the IVR history keeps of keys.
var transcription = []check{
	{spec.ASR010, func(t *trial) { t.transcript(AmiVoice, recorded.gap) }},
	{spec.ASR011, func(t *trial) {
		for _, engine := range []Transcriber{AmiVoice, Omnis} {
			t.transcript(engine, recorded.gap)
		}
	}},
	{spec.ASR012, func(t *trial) {
		t.transcript(AmiVoice, func(r recorded, in recording.Span) {
			after := recording.Span{From: in.To, To: max(t.at, r.To)} // who writes late writes the end late, too
			if r.wrote(after, A)+r.wrote(after, C) == 0 {
				t.fail(say("再開後の発言は文字起こしされる", "what is said after the resume is transcribed"),
					say("再開後の発言は文字起こしされない", "nothing that is said after the resume is transcribed"))
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
			t.enter(C, keys) // before an operator takes the call
			t.history(keys, masked)
			t.call()
			t.click(A)
			t.history(keys, masked)
			t.click(A)
			t.history(keys, masked)
		}
	}},
}

// transcript plays a call with one pause that is transcribed.
func (t *trial) transcript(engine Transcriber, look func(recorded, recording.Span)) {
	t.pausedIn(Scenario(Talking).with(func(s *Settings) { s.Transcriber = engine }), look)
}

const keys = "1234"

// openKeys opens a scene in which the customer may be in an IVR: nobody talks to an operator yet.
func (t *trial) openKeys(change func(*Settings)) {
	if !t.lacks(KeyHistory) {
		t.open(Scenario(Idle).with(change))
	}
}

// keys has the customer press keys, and wants them in the history as they were pressed, or masked.
func (t *trial) keys(change func(*Settings), masked bool) {
	t.openKeys(change)
	t.enter(C, keys)
	t.history(keys, masked)
}

// recordedFrom wants the recording to be on, and all that the parties say from a position to the end to be in it.
func (t *trial) recordedFrom(at int64, parties ...string) {
	t.recording(pause.On)
	end := t.hangUp(C)
	t.read().every(recording.Span{From: at, To: end}, parties...)
}

// A recorded is what a recording holds, and the trial that wants things of it.
type recorded struct {
	Contents
	t *trial
}

// read reads the recording of the original call so far.
func (t *trial) read() recorded { return recorded{t.contents(), t} }

// since returns the span from the recording's beginning, or from the scene's if that is later, to a position.
func (r recorded) since(to int64) recording.Span {
	return recording.Span{From: max(0, r.From), To: to}
}

// inside is a span without the samples at its edges that are not judged.
func (r recorded) inside(s recording.Span) recording.Span {
	return recording.Span{From: s.From + r.t.guard, To: s.To - r.t.guard}
}

// near reports whether two positions are the same, as far as edges are judged.
func (r recorded) near(a, b int64) bool { return max(a, b)-min(a, b) <= r.t.guard }

// beepAt reports whether a beep starts at a position in a track.
func (r recorded) beepAt(track TrackContents, at int64) bool {
	return slices.ContainsFunc(track.Segments, func(s Segment) bool { return s.Beep && r.near(s.From, at) })
}

// whole reports whether a track's segments follow each other without a gap, from one end of the recording to the other.
func (r recorded) whole(track TrackContents) bool {
	if len(track.Segments) == 0 {
		return false
	}
	first := track.Segments[0].From
	at := first
	for _, s := range track.Segments {
		if s.From != at {
			return false
		}
		at = s.To
	}
	return r.near(first, r.From) && r.near(at, r.To)
}

// tracks returns the tracks of a recording, and wants there to be some.
func (r recorded) tracks() []TrackContents {
	if len(r.Tracks) == 0 {
		r.t.fail(say("録音がある", "there is a recording"), say("録音がない", "there is no recording"))
	}
	return r.Tracks
}

// track returns one track of a recording.
func (r recorded) track(want recording.Track) TrackContents {
	i := slices.IndexFunc(r.Tracks, func(track TrackContents) bool { return track.Track == want })
	if i < 0 {
		r.t.fail(say("%sがある", "there is %s", trackText(want)), say("%sがない", "there is not %s", trackText(want)))
		return TrackContents{}
	}
	return r.Tracks[i]
}

var trackTexts = [...]spec.Text{
	recording.Mixed:        {JA: "全員を1本にまとめた録音", EN: "the mixed track"},
	recording.OperatorSide: {JA: "オペレーター側の録音", EN: "the operator side's track"},
	recording.FarSide:      {JA: "通話相手側の録音", EN: "the far side's track"},
}

func trackText(t recording.Track) spec.Text { return textOf(trackTexts[:], t) }

// silent wants none of the parties' speech in any track in a span, and no noise.
func (r recorded) silent(in recording.Span, parties ...string) {
	in = r.inside(in)
	for _, track := range r.tracks() {
		want := say("%sは%s無音になる", "%s is silent %s", trackText(track.Track), during(in))
		if slices.ContainsFunc(track.Segments, func(s Segment) bool { return s.Noise && !s.Intersect(in).Empty() }) {
			r.t.fail(want, say("雑音がある", "there is noise"))
		}
		for _, p := range parties {
			if n := track.said(p, in); n > 0 {
				r.t.fail(want, say("%sの音声が%s残る", "%s is heard for %s", p, seconds(n)))
			}
		}
	}
}

// every wants all of each party's speech in a span, in the tracks together.
func (r recorded) every(in recording.Span, parties ...string) {
	in = r.inside(in)
	for _, p := range parties {
		var spoken []Segment
		for _, track := range r.tracks() {
			spoken = append(spoken, track.Segments...)
		}
		if n := (TrackContents{Segments: spoken}).said(p, in); n < in.Len() {
			r.t.fail(say("%sの音声が%s残る", "%s is heard %s", p, during(in)),
				say("%sの音声が残るのは%sだけ", "%s is heard for %s only", p, seconds(n)))
		}
	}
}

// onlyIn wants a party to be heard in one track, and in no other.
func (r recorded) onlyIn(which recording.Track, party string) {
	for _, track := range r.tracks() {
		is := track.said(party, r.since(r.To)) > 0
		if want := track.Track == which; is != want {
			text := func(is bool) spec.Text {
				return say("%sの音声は%sに%s", "%s is %[3]s in %[2]s", party, trackText(track.Track),
					yesNo(is, say("ある", "heard"), say("ない", "not heard")))
			}
			r.t.fail(text(want), text(is))
		}
	}
}

// said returns how many samples of a party's speech there are in a span, however often.
func (t TrackContents) said(party string, in recording.Span) (n int64) {
	var spans []recording.Span
	for _, s := range t.Segments {
		if slices.Contains(s.Voices, party) {
			spans = append(spans, s.Intersect(in))
		}
	}
	for _, s := range recording.Union(spans...) {
		n += s.Len()
	}
	return n
}

// beepIn wants a beep that starts at a position in a track, or none.
func (r recorded) beepIn(which recording.Track, at int64, want bool) {
	wants(r.t, want, r.beepAt(r.track(which), at), func(is bool) spec.Text {
		return say("%sの%sの位置にビープ音が%s", "%[1]s has %[3]s at %[2]s", trackText(which), seconds(at),
			yesNo(is, say("ある", "a beep"), say("ない", "no beep")))
	})
}

// beepAnywhere wants a beep that starts at a position in some track.
func (r recorded) beepAnywhere(at int64) {
	if !slices.ContainsFunc(r.tracks(), func(track TrackContents) bool { return r.beepAt(track, at) }) {
		r.t.fail(say("録音の%sの位置に再開のビープ音がある", "the recording has the beep of the resume at %s", seconds(at)),
			say("再開のビープ音がない", "it has no such beep"))
	}
}

// lasting wants a recording to go on to a position, and every track to be without a gap.
func (r recorded) lasting(to int64) {
	if !r.t.over() && !r.near(r.To, to) {
		r.t.fail(lastsText(to), lastsText(r.To))
	}
	for _, track := range r.tracks() {
		if !r.whole(track) {
			r.t.fail(say("%sに切れ目がない", "%s has no gap", trackText(track.Track)),
				say("切れ目があるか、長さが異なる", "it has a gap, or another length"))
		}
	}
}

func lastsText(to int64) spec.Text {
	return say("録音は%sまで続く", "the recording lasts until %s", seconds(to))
}

// gap wants nothing of a pause in the transcript.
func (r recorded) gap(in recording.Span) {
	in = r.inside(in)
	for _, party := range []string{A, C} {
		if n := r.wrote(in, party); n > 0 {
			r.t.fail(say("%sの発言は%s文字起こしされない", "nothing that %s says %s is transcribed", party, during(in)),
				say("%s分が文字起こしされる", "%s of it is transcribed", seconds(n)))
		}
	}
}

// wrote returns how many samples of a party's speech in a span are in the transcript.
func (r recorded) wrote(in recording.Span, party string) (n int64) {
	if r.Transcript == nil {
		r.t.hides(spec.Transcript, party)
	}
	for _, s := range r.Transcript {
		if s.Party == party {
			n += s.Intersect(in).Len()
		}
	}
	return n
}
