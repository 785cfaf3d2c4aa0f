package browser_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/storyrunner"
)

// tooWide is what is wider than the page, but for what scrolls in itself.
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
	.filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest(".scroll, .picture"))
	.map(e => e.tagName + "." + e.className + ": " + e.textContent.slice(0, 40))`

// The book of stories is a page for everybody: on a telephone and on a desk, light and dark, it asks nothing of the
// network, does not scroll sideways, and axe-core finds nothing in it; a search leaves what it finds.
func TestBookInBrowser(t *testing.T) {
	b := openChromium(t)
	dir := t.TempDir()
	failing := filepath.Join(dir, "failing.feature")
	require.NoError(t, os.WriteFile(failing, []byte("# language: en\nFeature: x\n  Scenario: y\n    Given operator A is in a call with "+
		"the customer\n    And operator A clicks \"Stop recording\"\n    When operator A clicks \"Hold\"\n    Then the "+
		"state of operator A is \"holding its call\"\n"), 0o644))
	for lang, args := range map[string][]string{"ja": {"-tags", "@RP-BTN-120,@RP-REC-020,@RP-DEF-040"}, "en": {failing}} {
		file := filepath.Join(dir, lang+".html")
		var out bytes.Buffer
		command.Run(append([]string{"stories", "-quiet", "-lang", lang, "-html", file}, args...), &out, &out, storyrunner.Command)
		b.visit("file://" + file)
		for _, width := range []int64{390, 1440} {
			for _, scheme := range []string{"light", "dark"} {
				b.look(scheme, width)
				eval[bool](b, "document.querySelectorAll('details').forEach(d => d.open = true) ?? true")
				require.Empty(t, eval[[]string](b, tooWide), "%s, %s, %d", lang, scheme, width)
				if narrow := width == 390; narrow == (scheme == "dark") { // both widths and both schemes, at half the time
					require.Empty(t, b.violations(), "%s, %s, %d", lang, scheme, width)
				}
			}
		}
		require.Len(t, b.asked(), 1)
		require.Empty(t, b.console())
	}
	b.visit("file://" + filepath.Join(dir, "ja.html"))
	all := eval[int](b, "document.querySelectorAll('article:not([hidden])').length")
	b.do(chromedp.SendKeys(chromedp.CSS("#find"), "カード番号"))
	found := eval[int](b, "document.querySelectorAll('article:not([hidden])').length")
	require.True(t, 0 < found && found < all, "%d of %d", found, all)
}
