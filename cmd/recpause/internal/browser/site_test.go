package browser_test

import (
	"flag"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/site"
)

var everyPage = flag.Bool("site", false, "look at every page of the site, and not at one of each kind; minutes")

// ofEachKind are a page of each kind. The book and the reports of the site are those that other tests look at.
var ofEachKind = []string{"index.html", "ja/index.html", "en/index.html", "ja/docs/manual-tables.html",
	"en/docs/performance.html"}

// The site is pages for everybody: on a telephone and on a desk, light and dark, they ask nothing of the network, do not
// scroll sideways, and axe-core finds nothing in them.
func TestSiteInBrowser(t *testing.T) {
	b := clicker{t, openChromium(t), "", ""}
	files, err := site.Files(os.DirFS("../../../.."))
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "site")
	require.NoError(t, files.Write(dir))
	open := func(name string) {
		b.visit((&url.URL{Scheme: "file", Path: filepath.Join(dir, filepath.FromSlash(name))}).String())
	}
	looks := []struct {
		scheme string
		width  int64
	}{{"light", 390}, {"dark", 1440}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(name, ".html") || !*everyPage && !slices.Contains(ofEachKind, name) {
			continue
		}
		open(name)
		for _, u := range b.asked() {
			require.Equal(t, "file", u.Scheme, "a request to the network")
		}
		require.Empty(t, b.console(), name) // axe-core would write to it: the pages let it read no style sheet
		seen := looks
		if !*everyPage { // by turns
			looks[0], looks[1] = looks[1], looks[0]
			seen = looks[:1]
		}
		for _, look := range seen {
			b.look(look.scheme, look.width)
			b.is("document.querySelectorAll('details').forEach(d => d.open = true) ?? true")
			require.Empty(t, eval[[]string](b.chromium, tooWide), "%s, %+v", name, look)
			require.Empty(t, b.violations(), "%s, %+v", name, look)
		}
	}
	open("ja/index.html")
	b.do(chromedp.SendKeys(chromedp.CSS("#words"), "ビープ音 録音再開"))
	require.NotEmpty(t, b.text("#found li a"))
	require.Empty(t, b.violations())
}
