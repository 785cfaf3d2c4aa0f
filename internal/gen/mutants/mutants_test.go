//go:build mutants

package mutants

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/proof"
	"github.com/recpause/recpause/spec"
)

// Every rule has a row on each page, in document order.
func TestEveryRuleHasARow(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `(RP-[A-Z0-9]{3}-[0-9]{3})`")
	for _, lang := range []spec.Lang{spec.JA, spec.EN} {
		var got []string
		for _, m := range row.FindAllStringSubmatch(traceability(lang, nil), -1) {
			got = append(got, m[1])
		}
		var want []string
		for _, id := range allRules() {
			want = append(want, id.String())
		}
		require.Equal(t, want, got, lang)
	}
}

// A rule's cell counts the tables that break the rule and were caught by its own check, and names such faults.
func TestCaught(t *testing.T) {
	own, other := []spec.ID{spec.VIS020}, []spec.ID{spec.VIS021}
	p := page{all: []proof.Mutant{
		{Source: "3.1", Breaks: own, Killed: own},
		{Source: "3.1", Breaks: own, Killed: other},
		{Source: "gate", Breaks: other, Killed: []spec.ID{spec.VIS020, spec.VIS023}},
		{Source: "faults", Fault: "F05", Breaks: own, Killed: own},
		{Source: "faults", Fault: "F06", Breaks: own, Killed: other},
		{Source: "faults", Fault: "F07", Breaks: other, Killed: own},
	}}
	require.Equal(t, "1 / 2 F05", p.caught(spec.VIS020))
	require.Equal(t, "3.1", p.decided(spec.VIS020))
	require.Equal(t, "depends on gate", p.decided(spec.VIS023))
	require.Equal(t, "–", p.decided(spec.VIS022))
}

// A list of rules names a chapter once.
func TestList(t *testing.T) {
	require.Equal(t, "BTN-010 020 · VIS-020 · BTN-030",
		list([]spec.ID{spec.BTN010, spec.BTN020, spec.VIS020, spec.BTN030}))
	require.Empty(t, list(nil))
}
