package replay

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// ours are the names of the files that replay writes, in a folder or one below it.
var ours = []string{stepsFile, timelineName, pictureFile, reportFile, callfiles.Mixed, callfiles.TwoChannel,
	callfiles.Operator, callfiles.Counterpart, "recording-1ch.json", "recording-2ch.json", "recording-split.json"}

const (
	stepsFile    = "steps.jsonl"
	timelineName = "timeline.json"
)

// An output is a folder that is filled beside its place and moved there at the end, so that nobody sees half of it.
type output struct {
	dir  string // where the files go
	temp *callfiles.Temp
	made []string // folders above it that were not there, the deepest first
}

func newOutput(dir string) (*output, error) {
	beside := filepath.Dir(filepath.Clean(dir))
	callfiles.RemoveLeftovers(beside)
	callfiles.RemoveLeftovers(dir)
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return nil, command.Problem("%s: これはファイルです。書き出し先のフォルダーを指定してください",
				"%s: this is a file; expected a folder to write to", dir)
		}
		beside = dir // it may be all that we can write to
	}
	made := missing(beside)
	if err := os.MkdirAll(beside, 0o755); err != nil {
		return nil, err
	}
	temp, err := callfiles.NewTemp(beside)
	if err != nil {
		return nil, err
	}
	return &output{dir, temp, made}, nil
}

// missing returns those of a folder and the folders above it that are not there, the deepest first.
func missing(dir string) (all []string) {
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil {
			break
		}
		all = append(all, dir)
	}
	return all
}

// folder returns where the files of a folder are while the output is filled.
func (o *output) folder(name string) (string, error) {
	dir := filepath.Join(o.temp.Dir, "new", name)
	return dir, os.MkdirAll(dir, 0o755)
}

func (o *output) file(folder, name string, write func(io.Writer) error) error {
	dir, err := o.folder(folder)
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	return errors.Join(write(w), w.Flush(), f.Close())
}

// json writes a value as a file for people to read.
func (o *output) json(folder, name string, value any) error {
	return o.file(folder, name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(value)
	})
}

// commit puts an earlier replay's files away and the new ones in their place, and returns the new ones in order. Where
// that fails, all is as it was. Files that replay did not write stay, and none of them is written over. The files
// by which a replay knows the others as ours are the last to go and the first to come, wherever this one is killed.
func (o *output) commit() ([]string, error) {
	files, err := list(filepath.Join(o.temp.Dir, "new"))
	if err != nil {
		return nil, err
	}
	old, err := earlier(o.dir)
	if err != nil {
		return nil, err
	}
	var done moves
	for _, name := range slices.Backward(marksFirst(old)) {
		err = errors.Join(err, done.move(filepath.Join(o.dir, name), filepath.Join(o.temp.Dir, "old", name)))
	}
	for _, name := range marksFirst(files) {
		to := filepath.Join(o.dir, name)
		if _, taken := os.Lstat(to); err == nil && taken == nil {
			err = command.Problem("%s: すでにあり、同じ場所に%sがないため、replayの書き出したファイルと確認できません。別の-outを指定してください",
				"%s: it exists, and no %s beside it shows that a replay wrote it; give another -out",
				to, stepsFile)
		}
		if err == nil {
			err = done.move(filepath.Join(o.temp.Dir, "new", name), to)
		}
	}
	if err != nil {
		return nil, errors.Join(err, done.undo())
	}
	for _, name := range old {
		os.Remove(filepath.Dir(filepath.Join(o.dir, name))) // fails, and should, where something is in it
	}
	return files, o.discard()
}

// discard removes what has not been moved to its place.
func (o *output) discard() error {
	err := o.temp.Remove()
	for _, dir := range o.made {
		os.Remove(dir) // fails, and should, where something is in it
	}
	return err
}

// marksFirst returns files with those in front by which earlier knows the others.
func marksFirst(files []string) []string {
	rank := func(file string) int {
		switch filepath.Base(file) {
		case stepsFile:
			return 0
		case timelineName:
			return 1
		}
		return 2
	}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return files
}

// moves are renames that can be taken back.
type moves [][2]string

func (m *moves) move(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	*m = append(*m, [2]string{from, to})
	return nil
}

func (m moves) undo() (err error) {
	for _, r := range slices.Backward(m) {
		err = errors.Join(err, os.Rename(r[1], r[0]))
	}
	return err
}

// list returns the files below a folder, in order.
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

// earlier returns the files of an earlier replay in a folder: those that bear our names beside a steps.jsonl, and in
// the folders of further calls, which have a timeline.json and no steps of their own.
func earlier(dir string) (files []string, err error) {
	if !isFile(filepath.Join(dir, stepsFile)) {
		return nil, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	folders := []string{"."}
	for _, e := range entries {
		below := filepath.Join(dir, e.Name())
		if e.IsDir() && isFile(filepath.Join(below, timelineName)) && !isFile(filepath.Join(below, stepsFile)) {
			folders = append(folders, e.Name())
		}
	}
	for _, folder := range folders {
		for _, name := range ours {
			if file := filepath.Join(folder, name); isFile(filepath.Join(dir, file)) {
				files = append(files, file)
			}
		}
	}
	return files, nil
}

func isFile(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}
