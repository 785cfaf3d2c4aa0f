package pause

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/spec"
)

// A SnapshotError reports a text that is no snapshot. Nothing of it was restored.
type SnapshotError struct {
	Field   string // the first that is wrong, "" for the whole
	Problem string
}

func (e *SnapshotError) Error() string {
	if e.Field == "" {
		return "snapshot: " + e.Problem
	}
	return "snapshot: " + e.Field + ": " + e.Problem
}

// Within returns the error as one of a larger snapshot, which has this one in a field.
func (e *SnapshotError) Within(field string) *SnapshotError {
	if e.Field != "" && e.Field[0] != '[' {
		field += "."
	}
	return &SnapshotError{field + e.Field, e.Problem}
}

// unreadable returns the error of a reader as that of a snapshot.
func unreadable(err error) error {
	var inner *SnapshotError
	var wrong *strictjson.Error
	switch {
	case errors.As(err, &wrong) && errors.As(wrong.Err, &inner):
		return inner.Within(wrong.Path)
	case errors.As(err, &wrong):
		return &SnapshotError{wrong.Path, "got " + wrong.Got + ", expected " + wrong.Want}
	}
	return err
}

// A claim is what has to hold of a field of a snapshot.
type claim struct {
	holds          bool
	field, problem string
}

// check returns the first claim that does not hold, as an error.
func check(claims ...claim) error {
	for _, c := range claims {
		if !c.holds {
			return &SnapshotError{c.field, c.problem}
		}
	}
	return nil
}

// noParty is what is expected instead of a number that no party has.
var noParty = fmt.Sprintf("a number from 0 to %d", MaxParties-1)

func restSays(value any) string { return fmt.Sprintf("the rest says %v", value) }

// callFields are a call's snapshot.
type callFields struct {
	Members      Parties `json:"members"`
	StoppedBy    Parties `json:"stopped_by"`
	OperatorSide Parties `json:"operator_side"` // also who was on it and may come back
	Recorded     bool    `json:"recorded"`
	Answered     bool    `json:"answered"`
	Room         bool    `json:"room"`
	Policy       Policy  `json:"policy,omitzero"` // left out where every answer is the default
	Recording    State   `json:"recording"`       // this and what is silenced follows from the rest, and is for people
	Silenced     Parties `json:"silenced"`
}

// The readers of what is in a snapshot.
var (
	calls    = strictjson.New[callFields]()
	steps    = strictjson.New[stepFields]()
	displays = strictjson.New[displayFields]()
	latches  = strictjson.New[latchFields]()
	policies = strictjson.New[policyFields]()
	numbers  = strictjson.New[[]Party]()
)

// MarshalJSON writes the call's snapshot: all that UnmarshalJSON needs, and what follows from it, for people.
func (c Call) MarshalJSON() ([]byte, error) {
	return json.Marshal(callFields{c.members, c.stopped, c.operator, c.recorded, c.answered, c.room, c.policy,
		c.State(), c.Silenced()})
}

// UnmarshalJSON restores a call from its snapshot, or leaves it as it is and returns a *SnapshotError. A PBX that has
// lost a call's state goes on with the restored one, silent or recording as it was. Where there is no snapshot either,
// it makes a new call, has everybody in it stop the recording, and says so: a leak is worse than a loss.
func (c *Call) UnmarshalJSON(data []byte) error {
	var in callFields
	if err := calls.Read(data, &in); err != nil {
		return unreadable(err)
	}
	next := Call{members: in.Members, stopped: in.StoppedBy, operator: in.OperatorSide, recorded: in.Recorded,
		answered: in.Answered, room: in.Room, policy: in.Policy}
	stranger := next.stopped &^ next.members
	err := check( // what holds of every call that came to be by its methods
		claim{stranger == 0, "stopped_by", "not in the call: " + stranger.String()},
		claim{next.operator.Len() <= 1, "operator_side", "there can be one party, and who takes its place"},
		claim{next.members != 0 || next.operator == 0, "operator_side", "nobody is in the call"},
		claim{next.members == 0 || next.operator != 0 || next.room, "operator_side",
			"the first party of a call is on it"},
		claim{next.answered || !next.room, "answered", "nobody answers a room"},
		claim{in.Recording == next.State(), "recording", restSays(next.State())},
		claim{in.Silenced == next.Silenced(), "silenced", restSays(next.Silenced())},
	)
	if err == nil {
		*c = next
	}
	return err
}

// stepFields are a step's JSON form.
type stepFields struct {
	Cause   Cause     `json:"cause"`
	By      *Party    `json:"by,omitempty"`
	Target  *Party    `json:"target,omitempty"`
	Others  *Parties  `json:"others,omitempty"`
	Stopped *Parties  `json:"stopped,omitempty"`
	Before  Call      `json:"before"`
	After   Call      `json:"after"`
	Beep    *Beep     `json:"beep,omitempty"`
	Rules   []spec.ID `json:"rules,omitzero"`
}

func (s Step) fields() stepFields {
	step := stepFields{Cause: s.Cause, Before: s.Before, After: s.After,
		Rules: slices.AppendSeq([]spec.ID{}, s.Rules())}
	if _, ok := s.By(); ok {
		step.By = &s.by
	}
	if s.Cause.isTransfer() {
		step.Target = &s.target
	}
	if s.Cause.hasOthers() {
		step.Others = &s.others
	}
	if s.Cause.hasStopped() {
		step.Stopped = &s.stopped
	}
	if beep := s.Beep(); beep.Sounds() {
		step.Beep = &beep
	}
	return step
}

// MarshalJSON writes the step by names: what happened, what was asked, the call before and after, the beep and the
// rules.
func (s Step) MarshalJSON() ([]byte, error) { return json.Marshal(s.fields()) }

// UnmarshalJSON reads a step, or leaves it as it is and returns a *SnapshotError. It asks the same again of the call
// before the step, and everything else has to follow from that, or from that under system.Synchronised; the beep and
// the rules may be left out.
func (s *Step) UnmarshalJSON(data []byte) error {
	var in stepFields
	if err := steps.Read(data, &in); err != nil {
		return unreadable(err)
	}
	r := request{value(in.By), value(in.Target), value(in.Others), value(in.Stopped)}
	if err := check(
		claim{r.by < MaxParties, "by", noParty}, claim{r.target < MaxParties, "target", noParty},
		asks(in.By != nil, in.Cause.hasActor(), "by"), asks(in.Target != nil, in.Cause.isTransfer(), "target"),
		asks(in.Others != nil, in.Cause.hasOthers(), "others"),
		asks(in.Stopped != nil, in.Cause.hasStopped(), "stopped"),
	); err != nil {
		return err
	}
	again, err := in.Before.ask(in.Cause, r)
	if err != nil {
		return &SnapshotError{"before", err.Error()}
	}
	if all := again.forAll(); in.After == all.After {
		again = all
	}
	is := again.fields()
	err = check(
		claim{in.After == is.After, "after", restSays(is.After)},
		claim{in.Beep == nil || is.Beep != nil && *in.Beep == *is.Beep, "beep", restSays(value(is.Beep))},
		claim{in.Rules == nil || slices.Equal(in.Rules, is.Rules), "rules", restSays(is.Rules)},
	)
	if err == nil {
		*s = again
	}
	return err
}

// forAll returns the step as it is where a vendor takes a stop among many for one by everybody, and a resume for one of
// everybody's stop.
func (s Step) forAll() Step {
	switch c := &s.After; {
	case !c.OwnVoices() || c.stopped == 0:
	case s.Cause.Verb() == Resume:
		c.stopped = 0
	default:
		c.stopped = c.members
	}
	return s
}

// value returns what a field says that may be missing.
func value[T any](field *T) (v T) {
	if field != nil {
		v = *field
	}
	return v
}

// asks claims that a field is there exactly where the cause needs it.
func asks(there, needed bool, field string) claim {
	if needed {
		return claim{there, field, "missing"}
	}
	return claim{!there, field, "nothing of the kind is asked"}
}

// displayFields are a display's snapshot.
type displayFields struct {
	Stopped bool   `json:"stopped"`
	Sent    uint32 `json:"sent"`
	Owed    uint32 `json:"owed"`
	Undone  uint32 `json:"undone"`
}

// MarshalJSON writes the display's snapshot, which UnmarshalJSON restores.
func (d Display) MarshalJSON() ([]byte, error) {
	return json.Marshal(displayFields{d.Stopped, d.sent, d.unanswered, d.unconfirmed})
}

// UnmarshalJSON restores a display from its snapshot, or leaves it as it is and returns a *SnapshotError.
func (d *Display) UnmarshalJSON(data []byte) error {
	var in displayFields
	if err := displays.Read(data, &in); err != nil {
		return unreadable(err)
	}
	err := check(
		claim{in.Undone <= in.Sent, "undone", "more commands than were sent"},
		claim{in.Owed <= in.Undone, "owed", "more commands than are not confirmed"},
	)
	if err == nil {
		*d = Display{Stopped: in.Stopped, sent: in.Sent, unanswered: in.Owed, unconfirmed: in.Undone}
	}
	return err
}

// latchFields are a latch's snapshot: a gate from which it may have come.
type latchFields struct {
	OldVersion *Version `json:"old_version,omitempty"` // the one that is too old; of any other it is not known
	Contract   bool     `json:"contract"`
	Terminal   Terminal `json:"terminal"`
	Saved      bool     `json:"saved"`
	OutOfPlan  bool     `json:"out_of_plan,omitzero"`
}

// MarshalJSON writes the latch's snapshot, which UnmarshalJSON restores. The error is a *SnapshotError for a version
// that is no text.
func (l Latch) MarshalJSON() ([]byte, error) {
	met := l.differs ^ zeroMet
	out := latchFields{Contract: !met.Has(NoContract), Saved: !met.Has(NotSaved), OutOfPlan: met.Has(PlanExcluded)}
	if met.Has(OldVersion) {
		out.OldVersion = &l.refused
	}
	switch {
	case !met.Has(WrongTerminal):
		out.Terminal = Installed
	case l.webRTC:
		out.Terminal = WebRTC
	}
	if !utf8.ValidString(l.refused.suffix) {
		return nil, &SnapshotError{"old_version", fmt.Sprintf("%q is no text", l.refused)}
	}
	return json.Marshal(out)
}

// UnmarshalJSON restores a latch from its snapshot, or leaves it as it is and returns a *SnapshotError.
func (l *Latch) UnmarshalJSON(data []byte) error {
	var in latchFields
	if err := latches.Read(data, &in); err != nil {
		return unreadable(err)
	}
	g := Gate{Version: firstVersion, Contract: in.Contract, Terminal: in.Terminal, Saved: in.Saved,
		OutOfPlan: in.OutOfPlan}
	if in.OldVersion != nil {
		g.Version = *in.OldVersion
	}
	err := check(claim{(in.OldVersion != nil) == g.Version.Less(firstVersion), "old_version", "it is not too old"})
	if err == nil {
		*l = g.Latch()
	}
	return err
}

// policyFields are a policy without a reader of its own.
type policyFields Policy

// UnmarshalJSON reads a policy with an answer to each question, or leaves it as it is and returns a *SnapshotError.
func (p *Policy) UnmarshalJSON(data []byte) error {
	var in policyFields
	if err := policies.Read(data, &in); err != nil {
		return unreadable(err)
	}
	*p = Policy(in)
	return nil
}

// UnmarshalJSON reads the numbers of parties, or leaves the set as it is and returns a *SnapshotError.
func (s *Parties) UnmarshalJSON(data []byte) error {
	var list []Party
	if err := numbers.Read(data, &list); err != nil {
		return unreadable(err)
	}
	var set Parties
	for i, p := range list {
		if p >= MaxParties {
			return &SnapshotError{fmt.Sprintf("[%d]", i), fmt.Sprintf("got %d, expected %s", uint8(p), noParty)}
		}
		set = set.With(p)
	}
	*s = set
	return nil
}
