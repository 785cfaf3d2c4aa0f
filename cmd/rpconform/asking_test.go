package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A clock goes on with every request of a subject, as that of a program with a screen does.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// asked is a judging of a subject that takes so long for every request, with nothing saved.
func asked(s conformance.SUT, each, budget time.Duration) (*asking, *clock) {
	c := &clock{time.Unix(1, 0)}
	x := &asking{judging: &judging{budget: budget}, options: []conformance.Option{conformance.Limit(0)},
		save: func(*conformance.Report, bool) error { return nil }}
	x.meter = &meter{SUT: s, now: c.now, budget: budget, told: func() { c.at = c.at.Add(each) }}
	x.once, x.fresh = suite.Once(x.meter), s
	return x, c
}

// everyFault has TestBudget try every seeded fault of a softphone, which takes a while.
var everyFault = flag.Bool("faults", false, "judge every seeded fault of a softphone within budgets")

// Of a softphone that takes 0.3 s for a request, ten minutes reach every rule, and not the suites to their end; three
// minutes reach every rule by shorter sequences, and one minute some rules: the others are said to be unseen. What
// differs most easily is found.
func TestBudget(t *testing.T) {
	const each = 300 * time.Millisecond
	ref := conformance.Reference(conformance.Softphone, pause.Policy{})
	for budget, unseen := range map[time.Duration]bool{10 * time.Minute: false, 3 * time.Minute: false, time.Minute: true} {
		x, c := asked(ref, each, budget)
		r, err := x.judge(t.Context())
		if err != nil || r.Overall() != conformance.ConformantAsObserved || !r.Unfinished ||
			(r.Count(conformance.Inconclusive) > 0) != unseen {
			t.Errorf("%v: got %v, %v", budget, r, err)
		}
		if took := c.at.Sub(time.Unix(1, 0)); took < budget || took > budget+time.Minute {
			t.Errorf("%v: it took %v", budget, took)
		}
		t.Log(r.Notes)
	}
	f, err := faults.Lookup("F14")
	if err != nil {
		t.Fatal(err)
	}
	x, _ := asked(f.Subject(), each, time.Minute)
	if r, err := x.judge(t.Context()); err != nil || r.Overall() != conformance.Nonconformant {
		t.Errorf("F14 in a minute: got %v, %v", r, err)
	}
	for _, budget := range []time.Duration{time.Minute, 3 * time.Minute, 10 * time.Minute} {
		found, of := 0, 0
		for _, f := range visibleFaults(ref.Describe()) {
			if !*everyFault {
				break
			}
			s, _ := f.Like(ref.Describe())
			whole, err := conformance.Check(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			if whole.Count(conformance.Fail) == 0 {
				continue
			}
			x, _ := asked(s, each, budget)
			x.extra = -1
			r, err := x.judge(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if of++; r.Count(conformance.Fail) > 0 {
				found++
			} else {
				t.Logf("%v: %s is not found", budget, f.ID)
			}
		}
		t.Logf("%v: %d of %d seeded faults are found", budget, found, of)
	}
}

// A session is asked only once, and the report is the same.
func TestNothingIsAskedTwice(t *testing.T) {
	for _, role := range []conformance.Role{conformance.Softphone, conformance.PBX} {
		s := conformance.Reference(role, pause.Policy{})
		plain := &meter{SUT: s, now: time.Now}
		fresh := &meter{SUT: s, now: time.Now}
		remembering := suite.Once(fresh)
		for _, sut := range []conformance.SUT{plain, remembering} {
			if _, err := conformance.Check(t.Context(), sut); err != nil {
				t.Fatal(err)
			}
			if _, err := suite.Check(t.Context(), sut, suite.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%v: %d scenes and %d requests, of which %d and %d are new", role, plain.opens, plain.requests,
			fresh.opens, fresh.requests)
		if fresh.opens >= plain.opens || fresh.requests >= plain.requests {
			t.Errorf("%v: %+v, %+v", role, plain.cost, fresh.cost)
		}
		before := fresh.cost
		r, err := conformance.Check(t.Context(), remembering)
		if err != nil || r.Overall() != conformance.Conformant || fresh.cost != before {
			t.Errorf("%v: again %+v, before %+v: %v", role, fresh.cost, before, r)
		}
	}
}

// A moody softphone shows the message only in some of its sessions.
type moody struct {
	conformance.SUT
	opened int
	wrong  func(opened int) bool
}

func (m *moody) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	m.opened++
	x, err := m.SUT.Open(ctx, s)
	return moodySession{x, m.wrong(m.opened)}, err
}

type moodySession struct {
	conformance.Session
	wrong bool
}

func (x moodySession) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := x.Session.Observe(ctx)
	if p, ok := o.Phones[conformance.A]; ok && x.wrong {
		p.Message = false
		o.Phones[conformance.A] = p
	}
	return o, err
}

// The report is there before anything can go wrong, and is what there is where the kit is told to end.
func TestSavedBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ref := conformance.Reference(conformance.Softphone, pause.Policy{})
	opened := 0
	x, _ := asked(&moody{SUT: ref, wrong: func(int) bool {
		if opened++; opened == 100 {
			cancel()
		}
		return false
	}}, 0, 0)
	var saved []*conformance.Report
	x.save = func(r *conformance.Report, last bool) error { saved = append(saved, r); return nil }
	r, err := x.judge(ctx)
	if !errors.Is(err, context.Canceled) || !r.Unfinished || len(r.Findings) == 0 || len(saved) != 1 || saved[0] != r {
		t.Errorf("got %v, %v, saved %d times", r, err, len(saved))
	}
	if code := exitCode(r, err); code != broke {
		t.Errorf("exit code %d", code)
	}
}

// What happens after the judging changes nothing in the report: a program that does not end, and a file that is full.
func TestReportIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.txt")
	code, out, e := do(t, "stays", "", "run", "-only", "RP-BTN-020", "-o", file, "SELF")
	text, err := os.ReadFile(file)
	if code != broke || out != "" || !strings.Contains(e, "bye") || err != nil || !strings.Contains(string(text),
		"conformant as observed") {
		t.Errorf("got %d, %s%s; %s, %v", code, out, e, text, err)
	}
	if code, out, e = do(t, "reference", "", "run", "-only", "RP-BTN-020", "-o", "/dev/full", "SELF"); code != broke ||
		!strings.Contains(out, "conformant as observed") || !strings.Contains(e, "no space left") {
		t.Errorf("a full disk: got %d, %s%s", code, out, e)
	}
}

// A forgetful softphone never shows the message, or only in a program that has not been in other scenes.
type forgetful struct {
	conformance.SUT
	never func() bool
}

func (f forgetful) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	x, err := f.SUT.Open(ctx, s)
	return forgetfulSession{x, f.never()}, err
}

type forgetfulSession struct {
	conformance.Session
	never bool
}

func (x forgetfulSession) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := x.Session.Observe(ctx)
	if p, ok := o.Phones[conformance.A]; ok && x.never {
		p.Message = false
		o.Phones[conformance.A] = p
	}
	return o, err
}

// What differs is tried again in programs that were just started, and the report says whether it was so again.
func TestAgain(t *testing.T) {
	always, ref := func() bool { return true }, conformance.Reference(conformance.Softphone, pause.Policy{})
	for fresh, want := range map[bool]string{true: "3 of 3 times, each in a program that was just started",
		false: "0 of 3 times in a program that was just started; only after other scenes"} {
		x, _ := asked(forgetful{ref, always}, 0, 0)
		x.extra, x.options = -1, append(x.options, conformance.Only(spec.OPS020))
		x.fresh = forgetful{ref, func() bool { return fresh }}
		r, err := x.judge(t.Context())
		if err != nil || len(r.Causes) != 1 || r.Causes[0].After == fresh || !strings.Contains(r.String(), want) {
			t.Errorf("got %v, %v, want %s", err, r, want)
		}
	}
}

// A program is started for every scene that it is asked for afresh, and none is left.
func TestRestarted(t *testing.T) {
	t.Setenv(subjectVar, "reference")
	started := 0
	s := restarted{nil, func() (*shim.Subject, error) {
		started++
		return shim.Command(t.Context(), os.Args[:1], shim.Options{})
	}}
	for range 2 {
		x, err := s.Open(t.Context(), conformance.Scenario(conformance.Talking))
		if err != nil {
			t.Fatal(err)
		}
		if o, err := x.Observe(t.Context()); err != nil || len(o.Phones) == 0 {
			t.Errorf("got %v, %v", o, err)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
	if started != 2 {
		t.Errorf("it was started %d times", started)
	}
}

// A program that breaks only where the suites bring it is not judged, and the report says why.
func TestBreaksLate(t *testing.T) {
	ref, rules := conformance.Reference(conformance.Softphone, pause.Policy{}), true
	x, _ := asked(broken{ref, func() error {
		if rules {
			return nil
		}
		return errors.New("no such window")
	}}, 0, 0)
	x.options = append(x.options, conformance.Depth(1))
	x.save = func(*conformance.Report, bool) error { rules = false; return nil }
	r, err := x.judge(t.Context())
	if err != nil || r.Overall() != conformance.Unjudged || !strings.Contains(r.String(), "BROKEN open") ||
		!strings.Contains(r.String(), "no such window") {
		t.Errorf("got %v, %v", r, err)
	}
}

// A broken subject cannot be opened.
type broken struct {
	conformance.SUT
	why func() error
}

func (b broken) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	if err := b.why(); err != nil {
		return nil, err
	}
	return b.SUT.Open(ctx, s)
}

// A program that ends a scene when the next one is opened, and says at once what is seen there, is asked two things less
// of every scene.
func TestReopening(t *testing.T) {
	j, d := &judging{extra: -1}, conformance.Reference(conformance.Softphone, pause.Policy{}).Describe()
	closes, reopens := j.forecast(t.Context(), d, false, nil), j.forecast(t.Context(), d, true, nil)
	if reopens.opens != closes.opens || closes.requests-reopens.requests != 2*closes.opens || closes.opens < 200 {
		t.Errorf("got %+v, and %+v for one that reopens", closes, reopens)
	}
}
