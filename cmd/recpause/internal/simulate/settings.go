package simulate

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
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

// change returns the query with the settings of a form. The story goes on as far as it has a meaning under them.
func (a query) change(_ context.Context, form url.Values) (query, error) {
	h, err := a.recount(form)
	if err != nil {
		return a, err
	}
	if err := setConfig(&h.Config, form); err != nil {
		return a, err
	}
	for i := range h.Parties {
		if err := setPhone(&h.Parties[i], form); err != nil {
			return a, err
		}
	}
	a.header, a.code, a.idle, a.changes = h, "", "", 0
	if form.Get(profileParam) == synchronised {
		a.changes = system.Synchronised
	}
	a.towards = chosen(form, h)
	return a, a.setPolicy(form)
}

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
		return h, &formError{"softphones", form.Get("softphones") + ", " + form.Get("outside"),
			"1 to 4 softphones and 0 to 3 telephones"}
	}
	h.Parties = headerOf(softphones, outside).Parties
	return h, nil
}

func setConfig(c *calllog.Config, form url.Values) (err error) {
	if c.Version, err = pause.ParseVersion(form.Get("version")); err != nil {
		return err
	}
	c.PauseContract, c.RecordAllCalls, c.RecordCallcenter = form.Has("contract"), form.Has("all"),
		form.Has("callcenter")
	c.Layout, err = recording.ParseLayout(form.Get("layout"))
	return err
}

// setPhone takes the settings of a softphone, if the form has them.
func setPhone(p *calllog.Participant, form url.Values) (err error) {
	terminal := "terminal-" + p.ID
	if !p.Softphone || !form.Has(terminal) {
		return nil
	}
	p.PauseEnabled, p.AutoThreeWay, p.StarTransfer = form.Has("enabled-"+p.ID), form.Has("auto-"+p.ID),
		form.Has("star-"+p.ID)
	p.Terminal, err = pause.ParseTerminal(form.Get(terminal))
	return err
}

// A formError is a field that no page of ours sends.
type formError struct{ field, got, want string }

func (e *formError) Error() string { return e.field + ": got " + e.got + ", expected " + e.want }

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
