package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/internal/wavfile"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// A job is one recording to be judged: its files, and how to get its manifest once their length is known.
type job struct {
	files    []string
	manifest func(samples int64, codec recording.Codec) (manifest.Manifest, error)
}

// jobs returns the recording that the flags name.
func (o options) jobs() ([]job, error) {
	if o.manifest != "" {
		m, err := readManifest(o.manifest)
		return []job{{o.files, m.as}}, err
	}
	calls, err := readLog(o.log)
	if err != nil {
		return nil, err
	}
	c, err := calls.find(o.call)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.log, err)
	}
	layout := c.layout
	if o.layout != "" {
		if layout, err = recording.ParseLayout(o.layout); err != nil {
			return nil, fmt.Errorf("-layout: %w", err)
		}
	}
	return []job{{o.files, c.in(layout)}}, nil
}

// run judges the recording.
func (j job) run(o options) (audit.Report, error) {
	var files []audit.File
	for _, name := range j.files {
		f, closer, err := open(name)
		if err != nil {
			return audit.Report{}, err
		}
		defer closer.Close()
		files = append(files, f)
	}
	var longest int64
	var codec recording.Codec
	for _, f := range files {
		longest, codec = max(longest, f.Samples), f.Codec
	}
	m, err := j.manifest(longest, codec)
	if err != nil {
		return audit.Report{}, err
	}
	return audit.Check(m, files, o.at(m.Rate))
}

// open opens a WAV file.
func open(name string) (audit.File, *wavfile.Reader, error) {
	r, err := wavfile.Open(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	var problem *wavfile.Error
	switch {
	case errors.As(err, &problem):
		problem.File = name
		return audit.File{}, nil, problem
	case errors.Is(err, fs.ErrNotExist):
		return audit.File{}, nil, fmt.Errorf("%s: is not there, expected a WAV file", name)
	case err != nil:
		return audit.File{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	return audit.File{Name: name, Codec: r.Codec, Rate: recording.Rate(r.Rate), Channels: r.Channels, Samples: r.Samples, Data: r}, r, nil
}

// A ready manifest does not depend on the files.
type ready struct{ manifest.Manifest }

func (r ready) as(int64, recording.Codec) (manifest.Manifest, error) { return r.Manifest, nil }

func readManifest(name string) (ready, error) {
	file, err := os.Open(name)
	if err != nil {
		return ready{}, err
	}
	defer file.Close()
	m, err := manifest.Read(file)
	if err != nil {
		return ready{}, fmt.Errorf("%s: %w", name, err)
	}
	return ready{m}, nil
}
