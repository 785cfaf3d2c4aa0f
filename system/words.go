package system

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
)

// Harm returns who is harmed by a kind of mismatch, and how.
func Harm(k calllog.MismatchKind) spec.Text {
	if int(k) < len(harms) {
		return harms[k]
	}
	return spec.Text{}
}

// The harm of each kind, the worst first.
var harms = [...]spec.Text{{},
	calllog.StoppedButRecording: {JA: "停止したつもりの発言が録音に残る。番号を読み上げる顧客が害を受ける",
		EN: "what is said in the belief of a stop is recorded: the customer who reads a number out is harmed"},
	calllog.StoppedButOthersRecorded: {JA: "自分の声は残らないが、番号を読み上げる相手の声は録音に残る",
		EN: "one's own voice is not recorded, and the voice of whoever reads a number out is"},
	calllog.RecordingButStopped: {JA: "録音しているつもりの発言が残らない。後で聞き返す側が害を受ける",
		EN: "what is believed to be recorded is not: whoever needs the recording is harmed"},
}

// A Cure is a click that makes a display true again. The zero Cure is none.
type Cure struct {
	Event calllog.Kind // pause.click or resume.click, 0 for none
	Text  spec.Text
}

// CureOf returns what makes a display true again of a kind of mismatch, where the softphone shows a toggle to click.
// Nobody else's click changes what it shows.
func CureOf(k calllog.MismatchKind) Cure {
	if int(k) < len(cures) {
		return cures[k]
	}
	return Cure{}
}

// What the softphone's own operator can click.
var cures = [...]Cure{{},
	calllog.StoppedButRecording: {calllog.ResumeClick, spec.Text{JA: "「録音再開」を押すと表示が実際と合い、続けて「録音停止」を押すと停止する",
		EN: "a click on 録音再開 makes the display true; then one on 録音停止 really stops"}},
	calllog.StoppedButOthersRecorded: {calllog.ResumeClick, spec.Text{JA: "「録音再開」を押すと表示が実際と合う。全員の声を止める操作はない",
		EN: "a click on 録音再開 makes the display true; no click silences everybody"}},
	calllog.RecordingButStopped: {calllog.PauseClick, spec.Text{JA: "「録音停止」を押すと表示が実際と合い、続けて「録音再開」を押すと録音が再開する",
		EN: "a click on 録音停止 makes the display true; then one on 録音再開 resumes the recording"}},
}
