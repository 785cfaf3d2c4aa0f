package browser_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
)

// The report is a page that a customer can read.
func TestReportInBrowser(t *testing.T) {
	b := reader{t, openChromium(t)}
	for _, lang := range []string{"ja", "en"} {
		plain, lying := reportOf(t, save(t, callfiles.PlainOnePause()), lang),
			reportOf(t, cancelledWhileStopped(t), lang)
		t.Run("plain "+lang, func(t *testing.T) { b.with(t).looksWell(plain, lang) })
		t.Run("lying "+lang, func(t *testing.T) { b.with(t).looksWell(lying, lang) })
	}
	plain := reportOf(t, save(t, callfiles.PlainOnePause()), "en")
	t.Run("keyboard", func(t *testing.T) { b.with(t).opensByKeyboard(plain) })
	t.Run("seek", func(t *testing.T) { b.with(t).seeks(plain) })
	t.Run("hostile names", func(t *testing.T) {
		b.with(t).takesNamesForText(reportOf(t, hostileCall(t), "en"))
	})
}

// looksWell: in both schemes, on a telephone and on a desk, a page asks nothing of the network, writes no error, does
// not scroll sideways, and axe-core finds nothing in it; all that can be opened is open.
func (b reader) looksWell(page, lang string) {
	b.open(page)
	require.Equal(b.t, lang, eval[string](b.chromium, "document.documentElement.lang"))
	for _, width := range []int64{390, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			look := fmt.Sprintf("%s, %d pixels", scheme, width)
			b.look(scheme, width)
			require.True(b.t, eval[bool](b.chromium, "document.documentElement.scrollWidth <= innerWidth"),
				"%s: the page scrolls sideways", look)
			require.Len(b.t, b.pictures(), 1, "%s: one of the two pictures is shown", look)
			eval[bool](b.chromium, "document.querySelectorAll('details').forEach(d => d.open = true) ?? true")
			require.True(b.t, eval[bool](b.chromium, "document.documentElement.scrollWidth <= innerWidth"),
				"%s: the opened page scrolls sideways", look)
			if narrow := width == 390; narrow == (scheme == "dark") { // both widths and both schemes, at half the time
				require.Empty(b.t, b.violations(), look)
			}
		}
	}
	require.Len(b.t, b.asked(), 1)
	require.Empty(b.t, b.console())
}

// opensByKeyboard: every explanation opens with a key, and the picture that is shown says what it shows.
func (b reader) opensByKeyboard(page string) {
	b.open(page)
	b.look("light", 1440)
	n := eval[int](b.chromium, "document.querySelectorAll('summary').length")
	require.Greater(b.t, n, 5)
	for i := range n {
		eval[bool](b.chromium, fmt.Sprintf("(document.querySelectorAll('summary')[%d].focus(), true)", i))
		b.do(chromedp.KeyEvent(kb.Enter))
		require.True(b.t, eval[bool](b.chromium,
			fmt.Sprintf("document.querySelectorAll('summary')[%d].parentElement.open", i)), "summary %d", i)
	}
	require.Contains(b.t, b.pictures()[0], "11.3 s")
}

// pictures returns the names and descriptions of the pictures that are shown.
func (b reader) pictures() []string {
	return eval[[]string](b.chromium, `[...document.querySelectorAll("svg[role=img]")]
		.filter(s => s.checkVisibility()).map(s =>
		s.getAttribute("aria-labelledby").split(" ").map(id => document.getElementById(id).textContent).join(" | "))`)
}

// seeks: a click on a step's time takes the audio, which is in the page, to that time, and the picture's cursor with
// it.
func (b reader) seeks(page string) {
	b.open(page)
	length := eval[float64](b.chromium,
		`new Promise(done => {
			const a = document.querySelector("audio")
			a.readyState ? done(a.duration) : a.onloadedmetadata = () => done(a.duration)
		})`, chromedp.EvalAwaitPromise)
	require.InDelta(b.t, 32.401, length, .001)
	eval[bool](b.chromium, `(document.querySelector("#step-3 .at button").click(), true)`)
	require.InDelta(b.t, 11.6145, eval[float64](b.chromium, `document.querySelector("audio").currentTime`), .001)
	require.Equal(b.t, "visible", eval[string](b.chromium,
		`document.querySelector(".wide .cursor").getAttribute("visibility")`))
	require.Empty(b.t, b.console())
}

// takesNamesForText: no script of a hostile log runs, neither in the page nor in the picture.
func (b reader) takesNamesForText(page string) {
	b.open(page)
	b.look("light", 390)
	require.Equal(b.t, 1, eval[int](b.chromium, "document.scripts.length"))
	require.True(b.t, eval[bool](b.chromium, "document.documentElement.scrollWidth <= innerWidth"))
	b.open(filepath.Join(filepath.Dir(page), "timeline.svg"))
	require.Equal(b.t, "svg", eval[string](b.chromium, "document.documentElement.tagName"))
	require.Zero(b.t, eval[int](b.chromium, "document.querySelectorAll('script').length"))
	require.Empty(b.t, b.console())
}

// -update takes the screenshots of the READMEs again: the picture of a report. What is on them depends on the fonts
// of the machine.
func TestScreenshotsOfReport(t *testing.T) {
	if !*update {
		t.Skip("takes them with -update")
	}
	b := reader{t, openChromium(t)}
	for _, lang := range []string{"ja", "en"} {
		b.look("light", 1440)
		b.open(reportOf(t, "../replay/testdata/softphone-both-press", lang))
		shot := get(b.chromium, chromedp.Screenshot(chromedp.CSS(".picture.wide")))
		require.NoError(t, os.WriteFile(filepath.Join("..", "..", "..", "..", "docs", "pictures", "replay-"+lang+".png"),
			shot, 0o644))
	}
}

// A reader is a browser that opens reports.
type reader struct {
	t *testing.T
	*chromium
}

// with returns the reader for a part of a test.
func (b reader) with(t *testing.T) reader { return reader{t, b.chromium.with(t)} }

func (b reader) open(path string) { b.visit((&url.URL{Scheme: "file", Path: path}).String()) }
