package main

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
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

	"github.com/recpause/recpause/recording"
)

// A chromium is headless Chromium with one page, and what went wrong in it. Whatever fails ends the test.
type chromium struct {
	testing.TB
	ctx context.Context

	mutex  *sync.Mutex
	errors *[]string
}

// openChromium starts Chromium with a microphone that is not there: it says what is in a WAV file, over and over.
// Without Chromium the test is skipped, or fails where RECPAUSE_TOOLS says that tools are required.
func openChromium(t testing.TB, speech string) *chromium {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(installed(t)), chromedp.Headless, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("allow-loopback-in-peer-connection", true), // so that WebRTC stays on it
		chromedp.Flag("autoplay-policy", "no-user-gesture-required")}
	if speech != "" {
		options = append(options, chromedp.Flag("use-file-for-fake-audio-capture", speech))
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has none for root
	}
	parent, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	allocator, stop := chromedp.NewExecAllocator(parent, options...)
	t.Cleanup(func() { stop(); cancel() })
	return newTab(t, allocator)
}

func installed(t testing.TB) string {
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

func newTab(t testing.TB, parent context.Context) *chromium {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(parent)
	t.Cleanup(closeTab)
	b := &chromium{t, ctx, &sync.Mutex{}, &[]string{}}
	b.must(chromedp.Listen(ctx, b.note))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	b.must(err)
	return b
}

// note takes down what goes wrong in the page.
func (b *chromium) note(event any) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		*b.errors = append(*b.errors, fmt.Sprint(e.Type))
	case *runtime.EventExceptionThrown:
		*b.errors = append(*b.errors, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		*b.errors = append(*b.errors, e.Entry.Text)
	}
}

// wrong returns what went wrong in the page so far.
func (b *chromium) wrong() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return *b.errors
}

// forget forgets what went wrong: a click that the PBX has refused is noted by the browser itself.
func (b *chromium) forget() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	*b.errors = nil
}

func (b *chromium) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *chromium) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	b.must(chromedp.Do(b.ctx, steps...))
}

func eval[T any](b *chromium, script string, options ...chromedp.EvaluateOption) T {
	b.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, options...))
	b.must(err)
	return result
}

// until waits for something to be so in the page, and says what it waited for.
func (b *chromium) until(script string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, tooLong)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](script)); err != nil {
		said := eval[string](b, `[...document.querySelectorAll(".screen, .hint")].map(e => e.innerText).join("\n---\n")`)
		b.Fatalf("%s: %v; the console says %v, and the page:\n%s", script, err, b.wrong(), said)
	}
}

// visit opens the page of the softphones in a colour scheme, light or dark, on a screen of a width in pixels.
func (b *chromium) visit(address, scheme string, width int64) {
	b.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	b.must(err)
	b.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(address))
	b.until(`[...document.querySelectorAll(".phone")].every(p => p.dataset.state)`)
}

// at returns the selector of something on a softphone.
func at(extension, selector string) string { return "#phone-" + extension + " " + selector }

// key returns the selector of a button.
func keyAt(extension, name string) string { return at(extension, fmt.Sprintf("[data-name=%s]", name)) }

func (b *chromium) click(selector string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

func (b *chromium) text(selector string) string {
	b.Helper()
	return eval[string](b, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

func (b *chromium) untilText(selector, text string) {
	b.Helper()
	b.until(fmt.Sprintf(`document.querySelector(%q)?.innerText.includes(%q)`, selector, text))
}

var pictures = flag.String("pictures", "", "write pictures of the page into a `folder`")

// picture writes a picture of the whole page, if there is a folder for it.
func (b *chromium) picture(name string) {
	b.Helper()
	if *pictures == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	b.must(err)
	b.must(os.MkdirAll(*pictures, 0o755))
	b.must(os.WriteFile(filepath.Join(*pictures, name+".png"), png, 0o644))
}

// In every size, language and colour scheme nothing of the page is cut off, and nothing moves when it is clicked.
func TestPageStandsStill(t *testing.T) {
	b := openChromium(t, "")
	for _, look := range []struct {
		lang, scheme string
		width        int64
	}{{"ja", "light", 1440}, {"en", "dark", 1440}, {"en", "light", 390}, {"ja", "dark", 390}} {
		t.Run(fmt.Sprint(look.lang, "-", look.scheme, "-", look.width), func(t *testing.T) {
			b := &chromium{t, b.ctx, b.mutex, b.errors}
			d := newDeskTest(t)
			b.visit(d.URL+"/?lang="+look.lang, look.scheme, look.width)
			b.standsStill(d, fmt.Sprint(look.lang, "-", look.scheme, "-", look.width))
		})
	}
	if wrong := b.wrong(); len(wrong) > 0 {
		t.Errorf("the page says %v", wrong)
	}
}

// where is the place of everything that can be clicked.
const where = `[...document.querySelectorAll(".phone button, .phone input")].map(e => {
	const r = e.getBoundingClientRect()
	return [e.dataset.name ?? e.dataset.digit ?? e.className, r.x, r.y + scrollY, r.width, r.height].join(" ")
}).join("\n")`

func (b *chromium) standsStill(d *deskTest, name string) {
	b.Helper()
	before := eval[string](b, where)
	b.picture(name + "-idle")
	b.do(chromedp.SetValue(chromedp.CSS(at("101", ".number")), "102"))
	steps := []struct{ selector, then, text string }{
		{keyAt("101", "dial"), at("102", ".who"), "101"},
		{keyAt("102", "answer"), at("101", ".toggle:not(.absent)"), "録音停止"},
		{keyAt("101", "toggle"), keyAt("101", "toggle"), "録音再開"},
		{keyAt("101", "hold"), at("101", ".hint"), "RP-BTN-020"},
		{keyAt("102", "toggle"), keyAt("102", "toggle"), "録音再開"},
		{keyAt("101", "toggle"), keyAt("101", "toggle"), "録音停止"},
	}
	for i, step := range steps {
		b.click(step.selector)
		b.untilText(step.then, step.text)
		if after := eval[string](b, where); after != before {
			b.Fatalf("step %d moves something:\n%s", i, difference(before, after))
		}
		if i == 3 || i == 5 {
			b.picture(fmt.Sprint(name, "-", i))
		}
	}
	if eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
		b.Error("the page is wider than the screen")
	}
	for _, violation := range b.violations() {
		b.Error(violation)
	}
}

// violations returns what axe-core finds wrong with the page as it is, and where.
func (b *chromium) violations() []string {
	b.Helper()
	script, err := os.ReadFile(filepath.FromSlash("../../cmd/recpause/internal/browser/axe.min.js"))
	if err != nil {
		b.Log("nobody asks axe-core outside of the repository: ", err)
		return nil
	}
	b.do(chromedp.Evaluate[chromedp.Void](string(script)))
	return eval[[]string](b, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v =>
		v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`, chromedp.EvalAwaitPromise)
}

// difference returns the lines in which two texts differ.
func difference(before, after string) (lines string) {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			lines += a[i] + " → " + b[i] + "\n"
		}
	}
	return lines
}

// What the page's microphone hears goes out as RTP: packets of 20 ms, without a gap, and with a sound in them.
func TestPageTalks(t *testing.T) {
	b := openChromium(t, "")
	d := newDeskTest(t)
	b.visit(d.URL+"/?lang=en&phone=102", "light", 390)
	b.click(at("102", ".mic"))
	b.untilText(at("102", ".line"), "installed softphone")
	loudest := 0
	var last []byte
	pcm := make([]int16, 160)
	for n := 0; n < 100; n++ { // two seconds: without a file, Chromium's microphone beeps once a second
		rtp := <-d.board.heard
		if len(rtp) != 12+160 || rtp[0] != 0x80 || rtp[1] != 0 {
			t.Fatalf("packet %d: %d bytes, begins with % x", n, len(rtp), rtp[:2])
		}
		if last != nil {
			ticks := binary.BigEndian.Uint32(rtp[4:]) - binary.BigEndian.Uint32(last[4:])
			if numbers := binary.BigEndian.Uint16(rtp[2:]) - binary.BigEndian.Uint16(last[2:]); ticks != 160 || numbers != 1 {
				t.Fatalf("packet %d comes %d ticks and %d numbers after the one before", n, ticks, numbers)
			}
		}
		recording.MuLaw.Decode(pcm, rtp[12:])
		for _, sample := range pcm {
			loudest = max(loudest, int(sample), -int(sample))
		}
		last = rtp
	}
	if loudest < 1000 {
		t.Errorf("the loudest sample is %d", loudest)
	}
	b.click(at("102", ".mic"))
	b.untilText(at("102", ".line"), "no telephone")
	if wrong := b.wrong(); len(wrong) > 0 {
		t.Errorf("the page says %v", wrong)
	}
}
