package shim

import (
	"fmt"
	"os"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// An audio is a recording that a subject gives as WAV files.
type audio struct {
	Files      int                  `json:"files"` // how many recordings of the call there are; a file a side is one
	Tracks     []audioTrack         `json:"wav"`
	Transcript []conformance.Speech `json:"transcript,omitzero"` // nil where there is no speech-to-text
}

// An audioTrack is one track of a recording in a file of its own, or as one channel of a file.
type audioTrack struct {
	Track   recording.Track `json:"track"`
	Path    string          `json:"path"`
	Channel int             `json:"channel,omitempty"` // from 0
	At      int64           `json:"at"`                // the position of its first sample
}

func (a audio) check() *strictjson.Error {
	if len(a.Tracks) > maxTracks {
		return wrong("wav", fmt.Sprintf("%d tracks", len(a.Tracks)), fmt.Sprintf("%d or fewer", maxTracks))
	}
	for i, w := range a.Tracks {
		if w.Channel < 0 {
			return wrong(fmt.Sprintf("wav[%d].channel", i), fmt.Sprint(w.Channel), "0 or more")
		}
	}
	return checkNumbers(a.Files, a.Transcript)
}

// maxTracks is more than any recording has: each is one of two sides, or their mix.
const maxTracks = 16

// hear says what is in the files, whose parties speak the kit's tones. They belong to a scene that has lasted until a
// position.
func (a audio) hear(until int64) (r conformance.Contents, err error) {
	r = conformance.Contents{Files: a.Files, Transcript: a.Transcript}
	for i, t := range a.Tracks {
		pcm, err := channel(t.Path, t.Channel, longest(until))
		if err != nil {
			return conformance.Contents{}, err
		}
		span := recording.Span{From: t.At, To: t.At + int64(len(pcm))}
		if i == 0 {
			r.Span = span
		}
		r.From, r.To = min(r.From, span.From), max(r.To, span.To)
		r.Tracks = append(r.Tracks, conformance.TrackContents{Track: t.Track, Segments: conformance.Listen(pcm, t.At)})
	}
	return r, nil
}

// longest returns how many samples of a recording are read of a scene that has lasted until a position: twice as many,
// for a real call has also rung, and a minute more.
func longest(until int64) int64 { return 2*until + 60*conformance.Rate }

// maxHeader is more than there is beside the samples in a file, in bytes.
const maxHeader = 1 << 20

// channel returns one channel of a file as PCM16, of a file with so many samples a channel at most.
func channel(name string, n int, most int64) ([]int16, error) {
	file, size, err := regular(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if limit := 4*most + maxHeader; size > limit { // the widest sample is PCM16 in two channels
		return nil, tooLong(name, size, limit)
	}
	r, err := wav.NewReader(file, size, name)
	switch {
	case err != nil:
		return nil, err
	case r.Rate != conformance.Rate:
		return nil, &wav.Error{File: name, Got: fmt.Sprintf("%d Hz", r.Rate),
			Want: fmt.Sprintf("%d Hz", conformance.Rate)}
	case n < 0 || n >= r.Channels:
		return nil, &wav.Error{File: name, Got: r.Format.String(), Want: fmt.Sprintf("a channel with number %d", n)}
	case r.Samples > most:
		return nil, tooLong(name, r.Size(), most*int64(r.Frame()))
	}
	coded := make([]byte, r.Size())
	if _, err := r.ReadAt(coded, 0); err != nil {
		return nil, err
	}
	all := make([]int16, len(coded)/r.Codec.Width())
	r.Codec.Decode(all, coded)
	pcm := make([]int16, r.Samples)
	for i := range pcm {
		pcm[i] = all[i*r.Channels+n]
	}
	return pcm, nil
}

func tooLong(name string, bytes, most int64) error {
	return &wav.Error{File: name, Got: fmt.Sprintf("%d bytes", bytes),
		Want: fmt.Sprintf("%d or fewer, which is twice what the scene has lasted, and a minute", most)}
}

// regular opens a regular file. Of anything else, such as a FIFO or a device, it reads nothing, and it waits for
// nobody to write there.
func regular(name string) (file *os.File, size int64, err error) {
	info, err := os.Stat(name)
	if err == nil && info.Mode().IsRegular() {
		if file, err = os.OpenFile(name, os.O_RDONLY|noWait, 0); err == nil {
			info, err = file.Stat() // it may be another one by now
		}
	}
	if err == nil && !info.Mode().IsRegular() {
		err = &wav.Error{File: name, Got: info.Mode().Type().String(), Want: "a regular file"}
	}
	if err != nil {
		_ = file.Close() // nil where it could not be opened
		return nil, 0, err
	}
	return file, info.Size(), nil
}
