// Package simulate is a page with softphones that can be clicked, a customer, and the recording as it really is: what
// does each display show, which buttons are locked and why, and where does a display differ from the recording? It is
// served on this machine, or has the program in itself.
package simulate

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"io"
	"net/url"
	"path"
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

// A Simulator answers what its pages ask for, and keeps nothing of them: over HTTP as a server does, or in the page
// itself, where the program is in it.
type Simulator struct {
	menu    menu
	lang    spec.Lang      // where a request names none
	clauses *spec.Document // the user's own copy of the manual's page, nil for none
}

// New returns a simulator that speaks a language where a request names none. The clauses are nil without a copy of the
// manual's page.
func New(l spec.Lang, clauses *spec.Document) *Simulator {
	return &Simulator{lang: l, clauses: clauses}
}

// A Request is what a page asks for: with a link, or by sending a form.
type Request struct {
	Path string
	Form url.Values // of the link and of the form
	File []byte     // that a form carries, nil for none
	Sent bool       // by a form, which changes the story
}

// An Answer is what becomes of a request: a page or another file, or the link to the page that comes next.
type Answer struct {
	Status   int // as in HTTP
	Type     string
	Name     string // as which the file is to be saved, "" where it is to be shown
	Location string // of what comes next, "" where Body is it
	Body     io.ReadSeeker
}

// The statuses of answers.
const (
	statusOK          = 200
	statusSeeOther    = 303
	statusBadRequest  = 400
	statusNotFound    = 404
	statusInternal    = 500
	statusUnavailable = 503
)

// asks are what pages ask for by links, and sends what they send by forms.
var (
	asks = map[string]func(*Simulator, context.Context, Request) Answer{
		"/": (*Simulator).show, "/call.jsonl": (*Simulator).download, "/tape.wav": (*Simulator).audio,
	}
	sends = map[string]func(*Simulator, context.Context, Request) Answer{
		"/do": posted(query.press), "/settings": posted(query.change), "/load": (*Simulator).load,
	}
)

// Answer answers a request. What it has to compute ends with the context; a body is read before then.
func (s *Simulator) Answer(ctx context.Context, r Request) Answer {
	paths := asks
	if r.Sent {
		paths = sends
	}
	if answer, ok := paths[r.Path]; ok {
		return answer(s, ctx, r)
	}
	return asset(r.Path)
}

// types are those of the files that pages are made of.
var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

// asset returns a file that pages are made of.
func asset(name string) Answer {
	kind, ok := types[path.Ext(name)]
	text, err := web.ReadFile(strings.TrimPrefix(name, "/"))
	switch {
	case name == "/picture.css":
		text = []byte(picture.CSS)
	case err != nil || !ok:
		return Answer{Status: statusNotFound, Type: "text/plain; charset=utf-8", Body: strings.NewReader("404\n")}
	}
	return Answer{Status: statusOK, Type: kind, Body: bytes.NewReader(text)}
}

// A trouble is a page that says what is wrong, and how to go on.
type trouble struct {
	Lang, Problem, Again string
}

func (s *Simulator) wrong(r Request, status int, err error) Answer {
	if errors.Is(err, context.DeadlineExceeded) {
		status, err = statusUnavailable, errTooMuch
	}
	lang := langOf(r.Form.Get(langParam), s.lang)
	return rendered(status, lang, "trouble.html", trouble{lang.String(), command.In(lang, err),
		query{story: beginning(), lang: lang, wait: usualWait}.link("/")})
}

// budget is how long may be computed for a request, and not at all once its client has gone.
const budget = 3 * time.Second

var errTooMuch = command.Problem("このシナリオは参加者や通話が多すぎて、%v以内に計算できませんでした",
	"the scenario has too many parties or calls to be computed within %v", budget)

func (s *Simulator) show(ctx context.Context, r Request) Answer {
	a, err := read(r.Form, s.lang)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	p, err := s.page(ctx, a)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	return rendered(statusOK, a.lang, "page.html", p)
}

// rendered is the answer of a template.
func rendered(status int, l spec.Lang, name string, data any) Answer {
	var b bytes.Buffer
	if err := pages()[l].ExecuteTemplate(&b, name, data); err != nil {
		return Answer{Status: statusInternal, Type: "text/plain; charset=utf-8", Body: strings.NewReader(err.Error())}
	}
	return Answer{Status: status, Type: "text/html; charset=utf-8", Body: bytes.NewReader(b.Bytes())}
}

// posted answers a form that changes the query, with the link to the page of the new one.
func posted(next func(query, context.Context, url.Values) (query, error)) func(*Simulator, context.Context,
	Request) Answer {
	return func(s *Simulator, ctx context.Context, r Request) Answer {
		a, err := read(r.Form, s.lang)
		if err != nil {
			return s.wrong(r, statusBadRequest, err)
		}
		ctx, cancel := context.WithTimeout(ctx, budget)
		defer cancel()
		if a, err = next(a, ctx, r.Form); err != nil {
			return s.wrong(r, statusBadRequest, err)
		}
		return Answer{Status: statusSeeOther, Location: a.link("/")}
	}
}

func (s *Simulator) load(_ context.Context, r Request) Answer {
	told, err := readLog(r.File)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	a := query{story: told, lang: langOf(r.Form.Get(langParam), s.lang), wait: usualWait}
	return Answer{Status: statusSeeOther, Location: a.link("/")}
}

func (s *Simulator) download(_ context.Context, r Request) Answer {
	a, err := read(r.Form, s.lang)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	a.story.events = a.events[:a.played]
	text, err := a.text()
	if err != nil {
		return s.wrong(r, statusInternal, err)
	}
	return Answer{Status: statusOK, Type: "application/jsonl; charset=utf-8", Name: "call.jsonl",
		Body: bytes.NewReader(text)}
}
