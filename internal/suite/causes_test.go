package suite_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// explained judges a subject by everything, and puts its failures together.
func explained(t *testing.T, s conformance.SUT, p conformance.Profile) *conformance.Report {
	t.Helper()
	r, err := conformance.Check(t.Context(), s, conformance.WithProfile(p))
	if err != nil {
		t.Fatal(err)
	}
	found, err := suite.Check(t.Context(), s, suite.Options{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	r.Add(found.Findings...)
	if err := suite.Explain(t.Context(), s, s, r, found.Unruled...); err != nil {
		t.Fatal(err)
	}
	return r
}

// Failures that begin alike are one cause with all their rules, shown by what it needs and no more, and seen again.
func TestCauses(t *testing.T) {
	for _, row := range []struct {
		fault string
		most  int // causes
		rule  spec.ID
		steps int // that show it
		with  int // rules at least
	}{
		{"F14", 2, spec.S2S200, 2, 5}, {"F10", 3, spec.OPS060, 2, 3}, {"F31b", 2, spec.BTN020, 1, 2},
		{"F03", 2, spec.AVL030, 0, 2}, {"F25a", 3, spec.NTF011, 1, 1},
	} {
		f, err := faults.Lookup(row.fault)
		if err != nil {
			t.Fatal(err)
		}
		r := explained(t, f.Subject(), conformance.Core)
		if len(r.Causes) > row.most {
			t.Errorf("%s: got %d causes, want %d: %v", row.fault, len(r.Causes), row.most, r.Causes)
		}
		of := map[spec.ID]int{}
		for _, c := range r.Causes {
			for _, id := range c.Rules {
				of[id]++
			}
			if slices.Contains(c.Rules, row.rule) &&
				(len(c.Failure.Trace) > row.steps || len(c.Rules) < row.with || c.Seen != c.Tried || c.Tried == 0) {
				t.Errorf("%s: got %v", row.fault, c)
			}
		}
		for _, x := range r.Findings {
			if x.Verdict == conformance.Fail != (of[x.Rule] == 1) {
				t.Errorf("%s: %v is %v, and of %d causes", row.fault, x.Rule, x.Verdict, of[x.Rule])
			}
		}
	}
}

// What a button does that nothing locks shows no cause: the manual does not say it, and the reference does nothing.
func TestCausesNeedTheStop(t *testing.T) {
	holds := holdsByClick(screens(func(*conformance.Screen) {}))
	r := explained(t, holds.in(conformance.System), conformance.Core)
	clicked := 0
	for _, c := range r.Causes {
		stopped := false
		for _, e := range c.Failure.Trace {
			stopped = stopped || e.Button == buttons.Toggle
			if e.Button == buttons.Hold {
				clicked++
			}
			if e.Button == buttons.Hold && !stopped {
				t.Errorf("without a stop: %v", c)
			}
		}
	}
	if clicked == 0 {
		t.Errorf("no cause by a click: %v", r.Causes)
	}
}

// Two mistakes that show after the same click are two causes: that a button is not locked has no DTMF sent. What a click
// on that button does is the first one's, in whichever call it was seen.
func TestCausesAreHeldApart(t *testing.T) {
	p := sees(func(o *conformance.Observation) {
		a := o.Phones["A"]
		if a.Buttons = maps.Clone(a.Buttons); a.Message {
			a.Buttons[buttons.Hold] = buttons.Enabled
		}
		o.Phones["A"] = a
	})
	dials := false
	p = holdsByClick(p)
	do, holds, open := p.do, p.see, p.open
	p.open = func(s conformance.Scene) error { dials = false; return open(s) }
	p.do = func(e conformance.Event) error {
		dials = e.Action == conformance.Click && e.Button == buttons.Dial
		return do(e)
	}
	p.see = func(o *conformance.Observation) {
		if holds(o); dials {
			o.DTMF = []string{"A"}
		}
	}
	r := explained(t, p.in(conformance.Softphone), conformance.Core)
	of := map[spec.ID]int{}
	for i, c := range r.Causes {
		for _, id := range c.Rules {
			of[id] = i + 1
		}
		if c.Tried == 0 || c.Seen != c.Tried || len(c.Failure.Trace) > 2 {
			t.Errorf("got %v", c)
		}
	}
	if of[spec.BTN101] == 0 || of[spec.BTN020] == 0 || of[spec.BTN101] == of[spec.BTN020] || len(r.Causes) != 2 {
		t.Errorf("got %v", r.Causes)
	}
}

// What fails only while the kit looks for the first time is said not to have come again.
func TestCausesThatDoNotComeAgain(t *testing.T) {
	library, opened := conformance.Reference(conformance.System, pause.Policy{}), 0
	p := screens(func(s *conformance.Screen) { s.Message = s.Message && opened > 600 })
	p.SUT, p.open = library, func(conformance.Scene) error { opened++; return nil }
	r, err := conformance.Check(t.Context(), p, conformance.Only(spec.OPS020))
	if err != nil {
		t.Fatal(err)
	}
	if opened = 1000; r.Count(conformance.Fail) != 1 {
		t.Fatalf("got %v", r)
	}
	if err := suite.Explain(t.Context(), p, p, r); err != nil || len(r.Causes) != 1 || r.Causes[0].Tried == 0 ||
		r.Causes[0].Seen != 0 {
		t.Errorf("got %v, %v", r.Causes, err)
	}
}

// A difference in a scene that is not guaranteed fails no documented rule; where no other speaks of it, it is reported
// without one, and the subject does not fail by it.
func TestNoRule(t *testing.T) {
	unlocked := screens(func(s *conformance.Screen) {
		for b, v := range s.Buttons {
			if v == buttons.Disabled && s.Message {
				s.Buttons[b] = buttons.Enabled
			}
		}
	})
	inRoom := unlocked.see
	var room bool
	unlocked.see = func(o *conformance.Observation) {
		if room {
			inRoom(o)
		}
	}
	unlocked.open = func(s conformance.Scene) error { room = s.Place == conformance.InRoom; return nil }
	r := explained(t, unlocked.in(conformance.System), conformance.Quirks)
	if r.Overall() != conformance.Conformant || len(r.Causes) == 0 {
		t.Errorf("got %v", r)
	}
	for _, c := range r.Causes {
		if len(c.Rules) != 0 || c.Failure.Scene.Place != conformance.InRoom {
			t.Errorf("got %v", c)
		}
	}
}

// No documented rule is failed where what happens is not guaranteed, whatever is wrong there: of every seeded fault
// that shows only there.
func TestDocumentedRulesNeedDocumentedScenes(t *testing.T) {
	set := suite.StoriesOnly(conformance.System, conformance.Quirks)
	for f := range faults.AllSeeded() {
		if !f.Quirk {
			continue
		}
		r, err := set.Check(context.Background(), f.Subject())
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Findings {
			if rule, _ := spec.Lookup(x.Rule); rule.Support == spec.Documented {
				t.Errorf("%s: got %v", f.ID, x)
			}
		}
		if len(r.Findings)+len(r.Unruled) == 0 {
			t.Errorf("%s: not found", f.ID)
		}
	}
}
