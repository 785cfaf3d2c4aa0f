package simulate

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

//go:embed web
var web embed.FS

var pages = sync.OnceValue(func() [2]*template.Template {
	return [2]*template.Template{spec.JA: pagesIn(spec.JA), spec.EN: pagesIn(spec.EN)}
})

// pagesIn returns the pages, which say everything in a language.
func pagesIn(l spec.Lang) *template.Template {
	funcs := template.FuncMap{
		"t":      func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) },
		"in":     func(v interface{ In(spec.Lang) string }) string { return v.In(l) },
		"list":   func(names calllog.List[string]) string { return strings.Join(names, ", ") },
		"effect": system.Effect, "option": choiceOf,
	}
	return template.Must(template.New("").Funcs(funcs).ParseFS(web, "web/*.html"))
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
	mux.HandleFunc("POST /do", s.post(query.press))
	mux.HandleFunc("POST /settings", s.post(query.change))
	mux.HandleFunc("POST /load", s.load)
	mux.HandleFunc("GET /call.jsonl", s.download)
	mux.HandleFunc("GET /tape.wav", s.serveAudio)
	mux.HandleFunc("GET /picture.css", serveCSS)
	mux.Handle("GET /web/", http.FileServerFS(web))
	return guard(mux)
}

// maxForm is how many bytes a form may hold: a log, and some more.
const maxForm = 2 * maxText

// read reads a request's link or form; what is wrong with it is told on a page, and false returned.
func (s *server) read(w http.ResponseWriter, r *http.Request) (query, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	err := r.ParseForm()
	var a query
	if err == nil {
		a, err = read(r.Form, s.lang)
	}
	if err != nil {
		s.wrong(w, r, http.StatusBadRequest, err)
		return a, false
	}
	return a, true
}

// A trouble is a page that says what is wrong, and how to go on.
type trouble struct {
	Lang, Problem, Again string
}

func (s *server) wrong(w http.ResponseWriter, r *http.Request, status int, err error) {
	if errors.Is(err, context.DeadlineExceeded) {
		status, err = http.StatusServiceUnavailable, errTooMuch
	}
	lang := langOf(r.FormValue(langParam), s.lang)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("HX-Push-Url", "false") // there is nothing to reload
	w.WriteHeader(status)
	render(w, lang, "trouble.html", trouble{lang.String(), command.In(lang, err),
		query{story: beginning(), lang: lang, wait: usualWait}.link("/")})
}

// budget is how long may be computed for a request, and not at all once its client has gone.
const budget = 3 * time.Second

var errTooMuch = command.Problem("このシナリオは参加者や通話が多すぎて、%v以内に計算できませんでした",
	"the scenario has too many parties or calls to be computed within %v", budget)

func (s *server) show(w http.ResponseWriter, r *http.Request) {
	a, ok := s.read(w, r)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), budget)
	defer cancel()
	p, err := s.page(ctx, a)
	if err != nil {
		s.wrong(w, r, http.StatusBadRequest, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	render(w, a.lang, "page.html", p)
}

func render(w http.ResponseWriter, l spec.Lang, name string, data any) {
	var b bytes.Buffer
	if err := pages()[l].ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(b.Bytes())
}

func serveCSS(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	io.WriteString(w, string(picture.CSS))
}

// policy lets a page load what this program serves, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard lets in who comes from a page of this program, or types its address: no other origin, and no name that is not
// this machine's.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // with no-referrer, a form that htmx does not send has no origin
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if !isLoopback(r.Host) || !sameOrigin(r) {
			http.Error(w, "このページは、このコンピューターのブラウザーからだけ開けます。\n"+
				"This page opens only in a browser on this computer.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback reports whether a host is this machine, by number or as localhost, so that no other name leads here.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// sameOrigin reports whether a request comes from nowhere or from here.
func sameOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		// a link that somebody has sent, opened in a window of its own
		return r.Method == http.MethodGet && r.URL.Path == "/" && r.Header.Get("Sec-Fetch-Mode") == "navigate" &&
			r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// post serves a form that changes the query, and leads to the page of the new one.
func (s *server) post(next func(query, context.Context, url.Values) (query, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, ok := s.read(w, r)
		if !ok {
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), budget)
		defer cancel()
		a, err := next(a, ctx, r.PostForm)
		if err != nil {
			s.wrong(w, r, http.StatusBadRequest, err)
			return
		}
		http.Redirect(w, r, a.link("/"), http.StatusSeeOther)
	}
}

func (s *server) load(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	var told story
	file, _, err := r.FormFile("file")
	if err == nil {
		defer file.Close()
		var text []byte
		if text, err = io.ReadAll(file); err == nil {
			told, err = readLog(text)
		}
	}
	if err != nil {
		s.wrong(w, r, http.StatusBadRequest, err)
		return
	}
	a := query{story: told, lang: langOf(r.FormValue(langParam), s.lang), wait: usualWait}
	http.Redirect(w, r, a.link("/"), http.StatusSeeOther)
}

func (s *server) download(w http.ResponseWriter, r *http.Request) {
	a, ok := s.read(w, r)
	if !ok {
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
