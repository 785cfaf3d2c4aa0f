package power

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/spec"
)

// The suites for the profile core find every single fault that can be seen, and the page has a row for each. Quirks
// take longer: make power asks.
func TestCoreFindsEverythingVisible(t *testing.T) {
	var f findings
	for _, s := range core {
		m, err := measured(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		f.measures = append(f.measures, m)
	}
	if err := f.missed(); err != nil {
		t.Error(err)
	}
	p := &page{findings: f}
	p.powers()
	if got, want := strings.Count(p.String(), "\n"), len(core)+2; got != want {
		t.Errorf("got %d rows, want %d", got, want)
	}
}

// A fault that can be seen and is not found is missed, and so is a seeded fault that no check fails.
func TestMissed(t *testing.T) {
	found := findings{measures: []measure{{power: suite.Power{Visible: 2, Killed: 2}}},
		seeded: []seeded{{byRule: true}}}
	if err := found.missed(); err != nil {
		t.Errorf("got %v, want nothing missed", err)
	}
	for _, f := range []findings{{measures: []measure{{power: suite.Power{Visible: 2, Killed: 1}}}},
		{seeded: []seeded{{}}}} {
		if f.missed() == nil {
			t.Errorf("%+v: got nothing missed", f)
		}
	}
}

// A fault is asked of every check and of the suites, and what fails it is kept.
func TestJudged(t *testing.T) {
	plan, err := suite.New(t.Context(), conformance.System, spec.Screen|spec.RecorderState, suite.Options{First: true})
	if err != nil {
		t.Fatal(err)
	}
	for id, bySuite := range map[string]bool{"F14": true, "F33": false} {
		f, _ := faults.Lookup(id)
		k, err := judged(t.Context(), f, plan)
		if err != nil || k.bySuite != bySuite || !k.byRule {
			t.Errorf("%s: got %+v, %v", id, k, err)
		}
	}
}

// Both pages say the same: as many sections, rows and points in each language.
func TestPagesHaveOneShape(t *testing.T) {
	f := findings{measures: []measure{{subject: core[0]}}}
	for fault := range faults.All() {
		f.seeded = append(f.seeded, seeded{fault.ID, true, true})
	}
	if _, err := markdown.Pair("page", func(lang spec.Lang) string { return write(f, lang) }); err != nil {
		t.Error(err)
	}
}
