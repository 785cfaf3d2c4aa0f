package replay

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a killed run has left beside the output or in it is removed by the next one.
func TestLeftoversAreRemoved(t *testing.T) {
	in := save(t, folder(audioOf(5000), header, invite, answer, stop, resume, hangup))
	out := filepath.Join(t.TempDir(), "out")
	for _, beside := range []string{filepath.Dir(out), out} { // the output is not there yet, and is there
		left := filepath.Join(beside, ".recpause-1")
		require.NoError(t, os.MkdirAll(left, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(left, "lock"), nil, 0o644))
		require.Zero(t, run([]string{"-in", in, "-out", out}, &bytes.Buffer{}, os.Stderr))
		require.NoDirExists(t, left)
	}
}

// Wherever a replay is killed while it moves files, the next one knows what it finds as that of a replay.
func TestKilledAmongMovesIsKnownToTheNext(t *testing.T) {
	samples := audioOf(9000)
	samples["T"] = ramp(9000, 4000)
	in := save(t, folder(samples, twoPhones, invite, answer, begin, answered, stopped, cancelled))
	out := filepath.Join(t.TempDir(), "out")
	replayAll := func() []string {
		require.Zero(t, run([]string{"-in", in, "-out", out}, &bytes.Buffer{}, os.Stderr))
		files, err := list(out)
		require.NoError(t, err)
		return files
	}
	whole := replayAll()
	for killed := range whole {
		gone := slices.Clone(marksFirst(whole))
		slices.Reverse(gone)
		for _, name := range gone[:killed] {
			require.NoError(t, os.Remove(filepath.Join(out, name)))
		}
		require.Equal(t, whole, replayAll(), "killed after %d moves", killed)
	}
}
