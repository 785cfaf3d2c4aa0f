package main

import (
	"io"
	"net/http"
)

// change is the story under other settings.
func (s *server) change(w http.ResponseWriter, r *http.Request) {
	a, ok := s.read(w, r)
	if !ok {
		return
	}
	a, err := a.change(r.PostForm)
	if err != nil {
		s.wrong(w, r, err)
		return
	}
	http.Redirect(w, r, a.link("/"), http.StatusSeeOther)
}

// load takes a call log that somebody has.
func (s *server) load(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	told, err := fileIn(r)
	if err != nil {
		s.wrong(w, r, err)
		return
	}
	a := asked{story: told, lang: langOf(r.FormValue(langParam), s.lang), wait: usualWait}
	http.Redirect(w, r, a.link("/"), http.StatusSeeOther)
}

// fileIn returns the story of the file that a form holds.
func fileIn(r *http.Request) (story, error) {
	file, _, err := r.FormFile("file")
	if err != nil {
		return story{}, err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return story{}, err
	}
	return readLog(text)
}

// download gives the story as a call log.
func download(w http.ResponseWriter, r *http.Request) {
	a, err := read(r.URL.Query(), 0)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.story.events = a.events[:a.played]
	text, err := a.text()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="call.jsonl"`)
	w.Write(text)
}
