package vectors

import (
	"io/fs"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/spec/vectors"
)

// The files are what gen vectors makes of the library, byte for byte, and there are no others beside the schema.
func TestFilesAreUpToDate(t *testing.T) {
	names, err := fs.Glob(vectors.FS(), "*")
	require.NoError(t, err)
	files, err := Files()
	require.NoError(t, err)
	require.Len(t, names, len(files)+1)
	for name, want := range files {
		got, err := fs.ReadFile(vectors.FS(), path.Base(name))
		require.NoError(t, err)
		if string(got) != string(want) {
			t.Errorf("%s is not what gen vectors makes of the library: run go generate ./internal/gen", name)
		}
	}
}
