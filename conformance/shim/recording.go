package shim

import (
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
)

// An Audio is a recording that a subject gives as WAV files. Somebody has to listen to it: Options.Listen.
type Audio struct {
	Scene      conformance.Scene
	Files      int // how many recordings of the call there are; a file a side is one
	Tracks     []AudioTrack
	Transcript []conformance.Speech // nil where there is no speech-to-text
}

// An AudioTrack is one track of a recording in a file of its own, or as one channel of a file.
type AudioTrack struct {
	Track   recording.Track
	Path    string
	Channel int   // from 0
	At      int64 // the position of its first sample
}

// A recordingMessage is a recording: either segments, or files.
type recordingMessage struct {
	From       *int64          `json:"from,omitempty"`
	To         *int64          `json:"to,omitempty"`
	Files      int             `json:"files"`
	Tracks     []trackMessage  `json:"tracks,omitzero"`
	WAV        []wavMessage    `json:"wav,omitempty"`
	Transcript []speechMessage `json:"transcript,omitzero"`
}

type trackMessage struct {
	Track    string           `json:"track"`
	Segments []segmentMessage `json:"segments"`
}

type segmentMessage struct {
	From   int64    `json:"from"`
	To     int64    `json:"to"`
	Voices []string `json:"voices,omitempty"`
	Beep   bool     `json:"beep,omitempty"`
	Noise  bool     `json:"noise,omitempty"`
}

type wavMessage struct {
	Track   string `json:"track"`
	Path    string `json:"path"`
	Channel int    `json:"channel,omitempty"`
	At      int64  `json:"at"`
}

type speechMessage struct {
	From  int64  `json:"from"`
	To    int64  `json:"to"`
	Party string `json:"party"`
}

func encodeRecording(r conformance.Recording) *recordingMessage {
	m := &recordingMessage{From: &r.From, To: &r.To, Files: r.Files, Tracks: []trackMessage{}}
	for _, t := range r.Tracks {
		segments := []segmentMessage{}
		for _, s := range t.Segments {
			segments = append(segments, segmentMessage{s.From, s.To, s.Voices, s.Beep, s.Noise})
		}
		m.Tracks = append(m.Tracks, trackMessage{t.Track.String(), segments})
	}
	m.Transcript = each(r.Transcript, func(s conformance.Speech) speechMessage { return speechMessage{s.From, s.To, s.Party} })
	return m
}

// decodeRecording reads a recording, or else the files that are one.
func decodeRecording(o object) (r conformance.Recording, audio *Audio) {
	r.Files = o.need("files").count()
	if v := o.get("transcript"); v.there() {
		r.Transcript = items(v, decodeSpeech)
	}
	if v := o.get("wav"); v.there() {
		o.only("files", "wav", "transcript")
		return r, &Audio{Files: r.Files, Tracks: items(v, decodeWAV), Transcript: r.Transcript}
	}
	o.only("from", "to", "files", "tracks", "transcript")
	r.Span = span(o)
	r.Tracks = items(o.need("tracks"), decodeTrack)
	return r, nil
}

func decodeTrack(o object) conformance.Track {
	o.only("track", "segments")
	return conformance.Track{Track: one(o.need("track"), tracks), Segments: items(o.need("segments"), decodeSegment)}
}

func decodeSegment(o object) (s conformance.Segment) {
	o.only("from", "to", "voices", "beep", "noise")
	s.Span = span(o)
	if v := o.get("voices"); v.there() {
		s.Voices = v.texts()
	}
	if v := o.get("beep"); v.there() {
		s.Beep = v.flag()
	}
	if v := o.get("noise"); v.there() {
		s.Noise = v.flag()
	}
	return s
}

// span reads two positions, of which the second is not before the first.
func span(o object) recording.Span {
	s := recording.Span{From: o.need("from").int(), To: o.need("to").int()}
	if s.To < s.From {
		o.get("to").wrong("a position that is not before from")
	}
	return s
}

func decodeSpeech(o object) conformance.Speech {
	o.only("from", "to", "party")
	return conformance.Speech{Span: span(o), Party: o.need("party").text()}
}

func decodeWAV(o object) (t AudioTrack) {
	o.only("track", "path", "channel", "at")
	t.Track, t.Path, t.At = one(o.need("track"), tracks), o.need("path").text(), o.need("at").int()
	if v := o.get("channel"); v.there() {
		t.Channel = v.count()
	}
	return t
}
