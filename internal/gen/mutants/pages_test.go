package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/proof"
	"github.com/recpause/recpause/spec"
)

const root = "../../.."

// The pages are what the rules and our source say now, but for the numbers, which make mutants measures.
func TestPagesAreUpToDate(t *testing.T) {
	pages, err := pages(root, nil)
	require.NoError(t, err)
	for name, want := range pages {
		text, err := os.ReadFile(filepath.Join(root, "docs", name))
		require.NoError(t, err)
		got, lines := strings.Split(string(text), "\n"), strings.Split(want, "\n")
		if len(got) != len(lines) {
			t.Errorf("%s: got %d lines, want %d; run make mutants", name, len(got), len(lines))
			continue
		}
		for i, line := range lines {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(line), unknown, "[^|]*")
			if !regexp.MustCompile("^" + pattern + "$").MatchString(got[i]) {
				t.Errorf("%s:%d: run make mutants\n got %s\nwant %s", name, i+1, got[i], strings.ReplaceAll(line, unknown, "…"))
			}
		}
	}
}

// Every rule has a row on each page, in document order.
func TestEveryRuleHasARow(t *testing.T) {
	pages, err := pages(root, nil)
	require.NoError(t, err)
	row := regexp.MustCompile("(?m)^\\| `(RP-[A-Z0-9]{3}-[0-9]{3})`")
	for name, text := range pages {
		var got []string
		for _, m := range row.FindAllStringSubmatch(text, -1) {
			got = append(got, m[1])
		}
		var want []string
		for _, id := range allRules() {
			want = append(want, id.String())
		}
		require.Equal(t, want, got, name)
	}
}

// The check of every rule that has one is found, and no other.
func TestEveryCheckIsFound(t *testing.T) {
	s, err := read(os.DirFS(root))
	require.NoError(t, err)
	for _, id := range conformance.Rules() {
		if s.checks[id] == "" {
			t.Errorf("%v: its check is not found", id)
		}
	}
	require.Len(t, s.checks, len(conformance.Rules()))
}

// A rule's cell counts the tables that break the rule and were caught by its own check, and names such faults.
func TestCaught(t *testing.T) {
	own, other := []spec.ID{spec.VIS020}, []spec.ID{spec.VIS021}
	p := page{all: []proof.Mutant{
		{Source: "3.1", Breaks: own, Killed: own},
		{Source: "3.1", Breaks: own, Killed: other},
		{Source: "gate", Breaks: other, Killed: own},
		{Source: "faults", Fault: "F05", Breaks: own, Killed: own},
		{Source: "faults", Fault: "F06", Breaks: own, Killed: other},
		{Source: "faults", Fault: "F07", Breaks: other, Killed: own},
	}}
	require.Equal(t, "1 / 2 F05", p.caught(spec.VIS020))
	require.Equal(t, "depends on 3.1, gate", p.depends(spec.VIS020))
	require.Equal(t, "depends on no table", p.depends(spec.VIS022))
}

// A list of rules names a chapter once.
func TestList(t *testing.T) {
	require.Equal(t, "BTN-010 020 · VIS-020 · BTN-030", list([]spec.ID{spec.BTN010, spec.BTN020, spec.VIS020, spec.BTN030}))
	require.Empty(t, list(nil))
}

// Pages are written into a folder beside our source, and nowhere where there is none.
func TestWriteNeedsTheFolder(t *testing.T) {
	require.ErrorIs(t, write(filepath.Join(t.TempDir(), "none"), nil), os.ErrNotExist)
}
