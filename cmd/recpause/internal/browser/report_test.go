package browser_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
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
	t.Run("click on the picture", func(t *testing.T) { b.with(t).seeksByPicture(plain) })
	t.Run("zoom", func(t *testing.T) { b.with(t).zooms(plain) })
	t.Run("next pause", func(t *testing.T) { b.with(t).skips(plain) })
	t.Run("paper", func(t *testing.T) { b.with(t).prints(plain) })
	t.Run("one sheet of paper", func(t *testing.T) { b.with(t).printsOnOnePage() })
	t.Run("long", func(t *testing.T) { b.with(t).turnsPages() })
	t.Run("PNG", func(t *testing.T) { b.with(t).saves(plain) })
	t.Run("hostile names", func(t *testing.T) {
		b.with(t).takesNamesForText(reportOf(t, hostileCall(t), "en"))
	})
}

// looksWell: in both schemes, on a telephone and on a desk, a page asks nothing of the network, writes no error, does
// not scroll sideways, and axe-core finds nothing in it; all that can be opened is open.
func (b reader) looksWell(page, lang string) {
	b.open(page)
	require.Equal(b.t, lang, eval[string](b.chromium, "document.documentElement.lang"))
	for _, width := range []int64{390, 768, 1440} {
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

// playable opens a report, and waits until its first file can be played.
func (b reader) playable(page string) {
	b.open(page)
	b.look("light", 1440)
	eval[bool](b.chromium, `new Promise(done => {
		const a = document.querySelector("audio")
		a.readyState ? done(true) : a.onloadedmetadata = () => done(true)
	})`, chromedp.EvalAwaitPromise)
}

// seconds is where the player is.
func (b reader) seconds() float64 {
	return eval[float64](b.chromium, `document.querySelector("audio").currentTime`)
}

// seeksByPicture: a click in the middle of the time axis takes the player to the middle of the call.
func (b reader) seeksByPicture(page string) {
	b.playable(page)
	at := eval[[]float64](b.chromium, `(() => {
		const svg = document.querySelector(".wide svg"), box = svg.getBoundingClientRect()
		const scale = box.width / svg.viewBox.baseVal.width, { left, right } = svg.dataset
		return [box.left + (Number(left) + Number(right)) / 2 * scale, box.top + 60]
	})()`)
	b.do(chromedp.MouseClickXY(at[0], at[1]))
	require.InDelta(b.t, 32.401/2, b.seconds(), .05)
	require.Equal(b.t, "0:16.1", eval[string](b.chromium, `document.querySelector("#now").textContent.slice(0, 6)`))
}

// zooms: a pause is drawn by itself, over the whole width, and the whole again.
func (b reader) zooms(page string) {
	b.playable(page)
	from := func() float64 {
		return eval[float64](b.chromium, `Number(document.querySelector(".wide svg").dataset.from)`)
	}
	whole := from()
	eval[bool](b.chromium, `(document.querySelector(".show").click(), true)`)
	require.Greater(b.t, from(), whole)
	require.Len(b.t, b.pictures(), 1)
	require.Empty(b.t, b.violations())
	eval[bool](b.chromium, `(() => {
		const zoom = document.querySelector("#zoom")
		zoom.value = 0
		return zoom.dispatchEvent(new Event("change"))
	})()`)
	require.Equal(b.t, whole, from())
}

// skips: the next pause is the first one, from which there is no next one, and from the end the previous one is it too.
func (b reader) skips(page string) {
	const first = 11.6145
	b.playable(page)
	for range 2 {
		eval[bool](b.chromium, `(document.querySelector("#next").click(), true)`)
		require.InDelta(b.t, first, b.seconds(), .001)
	}
	eval[bool](b.chromium, `(document.querySelector("#step-5 .at button").click(), true)`)
	require.InDelta(b.t, 32.401, b.seconds(), .001)
	eval[bool](b.chromium, `(document.querySelector("#previous").click(), true)`)
	require.InDelta(b.t, first, b.seconds(), .001)
}

// prints: a short call is one page of A4, without a player, and more pages where all explanations are chosen.
func (b reader) prints(page string) {
	b.playable(page)
	require.Equal(b.t, 1, b.pages())
	eval[bool](b.chromium, `(document.querySelector("#printed").value = "all", true)`)
	require.Greater(b.t, b.pages(), 1)
	require.Zero(b.t, eval[int](b.chromium, `document.querySelectorAll(".why details[open]").length`), "afterwards")
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	b.must(err)
	const a4 = 703 // pixels between the margins
	b.do(chromedp.EmulateViewport(a4, 900))
	require.False(b.t, eval[bool](b.chromium, `document.querySelector("#player").checkVisibility()`))
	require.LessOrEqual(b.t, eval[int](b.chromium, "document.documentElement.scrollWidth"), a4, "nothing is cut off")
	require.Equal(b.t, 0, eval[int](b.chromium,
		`[...document.querySelectorAll(".scroll, .picture")].filter(e => e.scrollWidth > e.clientWidth).length`))
}

// printsOnOnePage: a call with two mismatches is one page of A4, in both languages.
func (b reader) printsOnOnePage() {
	for _, lang := range []string{"ja", "en"} {
		b.open(reportOf(b.t, cancelledWhileStopped(b.t), lang))
		require.Equal(b.t, 2, eval[int](b.chromium, `document.querySelectorAll(".lie-entry").length`))
		require.Equal(b.t, 1, b.pages(), lang)
	}
}

// turnsPages: of a log of thousands of events each has a row that a link, the list of pages and the buttons lead to.
func (b reader) turnsPages() {
	lines := []string{header, invite, answer}
	for i := range 3000 {
		lines = append(lines, fmt.Sprintf(`{"at":%d,"event":"%s.click","party":"A"}`, 800*(i+1), [...]string{"pause", "resume"}[i%2]))
	}
	page := reportOf(b.t, saved(b.t, lines...), "en")
	b.open(page)
	first := func() string { return eval[string](b.chromium, `document.querySelector("table.steps tbody").id`) }
	rows := func() int { return eval[int](b.chromium, `document.querySelectorAll("table.steps tbody").length`) }
	require.Equal(b.t, []any{"step-1", 100}, []any{first(), rows()})
	for _, click := range []struct{ id, first string }{{"later-page", "step-101"}, {"earlier", "step-1"}} {
		eval[bool](b.chromium, fmt.Sprintf("(document.getElementById(%q).click(), true)", click.id))
		require.Equal(b.t, click.first, first())
	}
	eval[bool](b.chromium, `(location.hash = "#step-2999", true)`)
	get(b.chromium, chromedp.Poll[bool](`!!document.getElementById("step-2999")`))
	require.Equal(b.t, []any{"step-2901", 100}, []any{first(), rows()})
	require.Contains(b.t, eval[string](b.chromium, `document.getElementById("step-2999").innerText`), "A clicks 「録音停止」")
	require.True(b.t, eval[bool](b.chromium, `document.getElementById("later-page").disabled === false`))
	require.Empty(b.t, b.violations())
	eval[bool](b.chromium, `(document.getElementById("later-page").click(), true)`)
	require.Equal(b.t, []any{"step-3001", 2}, []any{first(), rows()})
	b.tells("beforeprint")
	require.Equal(b.t, []any{"step-3001", 2}, []any{first(), rows()})
	require.Equal(b.t, "3001–3002", eval[string](b.chromium, `document.querySelector(".excerpt #on-paper span").textContent`))
	require.Empty(b.t, b.console())

	b.open(reportOf(b.t, longCall(b.t, 240, 60), "ja"))
	eval[bool](b.chromium, `(document.getElementById("later-page").click(), true)`)
	require.Equal(b.t, []any{"step-101", 23}, []any{first(), rows()})
	b.tells("beforeprint")
	require.Equal(b.t, []any{"step-1", 123}, []any{first(), rows()}, "all of them are on paper")
	require.False(b.t, eval[bool](b.chromium, `!!document.querySelector(".excerpt")`))
	b.tells("afterprint")
	require.Equal(b.t, []any{"step-101", 23}, []any{first(), rows()})
	require.Empty(b.t, b.console())
}

// tells tells the page of an event of its window.
func (b reader) tells(event string) {
	eval[bool](b.chromium, fmt.Sprintf("dispatchEvent(new Event(%q))", event))
}

// pages is how many pages the report takes on paper.
func (b reader) pages() int {
	own := true
	file, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &own})
	b.must(err)
	return len(regexp.MustCompile(`/Type /Page\b`).FindAll(file.Data, -1))
}

// saves: the picture that is shown is saved as PNG, at twice its size, and is not blank.
func (b reader) saves(page string) {
	b.playable(page)
	link := eval[string](b.chromium, `new Promise(done => {
		HTMLAnchorElement.prototype.click = function () { done(this.download + " " + this.href) }
		document.querySelector("#png").click()
	})`, chromedp.EvalAwaitPromise)
	name, data, _ := strings.Cut(link, " data:image/png;base64,")
	require.Equal(b.t, "timeline.png", name)
	file, err := base64.StdEncoding.DecodeString(data)
	require.NoError(b.t, err)
	saved, err := png.Decode(bytes.NewReader(file))
	require.NoError(b.t, err)
	require.Equal(b.t, 2*1120, saved.Bounds().Dx())
	require.Greater(b.t, len(commonest(saved)), 10, "colours")
	require.Empty(b.t, b.console())
}

// takesNamesForText: no script of a hostile log runs, neither in the page nor in the picture.
func (b reader) takesNamesForText(page string) {
	b.open(page)
	b.look("light", 390)
	require.Equal(b.t, 1, eval[int](b.chromium, "document.querySelectorAll('script:not([type])').length"))
	require.Zero(b.t, eval[int](b.chromium, "document.querySelectorAll('script[type]:not([type=\"text/plain\"])').length"))
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
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("#player, .cursor").forEach(e => e.remove())`))
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
