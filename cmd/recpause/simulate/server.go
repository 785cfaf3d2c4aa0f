package main

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"net/http"

	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/spec"
)

//go:embed web
var web embed.FS

var pages = map[spec.Lang]*template.Template{spec.JA: pagesIn(spec.JA), spec.EN: pagesIn(spec.EN)}

// pagesIn returns the pages, which say everything in a language.
func pagesIn(l spec.Lang) *template.Template {
	t := func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) }
	return template.Must(template.New("").Funcs(template.FuncMap{"t": t}).ParseFS(web, "web/*.html"))
}

// A server serves pages, and keeps nothing of them.
type server struct {
	menu    menu
	lang    spec.Lang      // where a request names none
	clauses *spec.Document // the user's own copy of the manual's page, nil for none
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
	mux.HandleFunc("GET /picture.css", serveCSS)
	mux.Handle("GET /web/", http.FileServerFS(web))
	return guard(mux)
}

// maxForm is how many bytes a form may hold: a log, and some more.
const maxForm = 2 * maxText

// read reads a request's link or form; what is wrong with it is told on a page, and false returned.
func (s *server) read(w http.ResponseWriter, r *http.Request) (asked, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
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
	Lang, Problem, Again string
}

func (s *server) wrong(w http.ResponseWriter, r *http.Request, err error) {
	lang := langOf(r.FormValue(langParam), s.lang)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("HX-Push-Url", "false") // there is nothing to reload
	w.WriteHeader(http.StatusBadRequest)
	render(w, lang, "trouble.html", trouble{lang.String(), err.Error(), asked{story: beginning(), lang: lang, wait: usualWait}.link("/")})
}

// show is the page of a story.
func (s *server) show(w http.ResponseWriter, r *http.Request) {
	if a, ok := s.read(w, r); ok {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		render(w, a.lang, "page.html", s.page(a))
	}
}

// render writes a page. An error is that of who reads it.
func render(w http.ResponseWriter, l spec.Lang, name string, data any) {
	var b bytes.Buffer
	if err := pages[l].ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(b.Bytes())
}

func serveCSS(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	io.WriteString(w, string(picture.CSS))
}
