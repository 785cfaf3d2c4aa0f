package replay

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/axe"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
)

// The report is a page that a customer can read.
func TestReportInBrowser(t *testing.T) {
	b := browser{t, axe.Open(t)}
	for _, lang := range []string{"ja", "en"} {
		plain, lying := reportOf(t, save(t, callfiles.PlainOnePause()), lang),
			reportOf(t, save(t, cancelledWhileStopped()), lang)
		t.Run("plain "+lang, func(t *testing.T) { b.with(t).looksWell(plain, lang) })
		t.Run("lying "+lang, func(t *testing.T) { b.with(t).looksWell(lying, lang) })
	}
	plain := reportOf(t, save(t, callfiles.PlainOnePause()), "en")
	t.Run("keyboard", func(t *testing.T) { b.with(t).opensByKeyboard(plain) })
	t.Run("seek", func(t *testing.T) { b.with(t).seeks(plain) })
	t.Run("hostile names", func(t *testing.T) {
		b.with(t).takesNamesForText(reportOf(t, save(t, hostileCall()),
			"en"))
	})
}

// looksWell: in both schemes, on a telephone and on a desk, a page asks nothing of the network, writes no error, does
// not scroll sideways, and axe-core finds nothing in it; all that can be opened is open.
func (b browser) looksWell(page, lang string) {
	b.open(page)
	require.Equal(b.t, lang, axe.Eval[string](b.Browser, "document.documentElement.lang"))
	for _, width := range []int64{390, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			look := fmt.Sprintf("%s, %d pixels", scheme, width)
			b.Look(scheme, width)
			require.True(b.t, axe.Eval[bool](b.Browser, "document.documentElement.scrollWidth <= innerWidth"),
				"%s: the page scrolls sideways", look)
			require.Len(b.t, b.pictures(), 1, "%s: one of the two pictures is shown", look)
			axe.Eval[bool](b.Browser, "document.querySelectorAll('details').forEach(d => d.open = true) ?? true")
			require.True(b.t, axe.Eval[bool](b.Browser, "document.documentElement.scrollWidth <= innerWidth"),
				"%s: the opened page scrolls sideways", look)
			if narrow := width == 390; narrow == (scheme == "dark") { // both widths and both schemes, at half the time
				require.Empty(b.t, b.Violations(), look)
			}
		}
	}
	require.Len(b.t, b.Requests(), 1)
	require.Empty(b.t, b.Errors())
}

// opensByKeyboard: every explanation opens with a key, and the picture that is shown says what it shows.
func (b browser) opensByKeyboard(page string) {
	b.open(page)
	b.Look("light", 1440)
	n := axe.Eval[int](b.Browser, "document.querySelectorAll('summary').length")
	require.Greater(b.t, n, 5)
	for i := range n {
		axe.Eval[bool](b.Browser, fmt.Sprintf("(document.querySelectorAll('summary')[%d].focus(), true)", i))
		b.Do(chromedp.KeyEvent(kb.Enter))
		require.True(b.t, axe.Eval[bool](b.Browser,
			fmt.Sprintf("document.querySelectorAll('summary')[%d].parentElement.open", i)), "summary %d", i)
	}
	require.Contains(b.t, b.pictures()[0], "11.3 s")
}

// pictures returns the names and descriptions of the pictures that are shown.
func (b browser) pictures() []string {
	return axe.Eval[[]string](b.Browser, `[...document.querySelectorAll("svg[role=img]")]
		.filter(s => s.checkVisibility()).map(s =>
		s.getAttribute("aria-labelledby").split(" ").map(id => document.getElementById(id).textContent).join(" | "))`)
}

// seeks: a click on a step's time takes the audio, which is in the page, to that time, and the picture's cursor with
// it.
func (b browser) seeks(page string) {
	b.open(page)
	length := axe.Eval[float64](b.Browser,
		`new Promise(done => {
			const a = document.querySelector("audio")
			a.readyState ? done(a.duration) : a.onloadedmetadata = () => done(a.duration)
		})`, chromedp.EvalAwaitPromise)
	require.InDelta(b.t, 32.401, length, .001)
	axe.Eval[bool](b.Browser, `(document.querySelector("#step-3 .at button").click(), true)`)
	require.InDelta(b.t, 11.6145, axe.Eval[float64](b.Browser, `document.querySelector("audio").currentTime`), .001)
	require.Equal(b.t, "visible", axe.Eval[string](b.Browser,
		`document.querySelector(".wide .cursor").getAttribute("visibility")`))
	require.Empty(b.t, b.Errors())
}

// takesNamesForText: no script of a hostile log runs, neither in the page nor in the picture.
func (b browser) takesNamesForText(page string) {
	b.open(page)
	b.Look("light", 390)
	require.Equal(b.t, 1, axe.Eval[int](b.Browser, "document.scripts.length"))
	require.True(b.t, axe.Eval[bool](b.Browser, "document.documentElement.scrollWidth <= innerWidth"))
	b.open(filepath.Join(filepath.Dir(page), pictureFile))
	require.Equal(b.t, "svg", axe.Eval[string](b.Browser, "document.documentElement.tagName"))
	require.Zero(b.t, axe.Eval[int](b.Browser, "document.querySelectorAll('script').length"))
	require.Empty(b.t, b.Errors())
}

// -update takes the screenshots of the READMEs again: the picture of a report. What is on them depends on the fonts
// of the machine.
func TestScreenshots(t *testing.T) {
	if !*update {
		t.Skip("takes them with -update")
	}
	b := browser{t, axe.Open(t)}
	for _, lang := range []string{"ja", "en"} {
		b.Look("light", 1440)
		b.open(reportOf(t, save(t, realCases["softphone-both-press"]), lang))
		shot := axe.Run(b.Browser, chromedp.Screenshot(chromedp.CSS(".picture.wide")))
		require.NoError(t, os.WriteFile(filepath.Join("..", "..", "..", "docs", "pictures", "replay-"+lang+".png"),
			shot, 0o644))
	}
}

// A browser is one that opens reports.
type browser struct {
	t *testing.T
	*axe.Browser
}

// with returns the browser for a part of a test.
func (b browser) with(t *testing.T) browser { return browser{t, b.With(t)} }

func (b browser) open(path string) { b.Visit((&url.URL{Scheme: "file", Path: path}).String()) }

// reportOf replays a folder and returns where the report is.
func reportOf(t *testing.T, source, lang string) string {
	out := filepath.Join(t.TempDir(), "out")
	var errs strings.Builder
	require.Zero(t, run([]string{"-in", source, "-out", out, "-lang", lang}, &strings.Builder{}, &errs), errs.String())
	return filepath.Join(out, reportFile)
}
