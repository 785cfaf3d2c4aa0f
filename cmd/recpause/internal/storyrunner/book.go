package storyrunner

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v21"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

var (
	//go:embed book.html.tmpl
	bookSource string
	//go:embed book.css
	bookCSS template.CSS
	//go:embed book.js
	bookScript template.JS
)

// A page is a book as HTML, which needs nothing but itself. Its links lead into a simulator.
type page struct {
	*book
	simulator string
	pictures  int // so many have a name already
}

// write writes the page of a book that has run: beside its place first, so that nobody sees half of it.
func (b *book) write(ctx context.Context, name, simulator string) error {
	p := &page{book: b, simulator: simulator}
	var text bytes.Buffer
	t := template.Must(template.New("book").Funcs(p.words()).Parse(bookSource))
	if err := t.Execute(&text, p); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return command.WriteWhole(name, []byte(picture.Clean(text.String())))
}

func (p *page) words() template.FuncMap {
	return template.FuncMap{
		"t":     func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(p.lang) },
		"says":  func(id spec.ID) string { return id.Says(p.lang) },
		"place": func(id spec.ID) string { r, _ := spec.Lookup(id); return r.Place.In(p.lang) },
		"text":  stepText,
		"cells": cellsOf,
		"why":   func(i idlePress, l spec.Lang) string { return i.in(l) },
	}
}

// The template sees these methods.

func (p *page) Lang() spec.Lang     { return p.lang }
func (p *page) Files() []*file      { return p.files }
func (p *page) Problems() []string  { return p.problems }
func (p *page) CSS() []template.CSS { return []template.CSS{bookCSS, picture.CSS} }
func (p *page) Script() template.JS { return bookScript }
func (p *page) Promise() spec.ID    { return spec.RSP010 }

// Counts are how many scenarios there are, how many have passed and failed, and what does not run.
func (p *page) Counts() map[string]int {
	pass, fail, broken := p.counts()
	return map[string]int{"all": pass + fail, "passed": pass, "failed": fail, "broken": broken}
}

// Policy lets the page show itself and nothing else.
func (p *page) Policy() string {
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	styles := ""
	for _, css := range p.CSS() {
		styles += hash(string(css))
	}
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src" + styles + "; script-src" +
		hash(string(bookScript))
}

// Of a file, too, and of what is in it.

func (f *file) Name() string               { return f.name }
func (f *file) Lang() spec.Lang            { return f.lang }
func (f *file) Scenarios() []*scenario     { return f.scenarios }
func (f *file) Feature() *messages.Feature { return f.document.Feature }

// Count is how many tellings a file has.
func (f *file) Count() (n int) {
	for _, s := range f.scenarios {
		n += len(s.tellings)
	}
	return n
}

// Number is where a file stands among those of the page, from 1.
func (p *page) Number(f *file) int { return slices.Index(p.files, f) + 1 }

// Wrong are the problems of a file, each with its line.
func (f *file) Wrong() (all []string) {
	for _, problem := range f.problems {
		all = append(all, f.at(problem.line)+": "+problem.text)
	}
	return all
}

// A bookPart is what stands below one rule of a file, or below none.
type bookPart struct {
	Rule      *messages.Rule
	Rules     []spec.ID
	Scenarios []*scenario
}

// Parts are the scenarios of a file by the rules that they stand below.
func (f *file) Parts() (all []bookPart) {
	for _, s := range f.scenarios {
		if n := len(all); n == 0 || all[n-1].Rule != s.rule {
			part := bookPart{Rule: s.rule}
			if s.rule != nil {
				part.Rules = ruleIDs(s.rule.Tags)
			}
			all = append(all, part)
		}
		last := &all[len(all)-1]
		last.Scenarios = append(last.Scenarios, s)
	}
	return all
}

// ruleIDs are the rules that tags name.
func ruleIDs(tags []*messages.Tag) (ids []spec.ID) {
	for _, t := range tags {
		if id, err := spec.ParseID(strings.TrimPrefix(t.Name, "@")); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *scenario) Tellings() []*telling { return s.tellings }
func (s *scenario) Lang() spec.Lang      { return s.file.lang }

// InRule reports whether a scenario stands below a rule, whose heading is above its own.
func (s *scenario) InRule() bool { return s.rule != nil }

// First is the telling that the page draws: the first that failed, or else the first one.
func (s *scenario) First() *telling {
	if i := slices.IndexFunc(s.tellings, func(t *telling) bool { return t.mark != passed }); i >= 0 {
		return s.tellings[i]
	}
	return s.tellings[0]
}

// OfRow returns the telling of a row of examples, nil where it was not chosen.
func (s *scenario) OfRow(row *messages.TableRow) *telling {
	if i := slices.IndexFunc(s.tellings, func(t *telling) bool { return t.row == row }); i >= 0 {
		return s.tellings[i]
	}
	return nil
}

func (t *telling) Steps() []outcome { return t.steps }
func (t *telling) Passed() bool     { return t.mark == passed }
func (t *telling) Lack() string     { return t.lack }

func (o outcome) Step() *messages.Step { return o.step }
func (o outcome) Text() string         { return o.text }
func (o outcome) Table() [][]string    { return o.table }
func (o outcome) Passed() bool         { return o.mark == passed }
func (o outcome) Skipped() bool        { return o.mark == skipped }
func (o outcome) Idle() []idlePress    { return o.idle }

// Wrong is what went wrong in a step, "" for nothing.
func (o outcome) Wrong() string {
	if o.err == nil {
		return ""
	}
	return o.err.Error()
}

// log returns what has happened in a telling as a call log that can be drawn and clicked: only who took part, and what
// happened at one moment of the story a second apart. The first answer stays where it was, for recordings begin there.
func (t *telling) log() (h calllog.Header, events []calllog.Event) {
	w := t.world
	h = w.settings.Header
	h.Parties = slices.DeleteFunc(slices.Clone(h.Parties), func(p calllog.Participant) bool {
		return !slices.ContainsFunc(w.events, func(e calllog.Event) bool { return e.Party == p.ID || e.To == p.ID })
	})
	if len(h.Parties) == 0 {
		h.Parties = w.settings.Header.Parties
	}
	var shift, answered int64
	begun := false
	for i, e := range w.events {
		if i > 0 && e.At == w.events[i-1].At {
			shift += int64(rate)
		}
		e.Line, e.At = i+2, e.At+shift
		if !begun && (e.Kind == calllog.CallAnswered || e.Kind == calllog.OutboundConnect || e.Kind == calllog.RoomJoin) {
			begun, answered = true, e.At
		}
		events = append(events, e)
	}
	for i := range events {
		events[i].At -= answered
	}
	return h, events
}

// Link leads to the story in the simulator, with everything of it played.
func (p *page) Link(t *telling) template.URL {
	h, events := t.log()
	link := simulate.Link(h, events, t.world.settings.policy, p.lang)
	if strings.HasSuffix(p.simulator, ".html") {
		return template.URL(p.simulator + "#" + link)
	}
	return template.URL(strings.TrimSuffix(p.simulator, "/") + link)
}

// Picture draws what has happened in a telling; nothing where nothing has.
func (p *page) Picture(t *telling) (template.HTML, error) {
	l, err := t.drawn()
	if err != nil || len(l.Outcomes) == 0 {
		return "", err
	}
	p.pictures++
	return l.Draw().Inline(picture.Style{Lang: p.lang, ID: fmt.Sprint("p", p.pictures), Title: t.Pickle.Name})
}

// drawn takes a telling's log through the library again.
func (t *telling) drawn() (l picture.Log, err error) {
	h, events := t.log()
	l.Header = h
	s, err := system.New(h, t.world.settings.policy)
	if err != nil || len(events) == 0 {
		return l, err
	}
	var all system.CallRecordings
	for _, e := range events {
		o, err := s.Apply(e)
		if err == nil {
			err = all.Add(o)
		}
		if err != nil {
			return l, err
		}
		l.Outcomes = append(l.Outcomes, o)
		l.Texts = append(l.Texts, spec.Text{JA: e.In(spec.JA), EN: e.In(spec.EN)})
	}
	end := events[len(events)-1].At + 2*int64(rate)
	for _, r := range all.All() {
		span := recording.Span{From: r.Timeline.Origin(), To: end}
		if over, ended := r.Timeline.Ended(); ended {
			span.To = over
		}
		l.Recordings = append(l.Recordings, picture.DrawnRecording{CallRecording: r, Span: span})
	}
	return l, nil
}
