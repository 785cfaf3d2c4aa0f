package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

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

// A list is the recordings of the latest stories that are over, the newest first. The zero list is empty.
type list struct {
	mutex  sync.Mutex
	latest []finished
}

// add puts the recordings of a story in front, and as many others behind as a page lists.
func (l *list) add(recordings ...finished) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.latest = append(slices.Clone(recordings), l.latest...)
	l.latest = l.latest[:min(most, len(l.latest))]
}

// finished returns the list as it is now.
func (l *list) finished() []finished {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return append([]finished{}, l.latest...)
}

// read lists the stories of a folder.
func (l *list) read(dir string) {
	stories, _ := filepath.Glob(filepath.Join(dir, "*", reportName))
	slices.Sort(stories)
	for _, path := range stories[max(0, len(stories)-most):] {
		l.add(recordingsOf(filepath.Dir(path))...)
	}
}

// recordingsOf returns the recordings of a story that is over.
func recordingsOf(dir string) (recordings []finished) {
	for _, m := range manifestsOf(dir) {
		recordings = append(recordings, finishedOf(filepath.Base(dir), m))
	}
	return recordings
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
