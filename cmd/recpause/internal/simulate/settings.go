package simulate

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/questions"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A question is an open one, with the answers that there are.
type question struct {
	ID, Text string
	Answers  []choice
}

// The most that the page offers. A log may have more.
const (
	mostSoftphones = 4
	mostOutside    = 3
)

// SoftphoneCounts is how many softphones there can be.
func (a query) SoftphoneCounts() []choice {
	softphones, _ := callfiles.Parties(a.header)
	return counts(min(1, len(softphones)), mostSoftphones, len(softphones))
}

// OutsideCounts is how many telephones there can be outside.
func (a query) OutsideCounts() []choice {
	_, outside := callfiles.Parties(a.header)
	return counts(0, mostOutside, len(outside))
}

func counts(from, to, chosen int) (list []choice) {
	for n := from; n <= max(to, chosen); n++ {
		list = append(list, choiceOf(chosen, strconv.Itoa(n), strconv.Itoa(n)))
	}
	return list
}

// Settings are those of the story, or those of a form in which something is wrong.
type settings struct {
	query
	Wrong map[string]string // what is wrong, by the name of its field
	Typed map[string]string // what stands in the field
}

// Settings are what the form shows.
func (p *page) Settings() settings {
	if p.asked != nil {
		return *p.asked
	}
	return settings{query: p.query}
}

// Header and Profile are what the form shows as chosen.

func (s settings) Header() calllog.Header { return s.header }

// Profile is the name of the set of changes.
func (s settings) Profile() string {
	if s.changes == system.Synchronised {
		return synchronised
	}
	return "documented"
}

// Version is what stands in the field of the version.
func (s settings) Version() string {
	if typed, ok := s.Typed[versionField]; ok {
		return typed
	}
	return s.header.Config.Version.String()
}

// is notes what is wrong with a field.
func (s *settings) is(field, typed string, err error) {
	if err != nil {
		s.Wrong[field], s.Typed[field] = command.In(s.lang, err), typed
	}
}

// change returns the query with the settings of a form. The story goes on as far as it has a meaning under them, and
// what was before can be had back. The error is a *settings.
func (a query) change(_ context.Context, form url.Values) (query, error) {
	s := settings{a, map[string]string{}, map[string]string{}}
	h, err := a.recount(form)
	s.is(countField, "", err)
	s.setConfig(&h.Config, form)
	for i := range h.Parties {
		s.setPhone(&h.Parties[i], form)
	}
	s.header, s.code, s.idle, s.changes, s.later = h, "", "", 0, 0
	if form.Get(profileParam) == synchronised {
		s.changes = system.Synchronised
	}
	s.towards = chosen(form, h)
	s.is(policyParam, "", s.setPolicy(form))
	if len(s.Wrong) > 0 {
		return a, &s
	}
	if s.query.link("") == a.link("") {
		return a, nil
	}
	return s.query.remember(a), nil
}

func (s *settings) Error() string { return fmt.Sprint(s.Wrong) }

// recount returns the header with as many parties as a form says: the same ones where it has as many.
func (a query) recount(form url.Values) (calllog.Header, error) {
	h := a.header
	softphones, err1 := strconv.Atoi(form.Get("softphones"))
	outside, err2 := strconv.Atoi(form.Get("outside"))
	was, without := callfiles.Parties(a.header)
	switch {
	case err1 == nil && err2 == nil && len(was) == softphones && len(without) == outside:
		h.Parties = slices.Clone(h.Parties)
		return h, nil
	case err1 != nil || err2 != nil || softphones < 1 || softphones > mostSoftphones || outside < 0 ||
		outside > mostOutside:
		h.Parties = slices.Clone(h.Parties)
		return h, command.Problem("ソフトフォンは1～%d台、外線の電話は0～%d台です", "1 to %d softphones and 0 to %d telephones",
			mostSoftphones, mostOutside)
	}
	h.Parties = headerOf(softphones, outside).Parties
	return h, nil
}

// The fields of the form in which something can be wrong.
const (
	countField   = "softphones"
	versionField = "version"
	layoutField  = "layout"
)

func (s *settings) setConfig(c *calllog.Config, form url.Values) {
	typed := strings.TrimSpace(form.Get(versionField))
	version, err := pause.ParseVersion(typed)
	if err != nil {
		err = command.Problem("3.13.0のように、数字とピリオドで入力してください", "numbers with dots between them, such as 3.13.0")
	} else {
		c.Version = version
	}
	s.is(versionField, typed, err)
	c.PauseContract, c.RecordAllCalls, c.RecordCallcenter = form.Has("contract"), form.Has("all"),
		form.Has("callcenter")
	layout, err := recording.ParseLayout(form.Get(layoutField))
	if err == nil {
		c.Layout = layout
	}
	s.is(layoutField, "", err)
}

// setPhone takes the settings of a softphone, if the form has them.
func (s *settings) setPhone(p *calllog.Participant, form url.Values) {
	terminal := "terminal-" + p.ID
	if !p.Softphone || !form.Has(terminal) {
		return
	}
	p.PauseEnabled, p.AutoThreeWay, p.StarTransfer = form.Has("enabled-"+p.ID), form.Has("auto-"+p.ID),
		form.Has("star-"+p.ID)
	kind, err := pause.ParseTerminal(form.Get(terminal))
	if err == nil {
		p.Terminal = kind
	}
	s.is(terminal, "", err)
}

// Questions are the open ones that change behaviour, each with the answers that there are.
func (a query) Questions() (list []question) {
	for _, q := range questions.All {
		c, _ := spec.LookupChoice(q.ID)
		form := question{ID: string(q.ID), Text: c.Question.In(a.lang)}
		for n, o := range q.Options() {
			form.Answers = append(form.Answers,
				choice{o.Key, "(" + o.Key + ") " + o.Text.In(a.lang), n == q.Get(a.policy)})
		}
		list = append(list, form)
	}
	return list
}

// setPolicy takes the answers of a form. An answer that there is not is the first one.
func (a *query) setPolicy(form url.Values) error {
	for _, q := range questions.All {
		if key := form.Get(string(q.ID)); key != "" {
			is := func(o spec.Option) bool { return o.Key == key }
			q.Set(&a.policy, max(0, slices.IndexFunc(q.Options(), is)))
		}
	}
	return a.policy.Validate()
}
