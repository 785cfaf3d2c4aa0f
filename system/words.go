package system

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
)

// Harm returns who is harmed by a kind of mismatch, and how.
func Harm(k calllog.MismatchKind) spec.Text { return wordsOf(k).harm }

// Cure returns what the softphone's own operator can click to make its display true again, where it shows a toggle.
// Nobody else's click changes what it shows.
func Cure(k calllog.MismatchKind) spec.Text { return wordsOf(k).cure }

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
