package pause

import (
	"iter"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A Cause is what happened to a call. The zero Cause is none.
type Cause uint8

// The causes. Those with a Verb are commands; everything else that changes a recording is automatic.
const (
	Stopped      Cause = 1 + iota // a party clicked 録音停止
	Resumed                       // a party clicked 録音再開
	Answered                      // the call was answered: the recording starts
	Joined                        // a party joined
	Left                          // a party left
	Parked                        // a party parked the call and left
	Completed                     // a * or # transfer was completed
	Cancelled                     // a * or # transfer was cancelled
	Transferred                   // a transfer was completed
	Merged                        // a three-way call started
	Ended                         // the call is over
	TimedOut                      // a timer resumed for a party, whose stop had lasted too long
	ForcedStop                    // a supervisor stopped for a party
	ForcedResume                  // a supervisor resumed for a party
)

//enum:text
var causeNames = [...]string{0: "none", Stopped: "stopped", Resumed: "resumed", Answered: "answered", Joined: "joined",
	Left: "left", Parked: "parked", Completed: "completed", Cancelled: "cancelled", Transferred: "transferred",
	Merged: "merged", Ended: "ended", TimedOut: "timed_out", ForcedStop: "forced_stop", ForcedResume: "forced_resume"}

var causeTexts = [...]spec.Text{{JA: "なし", EN: "nothing"},
	Stopped: {JA: "停止", EN: "stopped"}, Resumed: {JA: "再開", EN: "resumed"}, Answered: {JA: "応答", EN: "answered"},
	Joined: {JA: "参加", EN: "joined"}, Left: {JA: "退出", EN: "left"}, Parked: {JA: "パーク", EN: "parked"},
	Completed:   {JA: "転送完了", EN: "transfer completed"},
	Cancelled:   {JA: "転送キャンセル", EN: "transfer cancelled"},
	Transferred: {JA: "転送完了", EN: "transfer completed"},
	Merged:      {JA: "三者通話", EN: "three-way call"}, Ended: {JA: "終了", EN: "ended"},
	TimedOut:     {JA: "タイマーによる再開", EN: "resumed by a timer"},
	ForcedStop:   {JA: "管理者による停止", EN: "stopped by a supervisor"},
	ForcedResume: {JA: "管理者による再開", EN: "resumed by a supervisor"}}

// Verb returns the command that a cause is, 0 for none. Whoever gives it, for the call it is that of the party.
func (c Cause) Verb() Verb {
	switch c {
	case Stopped, ForcedStop:
		return Stop
	case Resumed, TimedOut, ForcedResume:
		return Resume
	}
	return 0
}

// isClick reports whether a cause is a command of the party itself. Of any other command the manual says nothing.
func (c Cause) isClick() bool { return c == Stopped || c == Resumed }

// What a cause comes with: one party who does it (hasActor), and who is in the call already but for a join (ofMember);
// a target, which takes that party's place (isTransfer); others who come too (hasOthers), and the stops of their call
// where those still count (hasStopped).
func (c Cause) hasActor() bool   { return c != 0 && c != Answered && c != Merged && c != Ended }
func (c Cause) ofMember() bool   { return c.hasActor() && c != Joined }
func (c Cause) isTransfer() bool { return c == Completed || c == Transferred }
func (c Cause) hasOthers() bool  { return c.isTransfer() || c == Merged }
func (c Cause) hasStopped() bool { return c == Transferred || c == Merged }

// A Step is what a call was, what it is, and what was asked of it meanwhile. What sounds and what is written follows
// from the two and the cause, so that a beep sounds exactly when the recording really changes. The zero Step is nothing
// that happened.
type Step struct {
	Before, After Call
	Cause         Cause
	request
}

// A request is what is asked of a call beside the cause. What the cause does not need is zero.
type request struct {
	by      Party   // who acts
	target  Party   // of a transfer: who takes the place of the party that leaves
	others  Parties // of a transfer: who comes with the target; of a merge: who joins
	stopped Parties // of a transfer or a merge: who has stopped the other call
}

// By returns who acted; ok is false for an automatic step.
func (s Step) By() (p Party, ok bool) { return s.by, s.Cause.hasActor() }

// Changes reports whether the step changes who is silenced, or would if the call were recorded.
func (s Step) Changes() bool { return s.Before.muted() != s.After.muted() }

// resumes reports whether the step ends somebody's silence.
func (s Step) resumes() bool { return s.Before.muted()&^s.After.muted() != 0 }

// Rules returns the rules that decide the step: none where the manual does not mention it.
func (s Step) Rules() iter.Seq[spec.ID] {
	return func(yield func(spec.ID) bool) {
		if s.Cause.Verb() != 0 && !s.Cause.isClick() {
			return
		}
		if rule := s.rule(); rule != 0 && !yield(rule) {
			return
		}
		repeated := s.Cause.Verb() != 0 && s.Before.answered && !s.Changes()
		if repeated && s.Before.kind() == pair && !yield(spec.S2S200) {
			return
		}
		if (s.Cause.Verb() != 0 || s.Cause == Answered) && !s.After.recorded && !yield(spec.REC050) {
			return
		}
		byItself := s.Cause.Verb() == 0
		if b := s.Beep(); s.resumes() && (b.On != 0 || byItself && b.Sounds()) {
			_, rule := s.side() // of an automatic resume that of A-10, also where nothing is recorded
			yield(rule)
		}
	}
}

func (s Step) rule() spec.ID {
	switch {
	case s.Cause.Verb() != 0 && !s.Before.answered:
		return spec.XFR013
	case s.Cause.Verb() != 0 && !s.Before.recorded:
		return spec.VIS042
	case s.Cause.Verb() != 0:
		return scopes.At(s.Before.kind(), s.Cause.Verb()).Rule
	case s.Cause == Answered && s.After.stopped == 0 && s.After.recorded:
		return spec.S2S230
	case s.Cause == Completed && s.resumes():
		return spec.XFR020
	case s.Cause == Cancelled && s.resumes():
		return spec.XFR030
	}
	return 0
}

// Text returns the step in words; names are those of the parties by number, and who has none is called by the number.
func (s Step) Text(l spec.Lang, names ...string) string {
	var b strings.Builder
	b.WriteString(s.Cause.In(l))
	b.WriteString(spec.Text{JA: "：", EN: ": "}.In(l))
	beep := s.Beep()
	switch {
	case beep.Sounds() && l == spec.JA:
		b.WriteString(beep.To.In(l, names...) + "にビープ音")
	case beep.Sounds():
		b.WriteString("beep to " + beep.To.In(l, names...))
	case s.Changes() && s.After.members != 0:
		b.WriteString(spec.Text{JA: "ビープ音なし", EN: "no beep"}.In(l))
	default:
		b.WriteString(spec.Text{JA: "変化なし", EN: "nothing changes"}.In(l))
	}
	if on := s.RecordedOn(); on != 0 {
		b.WriteString(spec.Text{JA: "、" + on.In(l, names...) + "側に記録",
			EN: ", written on " + on.In(l, names...) + "'s side"}.In(l))
	}
	var rules []string
	for id := range s.Rules() {
		rules = append(rules, id.String())
	}
	if len(rules) > 0 {
		b.WriteString(" [" + strings.Join(rules, " ") + "]")
	}
	return b.String()
}

func (s Step) String() string { return s.Text(spec.EN) }
