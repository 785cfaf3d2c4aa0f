package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/onefile"
	"github.com/recpause/recpause/spec"
)

var built = sync.OnceValues(func() (onefile.Program, error) { return onefile.Build(context.Background(), nil) })

// exported writes the exported page, in Japanese, and returns its address.
func exported(t *testing.T, start string) string {
	t.Helper()
	p, err := built()
	require.NoError(t, err)
	text, err := onefile.HTML(p, spec.JA, start)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "simulator.html")
	require.NoError(t, os.WriteFile(path, text, 0o644))
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func (b *chromium) cutOff() {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: true})
	b.must(err)
}

// The exported page is the simulator without a server: opened as a file, where there is no network.
func TestExportedPage(t *testing.T) {
	chromium, address, file := openChromium(t), simulator(t), exported(t, "/")
	for name, test := range map[string]func(clicker){
		"five rows":        clicker.playsFiveRows,
		"everybody":        clicker.isForEverybody,
		"undo and history": clicker.goesBackAndForth,
		"listen":           clicker.plays,
		"settings":         clicker.changesSettings,
		"reload":           clicker.comesBackAfterReload,
		"language":         clicker.speaksTheOtherLanguage,
		"audit":            clicker.auditsWhatIsDropped,
	} {
		t.Run(name, func(t *testing.T) {
			b := clicker{t, chromium.with(t).tab(), address, file}
			b.cutOff()
			b.look("light", 1440)
			test(b)
			for _, u := range b.asked() {
				require.Contains(t, []string{"file", "blob"}, u.Scheme, "a request to the network")
			}
			require.Empty(t, b.console())
		})
	}
}

// changesSettings: a setting that hides the toggle hides it, and undoing nothing brings it back; the story goes on.
func (b clicker) changesSettings() {
	b.open(b.scene("5行").with("n", "2"))
	require.Equal(b.t, "録音停止", b.text("#toggle0"))
	b.is(`(document.querySelector("[name=contract]").checked = false, true)`)
	b.click("#apply")
	b.showsWhatIs()
	require.True(b.t, b.is(`document.querySelector("#toggle0").ariaDisabled === "true"`))
	require.Empty(b.t, b.violations())
}

// comesBackAfterReload: the address has the story in it.
func (b clicker) comesBackAfterReload() {
	b.open(b.scene("5行").with("n", "2"))
	b.click("#toggle0")
	b.do(chromedp.Reload())
	get(b.chromium, chromedp.Poll[bool](started+" && "+arrived))
	require.Len(b.t, b.now().Events, 3)
	b.showsWhatIs()
}

// speaksTheOtherLanguage: the switch leads to the same moment of the story in the other language, all of the page is in
// it, a click stays in it, and the switch leads back; the auditor has one, too, and from there the story is found again.
func (b clicker) speaksTheOtherLanguage() {
	b.open(b.scene("5行").with("n", "4"))
	before := b.now().Events
	for _, lang := range []string{"en", "ja"} {
		b.do(chromedp.Click(chromedp.CSS("#other")))
		b.until(fmt.Sprintf("document.documentElement.lang === %q && ", lang) + arrived)
		require.Equal(b.t, before, b.now().Events)
		state, _ := systemOf(b.t, b.now()).Phone("B")
		require.Equal(b.t, state.State.In(b.lang()), b.text("#party1 .doing"))
		require.Equal(b.t, map[string]string{"en": "simulator", "ja": "シミュレーター"}[lang], b.text("#bar-views a"))
		require.Contains(b.t, b.text("#settings-title"), map[string]string{"en": "Settings", "ja": "設定"}[lang])
		b.click("#toggle0")
		require.Equal(b.t, lang, b.lang().String(), "after a click")
		b.click("#undo")
		require.Empty(b.t, b.violations())
	}
	b.do(chromedp.Click(chromedp.CSS("#bar-views a:last-child")))
	b.until(`!!document.querySelector("#page.auditor")`)
	for _, now := range [][2]string{{"en", "audit and replay"}, {"ja", "監査と再生"}} {
		b.do(chromedp.Click(chromedp.CSS("#other")))
		b.until(fmt.Sprintf(`!!document.querySelector("#page.auditor h1")?.innerText.includes(%q)`, now[1]))
		require.Equal(b.t, now[0], b.lang().String())
	}
	b.do(chromedp.Click(chromedp.CSS("#bar-views a:first-child")))
	b.until(`!!document.querySelector("#acts") && ` + arrived)
	require.Equal(b.t, "ja", b.lang().String())
	require.Equal(b.t, before, b.now().Events, "the story is still there")
}

// until waits for what may take the program some while.
func (b clicker) until(is string) {
	b.t.Helper()
	get(b.chromium, chromedp.Poll[bool](is, chromedp.WithPollingTimeout(3*time.Minute)))
}

// drop drops files on the page, as a hand does.
func (b clicker) drop(dir string, names ...string) {
	b.t.Helper()
	files := map[string][]byte{}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(b.t, err)
		files[name] = data
	}
	text, err := json.Marshal(files)
	require.NoError(b.t, err)
	b.is(fmt.Sprintf(`(() => {
		const data = new DataTransfer()
		for (const [name, text] of Object.entries(%s))
			data.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name))
		document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}))
		return true
	})()`, text))
	b.until(`!!document.querySelector(".judged")`)
}

// auditsWhatIsDropped: a recording with a log is judged, a leak in it is found, and the call's report plays.
func (b clicker) auditsWhatIsDropped() {
	b.visit(b.file)
	b.until(started)
	dir := save(b.t, callfiles.PlainOnePause())
	b.drop(dir, "call.jsonl", "operator.wav", "customer.wav")
	require.Contains(b.t, b.text(".judged"), "監査はしていません")
	report := `document.querySelector("iframe").contentDocument`
	b.until(`!!` + report + `?.querySelector("audio")`)
	require.Equal(b.t, "ja", eval[string](b.chromium, report+".documentElement.lang"))
	data, err := os.ReadFile(filepath.Join(filepath.Dir(reportOf(b.t, dir, "ja")), callfiles.Mixed))
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, callfiles.Mixed), data, 0o644))
	b.drop(dir, "call.jsonl", callfiles.Mixed)
	b.until(`document.querySelector(".judged [data-code]")?.dataset.code === "0"`)
	data[44+2*100_000] ^= 0x7f
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, "any name.wav"), data, 0o644))
	b.drop(dir, "call.jsonl", "any name.wav")
	b.until(`!document.querySelector("#working").textContent &&
		document.querySelector(".judged [data-code]")?.dataset.code === "1"`)
	require.Contains(b.t, b.text(".judged"), "100000")
	b.is(`(document.querySelector("iframe").remove(), true)`) // the report has tests of its own, and axe would write to it
	for _, look := range []struct {
		scheme string
		width  int64
	}{{"light", 1440}, {"dark", 390}} {
		b.look(look.scheme, look.width)
		require.True(b.t, b.is("document.documentElement.scrollWidth <= innerWidth"), "%+v", look)
		require.Empty(b.t, b.violations(), "%+v", look)
	}
	b.do(chromedp.Click(chromedp.CSS(".judged a.tool")))
	b.until(arrived)
	b.showsWhatIs()
}
