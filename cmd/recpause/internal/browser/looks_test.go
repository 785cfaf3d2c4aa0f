package browser_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/site"
	"github.com/recpause/recpause/cmd/recpause/internal/storyrunner"
)

var looks = flag.String("looks", "", "a folder to which every page is photographed, to be looked at")

// With -looks, what people see is photographed: the simulator in its moments, reports of short and long calls on screens
// and as printed, the book of stories and the site, in both languages and colour schemes and at four widths.
func TestLooks(t *testing.T) {
	if *looks == "" {
		t.Skip("photographs with -looks")
	}
	require.NoError(t, os.MkdirAll(*looks, 0o755))
	b := clicker{t, openChromium(t), simulator(t), ""}
	for name, moment := range map[string]link{"start": {}, "dialling": b.scene("5行").with("n", "1"),
		"stopped": b.scene("5行").with("n", "4"), "mismatch": b.scene("5行").with("n", "5"),
		"cancelled": b.scene("キャンセル").with("n", "6"), "room": b.scene("会議室").with("n", "4"),
		"three-way": b.scene("三者通話").with("n", "7")} {
		t.Run("simulator "+name, func(t *testing.T) { b.with(t).photographSimulator(name, moment) })
	}
	for name, in := range map[string]string{"short": save(b.t, callfiles.PlainOnePause()), "mismatch": cancelledWhileStopped(b.t),
		"30 minutes": longCall(b.t, 30, 9), "4 hours": longCall(b.t, 240, 60)} {
		t.Run("report "+name, func(t *testing.T) { b.with(t).photographReport(name, in) })
	}
	t.Run("book", func(t *testing.T) { b.with(t).photographBook() })
	t.Run("site", func(t *testing.T) { b.with(t).photographSite() })
}

func (b clicker) with(t *testing.T) clicker { return clicker{t, b.chromium.with(t), b.address, b.file} }

// shoot photographs a page, as far as a screen shows it, or all of it.
func (b clicker) shoot(name string, whole bool) {
	b.t.Helper()
	shot, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &whole})
	if whole {
		size := eval[[]float64](b.chromium, "[innerWidth, Math.min(document.documentElement.scrollHeight, 9000)]")
		shot, err = chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &whole,
			Clip: &page.Viewport{Width: size[0], Height: size[1], Scale: 1}})
	}
	b.must(err)
	require.NoError(b.t, os.WriteFile(filepath.Join(*looks, name+".png"), shot.Data, 0o644))
}

func (b clicker) photographSimulator(name string, moment link) {
	for _, lang := range []string{"ja", "en"} {
		b.open(moment.with("lang", lang))
		for i, s := range screens {
			for _, scheme := range []string{"light", "dark"} {
				b.look(scheme, s[0])
				b.do(chromedp.EmulateViewport(s[0], s[1]))
				b.shoot(fmt.Sprintf("simulator-%s-%s-%s-%d", name, lang, scheme, s[0]), i == 0 && scheme == "light")
			}
		}
	}
}

func (b clicker) photographReport(name, in string) {
	for _, lang := range []string{"ja", "en"} {
		file := fmt.Sprintf("report-%s-%s", strings.ReplaceAll(name, " ", "-"), lang)
		b.visit((&url.URL{Scheme: "file", Path: reportOf(b.t, in, lang)}).String())
		for _, width := range []int64{390, 768, 1440} {
			b.look(map[bool]string{true: "light", false: "dark"}[width != 768], width)
			b.shoot(fmt.Sprintf("%s-%d", file, width), true)
		}
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		b.must(err)
		own := true
		paper, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &own})
		b.must(err)
		require.NoError(b.t, os.WriteFile(filepath.Join(*looks, file+".pdf"), paper.Data, 0o644))
		b.do(chromedp.EmulateViewport(703, 900))
		b.shoot(file+"-print", true)
		_, err = chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
		b.must(err)
	}
}

// longCall is a call of so many minutes with so many pauses of 7 seconds.
func longCall(t *testing.T, minutes, pauses int) string {
	lines := []string{header, invite, answer}
	const rate = 8000
	for i := range pauses {
		at := (i + 1) * minutes * 60 * rate / (pauses + 1)
		lines = append(lines, fmt.Sprintf(`{"at":%d,"event":"pause.click","party":"A"}`, at),
			fmt.Sprintf(`{"at":%d,"event":"resume.click","party":"A"}`, at+7*rate))
	}
	return saved(t, append(lines, fmt.Sprintf(`{"at":%d,"event":"call.hangup","party":"X","call":"c1"}`, minutes*60*rate))...)
}

func (b clicker) photographBook() {
	dir := b.t.TempDir()
	var said bytes.Buffer
	for _, lang := range []string{"ja", "en"} {
		file := filepath.Join(dir, "book-"+lang+".html")
		command.Run([]string{"stories", "-quiet", "-lang", lang, "-html", file}, &said, &said, storyrunner.Command)
		b.visit((&url.URL{Scheme: "file", Path: file}).String())
		// What is below the screen is laid out when somebody comes there; on a photograph the first stories are all there.
		b.is(`[...document.querySelectorAll("article")].slice(0, 40).every(a => a.style.contentVisibility = "visible")`)
		b.photograph("book-" + lang)
	}
}

func (b clicker) photographSite() {
	files, err := site.Files(os.DirFS(filepath.Join("..", "..", "..", "..")))
	require.NoError(b.t, err)
	dir := b.t.TempDir()
	require.NoError(b.t, files.Write(dir))
	for name, file := range map[string]string{"site": "index.html", "site-ja": "ja/index.html", "site-en": "en/index.html",
		"site-tables-ja": "ja/docs/manual-tables.html"} {
		b.photographPage(name, filepath.Join(dir, filepath.FromSlash(file)))
	}
	b.visit(exported(b.t, "/auditor"))
	b.until(started)
	b.photograph("auditor")
}

func (b clicker) photographPage(name, file string) {
	b.visit((&url.URL{Scheme: "file", Path: file}).String())
	b.photograph(name)
}

func (b clicker) photograph(name string) {
	for _, width := range []int64{390, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			b.look(scheme, width)
			b.shoot(fmt.Sprintf("%s-%s-%d", name, scheme, width), true)
		}
	}
}
