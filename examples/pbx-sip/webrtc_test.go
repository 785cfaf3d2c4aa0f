package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/recpause/recpause/calllog"
)

// A terminalPage is a page on which a browser is a telephone by itself: JsSIP and WebRTC.
type terminalPage struct{ *chromium }

// telephone opens the WebRTC telephone of a softphone in a tab of its own, and waits until it has registered.
func (d desk3) telephone(extension string) terminalPage {
	d.Helper()
	p := terminalPage{newTab(d.TB, d.ctx)}
	base, _, _ := strings.Cut(eval[string](d.chromium, `location.href`), "/?")
	p.do(chromedp.Navigate(base + "/webrtc/" + extension + "?lang=ja"))
	p.untilText("#registered", "登録済み")
	return p
}

func (p terminalPage) is(call string) {
	p.Helper()
	p.until(fmt.Sprintf(`document.body.dataset.call === %q`, call))
}

// hears says that the browser plays what comes.
func (p terminalPage) hears() {
	p.Helper()
	p.until(`(async () => {
		const stream = document.querySelector("#loudspeaker").srcObject
		if (!stream) return false
		const context = new AudioContext(), analyser = context.createAnalyser()
		context.createMediaStreamSource(stream).connect(analyser)
		await new Promise(done => setTimeout(done, 300))
		const samples = new Float32Array(analyser.fftSize)
		analyser.getFloatTimeDomainData(samples)
		context.close()
		return Math.max(...samples.map(Math.abs)) > 0.03
	})()`)
}

// openTerminal starts a PBX, the page of 101, which talks by it, and the WebRTC telephone of 109.
func openTerminal(t *testing.T) (d desk3, p terminalPage) {
	t.Helper()
	f, b := pageOf(t, "101,109", "customer.wav")
	d = desk3{b, f}
	d.wears("101")
	p = d.telephone("109")
	d.says("109", "RP-AVL-031")
	p.untilText("#why", "RP-AVL-031")
	return d, p
}

// A browser that registers by JsSIP, and calls by WebRTC: its softphone has no toggle in any state, and its pages say
// why; the other side stops and resumes the recording of both.
func TestJsSIPCalls(t *testing.T) {
	d, p := openTerminal(t)
	p.do(chromedp.SetValue(chromedp.CSS("#number"), "101"))
	p.click("#dial")
	d.does("101", "answer")
	pausedByOther(t, d, p)
}

// The same, called: the PBX offers WebRTC.
func TestJsSIPIsCalled(t *testing.T) {
	d, p := openTerminal(t)
	d.calls("101", "109", "dial")
	p.until(`document.querySelector("#answer").ariaDisabled === "false"`)
	p.click("#answer")
	pausedByOther(t, d, p)
}

func pausedByOther(t *testing.T, d desk3, p terminalPage) {
	t.Helper()
	p.is("up")
	d.is("talking", "101", "109")
	p.hears()
	time.Sleep(time.Second)
	d.toggles("101", "録音再開")
	d.says("109", "RP-AVL-031")
	p.untilText("#actual", "停止中")
	p.untilText("#why", "RP-AVL-031")
	d.picture("webrtc-desk")
	p.picture("webrtc-telephone")
	time.Sleep(time.Second)
	d.toggles("101", "録音停止")
	time.Sleep(time.Second)
	p.click("#hang_up")
	p.is("idle")
	d.is("idle", "101", "109")
	l := leaves(t, d.office)
	side := map[string]int{l.header.Parties[0].ID: 0, l.header.Parties[1].ID: 1}
	from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
	for who, channel := range side {
		l.spoken("c1", channel, who, 0, from)
		l.silent("c1", channel, who, from, to)
	}
	l.spoken("c1", side["109"], "109", to, end, to)
	for _, b := range []*chromium{d.chromium, p.chromium} {
		if wrong := b.wrong(); len(wrong) > 0 {
			t.Errorf("a page says %v", wrong)
		}
	}
}

// does clicks something that can be clicked.
func (p terminalPage) does(selectors ...string) {
	p.Helper()
	for _, selector := range selectors {
		p.until(fmt.Sprintf(`document.querySelector(%q).ariaDisabled !== "true"`, selector))
		p.click(selector)
	}
}

// A browser holds by re-INVITE, and its keys are telephone events: a feature code stops and resumes, where no button
// can. When its page is closed it hangs up.
func TestJsSIPHoldsAndPressesKeys(t *testing.T) {
	d, p := openTerminal(t)
	p.do(chromedp.SetValue(chromedp.CSS("#number"), "101"))
	p.does("#dial")
	d.does("101", "answer")
	p.is("up")
	p.hears()
	p.does("#hold")
	d.is("held", "109")
	p.until(`document.querySelector("#hold").ariaPressed === "true"`)
	p.does("#hold")
	d.is("talking", "109")
	p.until(`document.querySelector("#hold").ariaPressed === "false"`)
	p.hears()
	p.does("[data-digit='*']", "[data-digit='1']")
	d.says("101", "停止中")
	p.untilText("#why", "RP-AVL-031")
	time.Sleep(time.Second)
	p.does("[data-digit='*']", "[data-digit='2']")
	d.says("101", "録音中")
	time.Sleep(time.Second)
	for _, violation := range p.violations() {
		t.Error(violation)
	}
	p.do(chromedp.Navigate("about:blank"))
	d.is("idle", "101", "109")
	l := leaves(t, d.office)
	from, to, end := l.at(calllog.PauseCommand, 0), l.at(calllog.ResumeCommand, 0), l.at(calllog.CallHangup, 0)
	for channel, who := range []string{"109", "101"} {
		l.silent("c1", channel, who, from, to)
	}
	l.spoken("c1", 1, "101", to, end, to)
}

// A page that ends its audio has hung up, also where its BYE never comes.
func TestJsSIPEndsItsAudio(t *testing.T) {
	d, p := openTerminal(t)
	eval[bool](p.chromium, `(() => {
		window.RTCPeerConnection = class extends RTCPeerConnection {
			constructor(...how) { super(...how); window.audio = this }
		}
		const send = WebSocket.prototype.send
		WebSocket.prototype.send = function (m) { if (!String(m).startsWith("BYE")) send.call(this, m) }
		return true
	})()`)
	p.do(chromedp.SetValue(chromedp.CSS("#number"), "101"))
	p.does("#dial")
	d.does("101", "answer")
	p.is("up")
	eval[bool](p.chromium, `(window.audio.close(), true)`)
	d.is("idle", "101", "109")
	leaves(t, d.office)
}

// A page that is gone without a word has hung up as soon as it answers none of ICE's questions.
func TestJsSIPCrashes(t *testing.T) {
	d, p := openTerminal(t)
	p.do(chromedp.SetValue(chromedp.CSS("#number"), "101"))
	p.does("#dial")
	d.does("101", "answer")
	d.is("talking", "101", "109")
	time.Sleep(time.Second)
	d.toggles("101", "録音再開")
	go chromedp.Call(p.ctx, page.Crash, cdp.Empty{}) // which is answered by nobody
	until(t, "both have hung up", func() bool { return seatOf(t, d.office, "101").Story == "" })
	leaves(t, d.office)
}

// The PBX is killed in a pause and starts again: a browser's call is over, for nobody else has its keys, and the
// recording is silent to its end. The browser registers again by itself, and can call.
func TestJsSIPAfterACrash(t *testing.T) {
	pbx := newProcess(t)
	pbx.start()
	speech, err := filepath.Abs(filepath.Join("testdata", "customer.wav"))
	must(t, err)
	d := desk3{chromium: openChromium(t, speech)}
	page := fmt.Sprintf("http://127.0.0.1:%d/?lang=ja", pbx.web)
	d.visit(page+"&phone=101", "light", 1440)
	p := d.telephone("109")
	d.visit(page, "light", 1440) // now with 109
	d.wears("101")
	p.do(chromedp.SetValue(chromedp.CSS("#number"), "101"))
	p.does("#dial")
	d.does("101", "answer")
	p.is("up")
	time.Sleep(time.Second)
	d.toggles("101", "録音再開")
	time.Sleep(time.Second)
	pbx.kill()
	pbx.start()
	d.untilText("#calls", "recording-2ch.wav")
	d.is("idle", "101", "109")
	l := &left{t: t, voices: map[string][]int16{}}
	l.find(pbx.out)
	l.read()
	from, end := l.at(calllog.PauseClick, 0), l.at(calllog.CallHangup, 0)
	for channel := range 2 {
		if got := peak(recordingOf(l, "c1", channel, from, end)); got != 0 {
			t.Errorf("channel %d: leaked %d", channel, got)
		}
	}
	l.run("audit", "-dir", l.dir)
	p.is("idle")
	p.untilText("#registered", "登録済み")
}
