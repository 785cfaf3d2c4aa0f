package docs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// Every generated page is what the tables and the model say now; make docs rewrites it.
func TestPagesAreUpToDate(t *testing.T) {
	const root = "../../.."
	pages, err := Files(root)
	require.NoError(t, err)
	require.Contains(t, pages, architecture)
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is not what make docs writes (-want +got):\n%s", name, diff)
		}
	}
}
