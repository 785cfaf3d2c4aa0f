package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/wavfile"
	"github.com/recpause/recpause/recording"
)

// audio is the raw audio of every party of a log, read side by side. A nil audio is that of a log without any.
type audio struct {
	readers []*wavfile.Reader // in the header's order
	samples int64             // of each
	bytes   []byte            // of a block of one
}

// openAudio opens the WAV files of a folder: one a party, all of the log's rate and of one length; nil where there is no WAV
// file at all.
func openAudio(source fs.FS, name string, h calllog.Header) (*audio, error) {
	entries, err := fs.ReadDir(source, ".")
	if err != nil || !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.EqualFold(path.Ext(e.Name()), ".wav") }) {
		return nil, err
	}
	a := &audio{}
	for _, p := range h.Parties {
		r, err := openTrack(source, name, p.ID, h.SampleRate)
		if err == nil {
			a.readers = append(a.readers, r)
			err = a.sameLength(name, h, len(a.readers)-1)
		}
		if err != nil {
			a.close()
			return nil, err
		}
	}
	return a, nil
}

func openTrack(source fs.FS, name, party string, rate int) (*wavfile.Reader, error) {
	file := party + ".wav"
	if strings.ContainsAny(party, "/\\") || !fs.ValidPath(file) {
		return nil, fmt.Errorf("%s: line 1: got party %q, expected an id that can be a file's name, for there is audio", path.Join(name, logFile), party)
	}
	r, err := wavfile.Open(source, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: missing; expected a track for every party of the log, or for none", path.Join(name, file))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := usable(r, rate); err != nil {
		r.Close()
		return nil, fmt.Errorf("%s: %w", path.Join(name, file), err)
	}
	return r, nil
}

// usable checks that a file is what a log's audio is.
func usable(r *wavfile.Reader, rate int) error {
	if r.Codec != recording.PCM16 || r.Channels != 1 {
		return fmt.Errorf("got %v, expected one channel of PCM16", r.Format)
	}
	if r.Rate != rate {
		return fmt.Errorf("got %d samples a second, expected the %d of line 1 of %s", r.Rate, rate, logFile)
	}
	return nil
}

func (a *audio) sameLength(name string, h calllog.Header, i int) error {
	if i == 0 {
		a.samples = a.readers[0].Samples
	}
	if got := a.readers[i].Samples; got != a.samples {
		return fmt.Errorf("%s: got %d samples, expected the %d of %s.wav", path.Join(name, h.Parties[i].ID+".wav"), got, a.samples, h.Parties[0].ID)
	}
	return nil
}

// read fills one slice a party with the next samples, all of the same length.
func (a *audio) read(voices [][]int16) error {
	for i, r := range a.readers {
		raw := a.raw(recording.PCM16.Width() * len(voices[i]))
		n, err := io.ReadFull(r, raw)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		clear(voices[i][recording.PCM16.Decode(voices[i], raw[:n]):])
	}
	return nil
}

// raw returns a buffer.
func (a *audio) raw(n int) []byte {
	if n > cap(a.bytes) {
		a.bytes = make([]byte, n)
	}
	return a.bytes[:n]
}

func (a *audio) close() {
	if a == nil {
		return
	}
	for _, r := range a.readers {
		r.Close()
	}
}
