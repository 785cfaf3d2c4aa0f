package judge

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/foreign"
	"github.com/recpause/recpause/recording/manifest"
)

// A Metadata says what another platform has written of a recording, and what is to be known besides.
type Metadata struct {
	Format    foreign.Format
	Recording string        // as the platform names it; "" for the only one
	Length    time.Duration // of the recording with all its pauses, where the platform does not say; 0 is not known
	Layout    string        // "" for that of the files: one or two, with a channel or two
}

// ForeignJob returns the recording of a platform's metadata on a disk.
func ForeignJob(m Metadata, name string, files []string) (Job, error) {
	text, err := command.OpenText(name)
	if err != nil {
		return Job{}, err
	}
	defer text.Close()
	all, err := foreign.Read(m.Format, text)
	var rec foreign.Recording
	if err == nil {
		rec, err = all.Find(m.Recording)
	}
	if err != nil {
		return Job{}, fmt.Errorf("%s: %w", name, err)
	}
	return NewJob(files, m.manifest(rec)), nil
}

// manifest returns how the manifest of a recording is made.
func (m Metadata) manifest(rec foreign.Recording) func(Audio) (manifest.Manifest, error) {
	return func(a Audio) (manifest.Manifest, error) {
		layout, err := m.layout(a)
		if err != nil {
			return manifest.Manifest{}, err
		}
		return rec.Manifest(foreign.Audio{Layout: layout, Codec: a.Codec, Rate: a.Rate, Samples: a.Samples,
			Length: m.Length})
	}
}

// layout returns the layout that was asked for, or that of the files.
func (m Metadata) layout(a Audio) (recording.Layout, error) {
	switch {
	case m.Layout != "":
		l, err := recording.ParseLayout(m.Layout)
		if err != nil {
			return l, fmt.Errorf("-layout: %w", err)
		}
		return l, nil
	case len(a.Files) == 2:
		return recording.Split, nil
	case a.Channels == 2:
		return recording.TwoChannel, nil
	}
	return recording.OneChannel, nil
}

// readForeign reads the metadata of another platform. A recording is called as its file is, with its ending or without,
// or is the only one.
func readForeign(f foreign.Format) func(io.Reader) (finder, error) {
	return func(text io.Reader) (finder, error) {
		all, err := foreign.Read(f, text)
		if err != nil {
			return nil, err
		}
		places := map[string]int{}
		for i, rec := range slices.Backward(all) { // the first of a name is the one
			places[strings.TrimSuffix(rec.Name, path.Ext(rec.Name))] = i
			places[rec.Name] = i
		}
		return func(name string) (Job, error) {
			i, ok := places[name]
			if !ok && len(all) != 1 {
				_, err := all.Find(name)
				return Job{}, err
			}
			return Job{Manifest: Metadata{Format: f}.manifest(all[i])}, nil
		}, nil
	}
}

// ParseMetadata reads what -metadata says: a format and a file.
func ParseMetadata(text string) (f foreign.Format, file string, err error) {
	format, file, both := strings.Cut(text, ":")
	if f, err = foreign.ParseFormat(format); err != nil || !both || file == "" {
		return f, file, command.Problem("-metadata: 「%s」は使用できません。asterisk_ami:events.logのように、形式（asterisk_ami、asterisk_cel、genesys、csv、calllog）とファイルを指定してください",
			"-metadata: got %q, expected a format and a file, such as asterisk_ami:events.log; "+
				"the formats are asterisk_ami, asterisk_cel, genesys, csv and calllog", text)
	}
	return f, file, nil
}
