package callfiles

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the dead have left is removed, and nothing else is: not what a living process is filling, and no folder that
// nobody knows.
func TestLeftoversOfTheDeadAreRemoved(t *testing.T) {
	beside := t.TempDir()
	dead, err := NewTemp(beside)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dead.Dir, "A.wav"), []byte("said"), 0o644))
	require.NoError(t, dead.lock.Close()) // as when its process ends
	alive, err := NewTemp(beside)
	require.NoError(t, err)
	foreign := filepath.Join(beside, tempPrefix+"notes")
	require.NoError(t, os.Mkdir(foreign, 0o755))
	linked := filepath.Join(beside, tempPrefix+"linked")
	require.NoError(t, os.Symlink(foreign, linked))
	RemoveLeftovers(beside)
	require.NoDirExists(t, dead.Dir)
	require.DirExists(t, alive.Dir)
	require.DirExists(t, foreign)
	require.NoError(t, alive.Remove())
	require.NoDirExists(t, alive.Dir)
}
