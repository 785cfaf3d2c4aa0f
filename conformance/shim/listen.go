package shim

import (
	"fmt"
	"os"
	"path/filepath"

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
	for i, w := range a.Tracks {
		if w.Channel < 0 {
			return wrong(fmt.Sprintf("wav[%d].channel", i), fmt.Sprint(w.Channel), "0 or more")
		}
	}
	return checkNumbers(a.Files, a.Transcript)
}

// hear says what is in the files, whose parties speak the kit's tones.
func (a audio) hear() (r conformance.Contents, err error) {
	r = conformance.Contents{Files: a.Files, Transcript: a.Transcript}
	for i, t := range a.Tracks {
		pcm, err := channel(t.Path, t.Channel)
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

// maxWAV is more than any scene lasts, in bytes.
const maxWAV = 1 << 26

// channel returns one channel of a file as PCM16.
func channel(name string, n int) ([]int16, error) {
	r, err := wav.Open(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	switch {
	case r.Rate != conformance.Rate:
		return nil, &wav.Error{File: name, Got: fmt.Sprintf("%d Hz", r.Rate),
			Want: fmt.Sprintf("%d Hz", conformance.Rate)}
	case n < 0 || n >= r.Channels:
		return nil, &wav.Error{File: name, Got: r.Format.String(), Want: fmt.Sprintf("a channel with number %d", n)}
	case r.Size() > maxWAV:
		return nil, &wav.Error{File: name, Got: fmt.Sprintf("%d bytes", r.Size()),
			Want: fmt.Sprintf("%d or fewer", maxWAV)}
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
