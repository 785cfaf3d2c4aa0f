package site

import (
	"html"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	linkTo = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	ids    = regexp.MustCompile(`\bid="([^"]*)"`)
)

// Every link within the site leads to a file of it, and to a place that is there; in both languages there are the same
// pages, most scenarios can be tried, and no page is empty.
func TestLinksOfSite(t *testing.T) {
	files, err := Files(os.DirFS("../../../.."))
	require.NoError(t, err)
	files[Simulator] = nil // which takes a minute to build, and has tests of its own
	tried := 0
	for name, text := range files {
		if !strings.HasSuffix(name, ".html") || strings.Contains(name, "/reports/") || text == nil {
			continue
		}
		require.Greater(t, len(text), 800, name)
		if own, ok := strings.CutPrefix(name, "ja/"); ok {
			require.Contains(t, files, "en/"+own)
		}
		tried += strings.Count(string(text), `href="../simulator.html#/?`)
		for _, m := range linkTo.FindAllStringSubmatch(string(text), -1) {
			to := html.UnescapeString(m[1])
			if strings.Contains(to, "://") || strings.HasPrefix(to, "data:") {
				continue
			}
			file, fragment, _ := strings.Cut(to, "#")
			target := name
			if file != "" {
				target = path.Join(path.Dir(name), file)
			}
			require.Contains(t, files, target, "%s: %s", name, to)
			if fragment == "" || target == Simulator {
				continue
			}
			found := false
			for _, id := range ids.FindAllStringSubmatch(string(files[target]), -1) {
				found = found || html.UnescapeString(id[1]) == fragment
			}
			require.True(t, found, "%s: %s", name, to)
		}
	}
	require.Greater(t, tried, 100)
}
