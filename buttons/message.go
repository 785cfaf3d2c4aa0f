package buttons

import "github.com/recpause/recpause/spec"

// WhyMessage returns why 「録音が停止状態です」 is shown, or why it is not. It says what the softphone believes, and not what the PBX
// records: the two may differ, and where the message may lie the reason says so.
func WhyMessage(p Phone) spec.Reason {
	toggle := Why(p, Toggle)
	switch {
	case p.ShowsStopped():
		why := spec.Because(toggle.Support, spec.OPS020, spec.OPS060, spec.S2S021)
		why.Verdict = spec.Text{JA: "メッセージあり", EN: "message shown"}
		why.Fact = spec.Text{JA: "このソフトフォンで「録音停止」を押し、まだ「録音再開」を押していない。%v、実際は録音中のことがある",
			EN: "「録音停止」 was clicked on this softphone, and 「録音再開」 has not been since; %v the recording may run all the same"}.With(mayLie(toggle.Support))
		why.Remedy = spec.Text{JA: "「録音再開」を押すと消える", EN: "gone after 録音再開"}
		return why
	case p.Display.Stopped:
		why := toggle.Because()
		why.Verdict = noMessage
		return why
	}
	why := spec.Because(toggle.Support, spec.OPS060)
	why.Verdict = noMessage
	why.Fact = spec.Text{JA: "このソフトフォンでは停止していない。相手が停止していても表示は変わらない",
		EN: "nothing is stopped by this softphone; what another one stops it does not show"}
	return why
}

// mayLie says when a message that is shown is false.
func mayLie(s spec.Support) spec.Text {
	if s == spec.Guaranteed {
		return spec.Text{JA: "相手もソフトフォンで「録音再開」を押すと", EN: "where the other party has a softphone too and clicks 「録音再開」,"}
	}
	return spec.Text{JA: "転送の取消やアウトバウンド通話の開始、相手の「録音再開」で", EN: "after a cancelled transfer, the start of an outbound call or another softphone's 「録音再開」"}
}

var noMessage = spec.Text{JA: "メッセージなし", EN: "no message"}

// WhyDTMF returns why a click on the dial pad sends its tone, or why it does not.
func WhyDTMF(p Phone) spec.Reason {
	support := Why(p, Dial).Support
	switch {
	case p.ShowsStopped():
		why := spec.Because(support, spec.BTN101)
		why.Verdict = noDTMF
		why.Fact = spec.Text{JA: "録音を停止中と表示している。クリックはできる", EN: "the recording is shown as stopped; the click itself is allowed"}
		why.Remedy = spec.Text{JA: "「録音再開」を押すと送る", EN: "sent again after 録音再開"}
		return why
	case p.SendsDTMF():
		why := spec.Because(support, spec.BTN102)
		why.Verdict = spec.Text{JA: "DTMFを送る", EN: "DTMF is sent"}
		why.Fact = spec.Text{JA: "通話があり、停止中と表示していない", EN: "there is a call, and no stop is shown"}
		return why
	}
	why := spec.Because(support, spec.BTN130)
	why.Verdict = noDTMF
	why.Fact = spec.Text{JA: "送る通話がない", EN: "there is no call to send it to"}
	return why
}

var noDTMF = spec.Text{JA: "DTMFを送らない", EN: "no DTMF"}
