// Package axe opens pages in headless Chromium for tests, and asks axe-core whether everybody can
// use them.
package axe

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
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed axe.min.js
var script string

// violations runs axe-core over the page and returns what it finds, and where.
const violations = `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v =>
	v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`

// Violations returns what axe-core finds wrong with the page as it is, and where.
func (b *Browser) Violations() []string {
	b.t.Helper()
	if !Eval[bool](b, `"axe" in window`) {
		b.Do(chromedp.Evaluate[chromedp.Void](script))
	}
	return Eval[[]string](b, violations, chromedp.EvalAwaitPromise)
}

// A Browser is Chromium with one page, and what that page has done since it was opened. Whatever fails ends the test.
type Browser struct {
	t   *testing.T
	ctx context.Context
	*sightings
}

// Open starts Chromium. Without it the test is skipped, or fails where RECPAUSE_TOOLS says that tools are required.
func Open(t *testing.T) *Browser {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(chromium(t)), chromedp.Headless, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has none for root
	}
	parent, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	allocator, stop := chromedp.NewExecAllocator(parent, options...)
	t.Cleanup(func() { stop(); cancel() })
	return newPage(t, allocator)
}

// Tab opens another page of the same browser.
func (b *Browser) Tab() *Browser {
	b.t.Helper()
	return newPage(b.t, b.ctx)
}

// With returns the browser for a part of a test.
func (b *Browser) With(t *testing.T) *Browser { return &Browser{t, b.ctx, b.sightings} }

// Visit opens an address, and forgets what was seen of the page before.
func (b *Browser) Visit(address string) {
	b.t.Helper()
	b.Forget()
	b.Do(chromedp.Navigate(address))
}

// Look shows the page in a colour scheme, light or dark, on a screen of a width in pixels.
func (b *Browser) Look(scheme string, width int64) {
	b.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	b.must(err)
	b.Do(chromedp.EmulateViewport(width, 900))
}

// WithoutScript loads pages from now on as where JavaScript is switched off.
func (b *Browser) WithoutScript() {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true})
	b.must(err)
}

// Do does something in the page.
func (b *Browser) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, steps...))
}

// Eval runs a script in the page and returns its result.
func Eval[T any](b *Browser, script string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	return Run(b, chromedp.Evaluate[T](script, options...))
}

// Run does something in the page and returns its result.
func Run[T any](b *Browser, a chromedp.Action[T]) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, a)
	b.must(err)
	return result
}

// Navigate does something that leads to another page, and waits for that one.
func Navigate(b *Browser, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	_, err := chromedp.RunResponse(b.ctx, steps...)
	b.must(err)
}

func (b *Browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func newPage(t *testing.T, parent context.Context) *Browser {
	t.Helper()
	ctx, closePage := chromedp.NewContext(parent)
	t.Cleanup(closePage)
	b := &Browser{t, ctx, &sightings{}}
	b.must(chromedp.Listen(ctx, b.note))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	b.must(err)
	return b
}

func chromium(t *testing.T) string {
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

// Forget forgets what was seen of the page.
func (s *sightings) Forget() {
	s.Lock()
	defer s.Unlock()
	s.requests, s.errors = nil, nil
}

// Errors returns what the page has written to its console, and what went wrong in it.
func (s *sightings) Errors() []string {
	s.Lock()
	defer s.Unlock()
	return s.errors
}

// Requests returns the address of everything that the page has asked for, but for data that it has in itself.
func (s *sightings) Requests() (addresses []url.URL) {
	s.Lock()
	defer s.Unlock()
	for _, request := range s.requests {
		if u, err := url.Parse(request); err == nil && !strings.HasPrefix(request, "data:") {
			addresses = append(addresses, *u)
		}
	}
	return addresses
}
