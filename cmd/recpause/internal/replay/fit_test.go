package replay

import (
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"
)

// A table is no wider than the terminal, down to what its columns need, and says all that it says without one.
func TestTableFitsTheTerminal(t *testing.T) {
	text.OverrideRuneWidthEastAsianWidth(false)
	make := func() table.Writer {
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.Style().Format.Header = text.FormatDefault
		t.AppendHeader(table.Row{"時刻", "できごと", "operatorの画面", "実際の録音", "根拠"})
		t.AppendRow(table.Row{"0:11.614", "operatorが「録音停止」を押す", "通話中 「録音再開」\n「録音が停止状態です」",
			"停止中\n♪ operator, customer（録音：customer）", "RP-OPS-010 RP-OPS-020"})
		return t
	}
	plain := func(s string) (all string) {
		for _, r := range s {
			if !strings.ContainsRune(" \n│─┌┬┐├┼┤└┴┘", r) {
				all += string(r)
			}
		}
		return all
	}
	whole := make().Render()
	require.Equal(t, whole, fit(make(), 0))
	require.Equal(t, whole, fit(make(), 500))
	for width := 70; width < 140; width++ {
		got := fit(make(), width)
		for line := range strings.SplitSeq(got, "\n") {
			require.LessOrEqual(t, text.StringWidth(line), width, got)
		}
		require.Len(t, plain(got), len(plain(whole)), got)
	}
	require.NotPanics(t, func() { fit(make(), 3) })
}
