package pause

import (
	"iter"
	"strconv"
	"strings"

	"github.com/recpause/recpause/internal/table"
	"github.com/recpause/recpause/spec"
)

// A Cause is what happened to a recorder. The zero Cause is none.
type Cause uint8

// The causes. Two of them are commands; everything else that changes a recording is automatic.
const (
	Stopped     Cause = 1 + iota // a party clicked 録音停止
	Resumed                      // a party clicked 録音再開
	Answered                     // the call was answered: the recording starts
	Joined                       // a party joined
	Left                         // a party left
	Parked                       // a party parked the call and left
	Completed                    // a * or # transfer was completed
	Transferred                  // a transfer was completed
	Merged                       // a three-way call started
	Ended                        // the call is over
)

var causeNames = [...]string{"none", Stopped: "stopped", Resumed: "resumed", Answered: "answered", Joined: "joined", Left: "left",
	Parked: "parked", Completed: "completed", Transferred: "transferred", Merged: "merged", Ended: "ended"}

func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return "Cause(" + strconv.Itoa(int(c)) + ")"
}

// verb returns the command that a cause is, 0 for none.
func (c Cause) verb() Verb {
	switch c {
	case Stopped:
		return Stop
	case Resumed:
		return Resume
	}
	return 0
}

// nobody is the party of an automatic step.
const nobody Party = MaxParties

// A Step is the difference of two states of a recorder. What sounds and what is written follows from the two and the cause,
// so that a beep sounds exactly when the recording really changes. The zero Step is nothing that happened.
type Step struct {
	Before, After Recorder
	Cause         Cause
	by            Party
}

// By returns who acted; ok is false for an automatic step.
func (s Step) By() (p Party, ok bool) { return s.by, s.by < MaxParties && s.Cause != 0 }

// Changes reports whether the step changes who is silenced, or would if the call were recorded.
func (s Step) Changes() bool { return s.Before.muted() != s.After.muted() }

// Resumes reports whether the step ends somebody's silence.
func (s Step) Resumes() bool { return s.Before.muted()&^s.After.muted() != 0 }

// A Beep is heard by parties and written on sides of the recording: none of them where it is in no file.
type Beep struct {
	To Parties `json:"to"`
	On Sides   `json:"on"`
}

// Beep returns what sounds at the step. It is heard by everybody in the call, and written where it ends somebody's silence: on
// the side opposite the one who resumed, on the far side where nobody did (RP-NTF-010 to 013, RP-REC-020, RP-REC-030), and nowhere
// if nobody is on that side.
func (s Step) Beep() (b Beep, ok bool) {
	before, after := s.Before.muted(), s.After.muted()
	changes, resumes := before != after, before&^after != 0
	if !s.quiet(changes, resumes).None() {
		return Beep{}, false
	}
	b.To = s.After.members
	stopBeep := s.Cause == Stopped && changes && s.After.policy.has(stopBeepInFile)
	if s.After.recorded && (resumes || stopBeep) {
		b.On = s.After.occupied(s.side())
	}
	return b, true
}

// A quiet is one thing that keeps a beep from sounding.
type quiet uint8

// What keeps a beep from sounding.
const (
	callOver        quiet = 1 + iota // nobody is there to hear it
	unanswered                       // there is nothing to stop yet
	unchanged                        // nobody becomes silence, and nobody's silence ends
	automaticQuiet                   // a policy
	unrecordedQuiet                  // a policy
)

// quiet returns what keeps a beep from sounding at a step that changes, or ends, who is silenced.
func (s *Step) quiet(changes, resumes bool) table.Obstacles[quiet] {
	policy, command := s.After.policy, s.Cause.verb() != 0
	var o table.Obstacles[quiet]
	return o.With(callOver, s.After.members == 0).
		With(unanswered, !s.Before.answered).
		With(unchanged, !changes && !(command && policy.has(beepOnRepeat))).
		With(automaticQuiet, !command && resumes && policy.has(noBeepOnAutomatic)).
		With(unrecordedQuiet, !s.After.recorded && policy.has(noBeepUnrecorded))
}

// side returns where a beep is written.
func (s *Step) side() Sides {
	if s.Cause.verb() == 0 || s.After.policy.beepSide() == FarSide {
		return Far
	}
	if s.After.policy.beepSide() == OtherLegs {
		var sides Sides
		for _, side := range [...]Sides{Operator, Far} {
			if s.After.OnSide(side).Without(s.by) != 0 {
				sides |= side
			}
		}
		return sides
	}
	if s.After.operator.Has(s.by) {
		return Far
	}
	return Operator
}

// occupied leaves out the sides on which nobody is: there is no track to write on.
func (r Recorder) occupied(sides Sides) Sides {
	for _, side := range [...]Sides{Operator, Far} {
		if r.OnSide(side) == 0 {
			sides &^= side
		}
	}
	return sides
}

// RecordedOn returns the parties on whose side of the recording the step's beep is written.
func (s Step) RecordedOn() Parties {
	b, _ := s.Beep()
	return s.After.OnSide(b.On)
}

// Rules returns the rules that decide the step, none where the manual does not mention it.
func (s Step) Rules() iter.Seq[spec.ID] {
	return func(yield func(spec.ID) bool) {
		if rule := s.rule(); rule != 0 && !yield(rule) {
			return
		}
		repeated := s.Cause.verb() != 0 && s.Before.answered && !s.Changes()
		if repeated && s.Before.kind() == pair && !yield(spec.S2S200) {
			return
		}
		if (s.Cause.verb() != 0 || s.Cause == Answered) && !s.After.recorded && !yield(spec.REC050) {
			return
		}
		switch b, ok := s.Beep(); {
		case !ok || b.On == 0 || !s.Resumes():
		case s.Cause == Resumed:
			yield(spec.REC020)
		default:
			yield(spec.NTF040) // an automatic resume
		}
	}
}

func (s Step) rule() spec.ID {
	switch {
	case s.Cause.verb() != 0 && !s.Before.answered:
		return spec.XFR013
	case s.Cause.verb() != 0 && !s.Before.recorded:
		return spec.VIS042
	case s.Cause.verb() != 0:
		return scopes.At(uint8(s.Before.kind()), uint8(s.Cause.verb()), 0).Rule
	case s.Cause == Answered && s.After.stopped == 0 && s.After.recorded:
		return spec.S2S230
	case s.Cause == Completed && s.Resumes():
		return spec.XFR020
	}
	return 0
}

// Text returns the step in words; names are those of the parties by number, and who has none is called by the number.
func (s Step) Text(l spec.Lang, names ...string) string {
	var b strings.Builder
	b.WriteString(s.Cause.In(l))
	b.WriteString(spec.Text{JA: "：", EN: ": "}.In(l))
	beep, ok := s.Beep()
	switch {
	case ok && l == spec.JA:
		b.WriteString(beep.To.text(l, names) + "にビープ音")
	case ok:
		b.WriteString("beep to " + beep.To.text(l, names))
	case s.Changes() && s.After.members != 0:
		b.WriteString(spec.Text{JA: "ビープ音なし", EN: "no beep"}.In(l))
	default:
		b.WriteString(spec.Text{JA: "変化なし", EN: "nothing changes"}.In(l))
	}
	if on := s.RecordedOn(); on != 0 {
		b.WriteString(spec.Text{JA: "、" + on.text(l, names) + "側に記録", EN: ", written on " + on.text(l, names) + "'s side"}.In(l))
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

var causeTexts = [...]spec.Text{{JA: "なし", EN: "nothing"}, Stopped: {JA: "停止", EN: "stopped"}, Resumed: {JA: "再開", EN: "resumed"},
	Answered: {JA: "応答", EN: "answered"}, Joined: {JA: "参加", EN: "joined"}, Left: {JA: "退出", EN: "left"},
	Parked: {JA: "パーク", EN: "parked"}, Completed: {JA: "転送完了", EN: "transfer completed"},
	Transferred: {JA: "転送完了", EN: "transfer completed"}, Merged: {JA: "三者通話", EN: "three-way call"}, Ended: {JA: "終了", EN: "ended"}}
