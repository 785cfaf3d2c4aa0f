package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A finished is a recording of a story that is over, with the files that it has left.
type finished struct {
	Story    string   `json:"story"`
	Call     string   `json:"call"`
	Began    int64    `json:"began"` // Unix time in milliseconds
	Seconds  float64  `json:"seconds"`
	Parties  []string `json:"parties"`
	Recorded bool     `json:"recorded"`
	Pauses   int      `json:"pauses"`
	Silent   float64  `json:"silent"` // seconds in which somebody's voice is silence
	Files    []link   `json:"files"`
}

// A link is a file that a page can open.
type link struct {
	Name string `json:"name"`
	Href string `json:"href"`
}

// most is how many calls a page lists.
const most = 50

// finished returns the recordings of the stories that are over, the newest first.
func (s *store) finished() []finished {
	all := []finished{}
	stories, _ := filepath.Glob(filepath.Join(s.dir, "*", reportName))
	slices.Sort(stories)
	for _, path := range slices.Backward(stories) {
		story := filepath.Base(filepath.Dir(path))
		for _, m := range manifestsOf(filepath.Dir(path)) {
			all = append(all, finishedOf(story, m))
		}
		if len(all) >= most {
			break
		}
	}
	return all
}

// A found is a manifest, and where in its story's folder it is.
type found struct {
	manifest.Manifest
	dir, name string
}

// manifestsOf returns the manifests of a story: that of the call which was answered first, and then the others by name.
func manifestsOf(dir string) (list []found) {
	first, _ := filepath.Glob(filepath.Join(dir, "recording-*.json"))
	others, _ := filepath.Glob(filepath.Join(dir, "*", "recording-*.json"))
	for _, path := range append(first, others...) {
		file, err := os.Open(path)
		if err != nil {
			continue
		}
		m, err := manifest.Read(file)
		file.Close()
		if err == nil {
			within, _ := filepath.Rel(dir, filepath.Dir(path))
			list = append(list, found{m, within, filepath.Base(path)})
		}
	}
	return list
}

func finishedOf(story string, m found) finished {
	f := finished{Story: story, Call: m.Call, Recorded: m.Recorded, Seconds: seconds(m.Span.Len(), m.Rate)}
	if !m.Start.IsZero() {
		f.Began = m.Start.UnixMilli()
	}
	for _, p := range m.Parties {
		f.Parties = append(f.Parties, p.ID)
	}
	var silent recording.Spans
	for _, s := range m.Silences {
		silent.Add(s.Span)
	}
	f.Pauses = len(silent)
	for _, s := range silent {
		f.Silent += seconds(s.Len(), m.Rate)
	}
	at := "/calls/" + story + "/"
	if m.Recorded {
		for _, name := range tapeNames(m.Layout) {
			f.Files = append(f.Files, link{name, at + filepath.ToSlash(filepath.Join(m.dir, name))})
		}
	}
	f.Files = append(f.Files, link{m.name, at + filepath.ToSlash(filepath.Join(m.dir, m.name))},
		link{logName, at + logName}, link{reportName, at + reportName})
	return f
}

func seconds(samples int64, r recording.Rate) float64 { return r.Duration(samples).Seconds() }

// path returns where a file of a story is. Only what a call leaves is served, and nothing outside of its folder.
func (s *store) path(story, file string) (string, bool) {
	kind := filepath.Ext(file)
	if !filepath.IsLocal(story) || !filepath.IsLocal(file) || strings.ContainsRune(story, filepath.Separator) ||
		!slices.Contains([]string{".wav", ".json", ".jsonl", ".html"}, kind) {
		return "", false
	}
	path := filepath.Join(s.dir, story, file)
	info, err := os.Stat(path)
	return path, err == nil && info.Mode().IsRegular()
}
