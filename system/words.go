package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
)

// Harm returns who is harmed by a kind of mismatch, and how.
func Harm(k calllog.MismatchKind) spec.Text { return wordsOf(k).harm }

// Cure returns what the softphone's own operator can click to make its display true again, where it shows a toggle.
// Nobody else's click changes what it shows.
func Cure(k calllog.MismatchKind) spec.Text { return wordsOf(k).cure }

// WhyTransfer returns why a step refuses the beginning of a # transfer, for which there is no button, or allows the
// cancel of a # or * transfer, while the softphone shows a stop; ok is false for any other step.
func WhyTransfer(s calllog.StepLine) (why spec.Reason, ok bool) {
	switch {
	case (s.Event == calllog.SharpBegin || s.Event == calllog.SharpBlind) && s.Result == calllog.Rejected:
		why = spec.Because(s.Support, spec.BTN160, spec.BTN101)
		why.Verdict = spec.Text{JA: "操作できない", EN: "refused"}
		why.Fact = spec.Text{JA: "停止を表示している間はキーのDTMF信号が送られないため、#転送を始められない",
			EN: "while a stop is shown no key sends its DTMF, so none begins a # transfer"}
		why.Remedy = spec.Text{JA: "「録音再開」を押すと始められる", EN: "possible again after 録音再開"}
	case slices.Contains(s.Rules, spec.XFR030):
		why = spec.Because(s.Support, spec.XFR030, spec.XFR031, spec.BTN090, spec.BTN101)
		why.Verdict = spec.Text{JA: "キャンセルを受け付ける", EN: "applied"}
		why.Fact = spec.Text{JA: "停止を表示している間は「*転送」を操作できずキーのDTMF信号も送られないが、キャンセルした後の状態は書かれている。" +
			"キャンセルの方法は書かれていないため、起きた事実として扱う（A-41）",
			EN: "while a stop is shown *転送 is locked and no key sends its DTMF, yet the manual says what follows a " +
				"cancel; how it is made is left open, so it counts as a fact that has happened (A-41)"}
	default:
		return spec.Reason{}, false
	}
	return why, true
}

// words are what is to be said of a kind of mismatch.
type words struct {
	harm  spec.Text
	click calllog.Kind // the one of the cure that makes the display true
	cure  spec.Text
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
		spec.Text{JA: "停止したつもりの発言が録音に残る。番号を読み上げる顧客が害を受ける",
			EN: "what is said in the belief of a stop is recorded: the customer who reads a number out is harmed"},
		calllog.ResumeClick,
		spec.Text{JA: "「録音再開」を押すと表示が実際と合い、続けて「録音停止」を押すと停止する",
			EN: "a click on 録音再開 makes the display true; then one on 録音停止 really stops"}},
	calllog.StoppedButOthersRecorded: {
		spec.Text{JA: "自分の声は残らないが、番号を読み上げる相手の声は録音に残る",
			EN: "one's own voice is not recorded, and the voice of whoever reads a number out is"},
		calllog.ResumeClick,
		spec.Text{JA: "「録音再開」を押すと表示が実際と合う。全員の声を止める操作はない",
			EN: "a click on 録音再開 makes the display true; no click silences everybody"}},
	calllog.RecordingButStopped: {
		spec.Text{JA: "録音しているつもりの発言が残らない。後で聞き返す側が害を受ける",
			EN: "what is believed to be recorded is not: whoever needs the recording is harmed"},
		calllog.PauseClick,
		spec.Text{JA: "「録音停止」を押すと表示が実際と合い、続けて「録音再開」を押すと録音が再開する",
			EN: "a click on 録音停止 makes the display true; then one on 録音再開 resumes the recording"}},
}
