package main

import (
	"embed"
	"encoding/json"
	"html/template"
	"io"
	"net/http"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/examples/internal/picture"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

//go:embed web
var web embed.FS

var pages = template.Must(template.ParseFS(web, "web/*.html"))

// A server serves pages, and keeps nothing of them.
type server struct {
	menu menu
	lang spec.Lang
}

// handler returns everything that is served.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.show)
	mux.HandleFunc("POST /do", s.do)
	mux.HandleFunc("POST /settings", s.change)
	mux.HandleFunc("POST /load", s.load)
	mux.HandleFunc("GET /call.jsonl", download)
	mux.HandleFunc("GET /tape.wav", serveTape)
	mux.HandleFunc("GET /picture.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		io.WriteString(w, string(picture.CSS))
	})
	mux.Handle("GET /web/", http.FileServerFS(web))
	return guard(mux)
}

// read reads a request's link or form; what is wrong with it is told on a page, and false returned.
func (s *server) read(w http.ResponseWriter, r *http.Request) (asked, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, 2*maxText)
	err := r.ParseForm()
	var a asked
	if err == nil {
		a, err = read(r.Form, s.lang)
	}
	if err != nil {
		s.wrong(w, r, err)
		return a, false
	}
	return a, true
}

// A trouble is a page that says what is wrong, and how to go on.
type trouble struct {
	Lang, Title, Text, Problem, Again string
}

func (s *server) wrong(w http.ResponseWriter, r *http.Request, err error) {
	lang := s.lang
	if l, e := spec.ParseLang(r.FormValue(langParam)); e == nil {
		lang = l
	}
	a := asked{story: beginning(), lang: lang}
	w.WriteHeader(http.StatusBadRequest)
	pages.ExecuteTemplate(w, "trouble.html", trouble{lang.String(), a.say("この物語は読めません", "This story cannot be read"),
		a.say("リンクが途中で切れているか、別の版のものか、ログに誤りがあります。何も失われていません。", "The link is cut, or of another version, or the log is wrong. Nothing is lost."),
		err.Error(), a.link("/")})
}

func (s *server) show(w http.ResponseWriter, r *http.Request) {
	if a, ok := s.read(w, r); ok {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		pages.ExecuteTemplate(w, "page.html", a.page(&s.menu)) // an error is that of who reads
	}
}

// do is a press of a button, or something else that happens: the answer is the link of the story after it.
func (s *server) do(w http.ResponseWriter, r *http.Request) {
	a, ok := s.read(w, r)
	if !ok {
		return
	}
	events, err := a.asks(r)
	if err != nil {
		s.wrong(w, r, err)
		return
	}
	if len(events) > 0 {
		a.story = a.story.do(int64(a.wait)*int64(a.header.SampleRate), events...)
	}
	http.Redirect(w, r, a.link("/"), http.StatusSeeOther)
}

// asks are what a form asks for.
func (a asked) asks(r *http.Request) ([]calllog.Event, error) {
	if text := r.PostFormValue("event"); text != "" {
		var e wire
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, err
		}
		return []calllog.Event{e.event()}, nil
	}
	party, name, _ := strings.Cut(r.PostFormValue("press"), " ")
	c, err := a.play(a.policy, a.profile)
	if err != nil {
		return nil, err
	}
	events := c.press(party, buttonOf(name), r.PostFormValue("to-"+party))
	for i := range events {
		if k := events[i].Kind; k == calllog.PauseClick || k == calllog.ResumeClick {
			events[i].PBX = answerOf(r.PostFormValue("pbx"))
		}
	}
	return events, nil
}

func buttonOf(name string) buttons.Button {
	for b := range buttons.All() {
		if b.String() == name {
			return b
		}
	}
	return buttons.Toggle
}

func answerOf(name string) calllog.Answer {
	for _, a := range []calllog.Answer{calllog.Refused, calllog.TimedOut} {
		if a.String() == name {
			return a
		}
	}
	return calllog.Confirmed
}

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
	r.Body = http.MaxBytesReader(w, r.Body, 2*maxText)
	file, _, err := r.FormFile("file")
	if err != nil {
		s.wrong(w, r, err)
		return
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		s.wrong(w, r, err)
		return
	}
	told, err := readLog(text)
	if err != nil {
		s.wrong(w, r, err)
		return
	}
	a := asked{story: told, lang: s.lang, wait: usualWait}
	if l, err := spec.ParseLang(r.FormValue(langParam)); err == nil {
		a.lang = l
	}
	http.Redirect(w, r, a.link("/"), http.StatusSeeOther)
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
