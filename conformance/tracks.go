package conformance

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// inside is a span without the guard at its edges.
func (t *trial) inside(s recording.Span) recording.Span {
	return recording.Span{From: s.From + t.guard, To: s.To - t.guard}
}

// near reports whether two positions are the same within the guard.
func (t *trial) near(a, b int64) bool { return max(a, b)-min(a, b) <= t.guard }

// since returns the span from a recording's beginning, or from the scene's if that is later, to a position.
func (r Recording) since(to int64) recording.Span {
	return recording.Span{From: max(0, r.From), To: to}
}

// tracks returns the tracks of a recording, and wants there to be some.
func (t *trial) tracks(r Recording) []Track {
	if len(r.Tracks) == 0 {
		t.fail(say("録音", "a recording"), nothing)
	}
	return r.Tracks
}

// track returns one track of a recording.
func (t *trial) track(r Recording, want recording.Track) Track {
	i := slices.IndexFunc(r.Tracks, func(track Track) bool { return track.Track == want })
	if i < 0 {
		t.fail(trackText(want), nothing)
		return Track{}
	}
	return r.Tracks[i]
}

var trackTexts = [...]spec.Text{
	recording.Mixed:        {JA: "1本にまとめた録音", EN: "the mixed track"},
	recording.OperatorSide: {JA: "オペレーター側の録音", EN: "the operator's track"},
	recording.FarSide:      {JA: "相手側の録音", EN: "the other party's track"},
}

func trackText(t recording.Track) spec.Text {
	if int(t) < len(trackTexts) {
		return trackTexts[t]
	}
	return plain(t.String())
}

// silent wants none of the parties' speech in any track in a span, and no noise.
func (t *trial) silent(r Recording, in recording.Span, parties ...string) {
	in = t.inside(in)
	for _, track := range t.tracks(r) {
		want := say("%sは%s無音", "%s silent %s", trackText(track.Track), during(in))
		if slices.ContainsFunc(track.Segments, func(s Segment) bool { return s.Noise && !s.Intersect(in).Empty() }) {
			t.fail(want, say("雑音", "noise"))
		}
		for _, p := range parties {
			if n := track.said(p, in); n > 0 {
				t.fail(want, say("%sの音声が%s", "%s heard for %s", p, seconds(n)))
			}
		}
	}
}

// every wants all of each party's speech in a span, in the tracks together.
func (t *trial) every(r Recording, in recording.Span, parties ...string) {
	in = t.inside(in)
	for _, p := range parties {
		var spoken []Segment
		for _, track := range t.tracks(r) {
			spoken = append(spoken, track.Segments...)
		}
		if n := (Track{Segments: spoken}).said(p, in); n < in.Len() {
			t.fail(say("%sの音声が%s", "%s heard %s", p, during(in)), say("%sだけ", "for %s of it", seconds(n)))
		}
	}
}

// said returns how many samples of a party's speech there are in a span, however often.
func (t Track) said(party string, in recording.Span) (n int64) {
	var spans []recording.Span
	for _, s := range t.Segments {
		if x := s.Intersect(in); !x.Empty() && slices.Contains(s.Voices, party) {
			spans = append(spans, x)
		}
	}
	slices.SortFunc(spans, func(a, b recording.Span) int { return cmp.Compare(a.From, b.From) })
	end := in.From
	for _, s := range spans {
		n += recording.Span{From: max(s.From, end), To: s.To}.Len()
		end = max(end, s.To)
	}
	return n
}

// beepIn wants a beep that starts at a position in a track, or none.
func (t *trial) beepIn(r Recording, which recording.Track, at int64, want bool) {
	if got := t.beepAt(t.track(r, which), at); got != want {
		t.fail(beepText(which, at, want), beepText(which, at, got))
	}
}

func beepText(which recording.Track, at int64, is bool) spec.Text {
	return say("%sの%sにビープ音%s", "%[3]s beep at %[2]s in %[1]s", trackText(which), seconds(at), yesNo(is, spec.Text{JA: "あり", EN: "a"}, spec.Text{JA: "なし", EN: "no"}))
}

// beepAt reports whether a beep starts at a position.
func (t *trial) beepAt(track Track, at int64) bool {
	return slices.ContainsFunc(track.Segments, func(s Segment) bool { return s.Beep && t.near(s.From, at) })
}

// beepAnywhere wants a beep that starts at a position in some track.
func (t *trial) beepAnywhere(r Recording, at int64) {
	if !slices.ContainsFunc(t.tracks(r), func(track Track) bool { return t.beepAt(track, at) }) {
		t.fail(say("録音の%sに再開のビープ音", "the beep of the resume at %s in the recording", seconds(at)), nothing)
	}
}

// lasting wants a recording to go on to a position, and every track to be without a gap.
func (t *trial) lasting(r Recording, to int64) {
	if !t.over() && !t.near(r.To, to) {
		t.fail(say("%sまでの録音", "a recording up to %s", seconds(to)), say("%sまで", "up to %s", seconds(r.To)))
	}
	for _, track := range t.tracks(r) {
		if !t.whole(track, r.Span) {
			t.fail(say("切れ目のない%s", "%s without a gap", trackText(track.Track)), say("切れ目、または別の長さ", "a gap, or another length"))
		}
	}
}

// whole reports whether a track's segments follow each other without a gap from one end of a span to the other.
func (t *trial) whole(track Track, span recording.Span) bool {
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
	return t.near(first, span.From) && t.near(at, span.To)
}

// untranscribed wants nothing of a party's speech in a span in the transcript.
func (t *trial) untranscribed(r Recording, in recording.Span, party string) {
	in = t.inside(in)
	if n := t.wrote(r, in, party); n > 0 {
		t.fail(say("%sの音声の文字起こしは%sなし", "nothing of %s transcribed %s", party, during(in)), say("%s分", "%s of it", seconds(n)))
	}
}

// wrote returns how many samples of a party's speech in a span are in the transcript.
func (t *trial) wrote(r Recording, in recording.Span, party string) (n int64) {
	if r.Transcript == nil {
		t.lies(spec.Transcript, party)
	}
	for _, s := range r.Transcript {
		if s.Party == party {
			n += s.Intersect(in).Len()
		}
	}
	return n
}
