package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/examples/internal/cases"
)

// The report is a page that a customer can read.
func TestReportInBrowser(t *testing.T) {
	b := openBrowser(t)
	for _, lang := range []string{"ja", "en"} {
		plain, lying := reportOf(t, save(t, cases.PlainOnePause()), lang), reportOf(t, save(t, cancelledWhileStopped()), lang)
		t.Run("plain "+lang, func(t *testing.T) { b.with(t).looksWell(plain, lang) })
		t.Run("lying "+lang, func(t *testing.T) { b.with(t).looksWell(lying, lang) })
	}
	plain := reportOf(t, save(t, cases.PlainOnePause()), "en")
	t.Run("keyboard", func(t *testing.T) { b.with(t).opensByKeyboard(plain) })
	t.Run("seek", func(t *testing.T) { b.with(t).seeks(plain) })
	t.Run("hostile names", func(t *testing.T) { b.with(t).takesNamesForText(reportOf(t, save(t, hostileCall()), "en")) })
}

// looksWell: in both schemes, on a telephone and on a desk, a page asks nothing of the network, writes no error, does not scroll
// sideways, and axe-core finds nothing in it; all that can be opened is open.
func (b *browser) looksWell(page, lang string) {
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	require.NoError(b.t, err)
	b.open(page)
	require.Equal(b.t, lang, eval[string](b, "document.documentElement.lang"))
	b.do(chromedp.Evaluate[chromedp.Void](string(axe)))
	for _, width := range []int64{390, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			look := fmt.Sprintf("%s, %d pixels", scheme, width)
			b.emulate(scheme, width)
			require.True(b.t, eval[bool](b, "document.documentElement.scrollWidth <= innerWidth"), "%s: the page scrolls sideways", look)
			require.Len(b.t, b.pictures(), 1, "%s: one of the two pictures is shown", look)
			eval[bool](b, "document.querySelectorAll('details').forEach(d => d.open = true) ?? true")
			require.True(b.t, eval[bool](b, "document.documentElement.scrollWidth <= innerWidth"), "%s: the opened page scrolls sideways", look)
			if narrow := width == 390; narrow == (scheme == "dark") { // both widths and both schemes, at half the time
				require.Empty(b.t, eval[[]string](b, violations, chromedp.EvalAwaitPromise), look)
			}
		}
	}
	require.Equal(b.t, []string{"file"}, b.seen.schemes())
	require.Empty(b.t, b.seen.errors)
}

// violations runs axe-core over the page and returns what it finds, and where.
const violations = `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`

// opensByKeyboard: every explanation opens with a key, and the picture that is shown says what it shows.
func (b *browser) opensByKeyboard(page string) {
	b.open(page)
	b.emulate("light", 1440)
	n := eval[int](b, "document.querySelectorAll('summary').length")
	require.Greater(b.t, n, 5)
	for i := range n {
		eval[bool](b, fmt.Sprintf("(document.querySelectorAll('summary')[%d].focus(), true)", i))
		b.do(chromedp.KeyEvent(kb.Enter))
		require.True(b.t, eval[bool](b, fmt.Sprintf("document.querySelectorAll('summary')[%d].parentElement.open", i)), "summary %d", i)
	}
	require.Contains(b.t, b.pictures()[0], "11.3 s")
}

// pictures returns the names and descriptions of the pictures that are shown.
func (b *browser) pictures() []string {
	return eval[[]string](b, `[...document.querySelectorAll("svg[role=img]")].filter(s => s.checkVisibility()).map(s =>
		s.getAttribute("aria-labelledby").split(" ").map(id => document.getElementById(id).textContent).join(" | "))`)
}

// seeks: a click on a step's time takes the audio, which is in the page, to that time, and the picture's cursor with it.
func (b *browser) seeks(page string) {
	b.open(page)
	length := eval[float64](b, `new Promise(done => { const a = document.querySelector("audio"); a.readyState ? done(a.duration) : a.onloadedmetadata = () => done(a.duration) })`, chromedp.EvalAwaitPromise)
	require.InDelta(b.t, 32.401, length, .001)
	eval[bool](b, `(document.querySelector("#step-3 .at button").click(), true)`)
	require.InDelta(b.t, 11.6145, eval[float64](b, `document.querySelector("audio").currentTime`), .001)
	require.Equal(b.t, "visible", eval[string](b, `document.querySelector(".wide .cursor").getAttribute("visibility")`))
	require.Empty(b.t, b.seen.errors)
}

// takesNamesForText: no script of a hostile log runs, neither in the page nor in the picture.
func (b *browser) takesNamesForText(page string) {
	b.open(page)
	b.emulate("light", 390)
	require.Equal(b.t, 1, eval[int](b, "document.scripts.length"))
	require.True(b.t, eval[bool](b, "document.documentElement.scrollWidth <= innerWidth"))
	b.open(filepath.Join(filepath.Dir(page), pictureFile))
	require.Equal(b.t, "svg", eval[string](b, "document.documentElement.tagName"))
	require.Zero(b.t, eval[int](b, "document.querySelectorAll('script').length"))
	require.Empty(b.t, b.seen.errors)
}

// reportOf replays a folder and returns where the report is.
func reportOf(t *testing.T, source, lang string) string {
	out := filepath.Join(t.TempDir(), "out")
	var errs strings.Builder
	require.Zero(t, run([]string{"-in", source, "-out", out, "-lang", lang}, &strings.Builder{}, &errs), errs.String())
	return filepath.Join(out, reportFile)
}

// A browser is Chromium with one page, and what that page did.
type browser struct {
	t    *testing.T
	ctx  context.Context
	seen *sightings
}

// sightings are the requests and the errors of a page.
type sightings struct {
	sync.Mutex
	requests, errors []string
}

// openBrowser starts Chromium. Without it the test is skipped, or fails where RECPAUSE_TOOLS says that tools are required.
func openBrowser(t *testing.T) *browser {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" && os.Getenv("RECPAUSE_TOOLS") == "required" {
		t.Fatal("chromium is not installed, and RECPAUSE_TOOLS=required")
	}
	if path == "" {
		t.Skip("chromium is not installed (Debian's package: chromium)")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has none for root
	}
	parent, cancel := context.WithTimeout(context.Background(), time.Minute)
	allocator, stop := chromedp.NewExecAllocator(parent, options...)
	ctx, closePage := chromedp.NewContext(allocator)
	t.Cleanup(func() { closePage(); stop(); cancel() })
	b := &browser{t: t, ctx: ctx, seen: &sightings{}}
	require.NoError(t, chromedp.Listen(ctx, b.seen.note))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	return b
}

// note takes down what a page asks for, and what goes wrong in it.
func (s *sightings) note(event any) {
	s.Lock()
	defer s.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		s.requests = append(s.requests, e.Request.URL)
	case *runtime.EventConsoleAPICalled:
		text, _ := json.Marshal(e.Args)
		s.errors = append(s.errors, string(text))
	case *runtime.EventExceptionThrown:
		s.errors = append(s.errors, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		s.errors = append(s.errors, e.Entry.Text)
	}
}

// schemes returns the schemes of all requests but those for data that a page has in itself.
func (s *sightings) schemes() (schemes []string) {
	s.Lock()
	defer s.Unlock()
	for _, request := range s.requests {
		if scheme, _, _ := strings.Cut(request, ":"); scheme != "data" {
			schemes = append(schemes, scheme)
		}
	}
	return schemes
}

// with returns the browser for a part of a test.
func (b *browser) with(t *testing.T) *browser { return &browser{t, b.ctx, b.seen} }

func (b *browser) open(path string) {
	b.seen.Lock()
	b.seen.requests, b.seen.errors = nil, nil
	b.seen.Unlock()
	b.do(chromedp.Navigate((&url.URL{Scheme: "file", Path: path}).String()))
}

func (b *browser) emulate(scheme string, width int64) {
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	require.NoError(b.t, err)
	b.do(chromedp.EmulateViewport(width, 900))
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, steps...))
}

// eval runs a script in the page and returns its result.
func eval[T any](b *browser, script string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, options...))
	require.NoError(b.t, err, script)
	return result
}
