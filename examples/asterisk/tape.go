package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// axis is the rate of all positions.
const axis recording.Rate = conformance.Rate

// frame is the samples of one packet, 20 ms: MixMonitor cuts at these.
const frame = conformance.Rate / 50

// A tape is the files of one recording, by name in the folder where Asterisk writes them: one for both parties, or one
// for each.
type tape struct {
	dir   string
	files []trackFile
}

type trackFile struct {
	track recording.Track
	name  string
}

// newTape names the files of a recording.
func newTape(dir, name string, l recording.Layout) tape {
	if l == recording.Split {
		return tape{dir, []trackFile{{recording.OperatorSide, name + "-operator.wav"},
			{recording.FarSide, name + "-counterpart.wav"}}}
	}
	return tape{dir, []trackFile{{recording.Mixed, name + ".wav"}}}
}

// options tell MixMonitor the files. Which side is which is as seen from A's channel: Asterisk receives A, and
// transmits the other. S keeps the two files of a recording in step.
func (t tape) options() (file, options string) {
	if len(t.files) == 1 {
		return t.files[0].name, ""
	}
	return "", fmt.Sprintf("r(%s)t(%s)S", t.files[0].name, t.files[1].name)
}

// read listens to the files of a call that is over, from the position of their first sample.
func (t tape) read(ctx context.Context, from int64) (r conformance.Contents, err error) {
	r.Files, r.Span = 1, recording.Span{From: from, To: from}
	for _, f := range t.files {
		pcm, err := t.wait(ctx, f.name)
		if err != nil {
			return conformance.Contents{}, err
		}
		r.To = max(r.To, from+int64(len(pcm)))
		r.Tracks = append(r.Tracks, conformance.TrackContents{Track: f.track, Segments: conformance.Listen(pcm, from)})
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
		case <-time.After(axis.Duration(frame)):
		case <-ctx.Done():
			return nil, fmt.Errorf("asterisk: %s is not complete: %w (%w)", filepath.Join(t.dir, name), ctx.Err(), err)
		}
	}
}

// format is what MixMonitor writes.
var format = wav.Format{Codec: recording.PCM16, Channels: 1, Rate: conformance.Rate}

// samples reads a complete file of one channel. One that is not complete, or not as it was asked for, is an error.
func samples(dir fs.FS, name string) ([]int16, error) {
	r, err := wav.Open(dir, name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if r.Format != format {
		return nil, &wav.Error{File: name, Got: fmt.Sprintf("%v at %d Hz", r.Format, r.Rate), Want: format.String()}
	}
	data, err := io.ReadAll(r)
	pcm := make([]int16, r.Samples)
	r.Codec.Decode(pcm, data)
	return pcm, err
}

// remove deletes the files that there are.
func (t tape) remove() {
	for _, f := range t.files {
		os.Remove(filepath.Join(t.dir, f.name))
	}
}
