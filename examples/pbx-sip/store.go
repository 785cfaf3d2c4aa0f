package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
)

// A store is the folder of what calls leave: a folder a story, and beside them the journal of the stories that go on.
type store struct {
	bell // rings when a story is over
	list
	dir     string
	journal *journal
	cut     map[string][][]byte // the records of the stories that a crash has cut off
}

// The files of a story, beside its recordings.
const (
	journalName = "journal"
	logName     = "call.jsonl"
	reportName  = "report.html"
)

// openStore opens a folder. What its journal holds of stories that did not come to their end is in unfinished.
func openStore(dir string) (*store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	j, cut, err := openJournal(filepath.Join(dir, journalName))
	if err != nil {
		return nil, err
	}
	s := &store{dir: dir, journal: j, cut: cut}
	s.read(dir)
	return s, nil
}

// close waits for what is to be synced. Stories that go on stay in the journal, and can be taken up again.
func (s *store) close() error { return s.journal.close() }

// begin makes the folder of a new story.
func (s *store) begin(story string) (*shelf, error) {
	if story == "" || len(story) > 255 || story != folder(story) || strings.HasPrefix(story, ".") {
		return nil, fmt.Errorf("pbx-sip: %q is no name of a story", story)
	}
	return s.shelf(story), os.Mkdir(filepath.Join(s.dir, story), 0o755)
}

// unfinished returns the stories that a crash has cut off, in the order of their names.
func (s *store) unfinished() (shelves []*shelf) {
	for _, story := range slices.Sorted(maps.Keys(s.cut)) {
		shelves = append(shelves, s.shelf(story))
	}
	return shelves
}

func (s *store) shelf(story string) *shelf {
	return &shelf{story: story, dir: filepath.Join(s.dir, story), store: s, records: s.cut[story]}
}

// A shelf is the folder of one story. It has one owner, that of the story. The recording of the call that was answered
// first is in the folder itself, and each other one in a folder of its call's name, as recpause audit wants them.
type shelf struct {
	story, dir string
	store      *store
	records    [][]byte // what the journal holds of it after a crash
}

// commit writes a record of the story into the journal, and calls done when it is on the disk, or cannot be. It does
// not wait for that: done is called from another goroutine, and must not block either.
func (f *shelf) commit(record []byte, done func(error)) {
	f.store.journal.append(f.story, record, done)
}

// log opens the story's call log, or makes it.
func (f *shelf) log() (*os.File, error) {
	return os.OpenFile(filepath.Join(f.dir, logName), os.O_RDWR|os.O_CREATE, 0o644)
}

// tape makes the files of a call's recording, or opens those that a crash has left.
func (f *shelf) tape(call string, first bool, c live.Config) (*wav.Files, error) {
	var names []string
	for _, name := range tapeNames(c.Layout) {
		names = append(names, filepath.Join(f.dir, within(call, first), name))
	}
	if err := os.MkdirAll(filepath.Dir(names[0]), 0o755); err != nil {
		return nil, err
	}
	return openTape(c, names...)
}

// openTape makes WAV files, or goes on with those that a crash has left.
func openTape(c live.Config, names ...string) (*wav.Files, error) {
	files, err := wav.Create(c, names...)
	if errors.Is(err, fs.ErrExist) {
		return wav.Restore(c, names...)
	}
	return files, err
}

// tapeNames are the files of a recording, in the order of its tracks.
func tapeNames(l recording.Layout) []string {
	if l == recording.Split {
		return []string{"recording-split-operator.wav", "recording-split-counterpart.wav"}
	}
	return []string{"recording-" + l.String() + ".wav"}
}

// within is where in a story's folder the recording of a call is.
func within(call string, first bool) string {
	if first {
		return ""
	}
	return folder(call)
}

// folder returns a call's name as one that a folder can have.
func folder(call string) string { return strings.ReplaceAll(url.PathEscape(call), ":", "%3A") }

// manifest writes the record of a recording beside its files, with their names and digests. The files are closed.
func (f *shelf) manifest(first bool, m manifest.Manifest) error {
	m.Files = nil
	folder := within(m.Call, first)
	for i, tracks := range m.Layout.Files() {
		name := tapeNames(m.Layout)[i]
		digest, err := digestOf(filepath.Join(f.dir, folder, name))
		if err != nil {
			return err
		}
		m.Files = append(m.Files, manifest.File{Name: name, Tracks: tracks, SHA256: digest})
	}
	return f.write(filepath.Join(folder, "recording-"+m.Layout.String()+".json"), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		return e.Encode(m)
	})
}

// digestOf returns the SHA-256 of a file.
func digestOf(name string) (manifest.Digest, error) {
	file, err := os.Open(name)
	if err != nil {
		return manifest.Digest{}, err
	}
	defer file.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return manifest.Digest(sum.Sum(nil)), err
}

// write writes a small file: all of it, or none.
func (f *shelf) write(name string, fill func(io.Writer) error) error {
	path := filepath.Join(f.dir, name)
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	err = errors.Join(fill(file), file.Chmod(0o644), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}

// seal ends the story, whose files are closed: it writes the report, takes the story out of the journal, and returns
// when the disk has all of it. Where the report fails the story is over all the same.
func (f *shelf) seal() error {
	report, err := reportOf(f.dir)
	if err == nil {
		err = f.write(reportName, report.write)
	}
	err = errors.Join(err, syncFolder(f.dir))
	done := make(chan error, 1)
	f.store.journal.end(f.story, func(err error) { done <- err })
	err = errors.Join(err, <-done)
	f.store.add(recordingsOf(f.dir)...)
	f.store.ring()
	return err
}
