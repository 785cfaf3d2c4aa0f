package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
)

// Effect returns whom a kind of mismatch hurts, and how.
func Effect(k calllog.MismatchKind) spec.Text { return wordsOf(k).effect }

// Cure returns what the softphone's own operator can click to make its display true again, where it shows a toggle.
// Nobody else's click changes what it shows.
func Cure(k calllog.MismatchKind) spec.Text { return wordsOf(k).cure }

// WhyTransfer returns why a step refuses the beginning of a # transfer, for which there is no button, or allows the
// cancel of a # or * transfer, while the softphone shows a stop; ok is false for any other step.
func WhyTransfer(s calllog.StepLine) (why spec.Reason, ok bool) {
	switch {
	case (s.Event == calllog.SharpBegin || s.Event == calllog.SharpBlind) && s.Result == calllog.Rejected:
		why = spec.Because(s.Support, spec.BTN160, spec.BTN101)
		why.Verdict = spec.Text{JA: "操作できません", EN: "refused"}
		why.Fact = spec.Text{JA: "停止中と表示している間はキーのDTMF信号が送られないため、#転送を開始できません",
			EN: "while a stop is shown no key sends its DTMF, so no # transfer can begin"}
		why.Remedy = spec.Text{JA: "「録音再開」を押すと開始できます", EN: "possible again after 録音再開"}
	case slices.Contains(s.Rules, spec.XFR030):
		why = spec.Because(s.Support, spec.XFR030, spec.XFR031, spec.BTN090, spec.BTN101)
		why.Verdict = spec.Text{JA: "キャンセルを受け付けます", EN: "applied"}
		why.Fact = spec.Text{JA: "停止中と表示している間は「*転送」を操作できず、キーのDTMF信号も送られません。キャンセルした後の状態には" +
			"記載がありますが、キャンセルの方法は記載がないため、起きた事実として扱います（A-41）",
			EN: "while a stop is shown *転送 is locked and no key sends its DTMF. The manual says what follows a " +
				"cancel, but not how it is made, so a cancel is taken as a fact (A-41)"}
	default:
		return spec.Reason{}, false
	}
	return why, true
}

// WhyCommand returns why a mismatch is one of a command that no display knows of; ok is false for any other. Whoever
// looks at such a display cannot know better, so the remedy is the click where there is one, and else a command.
func WhyCommand(m calllog.Mismatch) (why spec.Reason, ok bool) {
	if !m.Opened.Event.Needs().Source {
		return spec.Reason{}, false
	}
	why = spec.Reason{Support: spec.Unspecified,
		Verdict: spec.Text{JA: "表示に反映されない指示によるものです", EN: "by a command that no display knows of"},
		Fact: spec.Text{JA: "特番、API、管理者またはタイマーからの指示は、どのソフトフォンの表示にも反映されません。マニュアルに記載はありません",
			EN: "what the PBX is told by feature code, the API, a supervisor or a timer changes no display; the manual " +
				"does not mention it"},
		Remedy: spec.Text{JA: "反対の指示をもう一度PBXに出すか、指示したことを通話中の人に伝えてください",
			EN: "give the PBX the opposite command, or tell those who are in the call"}}
	if m.Cure != 0 {
		why.Remedy = Cure(m.Kind)
	}
	return why, true
}

// words are what is to be said of a kind of mismatch.
type words struct {
	effect spec.Text
	click  calllog.Kind // the one of the cure that makes the display true
	cure   spec.Text
}

func wordsOf(k calllog.MismatchKind) words {
	if int(k) < len(ofMismatches) {
		return ofMismatches[k]
	}
	return words{}
}

// ofMismatches are the kinds in words, the worst first.
var ofMismatches = [...]words{{},
	calllog.StoppedButRecording: {
		spec.Text{JA: "停止したつもりの発言が録音に残ります。番号を読み上げる顧客に影響します",
			EN: "what is said in the belief that the recording is paused is recorded; this affects the customer " +
				"who reads a number out"},
		calllog.ResumeClick,
		spec.Text{JA: "「録音再開」を押すと、表示が実際と一致します。続けて「録音停止」を押すと、録音が停止します",
			EN: "click 録音再開 to make the display true, then 録音停止 to pause the recording"}},
	calllog.StoppedButOthersRecorded: {
		spec.Text{JA: "自分の発言は録音に残りませんが、番号を読み上げる通話相手の発言は録音に残ります",
			EN: "one's own voice is not recorded, but that of the party who reads a number out is"},
		calllog.ResumeClick,
		spec.Text{JA: "「録音再開」を押すと、表示が実際と一致します。全員の発言を無音にする操作はありません",
			EN: "click 録音再開 to make the display true; no click silences everybody"}},
	calllog.RecordingButStopped: {
		spec.Text{JA: "録音しているつもりの発言が録音に残りません。後で録音を確認する人に影響します",
			EN: "what is said in the belief that it is recorded is not; this affects whoever needs the recording " +
				"later"},
		calllog.PauseClick,
		spec.Text{JA: "「録音停止」を押すと、表示が実際と一致します。続けて「録音再開」を押すと、録音が再開します",
			EN: "click 録音停止 to make the display true, then 録音再開 to resume the recording"}},
}
