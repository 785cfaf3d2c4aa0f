package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/spec"
)

// The simulator is a page that a customer can click.
func TestSimulatorInBrowser(t *testing.T) {
	chromium, address := openChromium(t), simulator(t)
	for name, test := range map[string]func(clicker){
		"five rows":        clicker.playsFiveRows,
		"everybody":        clicker.isForEverybody,
		"keyboard":         clicker.worksByKeyboard,
		"undo and history": clicker.goesBackAndForth,
		"two tabs":         clicker.keepsTabsApart,
		"stale link":       clicker.tellsStaleLinks,
		"listen":           clicker.plays,
		"share":            clicker.copiesItsLink,
		"without script":   clicker.worksWithoutScript,
		"steady":           clicker.staysWhereItIs,
		"no overlap":       clicker.overlapsNowhere,
		"lines":            clicker.tellsRingingFromDialling,
		"refused":          clicker.showsWhatIsRefused,
		"beeps":            clicker.soundsBeeps,
		"clock":            clicker.letsTimePass,
		"keys":             clicker.takesKeys,
		"settings":         clicker.undoesSettings,
		"wrong setting":    clicker.tellsWrongSettings,
		"fast clicks":      clicker.losesNoClick,
		"playhead":         clicker.movesThePlayhead,
		"rules":            clicker.leadsToRules,
		"scenes":           clicker.beginsScenes,
	} {
		t.Run(name, func(t *testing.T) {
			b := clicker{t, chromium.with(t).tab(), address, ""}
			b.look("light", 1440)
			test(b)
			for _, u := range b.asked() {
				require.Equal(t, strings.TrimPrefix(address, "http://"), u.Host, "a request to another origin")
			}
			require.Empty(t, b.console())
		})
	}
}

// playsFiveRows: after each click of the manual's five rows the page shows of both softphones and of the PBX what the
// library says.
func (b clicker) playsFiveRows() {
	rows := b.scene("5行")
	b.open(rows.with("n", "0"))
	answers := "#answer1" // which is no button of the manual's
	for _, selector := range []string{"#call0", answers, "#toggle0", "#toggle1", "#toggle0", "#toggle1"} {
		b.click(selector)
		b.showsWhatIs()
		if selector == answers {
			b.until(`document.activeElement.id === "title1"`) // the button is gone, and the focus stays at its card
		}
	}
	require.Equal(b.t, b.story(rows.with("n", "6")).Events, b.now().Events)
	require.NotEmpty(b.t, b.text("#picture .wide"))
	require.True(b.t, b.is(`[...document.querySelectorAll("#picture .wide rect")].every(r => r.checkVisibility())`), "a style hides a bar")
}

// isForEverybody: in both languages and schemes, on a telephone and on a desk, axe-core finds nothing, nothing scrolls
// sideways, and on a telephone nothing is too small for a finger.
func (b clicker) isForEverybody() {
	a := b.scene("キャンセル").with("n", "6")
	for i, look := range []struct {
		lang   spec.Lang
		scheme string
		width  int64
	}{{spec.JA, "light", 390}, {spec.JA, "dark", 1440}, {spec.EN, "dark", 390}, {spec.EN, "light", 1440},
		{spec.JA, "dark", 390}, {spec.JA, "light", 1440},
		{spec.EN, "light", 390}, {spec.EN, "dark", 1440}} {
		b.look(look.scheme, look.width)
		b.open(a.with("lang", look.lang.String()))
		b.is("document.querySelectorAll('details').forEach(d => d.open = true) ?? true")
		require.True(b.t, b.is("document.documentElement.scrollWidth <= innerWidth"), "%+v: the page scrolls sideways",
			look)
		require.Equal(b.t, 1, eval[int](b.chromium,
			`[...document.querySelectorAll("svg.recpause:not(.strip)")].filter(s => s.checkVisibility()).length`))
		if look.width == 390 {
			require.Empty(b.t, eval[[]string](b.chromium, tooSmall), "%+v", look)
		}
		if i < 4 { // every language, scheme and width, at half the time
			require.Empty(b.t, b.violations(), "%+v", look)
		}
	}
}

// tooSmall is what a finger would miss. A check box has its label, and the links in a text are in a line of it.
const tooSmall = `[...document.querySelectorAll(
	"button, a, select, summary, label.check, input:not([type=hidden]):not([type=checkbox]), audio")]
	.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 40 && !e.closest("p.small, .lines, .step p"))
	.map(e => e.outerHTML.slice(0, 90) + " " + e.getBoundingClientRect().height)`

// worksByKeyboard: Tab comes to a greyed button, which says why; Enter on the toggle stops the recording, and the focus
// stays there.
func (b clicker) worksByKeyboard() {
	b.open(b.scene("5行").with("n", "2"))
	b.tabTo("toggle0")
	b.moved(chromedp.KeyEvent(kb.Enter))
	require.Equal(b.t, "toggle0", eval[string](b.chromium, "document.activeElement.id"))
	require.Contains(b.t, b.text("#toggle0"), "録音再開")
	require.Contains(b.t, b.text("#spoken"), "「録音停止」")
	b.tabTo("hold0")
	require.True(b.t, b.is(`document.activeElement.ariaDisabled === "true" &&
		document.getElementById("why0-hold").checkVisibility()`))
	require.True(b.t, b.is(visible), "the reason is covered or clipped")
	require.Contains(b.t, b.text("#why0-hold"), "RP-BTN-020")
	b.tabTo("toggle1")
	require.True(b.t, b.is(`document.getElementById("why1-toggle").checkVisibility() &&
		!document.getElementById("why0-hold").checkVisibility()`))
	b.tabTo("apply")
}

// visible reports whether a reason is on top of everything at its corners and within the screen.
const visible = `(() => {
	const w = document.getElementById("why0-hold"), r = w.getBoundingClientRect()
	w.style.pointerEvents = "auto"
	return r.left >= 0 && r.right <= innerWidth &&
		[[r.left + 8, r.top + 3], [r.right - 8, r.bottom - 3]].every(p => document.elementFromPoint(...p) === w)
})()`

// goesBackAndForth: undo and redo, and the browser's own back and forward, lead to the pages that were there.
func (b clicker) goesBackAndForth() {
	b.open(b.scene("5行").with("n", "2"))
	b.click("#toggle0")
	b.click("#toggle1")
	for _, step := range []struct {
		do           func()
		played       int
		toggle0, one string
	}{
		{func() { b.click("#undo") }, 3, "録音再開", "録音停止"},
		{func() { b.click("#undo") }, 2, "録音停止", "録音停止"},
		{func() { b.click("#redo") }, 3, "録音再開", "録音停止"},
		{func() { b.click("#step4") }, 4, "録音再開", "録音再開"},
		{func() { b.moved(chromedp.NavigateBack()) }, 3, "録音再開", "録音停止"},
		{func() { b.moved(chromedp.NavigateBack()) }, 2, "録音停止", "録音停止"},
		{func() { b.moved(chromedp.NavigateForward()) }, 3, "録音再開", "録音停止"},
	} {
		step.do()
		require.Equal(b.t, step.played, len(b.now().Events))
		require.Equal(b.t, []string{step.toggle0, step.one}, []string{b.text("#toggle0"), b.text("#toggle1")}, "at %d",
			step.played)
		b.showsWhatIs()
	}
}

// keepsTabsApart: what is clicked in one tab is not in another.
func (b clicker) keepsTabsApart() {
	a := b.scene("5行").with("n", "2")
	other := clicker{b.t, b.tab(), b.address, b.file}
	b.open(a)
	other.open(a)
	b.click("#toggle0")
	other.click("#toggle1")
	require.Equal(b.t, "A", b.now().Events[2].Party)
	require.Equal(b.t, "B", other.now().Events[2].Party)
	b.showsWhatIs()
	other.showsWhatIs()
}

// tellsStaleLinks: a link that was cut is told, with a way on, also where it comes from a page of another version.
func (b clicker) tellsStaleLinks() {
	b.open(link{})
	b.is(`(document.querySelector("#acts [name=log]").value = "cut", true)`)
	b.do(chromedp.Click(chromedp.CSS("#raise_hand0")))
	get(b.chromium, chromedp.Poll[bool](settled+` && !!document.querySelector("#trouble")`))
	require.Contains(b.t, b.text("#trouble"), "読み込めません")
	require.Contains(b.t, get(b.chromium, chromedp.Location()), "/?", "the address is one that can be reloaded")
	b.do(chromedp.Click(chromedp.CSS("#trouble a")))
	get(b.chromium, chromedp.Poll[bool](arrived))
	b.showsWhatIs()
	require.Contains(b.t, strings.Join(b.console(), "\n"), "400", "the browser itself notes the answer")
	b.forget()
}

// plays: what one listens to has the length of the recording.
func (b clicker) plays() {
	b.open(b.scene("1対1").with("n", "5"))
	length := eval[float64](b.chromium,
		`new Promise(done => {
			const a = document.querySelector("#player audio")
			a.onloadedmetadata = () => done(a.duration)
			a.onerror = () => done(-1)
			a.load()
		})`, chromedp.EvalAwaitPromise)
	require.InDelta(b.t, 9, length, .01) // from the answer at 6 s to the end at 15 s
}

// copiesItsLink: the link to the story is copied, and the page stays.
func (b clicker) copiesItsLink() {
	b.open(b.scene("1対1"))
	b.do(chromedp.Click(chromedp.CSS("#copy")))
	get(b.chromium, chromedp.Poll[bool](`document.querySelector("#copy").textContent === "コピーしました"`))
	b.showsWhatIs()
}

// worksWithoutScript: where JavaScript is switched off, links and buttons are all that it takes.
func (b clicker) worksWithoutScript() {
	b.withoutScript()
	b.open(b.scene("5行").with("n", "2"))
	for _, step := range []struct{ selector, a string }{{"#toggle0", "録音再開"}, {"#undo", "録音停止"}, {"#redo", "録音再開"},
		{"#copy", "録音再開"}, {"#apply", "録音再開"}} {
		navigate(b.chromium, chromedp.Click(chromedp.CSS(step.selector)))
		require.Equal(b.t, step.a, b.text("#toggle0"))
		b.showsWhatIs()
	}
}
