// Package auditor is a page on which somebody drops the files of calls: it audits the recordings that are among them,
// replays the calls, and shows what the two commands say. It runs the commands themselves.
package auditor

import (
	"bytes"
	_ "embed"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/audit"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Page is what the template sees. The zero Page has no calls yet.
type Page struct {
	Lang     spec.Lang
	Layout   string // of recordings whose names say nothing, "" for the log's own
	Problem  string // why there is nothing to show, "" for nothing
	Calls    []Call
	Simulate func(log []byte) (link string) // to the log in the simulator, "" where it is too long for a link; nil for none
}

// A Call is one folder with a log or a manifest, and what becomes of it.
type Call struct {
	Name   string
	Audit  *Outcome // nil without a recording
	Replay *Outcome // nil without a log
	Report string   // the report's path, "" for none
	Files  []File   // that the replay has written
	Link   string   // to the log in the simulator
}

// A File is one that can be saved.
type File struct{ Name, Path string }

// An Outcome is what a command has said, and its exit code.
type Outcome struct {
	Code int
	Text string
}

//go:embed auditor.html
var source string

// CSS is the page's style sheet.
//
//go:embed auditor.css
var CSS string

var pages = sync.OnceValue(func() (pages [2]*template.Template) {
	for _, l := range []spec.Lang{spec.JA, spec.EN} {
		words := template.FuncMap{"t": func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) }}
		pages[l] = template.Must(template.New("auditor").Funcs(words).Parse(source))
	}
	return pages
})

// Layouts are the names of the layouts that a recording can have.
func (Page) Layouts() (names []string) {
	for _, l := range callfiles.Layouts {
		names = append(names, l.String())
	}
	return names
}

// HTML returns the page.
func (p Page) HTML() ([]byte, error) {
	var b bytes.Buffer
	err := pages()[p.Lang].Execute(&b, p)
	return b.Bytes(), err
}

// Judge takes in the files that are below a folder, and writes what it makes of them below another one. Names and
// folders are as they were dropped.
func (p *Page) Judge(in, out string) error {
	folders, err := callFolders(in)
	if err != nil {
		return err
	}
	if len(folders) == 0 {
		p.Problem = spec.Text{JA: "通話ログ（call.jsonlなどの.jsonl）もマニフェスト（manifest.json）もありません。録音と一緒にドロップしてください。",
			EN: "There is neither a call log (a .jsonl file such as call.jsonl) nor a manifest.json. Drop it together with the recordings."}.In(p.Lang)
	}
	for _, folder := range folders {
		name, _ := filepath.Rel(in, folder) // it is below
		c, err := p.judge(folder, name, filepath.Join(out, name))
		if err != nil {
			return err
		}
		p.Calls = append(p.Calls, c)
	}
	return nil
}

// callFolders returns the folders with a log or a manifest. A log of another name gets the one that the commands know,
// where it is the only one of its folder.
func callFolders(in string) (folders []string, err error) {
	logs := map[string][]string{}
	err = filepath.WalkDir(in, func(path string, d fs.DirEntry, err error) error {
		dir := filepath.Dir(path)
		switch {
		case err != nil || d.IsDir():
			return err
		case strings.EqualFold(filepath.Ext(path), ".jsonl"):
			logs[dir] = append(logs[dir], path)
			folders = append(folders, dir)
		case isManifest(d.Name()):
			folders = append(folders, dir)
		}
		return nil
	})
	for dir, found := range logs {
		if log := filepath.Join(dir, callfiles.Log); err == nil && len(found) == 1 && found[0] != log {
			err = os.Rename(found[0], log)
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders), err
}

// isManifest reports whether a file is a recording's manifest, by its name.
func isManifest(name string) bool {
	return name == "manifest.json" || strings.HasPrefix(name, "recording-") && strings.HasSuffix(name, ".json")
}

// judge audits and replays what is in a folder.
func (p *Page) judge(folder, name, out string) (Call, error) {
	c := Call{Name: name}
	log := filepath.Join(folder, callfiles.Log)
	text, err := os.ReadFile(log)
	logged := err == nil
	recordings, err := recordingsIn(folder, text)
	if err != nil {
		return c, err
	}
	switch {
	case recordings.known || !logged:
		c.Audit = p.run(audit.Command, "audit", "-dir", folder)
	case len(recordings.others) > 0:
		args := []string{"audit", "-log", log}
		if p.Layout != "" {
			args = append(args, "-layout", p.Layout)
		}
		c.Audit = p.run(audit.Command, append(args, recordings.others...)...)
	}
	if !logged {
		return c, nil
	}
	if p.Simulate != nil {
		c.Link = p.Simulate(text)
	}
	c.Replay = p.run(replay.Command, "replay", "-in", folder, "-out", out)
	if c.Replay.Code == command.Done {
		err = c.collect(out)
	}
	return c, err
}

// run runs a command in the page's language.
func (p *Page) run(sub func() command.Sub, args ...string) *Outcome {
	var said bytes.Buffer
	code := command.Run(append(args, "-lang", p.Lang.String()), &said, &said, sub)
	return &Outcome{code, said.String()}
}

// recordings are the WAV files of a folder that are nobody's voice.
type recordings struct {
	known  bool     // whether there are some under the names that the commands know, or a manifest
	others []string // their paths, where there are none
}

// recordingsIn finds the recordings of a folder: what is neither under a name that replay writes nor a party's voice is
// moved away, where replay does not take it for one.
func recordingsIn(folder string, log []byte) (r recordings, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return r, err
	}
	voices := voicesOf(log)
	for _, e := range entries {
		switch name := e.Name(); {
		case isManifest(name) || slices.ContainsFunc(callfiles.Layouts[:], func(l recording.Layout) bool {
			return slices.Contains(callfiles.Names(l), name)
		}):
			r.known = true
		case strings.EqualFold(filepath.Ext(name), ".wav") && !slices.Contains(voices, name):
			r.others = append(r.others, name)
		}
	}
	if log == nil || r.known {
		return r, nil
	}
	aside := filepath.Join(folder, "recordings")
	for i, name := range r.others {
		r.others[i] = filepath.Join(aside, name)
		if err := os.MkdirAll(aside, 0o755); err != nil {
			return r, err
		}
		if err := os.Rename(filepath.Join(folder, name), r.others[i]); err != nil {
			return r, err
		}
	}
	return r, nil
}

// voicesOf returns the names of the files with the voices of a log's parties; none of a log that cannot be read.
func voicesOf(log []byte) (names []string) {
	r, err := calllog.NewReader(bytes.NewReader(log))
	if err != nil {
		return nil
	}
	for _, party := range r.Header.Parties {
		names = append(names, party.ID+".wav")
	}
	return names
}

// collect lists what a replay has written.
func (c *Call) collect(out string) error {
	return filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(out, path)
		if name == "report.html" {
			c.Report = path
		}
		c.Files = append(c.Files, File{name, path})
		return err
	})
}
