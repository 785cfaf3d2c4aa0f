package main

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// An output is a folder that is filled beside its place and moved there at the end, so that nobody sees half of it.
type output struct {
	dir  string // where the files go
	temp string // where they are meanwhile
}

// newOutput prepares a folder. Files that are there and are not replay's stay.
func newOutput(dir string) (*output, error) {
	beside := filepath.Dir(filepath.Clean(dir))
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return nil, fmt.Errorf("%s: is a file, expected a folder to write to", dir)
		}
		beside = dir // it may be all that we can write to
	} else if err := os.MkdirAll(beside, 0o755); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp(beside, ".replay-*")
	if err != nil {
		return nil, err
	}
	return &output{dir, temp}, nil
}

// path returns where a file of a recording is while the output is filled.
func (o *output) path(folder, name string) (string, error) {
	dir := filepath.Join(o.temp, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return filepath.Join(dir, name), nil
}

// file writes a whole file.
func (o *output) file(name string, write func(io.Writer) error) error {
	f, err := os.Create(filepath.Join(o.temp, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := write(w); err != nil {
		f.Close()
		return err
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// commit moves everything to its place, takes away what an earlier replay wrote there, and returns the files in order.
func (o *output) commit() ([]string, error) {
	files, err := list(o.temp)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return nil, err
	}
	if err := removeOld(o.dir, o.temp); err != nil {
		return nil, err
	}
	for _, name := range files {
		to := filepath.Join(o.dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.Rename(filepath.Join(o.temp, name), to); err != nil {
			return nil, err
		}
	}
	return files, os.RemoveAll(o.temp)
}

// discard removes what was not committed.
func (o *output) discard() { os.RemoveAll(o.temp) }

// ours are the names of the files that replay writes, in a folder or one below it.
var ours = []string{"steps.jsonl", "timeline.json", mixedFile, twoChannelFile, operatorFile, counterpartFile}

func list(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files = append(files, name)
		return err
	})
	return files, err
}

// removeOld removes an earlier replay's files from a folder and the ones below it; a folder that they leave empty goes too.
func removeOld(dir, except string) error {
	old, err := list(dir)
	if err != nil {
		return err
	}
	if !slices.Contains(old, "steps.jsonl") {
		return nil
	}
	for _, name := range old {
		path := filepath.Join(dir, name)
		depth := filepath.Dir(name)
		if rel, err := filepath.Rel(except, path); err == nil && filepath.IsLocal(rel) {
			continue
		}
		if !slices.Contains(ours, filepath.Base(name)) || depth != "." && filepath.Dir(depth) != "." {
			continue
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		if depth != "." {
			os.Remove(filepath.Dir(path)) // fails, and should, where something else is in it
		}
	}
	return nil
}
