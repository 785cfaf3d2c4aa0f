// Package browser_test opens the pages of simulate and of replay in headless Chromium, as who uses them does, and asks
// axe-core whether everybody can.
package browser_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed axe.min.js
var script string

// askAxe runs axe-core over the page and returns what it finds, and where.
const askAxe = `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v =>
	v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`

// violations returns what axe-core finds wrong with the page as it is, and where.
func (b *chromium) violations() []string {
	b.t.Helper()
	if !eval[bool](b, `"axe" in window`) {
		b.do(chromedp.Evaluate[chromedp.Void](script))
	}
	return eval[[]string](b, askAxe, chromedp.EvalAwaitPromise)
}

// A chromium is Chromium with one page, and what that page has done since it was opened. Whatever fails ends the test.
type chromium struct {
	t   *testing.T
	ctx context.Context
	*sightings
}

// The browser is started by the first test that needs it, and is there for all of them. It finds nobody but this
// machine, as where there is no network at all.
var browser struct {
	start sync.Once
	ctx   context.Context
	err   error
	end   []func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range browser.end {
		end()
	}
	os.Exit(code)
}

// openChromium opens a page in the browser. Without Chromium the test is skipped, or fails where RECPAUSE_TOOLS says
// that tools are required.
func openChromium(t *testing.T) *chromium {
	t.Helper()
	path := executable(t)
	browser.start.Do(func() {
		options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun,
			chromedp.NoDefaultBrowserCheck, chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")}
		if os.Geteuid() == 0 {
			options = append(options, chromedp.NoSandbox) // Chromium has none for root
		}
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, quit := chromedp.NewContext(allocator)
		browser.ctx, browser.end = ctx, []func(){quit, stop}
		browser.err = chromedp.Do(ctx, chromedp.Navigate("about:blank"))
	})
	if browser.err != nil {
		t.Fatal(browser.err)
	}
	return newPage(t, browser.ctx)
}

// tab opens another page of the same browser.
func (b *chromium) tab() *chromium {
	b.t.Helper()
	return newPage(b.t, b.ctx)
}

// with returns the browser for a part of a test.
func (b *chromium) with(t *testing.T) *chromium { return &chromium{t, b.ctx, b.sightings} }

// visit opens an address, and forgets what was seen of the page before.
func (b *chromium) visit(address string) {
	b.t.Helper()
	b.forget()
	b.do(chromedp.Navigate(address))
}

// look shows the page in a colour scheme, light or dark, on a screen of a width in pixels.
func (b *chromium) look(scheme string, width int64) {
	b.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	b.must(err)
	b.do(chromedp.EmulateViewport(width, 900))
}

// withoutScript loads pages from now on as where JavaScript is switched off.
func (b *chromium) withoutScript() {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true})
	b.must(err)
}

// do does something in the page.
func (b *chromium) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, steps...))
}

// eval runs a script in the page and returns its result.
func eval[T any](b *chromium, script string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	return get(b, chromedp.Evaluate[T](script, options...))
}

// get does something in the page and returns its result.
func get[T any](b *chromium, a chromedp.Action[T]) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, a)
	b.must(err)
	return result
}

// navigate does something that leads to another page, and waits for that one.
func navigate(b *chromium, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	_, err := chromedp.RunResponse(b.ctx, steps...)
	b.must(err)
}

func (b *chromium) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func newPage(t *testing.T, parent context.Context) *chromium {
	t.Helper()
	ctx, closePage := chromedp.NewContext(parent)
	t.Cleanup(closePage)
	b := &chromium{t, ctx, &sightings{}}
	b.must(chromedp.Listen(ctx, b.note))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	b.must(err)
	return b
}

func executable(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("RECPAUSE_TOOLS") == "required" {
		t.Fatal("chromium is not installed, and RECPAUSE_TOOLS=required")
	}
	t.Skip("chromium is not installed (Debian's package: chromium)")
	return ""
}

// sightings are the requests and the errors of a page.
type sightings struct {
	sync.Mutex
	requests, errors []string
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

// forget forgets what was seen of the page.
func (s *sightings) forget() {
	s.Lock()
	defer s.Unlock()
	s.requests, s.errors = nil, nil
}

// console returns what the page has written to its console, and what went wrong in it.
func (s *sightings) console() []string {
	s.Lock()
	defer s.Unlock()
	return s.errors
}

// asked returns the address of everything that the page has asked for, but for data that it has in itself.
func (s *sightings) asked() (addresses []url.URL) {
	s.Lock()
	defer s.Unlock()
	for _, request := range s.requests {
		if u, err := url.Parse(request); err == nil && !strings.HasPrefix(request, "data:") {
			addresses = append(addresses, *u)
		}
	}
	return addresses
}
