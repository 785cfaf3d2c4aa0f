package conformance_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// The guard is 0 for who is exact to the sample, else the subject's, else the kit's; and the report says which.
func TestWhoseGuard(t *testing.T) {
	for _, row := range []struct {
		name  string
		exact bool
		asks  int64
		want  int64
	}{
		{"exact", true, 80, 0},
		{"the subject's", false, 80, 80},
		{"the widest", false, conformance.MaxGuard, conformance.MaxGuard},
		{"the kit's", false, 0, conformance.Rate / 2},
	} {
		s := around(conformance.System)
		s.describe = func(d *conformance.Description) {
			if d.Guard = row.asks; !row.exact {
				inexact(d)
			}
		}
		if r := check(t, s, conformance.Only(spec.REC010)); r.Guard() != row.want ||
			r.Overall() == conformance.Nonconformant {
			t.Errorf("%s: got a guard of %d, want %d: %v", row.name, r.Guard(), row.want, r)
		}
	}
}

// A leak that is longer than a subject's own guard is seen, and one that is shorter is not.
func TestGuardHidesNoMore(t *testing.T) {
	for guard, want := range map[int64]conformance.Verdict{late - 1: conformance.Fail, late: conformance.Pass} {
		s := around(conformance.System)
		s.describe = func(d *conformance.Description) { inexact(d); d.Guard = guard }
		s.read = func(_ conformance.Scene, r *conformance.Contents) {
			eachTrack(r, func(t *conformance.TrackContents) {
				for i := range t.Segments {
					t.Segments[i].Span = shifted(t.Segments[i].Span)
				}
			})
		}
		if f, _ := check(t, s, conformance.Only(spec.DEF040)).Find(spec.DEF040); f.Verdict != want {
			t.Errorf("a guard of %d: got %v", guard, f)
		}
	}
}

// A report carries the options that it was made with.
func TestReportCarriesItsOptions(t *testing.T) {
	r := check(t, around(conformance.System), conformance.Depth(2), conformance.WithProfile(conformance.Quirks),
		conformance.Only(spec.OPS010))
	if r.Depth != 2 || r.Profile != conformance.Quirks || !slices.Equal(r.Only(), []spec.ID{spec.OPS010}) {
		t.Errorf("got %+v", r)
	}
	if r := check(t, around(conformance.PBX)); r.Depth != 4 || r.Only() != nil {
		t.Errorf("got %+v", r)
	}
}

// What another softphone sends is not taken for A's.
func TestSentIsByParty(t *testing.T) {
	for party, want := range map[string]conformance.Verdict{"B": conformance.Pass, "A": conformance.Fail} {
		s := around(conformance.System)
		s.see = func(_ conformance.Scene, o *conformance.Observation) {
			o.Sent = append(o.Sent, conformance.Sent{Party: party, Verb: pause.Resume},
				conformance.Sent{Party: party, Verb: pause.Stop})
		}
		if f, _ := check(t, s, conformance.Only(spec.OPS080)).Find(spec.OPS080); f.Verdict != want {
			t.Errorf("sent by %s: got %v", party, f)
		}
	}
}

// Who has the page sees the clause in the finding; who has not sees none, and the rest is the same.
func TestFindingQuotesThePage(t *testing.T) {
	f, err := faults.Lookup("F31b")
	if err != nil {
		t.Fatal(err)
	}
	check := func(o ...conformance.Option) conformance.Finding {
		r, err := conformance.Check(t.Context(), f.Subject(), append(o, conformance.Only(spec.BTN020))...)
		if err != nil {
			t.Fatal(err)
		}
		return r.Findings[0]
	}
	without := check(conformance.Page(nil))
	if without.Clause() != "" || strings.Contains(without.In(spec.EN), "quote") {
		t.Errorf("got %v without the page", without)
	}
	path := os.Getenv("RECPAUSE_DOCUMENT")
	if path == "" {
		t.Log("RECPAUSE_DOCUMENT is not set: only the half without the page is tested")
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page, err := spec.ParseDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	with := check(conformance.Page(page))
	if clause, _ := page.Clause(spec.BTN020); with.Clause() != clause || !strings.Contains(with.In(spec.JA), "原文") {
		t.Errorf("got %v with the page", with)
	}
}
