package conformance_test

import (
	"os"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/spec"
)

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
	if without.Clause != "" || strings.Contains(without.In(spec.EN), "quote") {
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
	if clause, _ := page.Clause(spec.BTN020); with.Clause != clause || !strings.Contains(with.In(spec.JA), "原文") {
		t.Errorf("got %v with the page", with)
	}
}
