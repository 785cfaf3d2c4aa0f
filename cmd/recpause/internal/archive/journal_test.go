package archive

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A file that is no journal stays as it is, whether its last line has an end or not; one whose first line was being
// written when its run was killed begins anew.
func TestFilesThatAreNoJournals(t *testing.T) {
	for text, ours := range map[string]bool{
		"": true, "{": true, `{"format":"recpause-arch`: true, `{"format":"recpause-archive/1","run":"r","pl`: true,
		`{"mine":1}`: false, "mine": false, "mine\n": false, `{"format":"recpause-archive/2"`: false, "{}\n{": false,
	} {
		name := filepath.Join(t.TempDir(), journalName)
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		j, err := openJournal(filepath.Dir(name), Plan{Archive: "a"}, "r")
		require.Equal(t, ours, err == nil, "%q: %v", text, err)
		if err == nil {
			require.NoError(t, j.close())
			continue
		}
		left, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, text, string(left))
	}
}

// A journal is held in memory no further than from one mark to the next, and so much of that.
func TestJournalsWithoutMarks(t *testing.T) {
	head := `{"format":"recpause-archive/1","run":"r","plan":{"archive":"a"}}` + "\n"
	result := `{"result":{"key":"` + strings.Repeat("k", 1<<20) + `"}}` + "\n"
	many := func(n int) io.Reader {
		parts := []io.Reader{strings.NewReader(head)}
		for range n {
			parts = append(parts, strings.NewReader(result))
		}
		return io.MultiReader(append(parts, strings.NewReader(`{"mark":{"last":"k","results":1}}`+"\n"))...)
	}
	got := 0
	count := func(record) error { got++; return nil }
	_, _, _, err := scan(many(10), count)
	require.NoError(t, err)
	require.Equal(t, 10, got)
	_, _, _, err = scan(many(mostPending>>20), count)
	require.ErrorIs(t, err, errNoJournal)
	require.Equal(t, 10, got)
	_, _, _, err = scan(io.MultiReader(strings.NewReader(head), bytes.NewReader(make([]byte, 65<<20))), count)
	require.ErrorIs(t, err, errNoJournal, "a line without an end")
}
