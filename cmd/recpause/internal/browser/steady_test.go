package browser_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// screens are those of a telephone, a tablet, a small and a usual computer.
var screens = [...][2]int64{{390, 844}, {768, 1024}, {1024, 768}, {1440, 900}}

// shifts counts the layout shifts from now on, also those right after a click, which the browser excuses.
const shifts = `(window.moved = 0, new PerformanceObserver(list => list.getEntries().forEach(e => moved += e.value))
	.observe({type: "layout-shift"}), true)`

// staysWhereItIs: on four screens, who has scrolled to a button and clicks it sees it where it was, and nothing else
// has moved either.
func (b clicker) staysWhereItIs() {
	rows := b.scene("5行").with("n", "2")
	for _, s := range screens {
		b.do(chromedp.EmulateViewport(s[0], s[1]))
		b.open(rows)
		b.is(shifts)
		for _, selector := range []string{"#toggle0", "#toggle1", "#hold0", "#hold0", "#dial1", "#undo", "#redo", "#toggle0",
			"#step3", "#raise_hand1"} {
			before := eval[float64](b.chromium, fmt.Sprintf(`(e => {
				e.scrollIntoView({block: "center", behavior: "instant"})
				return e.getBoundingClientRect().top
			})(document.querySelector(%q))`, selector))
			if b.is(fmt.Sprintf(`document.querySelector(%q).ariaDisabled === "true"`, selector)) {
				continue // what a stop locks
			}
			b.is("(window.moved = 0, true)")
			b.click(selector)
			after := eval[float64](b.chromium, fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().top`, selector))
			require.InDelta(b.t, before, after, 1, "%s moves at %d pixels", selector, s[0])
			require.Less(b.t, eval[float64](b.chromium, "moved"), .02, "%s at %d pixels", selector, s[0])
		}
	}
}

// beginsScenes: a scenario that is opened from far down is begun at its beginning, where its phones are in view.
func (b clicker) beginsScenes() {
	b.do(chromedp.EmulateViewport(390, 844))
	b.open(link{})
	b.click("#group0 li:nth-child(2) a")
	require.Empty(b.t, b.now().Events)
	get(b.chromium, chromedp.Poll[bool]("scrollY === 0"))
	b.click("#redo")
	require.Len(b.t, b.now().Events, 1)
	require.Contains(b.t, b.text("#bar .coming"), "Bが応答")
}

// overlaps are the things to click that lie on each other, and the texts that do not fit. What stays in view while the
// rest scrolls lies on it.
const overlaps = `(() => {
	const clip = e => e.closest(".bar, .player, .why")
	const all = [...document.querySelectorAll("main :is(button, a, select, input, audio, summary, h2, .line, .doing, .message, .verdict)")]
		.filter(e => e.checkVisibility() && !clip(e) && !e.closest(".unseen") && !e.matches(".unseen"))
	const found = all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.matches("button, .tool") ).map(e => "cut: " + e.outerHTML.slice(0, 120))
	const boxes = all.map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width && r.height)
	for (const [i, [e, r]] of boxes.entries()) for (const [f, s] of boxes.slice(i + 1))
		if (!e.contains(f) && !f.contains(e) && r.left < s.right - 1 && s.left < r.right - 1 && r.top < s.bottom - 1 && s.top < r.bottom - 1
			&& e.closest(".view, #list") === f.closest(".view, #list"))
			found.push(e.outerHTML.slice(0, 80) + " × " + f.outerHTML.slice(0, 80))
	return found
})()`

// overlapsNowhere: on four screens, in both languages, no button, text or field lies on another, and no label is cut.
func (b clicker) overlapsNowhere() {
	for _, moment := range []link{b.scene("5行").with("n", "1"), b.scene("5行").with("n", "5"),
		b.scene("三者通話").with("n", "7"), b.scene("会議室").with("n", "4"), b.scene("キャンセル").with("n", "4")} {
		for _, lang := range []string{"ja", "en"} {
			b.open(moment.with("lang", lang))
			for _, s := range screens {
				b.do(chromedp.EmulateViewport(s[0], s[1]))
				require.Empty(b.t, eval[[]string](b.chromium, overlaps), "%s at %d", lang, s[0])
				require.True(b.t, b.is("document.documentElement.scrollWidth <= innerWidth"), "%s at %d scrolls sideways",
					lang, s[0])
			}
		}
	}
}

// tellsRingingFromDialling: who calls and who is called is one state of the product, and told apart on the phones.
func (b clicker) tellsRingingFromDialling() {
	b.open(link{})
	b.click("#call0")
	require.Equal(b.t, []string{"Bを呼び出し中", "Aから着信中"}, []string{b.text("#line0"), b.text("#line1")})
	require.True(b.t, b.is(`document.querySelector("#party0 .phone.dialling") && document.querySelector("#party1 .phone.ringing") &&
		!document.querySelector("#answer0, #reject0")`))
	b.click("#reject1")
	require.Equal(b.t, "待機中", b.text("#party0 .doing"))
	b.click("#call0")
	b.click("#answer1")
	require.Equal(b.t, []string{"Bと通話中", "Aと通話中"}, []string{b.text("#line0"), b.text("#line1")})
	require.Equal(b.t, "0:00", b.text("#timer0"))
	b.click("#toggle0")
	require.Equal(b.t, "0:03", b.text("#timer0"))
}

// showsWhatIsRefused: a click that the PBX refuses or does not answer is told on the phone, and called one thing.
func (b clicker) showsWhatIsRefused() {
	for answer, want := range map[string]string{"refused": "拒否", "timeout": "応答しない"} {
		b.open(b.scene("5行").with("n", "2").with("pbx", answer))
		b.click("#toggle0")
		require.Contains(b.t, b.text("#note0"), want)
		require.Contains(b.t, b.text("#toggle0"), "録音停止")
		require.NotContains(b.t, b.text("#bar .told"), "変化なし")
		require.Empty(b.t, b.text("#note1"))
	}
}

// soundsBeeps: the beep of a stop, which is in no recording, is heard and shown on the phones that hear it; that of an
// undone event is not heard again.
func (b clicker) soundsBeeps() {
	b.open(b.scene("5行").with("n", "2"))
	// A beep that begins again while it sounds has no event of its own, so that what is asked is counted.
	b.is(`(window.beeps = 0, document.getElementById("beep").play = function () {
		beeps++;
		return HTMLMediaElement.prototype.play.call(this);
	}, true)`)
	b.click("#toggle0")
	get(b.chromium, chromedp.Poll[bool]("beeps === 1"))
	require.True(b.t, b.is(`!!document.querySelector("#party0 .ear") && !!document.querySelector("#party1 .ear")`))
	require.Contains(b.t, b.text("#bar .told"), "録音には入りません")
	b.click("#toggle0")
	get(b.chromium, chromedp.Poll[bool]("beeps === 2"))
	require.Contains(b.t, b.text("#bar .told"), "録音ではBの側に入ります")
	b.click("#undo")
	require.Equal(b.t, 2, eval[int](b.chromium, "beeps"))
	b.is(`document.getElementById("sound-on").click() ?? true`)
	b.click("#redo")
	require.Equal(b.t, 2, eval[int](b.chromium, "beeps"))
	b.is(`document.getElementById("sound-on").click() ?? true`) // it is remembered, and heard again
	b.click("#undo")
	b.click("#redo")
	get(b.chromium, chromedp.Poll[bool]("beeps === 3"))
}

// letsTimePass: where the clock runs, an event is at the moment of its click, a scenario goes on by itself, and the
// picture with it.
func (b clicker) letsTimePass() {
	b.open(b.scene("5行").with("n", "2").with("wait", "live"))
	get(b.chromium, chromedp.Poll[bool](`document.getElementById("step3")?.getAttribute("aria-current") === "step"`))
	b.click("#play")
	b.open(b.scene("5行").with("n", "6"))
	b.click("#play")
	width := `Number(document.querySelector("#picture svg.recpause").dataset.to)`
	before := eval[float64](b.chromium, width)
	get(b.chromium, chromedp.Poll[bool](`document.getElementById("clock").textContent > "0:19"`))
	b.click("#toggle0")
	events := b.now().Events
	require.Greater(b.t, events[6].At, int64(18*8000+8000))
	require.NotZero(b.t, events[6].At%8000, "it is not so many whole seconds later")
	require.GreaterOrEqual(b.t, eval[float64](b.chromium, width), before)
	require.Contains(b.t, get(b.chromium, chromedp.Location()), "wait=live")
}

// takesKeys: Ctrl+Z and Ctrl+Y undo and redo, a number presses the toggle of a softphone, but not while somebody types.
func (b clicker) takesKeys() {
	b.open(b.scene("5行").with("n", "2"))
	b.moved(chromedp.KeyEvent("2"))
	require.Equal(b.t, "B", b.now().Events[2].Party)
	b.moved(chromedp.KeyEvent("z", chromedp.KeyModifiers(2)))
	require.Len(b.t, b.now().Events, 2)
	b.moved(chromedp.KeyEvent("y", chromedp.KeyModifiers(2)))
	require.Len(b.t, b.now().Events, 3)
	b.do(chromedp.Focus(chromedp.CSS("#set-version")), chromedp.KeyEvent("1"), chromedp.KeyEvent(kb.Escape))
	require.Len(b.t, b.now().Events, 3)
	b.is(`document.getElementById("keys-on").click() ?? document.activeElement.blur() ?? true`)
	b.do(chromedp.KeyEvent("1"))
	require.Len(b.t, b.now().Events, 3)
	b.is(`document.getElementById("keys-on").click() ?? document.activeElement.blur() ?? true`) // it is remembered
	b.moved(chromedp.KeyEvent("1"))
	require.Len(b.t, b.now().Events, 4)
}

// undoesSettings: what changed settings make of the past is told, and undo brings both back.
func (b clicker) undoesSettings() {
	b.open(b.scene("5行").with("n", "4"))
	b.is(`(document.querySelector("[name=contract]").click(), true)`)
	b.click("#apply")
	require.Contains(b.t, b.text("#rewritten"), "4件のできごとを新しい設定で計算し直しました")
	require.Contains(b.t, b.text("#toggle0"), "表示されません")
	b.showsWhatIs()
	b.click("#undo")
	require.True(b.t, b.is(`document.querySelector("[name=contract]").checked`))
	require.Empty(b.t, b.text("#rewritten"))
	require.Contains(b.t, b.text("#toggle0"), "録音再開")
	require.Len(b.t, b.now().Events, 4)
	b.click("#redo")
	require.False(b.t, b.is(`document.querySelector("[name=contract]").checked`))
	require.NotEmpty(b.t, b.text("#rewritten"))
	b.showsWhatIs()
}

// tellsWrongSettings: a setting that is none is told at its field, with what was typed, and nothing has changed.
func (b clicker) tellsWrongSettings() {
	b.open(b.scene("5行").with("n", "3"))
	b.is(`(document.querySelector("#set-version").value = "three", document.querySelector("[name=contract]").click(), true)`)
	b.do(chromedp.Click(chromedp.CSS("#apply")))
	get(b.chromium, chromedp.Poll[bool](settled+` && !!document.querySelector("#wrong-version")`))
	require.Contains(b.t, b.text("#wrong-version"), "3.13.0")
	require.True(b.t, b.is(`(f => f.value === "three" && f.ariaInvalid === "true" && f.getBoundingClientRect().top < innerHeight)(
		document.querySelector("#set-version")) && !document.querySelector("[name=contract]").checked`))
	require.Empty(b.t, b.violations())
	b.showsWhatIs()
	b.forget() // the browser itself notes the answer
}

// losesNoClick: who clicks faster than the simulator answers has each click taken.
func (b clicker) losesNoClick() {
	b.open(b.scene("5行").with("n", "2"))
	b.moved(chromedp.Evaluate[chromedp.Void](`for (const id of ["toggle0", "toggle1", "toggle0", "toggle1"]) document.getElementById(id).click()`))
	get(b.chromium, chromedp.Poll[bool](arrived+` && !!document.getElementById("step6")`))
	require.Equal(b.t, b.story(b.scene("5行").with("n", "6")).Events, b.now().Events)
}

// movesThePlayhead: a click on the picture plays the recording from there, and the playhead is in the picture, where one
// listens to.
func (b clicker) movesThePlayhead() {
	b.open(b.scene("1対1").with("n", "5"))
	b.do(chromedp.Click(chromedp.CSS("#picture .wide svg")))
	get(b.chromium, chromedp.Poll[bool](`!document.querySelector("#player audio").paused`))
	get(b.chromium, chromedp.Poll[bool](`document.querySelector("#picture .wide .cursor").getAttribute("visibility") === "visible"`))
	require.Greater(b.t, eval[float64](b.chromium, `document.querySelector("#player audio").currentTime`), 2.)
	b.is(`document.querySelector("#player audio").pause() ?? true`)
}

// leadsToRules: the ID of a rule leads to what it says, and back.
func (b clicker) leadsToRules() {
	b.open(b.scene("5行").with("n", "5"))
	before := get(b.chromium, chromedp.Location())
	id := eval[string](b.chromium, `document.querySelector("#steps .rules a").textContent`)
	b.do(chromedp.Click(chromedp.CSS("#steps .rules a")))
	get(b.chromium, chromedp.Poll[bool](settled+` && !!document.querySelector("#back")`))
	require.True(b.t, b.is(fmt.Sprintf(`(r => r.top < innerHeight && r.bottom > 0)(document.getElementById(%q).getBoundingClientRect())`, id)))
	b.do(chromedp.Click(chromedp.CSS("#back")))
	get(b.chromium, chromedp.Poll[bool](fmt.Sprintf("location.href === %q && ", before)+arrived))
	b.showsWhatIs()
}

// The end of the server is told where one looks, and its return takes that back, without a click.
func TestSimulatorIsGone(t *testing.T) {
	target, err := url.Parse(simulator(t))
	require.NoError(t, err)
	proxy := httptest.NewServer(httputil.NewSingleHostReverseProxy(target))
	b := clicker{t, openChromium(t), proxy.URL, ""}
	b.look("light", 390)
	b.open(b.scene("5行").with("n", "2"))
	b.is(`(document.querySelector("#toggle1").scrollIntoView(), true)`)
	proxy.Close()
	get(b.chromium, chromedp.Poll[bool](`(e => !e.hidden && e.getBoundingClientRect().bottom <= innerHeight)(document.getElementById("gone"))`))
	again, err := net.Listen("tcp", strings.TrimPrefix(proxy.URL, "http://"))
	require.NoError(t, err)
	server := &http.Server{Handler: httputil.NewSingleHostReverseProxy(target)}
	go server.Serve(again)
	t.Cleanup(func() { server.Close() })
	get(b.chromium, chromedp.Poll[bool](`document.getElementById("gone").hidden`))
}

// An address that leads nowhere leads to a page that says so.
func TestNoSuchPage(t *testing.T) {
	b := clicker{t, openChromium(t), simulator(t), ""}
	b.visit(b.address + "/nothing")
	require.Contains(t, b.text("#trouble"), "ページが見つかりません")
	require.Empty(t, b.violations())
	navigate(b.chromium, chromedp.Click(chromedp.CSS("#trouble a")))
	b.showsWhatIs()
}
