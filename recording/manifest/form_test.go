package manifest_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording/manifest"
)

var update = flag.Bool("update", false, "rewrite testdata")

// The JSON form of a call with one pause is the one in testdata; its names are contract.
func TestForm(t *testing.T) {
	const golden = "testdata/one-pause.json"
	text, err := json.MarshalIndent(onePause(), "", " ")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(golden, append(text, '\n'), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), string(text)+"\n"); diff != "" {
		t.Error(diff)
	}
	m, err := manifest.Read(strings.NewReader(string(want)))
	if diff := cmp.Diff(onePause(), m, same); err != nil || diff != "" {
		t.Errorf("read back: %v, %s", err, diff)
	}
}
