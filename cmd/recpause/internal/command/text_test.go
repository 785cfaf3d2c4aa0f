package command_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/spec"
)

// A text of 64 MiB is read, and one that is a byte longer is refused, in both languages and with its name.
func TestLongestText(t *testing.T) {
	name := filepath.Join(t.TempDir(), "long")
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	require.NoError(t, os.Truncate(name, 64<<20))
	text, err := command.ReadText(name)
	require.NoError(t, err)
	require.Len(t, text, 64<<20)
	require.NoError(t, os.Truncate(name, 64<<20+1))
	_, err = command.ReadText(name)
	require.EqualError(t, err, name+": larger than 64 MiB, and not read")
	require.Equal(t, name+": 64 MiBを超えているため、読み込みません", command.In(spec.JA, err))
}
