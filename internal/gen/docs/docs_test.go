package docs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/spec"
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

// The page of the manual's tables has every remark of tables 3.1 and 3.2, the note below 3.1, and all that chapter 5 says
// of the four functions and of speech-to-text.
func TestManualTablesDropNothing(t *testing.T) {
	want := []spec.ID{spec.VIS023, spec.WAR020, spec.WAR021, spec.BTN081, spec.BTN091, spec.BTN101, spec.VIS040,
		spec.VIS041, spec.VIS042, spec.REC050}
	for r := range spec.Rules() {
		if r.Place.Section == "§5" && r.Support != spec.Informative {
			want = append(want, r.ID)
		}
	}
	for _, lang := range []spec.Lang{spec.EN, spec.JA} {
		page := manualTables(lang)
		for _, id := range want {
			if text := id.String(); !strings.Contains(page, "`"+text+"`") {
				t.Errorf("%v: %s is not on the page: %s", lang, text, id.Says(lang))
			}
		}
	}
}
