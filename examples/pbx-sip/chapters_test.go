package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/recpause/recpause/calllog"
)

// A desk3 is the page of three softphones that somebody can talk on.
type desk3 struct {
	*chromium
	office *office
}

// opens starts a PBX, and the page with three softphones that talk by its microphone.
func opens(t *testing.T) desk3 {
	t.Helper()
	f, b := pageOf(t, "101,102,103", "customer.wav")
	for _, extension := range []string{"101", "102", "103"} {
		b.wears(extension)
	}
	return desk3{b, f}
}

// does clicks buttons of a softphone, each when it can be clicked.
func (d desk3) does(extension string, names ...string) {
	d.Helper()
	for _, name := range names {
		d.until(fmt.Sprintf(`document.querySelector(%q).ariaDisabled === "false"`, keyAt(extension, name)))
		d.click(keyAt(extension, name))
	}
}

// calls enters a number, and clicks a button that needs one.
func (d desk3) calls(extension, number, name string) {
	d.Helper()
	d.do(chromedp.SetValue(chromedp.CSS(at(extension, ".number")), number))
	d.does(extension, name)
}

// is waits until softphones are in a state.
func (d desk3) is(state string, extensions ...string) {
	d.Helper()
	for _, extension := range extensions {
		d.until(fmt.Sprintf(`document.querySelector("#phone-%s").dataset.state === %q`, extension, state))
	}
}

// says waits until the screen of a softphone says something.
func (d desk3) says(extension, text string) {
	d.Helper()
	d.untilText(at(extension, ".screen"), text)
}

// toggles clicks the toggle of a softphone, and waits for the label that it then has.
func (d desk3) toggles(extension, label string) {
	d.Helper()
	d.does(extension, "toggle")
	d.untilText(at(extension, ".toggle:not(.absent)"), label)
}

// talk has 101 and 102 talk.
func (d desk3) talk() {
	d.Helper()
	d.calls("101", "102", "dial")
	d.does("102", "answer")
	d.is("talking", "101", "102")
}

// ends hangs up, and waits until what the story leaves is complete and right.
func (d desk3) ends(t *testing.T, extensions ...string) *left {
	d.Helper()
	for _, extension := range extensions {
		d.does(extension, "hang_up")
	}
	d.is("idle", "101", "102", "103")
	l := leaves(t, d.office)
	d.untilText("#calls", "report.html")
	if wrong := d.wrong(); len(wrong) > 0 {
		t.Errorf("the page says %v", wrong)
	}
	return l
}

// Each part of docs/walkthrough.md, by clicks: the page shows what it says, the replay of the log makes the same
// recordings, and the audit finds nothing.
func TestWalkthrough(t *testing.T) {
	for name, walk := range map[string]func(*testing.T, desk3){
		"transfer": walkTransfer, "three-way": walkThreeWay, "room": walkRoom, "star": walkStar, "outbound": walkOutbound,
		"sharp": walkSharp, "park": walkPark,
	} {
		if testing.Short() && name != "transfer" && name != "outbound" {
			continue // each takes a quarter of a minute
		}
		t.Run(name, func(t *testing.T) { walk(t, opens(t)) })
	}
}

func walkTransfer(t *testing.T, d desk3) {
	d.talk()
	d.does("101", "hold")
	d.is("held", "101")
	d.says("101", "RP-VIS-026")
	d.calls("101", "103", "transfer")
	d.does("103", "answer")
	d.is("transfer_talking", "101")
	d.says("101", "RP-VIS-028")
	d.picture("walk-transfer")
	d.does("101", "transfer")
	d.is("idle", "101")
	d.is("talking", "102", "103")
	d.toggles("103", "録音再開")
	d.says("102", "実際の録音：停止中")
	d.ends(t, "103")
}

func walkThreeWay(t *testing.T, d desk3) {
	d.talk()
	d.does("101", "hold")
	d.calls("101", "103", "transfer")
	d.does("103", "answer")
	d.is("transfer_talking", "101")
	d.does("101", "three_way")
	d.is("three_way", "101")
	d.is("talking", "102", "103")
	d.says("101", "RP-VIS-029")
	d.toggles("102", "録音再開")
	d.says("103", "実際の録音：一部")
	d.picture("walk-three-way")
	d.ends(t, "102", "101")
}

func walkRoom(t *testing.T, d desk3) {
	for _, extension := range []string{"101", "102", "103"} {
		d.calls(extension, "801", "room")
		d.is("talking", extension)
	}
	d.toggles("102", "録音再開")
	d.says("102", "⚠")
	d.picture("walk-room")
	d.ends(t, "101", "102", "103")
}

func walkStar(t *testing.T, d desk3) {
	d.talk()
	d.calls("101", "103", "star_transfer")
	d.is("star_held", "101")
	d.does("103", "answer")
	d.is("star_talking", "101")
	d.toggles("101", "録音再開")
	d.picture("walk-star")
	d.does("101", "cancel")
	d.is("talking", "101", "102")
	d.says("101", "録音が停止状態です")
	d.says("101", "⚠")
	d.picture("walk-star-cancelled")
	d.toggles("101", "録音停止")
	time.Sleep(time.Second) // 101 talks in the call that it had held
	l := d.ends(t, "102")
	if from := l.at(calllog.ResumeClick, 0); peak(l.voices["101"][from:]) < 1000 {
		t.Error("after the transfer's end nobody hears 101")
	}
}

func walkSharp(t *testing.T, d desk3) {
	d.talk()
	d.calls("101", "103", "sharp")
	d.is("star_held", "101")
	d.does("103", "answer")
	d.is("idle", "101")
	d.is("talking", "102", "103")
	d.calls("102", "101", "auto_three_way")
	d.does("101", "answer")
	d.is("three_way", "102")
	d.is("talking", "101", "103")
	d.ends(t, "102", "103")
}

func walkPark(t *testing.T, d desk3) {
	d.talk()
	d.does("101", "raise_hand")
	d.click(at("101", "[data-digit='5']"))
	d.toggles("102", "録音再開")
	d.click(keyAt("102", "park"))
	d.untilText(at("102", ".hint"), "RP-BTN-050")
	d.toggles("102", "録音停止")
	d.does("101", "park")
	d.is("idle", "101")
	d.is("talking", "102")
	l := d.ends(t, "102")
	l.at(calllog.HandRaise, 0)
	l.at(calllog.DTMF, 0)
	l.at(calllog.Park, 0)
}

func walkOutbound(t *testing.T, d desk3) {
	d.does("101", "outbound_wait")
	d.is("outbound_waiting", "101")
	d.toggles("101", "録音再開")
	d.calls("101", "102", "dial")
	d.does("102", "answer")
	d.is("talking", "101", "102")
	d.says("101", "⚠")
	d.picture("walk-outbound")
	d.ends(t, "102")
}

// A page that counts as a WebRTC terminal has no toggle in any state, and says why; whoever it talks to has one.
func TestWebRTCTerminal(t *testing.T) {
	f, b := pageOf(t, "101,109", "customer.wav")
	d := desk3{b, f}
	d.wears("109")
	d.calls("101", "109", "dial")
	d.does("109", "answer")
	d.is("talking", "101", "109")
	d.says("109", "RP-AVL-031")
	d.toggles("101", "録音再開")
	d.says("109", "RP-AVL-031")
	d.picture("webrtc")
	d.does("109", "hang_up")
	d.is("idle", "101", "109")
	leaves(t, f)
}
