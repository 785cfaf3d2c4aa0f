package faults

import (
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// files is what recordings and transcripts get wrong.
var files = []Fault{
	{ID: "F19", Name: text("停止した区間が無音にならず、録音から切り取られる", "the paused span is cut out, and not silent"),
		Breaks: []spec.ID{spec.REC010, spec.REC012}, patch: shorten(whole)},
	{ID: "F20", Name: text("停止しても片側しか無音にならない", "a stop silences one side only"),
		Breaks: []spec.ID{spec.REC011, spec.REC034, spec.DEF040},
		patch:  leak(whole, conformance.C)},
	{ID: "F21", Name: text("停止した区間が無音にならず、小さな音で残る", "the paused span is quieter, and not silent"),
		Breaks: []spec.ID{spec.REC010, spec.REC011, spec.REC034, spec.DEF040},
		patch:  leak(whole, everybody...)},
	{ID: "F22", Name: text("録音に再開のビープ音がない", "the recording has no beep at the resume"),
		Breaks: []spec.ID{spec.REC020, spec.REC030, spec.REC031, spec.REC033},
		patch:  beepOn()},
	{ID: "F23", Name: text("2chで両側にビープ音が入る", "the beep is on both sides of a two-channel recording"),
		Breaks: []spec.ID{spec.REC032, spec.REC030, spec.REC031},
		patch:  beepOn(recording.OperatorSide, recording.FarSide, recording.Mixed)},
	{ID: "F24", Name: text("再開した側にビープ音が入る", "the beep is on the side of whoever resumed"),
		Breaks: []spec.ID{spec.REC030, spec.REC031, spec.REC032},
		patch:  beepOn(recording.OperatorSide, recording.Mixed)},
	{ID: "F32a", Name: text("停止中も文字起こしが続く", "speech is transcribed while stopped"),
		Breaks: []spec.ID{spec.ASR010, spec.ASR011}, patch: transcribing(conformance.AmiVoice, conformance.Omnis)},
	{ID: "F32b", Name: text("片方の連携だけ、停止中も文字起こしが続く", "one of the two integrations transcribes while stopped"),
		Breaks: []spec.ID{spec.ASR011}, patch: transcribing(conformance.Omnis)},
	{ID: "F33", Name: text("停止の前に録音した部分まで無音になる", "a stop also silences what was recorded before it"),
		Breaks: []spec.ID{spec.RSP030},
		patch:  silenced(func(p recording.Span) recording.Span { return span(p.From-conformance.Rate/2, p.From) })},
}

// everybody is the parties who speak in the scenes of these faults.
var everybody = []string{conformance.A, conformance.B, conformance.C}

func span(from, to int64) recording.Span { return recording.Span{From: from, To: to} }

// A portion is where a fault changes a recording, for each pause of it.
type portion func(p recording.Span) recording.Span

func whole(p recording.Span) recording.Span { return p }

// firstSamples is the beginning of a pause.
func firstSamples(n int64) portion {
	return func(p recording.Span) recording.Span { return span(p.From, p.From+n) }
}

// eachTrack changes tracks of which the reference keeps its own.
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
		pieces := []recording.Span{span(s.From, min(s.To, in.From)), s.Intersect(in), span(max(s.From, in.To), s.To)}
		for _, piece := range pieces {
			if piece.Empty() {
				continue
			}
			s.Span = piece
			out = append(out, s)
			if in.Has(piece.From) {
				change(&out[len(out)-1])
			}
		}
	}
	return out
}

// without cuts a span out, and moves what comes after it forward.
func without(segments []conformance.Segment, cut recording.Span) (out []conformance.Segment) {
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

// shorten cuts a portion of every pause out of the recording.
func shorten(where portion) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		for _, p := range s.pauses(r.To) {
			if cut := where(p); !cut.Empty() {
				eachTrack(r, func(t *conformance.TrackContents) { t.Segments = without(t.Segments, cut) })
				r.To -= cut.Len()
			}
		}
	}}
}

// rewrite changes what is in a portion of every pause, track by track.
func rewrite(where portion, change func(*session, recording.Track, *conformance.Segment)) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		for _, p := range s.pauses(r.To) {
			eachTrack(r, func(t *conformance.TrackContents) {
				t.Segments = split(t.Segments, where(p),
					func(x *conformance.Segment) { change(s, t.Track, x) })
			})
		}
	}}
}

// leak leaves the speech of some parties in a portion of every pause, on the side where each of them is.
func leak(where portion, parties ...string) patch {
	return rewrite(where, func(s *session, track recording.Track, x *conformance.Segment) {
		x.Voices = present(s, track, parties)
	})
}

// silenced leaves no speech in the portion that belongs to every pause.
func silenced(where portion) patch {
	return rewrite(where, func(_ *session, _ recording.Track, x *conformance.Segment) { x.Voices = nil })
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

// beepOn writes the beep of every resume, 200 ms, on some tracks only.
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
				t.Segments = split(t.Segments, span(p.To, p.To+1600), func(x *conformance.Segment) { x.Beep = true })
			}
		})
	}}
}

// transcribing has some speech-to-text integrations write on, whatever is stopped.
func transcribing(engines ...conformance.Transcriber) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		if slices.Contains(engines, s.scene.Settings.Transcriber) {
			r.Transcript = []conformance.Speech{{Span: r.Span, Party: conformance.A},
				{Span: r.Span, Party: s.scene.Peer}}
		}
	}}
}
