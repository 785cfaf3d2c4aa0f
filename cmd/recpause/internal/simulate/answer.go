// Package simulate is a page with softphones that can be clicked, a customer, and the recording as it really is: what
// does each display show, which buttons are locked and why, and where does a display differ from the recording? It is
// served on this machine, or has the program in itself.
package simulate

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html"
	"html/template"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strconv"
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
	all := template.New("").Funcs(funcsIn(l))
	files, _ := fs.Glob(web, "web/*.html") // the pattern is one
	for _, name := range files {
		text, _ := web.ReadFile(name) // it is there
		template.Must(all.New(path.Base(name)).Parse(said(l, string(text))))
	}
	return all
}

var saying = command.Regexp(`\{\{t "([^"]*)" "([^"]*)"\}\}`)

// said returns a template with what it always says in a language, for a page has more than a hundred such texts.
func said(l spec.Lang, template string) string {
	return saying().ReplaceAllStringFunc(template, func(text string) string {
		m := saying().FindStringSubmatch(text)
		return html.EscapeString(spec.Text{JA: m[1], EN: m[2]}.In(l))
	})
}

func funcsIn(l spec.Lang) template.FuncMap {
	return template.FuncMap{
		"t":  func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) },
		"in": func(v interface{ In(spec.Lang) string }) string { return v.In(l) },
		"list": func(names calllog.List[string]) string {
			return strings.Join(names, spec.Text{JA: "、", EN: ", "}.In(l))
		},
		"effect": system.Effect, "option": choiceOf,
		"tape": func(c callAudio, a audioLink) tapeLink { return tapeLink{c, a} },
		"refs": func(text string) []ref { return refs(l, text) },
	}
}

// A Simulator answers what its pages ask for, over HTTP as a server does, or in the page itself, where the program is in
// it. It keeps nothing that it could not compute again: a link is the whole story.
type Simulator struct {
	menu    menu
	memory  memory
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

	Has     string // the parts of the page that are there already, as their names and hashes: "bar=x2k lies=0"
	Picture string // the only picture that is looked at, "wide" or "narrow"; "" for both
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
	statusNoContent   = 204
	statusBadRequest  = 400
	statusNotFound    = 404
	statusWrongFields = 422
	statusInternal    = 500
	statusUnavailable = 503
)

// asks are what pages ask for by links, and sends what they send by forms.
var (
	asks = map[string]func(*Simulator, context.Context, Request) Answer{
		"/": (*Simulator).show, "/call.jsonl": (*Simulator).download, "/tape.wav": (*Simulator).audio,
		"/beep.wav": beep, "/rules": (*Simulator).rules, "/alive": alive, "/favicon.ico": favicon,
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
	return s.asset(r)
}

// alive answers a page that asks whether anybody is there.
func alive(*Simulator, context.Context, Request) Answer {
	return Answer{Status: statusNoContent, Type: "text/plain; charset=utf-8", Body: strings.NewReader("")}
}

// favicon answers a browser that asks for an icon where no page has named one.
func favicon(s *Simulator, _ context.Context, _ Request) Answer {
	return s.asset(Request{Path: "/web/icon.svg"})
}

func beep(_ *Simulator, _ context.Context, r Request) Answer {
	rate, _ := strconv.Atoi(r.Form.Get("rate"))
	return Answer{Status: statusOK, Type: "audio/wav", Body: bytes.NewReader(beepFile(rate))}
}

func (s *Simulator) rules(_ context.Context, r Request) Answer {
	l := langOf(r.Form.Get(langParam), s.lang)
	return rendered(statusOK, l, "rules.html", rulebook{l})
}

// types are those of the files that pages are made of.
var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml"}

// asset returns a file that pages are made of.
func (s *Simulator) asset(r Request) Answer {
	name := r.Path
	kind, ok := types[path.Ext(name)]
	text, err := web.ReadFile(strings.TrimPrefix(name, "/"))
	switch {
	case name == "/picture.css":
		text = []byte(picture.CSS)
	case err != nil || !ok:
		return s.wrong(r, statusNotFound, nil)
	}
	return Answer{Status: statusOK, Type: kind, Body: bytes.NewReader(text)}
}

// A trouble is a page that says what is wrong, and how to go on.
type trouble struct {
	Lang, Title, Text, Problem, Again string
}

// troubles are what can be wrong, by the status of the answer.
var troubles = map[int]struct{ title, text spec.Text }{
	statusBadRequest: {
		spec.Text{JA: "このシナリオは読み込めません", EN: "This scenario cannot be read"},
		spec.Text{JA: "リンクが途中で切れている、リンクが別のバージョンのものである、またはログに誤りがある、のいずれかです。失われたものはありません。",
			EN: "The link is incomplete or comes from another version, or the log has an error. Nothing is lost."}},
	statusNotFound: {
		spec.Text{JA: "ページが見つかりません", EN: "There is no such page"},
		spec.Text{JA: "アドレスをご確認ください。", EN: "Please check the address."}},
	statusUnavailable: {
		spec.Text{JA: "このシナリオは計算できません", EN: "This scenario cannot be computed"},
		spec.Text{JA: "失われたものはありません。", EN: "Nothing is lost."}},
	statusInternal: {
		spec.Text{JA: "このシナリオは保存できません", EN: "This scenario cannot be saved"}, spec.Text{}},
}

func (s *Simulator) wrong(r Request, status int, err error) Answer {
	if errors.Is(err, context.DeadlineExceeded) {
		status, err = statusUnavailable, errTooMuch
	}
	lang := langOf(r.Form.Get(langParam), s.lang)
	t := trouble{Lang: lang.String(), Title: troubles[status].title.In(lang), Text: troubles[status].text.In(lang),
		Again: query{story: beginning(), lang: lang, wait: usualWait}.link("/")}
	if err != nil {
		t.Problem = command.In(lang, err)
	}
	return rendered(status, lang, "trouble.html", t)
}

// budget is how long may be computed for a request, and not at all once its client has gone.
const budget = 3 * time.Second

var errTooMuch = command.Problem("このシナリオは参加者や通話が多すぎて、%v以内に計算できませんでした",
	"the scenario has too many parties or calls to be computed within %v", budget)

func (s *Simulator) show(ctx context.Context, r Request) Answer {
	a, err := s.read(r.Form)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	p, err := s.page(within(ctx), a)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	p.has, p.only = strings.Fields(r.Has), r.Picture
	return rendered(statusOK, a.lang, "page.html", p)
}

// showAgain shows the page of a story with settings in which something is wrong.
func (s *Simulator) showAgain(ctx context.Context, r Request, a query, asked *settings) Answer {
	p, err := s.page(ctx, a)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	p.asked = asked
	return rendered(statusWrongFields, a.lang, "page.html", p)
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
		a, err := s.read(r.Form)
		if err != nil {
			return s.wrong(r, statusBadRequest, err)
		}
		a, err = next(a, within(ctx), r.Form)
		a.story = a.story.packed()
		s.memory.keepStory(a.story)
		var asked *settings
		switch {
		case errors.As(err, &asked):
			return s.showAgain(ctx, r, a, asked)
		case err != nil:
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
	a, err := s.read(r.Form)
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
