package main

import (
	"encoding/json"
	"io"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// manifests are what a recording is written in, each with its manifest and its files.
var manifests = []struct {
	is       recording.Layout
	manifest string
	files    []string
}{
	{recording.OneChannel, "recording-1ch.json", []string{mixedFile}},
	{recording.TwoChannel, "recording-2ch.json", []string{twoChannelFile}},
	{recording.Split, "recording-split.json", []string{operatorFile, counterpartFile}},
}

// record writes the manifest of a recording in every layout.
func (j *job) record(o *output, rate int) error {
	for _, l := range manifests {
		m, err := manifest.New(j.Timeline, j.span, j.Names, manifest.Options{Call: j.Call, Recorded: j.Recorded, Layout: l.is,
			Rate: recording.Rate(rate), Tone: recording.DefaultTone(), Files: filesOf(l.is, l.files)})
		if err != nil {
			return err
		}
		if err := o.file(j.folder, l.manifest, func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetIndent("", " ")
			e.SetEscapeHTML(false)
			return e.Encode(m)
		}); err != nil {
			return err
		}
	}
	return nil
}

// filesOf names the files of a layout with the tracks of their channels.
func filesOf(l recording.Layout, names []string) (files []manifest.File) {
	tracks := l.Tracks()
	per := len(tracks) / len(names)
	for i, name := range names {
		files = append(files, manifest.File{Name: name, Tracks: tracks[i*per:][:per]})
	}
	return files
}
