package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A cost is how often a subject is opened, and how many requests that and all the rest is. An observation comes with
// the answer to an event, and is none of its own; of a subject that reopens it comes with a new scene, too, which ends the
// one before.
type cost struct{ opens, requests int }

// A meter is a subject whose requests are counted, and which is asked nothing more once a budget is used up.
type meter struct {
	conformance.SUT
	cost
	now    func() time.Time
	first  time.Time     // when it was asked first
	budget time.Duration // 0: none
	spent  bool          // the budget
	reopen bool
	told   func() // is called after each request
}

// errNoTime is why nothing more is opened.
var errNoTime = fmt.Errorf("%w: the budget is used up", conformance.ErrUnsupported)

// count counts a request that has been answered.
func (m *meter) count() {
	m.requests++
	if m.told != nil {
		m.told()
	}
}

func (m *meter) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	if m.first.IsZero() {
		m.first = m.now()
	}
	if m.budget > 0 && m.now().Sub(m.first) >= m.budget {
		m.spent = true
		return nil, errNoTime
	}
	m.opens++
	defer m.count()
	s, err := m.SUT.Open(ctx, scene)
	if err != nil || s == nil {
		return nil, err
	}
	return &metered{of: m, session: s, came: m.reopen}, nil
}

// each is how long a request has taken so far, on average.
func (m *meter) each() time.Duration { return m.now().Sub(m.first) / time.Duration(max(1, m.requests)) }

// A metered session is one of a meter.
type metered struct {
	of      *meter
	session conformance.Session
	came    bool // an observation with the last event or with the scene, at which nobody has looked
}

func (x *metered) Do(ctx context.Context, e conformance.Event) error {
	defer x.of.count()
	x.came = true
	return x.session.Do(ctx, e)
}

func (x *metered) Observe(ctx context.Context) (conformance.Observation, error) {
	if !x.came {
		defer x.of.count()
	}
	x.came = false
	return x.session.Observe(ctx)
}

func (x *metered) Recording(ctx context.Context) (conformance.Contents, error) {
	return x.RecordingOf(ctx, 0)
}

func (x *metered) RecordingOf(ctx context.Context, call int) (conformance.Contents, error) {
	defer x.of.count()
	reader, ok := x.session.(conformance.LaterReader)
	if !ok {
		return conformance.Contents{}, conformance.ErrUnsupported
	}
	return reader.RecordingOf(ctx, call)
}

func (x *metered) Close() error {
	if !x.of.reopen {
		defer x.of.count()
	}
	return x.session.Close()
}

// A like subject is the reference as far as another subject goes.
type like struct {
	conformance.SUT
	of conformance.Description
}

func likeOf(d conformance.Description) like {
	d.Choices = nil // they cost nothing
	return like{conformance.Reference(d.Role, pause.Policy{}), d}
}

func (s like) Describe() conformance.Description { return s.of }

// forecast returns what it costs to judge a subject that does everything as documented, by asking the reference.
func (j *judging) forecast(ctx context.Context, d conformance.Description, reopen bool,
	options []conformance.Option) cost {
	m := &meter{SUT: likeOf(d), now: time.Now, reopen: reopen}
	sut := suite.Once(m)
	_, err := conformance.Check(ctx, sut, options...)
	if err == nil && j.completes() {
		_, _ = suite.Check(ctx, sut, suite.Options{Profile: j.profile, Extra: j.extra})
	}
	return m.cost // what is wrong with the subject itself it is told by Check
}

// A progress tells how far a judging has come.
type progress struct {
	meter    *meter
	forecast func() cost // takes about a second
	plan     cost        // the forecast, as soon as it is worth it
	lang     spec.Lang
	log      io.Writer
	tty      io.Writer // nil where nobody watches
	last     time.Time
}

// measured is after how many requests it is known what one takes, and slow is how long one takes of a program with which
// it is worth to say how long all of them take.
const (
	measured = 10
	slow     = 5 * time.Millisecond
)

// tell says once how long it will take, and then now and then how long it still takes.
func (p *progress) tell() {
	m := p.meter
	if m.requests == measured && m.each() >= slow {
		p.plan = p.forecast()
		fmt.Fprintln(p.log, spec.Text{
			JA: "場面は約%d件、要求は約%d件です。1件あたり%vなら、約%vかかります。",
			EN: "There are about %d scenes and %d requests. At %v a request they take about %v."}.
			With(p.plan.opens, p.plan.requests, round(m.each()), round(p.takes(p.plan.requests))).In(p.lang))
	}
	if now := m.now(); p.tty != nil && p.plan.requests > 0 && now.Sub(p.last) > time.Second/4 {
		p.last = now
		left := p.takes(max(0, p.plan.requests-m.requests))
		if m.budget > 0 {
			left = max(0, min(left, m.budget-now.Sub(m.first)))
		}
		fmt.Fprint(p.tty, "\r"+spec.Text{JA: "要求 %d／約%d件、残り約%v", EN: "%d of about %d requests, about %v left"}.
			With(m.requests, p.plan.requests, round(left)).In(p.lang)+"\x1b[K\r")
	}
}

// takes is how long so many requests take.
func (p *progress) takes(requests int) time.Duration { return time.Duration(requests) * p.meter.each() }

// round returns a time as exactly as somebody who waits wants to know it.
func round(d time.Duration) time.Duration {
	for _, unit := range []time.Duration{time.Minute, time.Second, time.Millisecond} {
		if d >= 10*unit {
			return d.Round(unit)
		}
	}
	return d.Round(10 * time.Microsecond)
}
