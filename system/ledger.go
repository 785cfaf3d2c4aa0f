package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
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

// CureOf returns what makes a display true again of a kind of mismatch, where the softphone shows a toggle to click. Nobody else's click
// changes what it shows.
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

// note writes the ledger of a step: since when every false display has been so, which mismatches the step opens, and which it ends.
func (m *move) note(before []calllog.Mismatch) (opened, closed []calllog.Mismatch) {
	now := m.mismatches()
	for _, x := range now {
		p := &m.phones[m.header.Index(x.Party)]
		if goesOn := slices.ContainsFunc(before, sameLie(x)); !goesOn {
			p.lies = &calllog.Opening{Line: m.event.Line, At: m.event.At, Event: m.event.Kind, Party: m.event.Party, Support: m.support}
			x.Opened = *p.lies
			opened = append(opened, x)
		}
	}
	for _, x := range before {
		if !slices.ContainsFunc(now, sameLie(x)) {
			closed = append(closed, x)
		}
		if !slices.ContainsFunc(now, func(y calllog.Mismatch) bool { return x.Party == y.Party }) {
			m.phones[m.header.Index(x.Party)].lies = nil
		}
	}
	return opened, closed
}

// sameLie reports whether a mismatch is another one going on: of the same softphone, of the same kind and in the same call.
func sameLie(x calllog.Mismatch) func(calllog.Mismatch) bool {
	return func(y calllog.Mismatch) bool { return x.Party == y.Party && x.Kind == y.Kind && x.Call == y.Call }
}

// cure returns the click that makes the display true, where the softphone shows it.
func (s *System) cure(party int, k calllog.MismatchKind) calllog.Kind {
	toggle := s.face(s.phones[party].Phone).View().Toggle
	if c := cures[k].Event; toggle == pause.Stop && c == calllog.PauseClick || toggle == pause.Resume && c == calllog.ResumeClick {
		return c
	}
	return 0
}
