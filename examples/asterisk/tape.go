package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/wavfile"
	"github.com/recpause/recpause/recording"
)

// frame is the samples of one packet, 20 ms: MixMonitor cuts at these.
const frame = conformance.Rate / 50

// A tape is the files of one recording, by name in the folder where Asterisk writes them: one for both parties, or one for each.
type tape struct {
	dir                      string
	mixed, receive, transmit string
}

// newTape names the files of a recording. Which side is which is as seen from A's channel: Asterisk receives A, and transmits the other.
func newTape(dir, name string, l recording.Layout) tape {
	if l == recording.Split {
		return tape{dir: dir, receive: name + "-operator.wav", transmit: name + "-counterpart.wav"}
	}
	return tape{dir: dir, mixed: name + ".wav"}
}

// options are those of MixMonitor. S keeps the two files of a recording in step.
func (t tape) options() string {
	if t.mixed != "" {
		return ""
	}
	return fmt.Sprintf("r(%s)t(%s)S", t.receive, t.transmit)
}

// files returns the tracks and where they are.
func (t tape) files() []trackFile {
	if t.mixed != "" {
		return []trackFile{{recording.Mixed, t.mixed}}
	}
	return []trackFile{{recording.OperatorSide, t.receive}, {recording.FarSide, t.transmit}}
}

type trackFile struct {
	track recording.Track
	name  string
}

// read listens to the files of a call that is over, from the position of their first sample.
func (t tape) read(ctx context.Context, from int64) (r conformance.Recording, err error) {
	r.Files, r.Span = 1, recording.Span{From: from, To: from}
	for _, f := range t.files() {
		pcm, err := t.wait(ctx, f.name)
		if err != nil {
			return conformance.Recording{}, err
		}
		r.To = max(r.To, from+int64(len(pcm)))
		r.Tracks = append(r.Tracks, conformance.Track{Track: f.track, Segments: conformance.Listen(pcm, from)})
	}
	return r, nil
}

// wait reads a file as soon as it is complete: Asterisk writes its length last.
func (t tape) wait(ctx context.Context, name string) ([]int16, error) {
	for {
		pcm, err := samples(os.DirFS(t.dir), name)
		if err == nil && len(pcm) > 0 {
			return pcm, nil
		}
		select {
		case <-time.After(frame * time.Second / conformance.Rate):
		case <-ctx.Done():
			return nil, fmt.Errorf("asterisk: %s is not complete: %w (%w)", filepath.Join(t.dir, name), ctx.Err(), err)
		}
	}
}

// A FormatError reports a recording that is not as it was asked for.
type FormatError struct {
	File      string
	Got, Want wavfile.Format
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("asterisk: %s is %v at %d Hz, expected %v at %d Hz", e.File, e.Got, e.Got.Rate, e.Want, e.Want.Rate)
}

// samples reads a file of one channel.
func samples(dir fs.FS, name string) ([]int16, error) {
	r, err := wavfile.Open(dir, name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	want := wavfile.Format{Codec: recording.PCM16, Channels: 1, Rate: conformance.Rate}
	if r.Format != want {
		return nil, &FormatError{name, r.Format, want}
	}
	raw := make([]byte, r.Size())
	if _, err := r.ReadAt(raw, 0); err != nil {
		return nil, err
	}
	pcm := make([]int16, r.Samples)
	return pcm[:recording.PCM16.Decode(pcm, raw)], nil
}

// remove deletes the files that there are.
func (t tape) remove() {
	for _, f := range t.files() {
		os.Remove(filepath.Join(t.dir, f.name))
	}
}
