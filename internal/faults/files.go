package faults

import (
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// files is what recordings and transcripts get wrong.
var files = []Fault{
	{ID: "F19", Name: text("無音ではなく切れ目になる", "a gap instead of silence"), Breaks: []spec.ID{spec.REC010, spec.REC012},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			var cut int64
			for _, p := range s.pauses(r.To) {
				cut += p.Len()
				eachTrack(r, func(t *conformance.TrackContents) { t.Segments = outside(t.Segments, p) })
			}
			r.To -= cut
		}}},
	{ID: "F20", Name: text("片側だけ無音になる", "one direction only is silenced"),
		Breaks: []spec.ID{spec.REC011, spec.REC034, spec.DEF040},
		patch:  leak(func(p recording.Span) recording.Span { return p }, conformance.C)},
	{ID: "F21", Name: text("無音ではなく小さな音になる", "attenuated, not silent"),
		Breaks: []spec.ID{spec.REC010, spec.REC011, spec.REC034, spec.DEF040},
		patch:  leak(func(p recording.Span) recording.Span { return p }, conformance.A, conformance.B, conformance.C)},
	{ID: "F22", Name: text("録音に再開のビープ音がない", "the resume beep is missing in the file"),
		Breaks: []spec.ID{spec.REC020, spec.REC030, spec.REC031, spec.REC033},
		patch:  beepOn()},
	{ID: "F23", Name: text("2chで両側にビープ音が入る", "the beep is on both sides"),
		Breaks: []spec.ID{spec.REC032, spec.REC030, spec.REC031},
		patch:  beepOn(recording.OperatorSide, recording.FarSide, recording.Mixed)},
	{ID: "F24", Name: text("再開した側にビープ音が入る", "the beep is on the side of the one who resumed"),
		Breaks: []spec.ID{spec.REC030, spec.REC031, spec.REC032},
		patch:  beepOn(recording.OperatorSide, recording.Mixed)},
	{ID: "F32a", Name: text("停止中も文字起こしが続く", "the transcript goes on"),
		Breaks: []spec.ID{spec.ASR010, spec.ASR011}, patch: transcribing(conformance.AmiVoice, conformance.Omnis)},
	{ID: "F32b", Name: text("片方の連携だけ文字起こしが続く", "the transcript of one integration goes on"),
		Breaks: []spec.ID{spec.ASR011}, patch: transcribing(conformance.Omnis)},
	{ID: "F33", Name: text("録音済みの部分まで無音になる", "silence is applied backwards over what was recorded"),
		Breaks: []spec.ID{spec.RSP030},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			for _, p := range s.pauses(r.To) {
				silence(r, recording.Span{From: p.From - conformance.Rate/2, To: p.From})
			}
		}}},
}

func eachTrack(r *conformance.Contents, change func(*conformance.TrackContents)) {
	tracks := slices.Clone(r.Tracks)
	for i := range tracks {
		tracks[i].Segments = slices.Clone(tracks[i].Segments)
		change(&tracks[i])
	}
	r.Tracks = tracks
}

// split cuts segments where a span begins and ends, and changes those in it.
func split(segments []conformance.Segment, in recording.Span,
	change func(*conformance.Segment)) (out []conformance.Segment) {
	for _, s := range segments {
		for _, part := range []recording.Span{{From: s.From, To: min(s.To, in.From)}, s.Intersect(in),
			{From: max(s.From, in.To), To: s.To}} {
			if part.Empty() {
				continue
			}
			piece := s
			piece.Span = part
			if in.Has(part.From) {
				change(&piece)
			}
			out = append(out, piece)
		}
	}
	return out
}

// outside cuts a span out, and moves what comes after it forward.
func outside(segments []conformance.Segment, cut recording.Span) (out []conformance.Segment) {
	for _, s := range split(segments, cut, func(*conformance.Segment) {}) {
		switch {
		case cut.Has(s.From):
			continue
		case s.From >= cut.To:
			s.From, s.To = s.From-cut.Len(), s.To-cut.Len()
		}
		out = append(out, s)
	}
	return out
}

// leak leaves parties' speech in a part of every pause, on the side where each of them is.
func leak(part func(recording.Span) recording.Span, parties ...string) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		for _, p := range s.pauses(r.To) {
			eachTrack(r, func(t *conformance.TrackContents) {
				t.Segments = split(t.Segments, part(p),
					func(x *conformance.Segment) { x.Voices = present(s, t.Track, parties) })
			})
		}
	}}
}

// present returns which of the parties are in a track of the scene's call.
func present(s *session, track recording.Track, parties []string) (voices []string) {
	for _, p := range parties {
		here := p == conformance.A || p == s.scene.Peer
		operator := p == conformance.A
		if here && (track == recording.Mixed || operator == (track == recording.OperatorSide)) {
			voices = append(voices, p)
		}
	}
	return voices
}

// silence leaves no speech in a span.
func silence(r *conformance.Contents, in recording.Span) {
	eachTrack(r, func(t *conformance.TrackContents) {
		t.Segments = split(t.Segments, in, func(x *conformance.Segment) { x.Voices = nil })
	})
}

// beepOn writes the beep of every resume on some tracks only.
func beepOn(tracks ...recording.Track) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		eachTrack(r, func(t *conformance.TrackContents) {
			for i := range t.Segments {
				t.Segments[i].Beep = false
			}
			if !slices.Contains(tracks, t.Track) {
				return
			}
			for _, p := range s.pauses(r.To) {
				beep := recording.Span{From: p.To, To: p.To + 1600}
				t.Segments = split(t.Segments, beep, func(x *conformance.Segment) { x.Beep = true })
			}
		})
	}}
}

// transcribing writes on in some integrations, whatever is stopped.
func transcribing(engines ...conformance.Transcriber) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		if !slices.Contains(engines, s.scene.Settings.Transcriber) {
			return
		}
		r.Transcript = []conformance.Speech{{Span: r.Span, Party: conformance.A}, {Span: r.Span, Party: s.scene.Peer}}
	}}
}
