package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/system"
)

// A found is what a search found out about a world.
type found struct {
	world   system.World
	size    system.Size
	results []system.Result
	laws    int // how many of the results are of what holds always
	lies    []system.Sighting
}

// survey visits a world and asks what is to be asked of it: with guaranteed events only, what the vendor's promise comes to; else every
// peculiarity of the manual.
func survey(w system.World, guaranteed bool) (found, error) {
	always, sometimes := system.Laws(), system.Quirks()
	if guaranteed {
		sometimes = nil
		softphones := 0
		for _, p := range w.Header.Parties {
			if p.Softphone {
				softphones++
			}
		}
		switch {
		case softphones == 1:
			always = append(always, system.OneToOne()...)
		case softphones == 2 && len(w.Header.Parties) == 2 && len(w.Kinds) == 0:
			never, met := system.BetweenTwo()
			always, sometimes = append(always, never...), met
		}
	}
	var lies system.Lies
	results, size, err := w.Check(always, sometimes, lies.Add)
	return found{w, size, results, len(always), lies.All()}, err
}

// holds reports whether all is as it is to be. Among chosen events a peculiarity may be out of reach, and nothing follows from that.
func (s found) holds() bool {
	for i, r := range s.results {
		if !r.Holds && (i < s.laws || len(s.world.Kinds) == 0) {
			return false
		}
	}
	return true
}

// folder is the name of a property's story.
func (s found) folder(i int) string { return fmt.Sprintf("%02d-%s", i+1, s.results[i].ID()) }

func lieFolder(i int) string { return fmt.Sprintf("mismatch-%02d", i+1) }

// write writes every story as a folder with a call log.
func (s found) write(dir string) error {
	if dir == "" {
		return nil
	}
	for i, r := range s.results {
		if r.Witness == nil {
			continue
		}
		if err := s.writeLog(filepath.Join(dir, s.folder(i)), r.Witness); err != nil {
			return err
		}
	}
	for i, lie := range s.lies {
		if err := s.writeLog(filepath.Join(dir, lieFolder(i)), lie.Story); err != nil {
			return err
		}
	}
	return nil
}

func (s found) writeLog(dir string, story []calllog.Event) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, "call.jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return s.world.WriteLog(file, story)
}

// free makes sure that a folder holds nothing yet, so that no story of another search stays among those of this one.
func free(dir string) error {
	if dir == "" {
		return nil
	}
	switch entries, err := os.ReadDir(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty; expected an empty folder, or a name for a new one", dir)
	}
	return nil
}
