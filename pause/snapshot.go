package pause

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/recpause/recpause/spec"
)

// A SnapshotError reports a snapshot that is none, and of which nothing was restored.
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
	if e.Field != "" {
		field += "." + e.Field
	}
	return &SnapshotError{field, e.Problem}
}

// MarshalJSON writes the call's snapshot: all that UnmarshalJSON needs, and what follows from it, for people.
func (c Call) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Members      Parties `json:"members"`
		StoppedBy    Parties `json:"stopped_by"`
		OperatorSide Parties `json:"operator_side"` // also who was on it and may come back
		Recorded     bool    `json:"recorded"`
		Answered     bool    `json:"answered"`
		Room         bool    `json:"room"`
		Policy       Policy  `json:"policy,omitzero"` // left out where every answer is the default
		Recording    State   `json:"recording"`
		Silenced     Parties `json:"silenced"`
	}{c.members, c.stopped, c.operator, c.recorded, c.answered, c.room, c.policy, c.State(), c.Silenced()})
}

// UnmarshalJSON restores a call from its snapshot, or leaves it as it is and returns a *SnapshotError. A PBX that has lost a
// call's state goes on with the restored one, silent or recording as it was. Where there is no snapshot either, it makes a new
// call, has everybody in it stop the recording, and says so: a leak is the greater harm.
func (c *Call) UnmarshalJSON(data []byte) error {
	in := read(data)
	next := Call{members: in.parties("members"), stopped: in.parties("stopped_by"), operator: in.parties("operator_side")}
	in.take("recorded", &next.recorded)
	in.take("answered", &next.answered)
	in.take("room", &next.room)
	if in.has("policy") {
		in.take("policy", &next.policy)
	}
	var recording string
	in.take("recording", &recording)
	silenced := in.parties("silenced")
	in.check(next)
	in.must(recording == next.State().String(), "recording", "the rest says "+next.State().String())
	in.must(silenced == next.Silenced(), "silenced", "the rest says "+next.Silenced().String())
	if err := in.end(); err != nil {
		return err
	}
	*c = next
	return nil
}

// check holds a call to what every call is that came to be by its methods.
func (in *reading) check(c Call) {
	stranger := c.stopped &^ c.members
	in.must(stranger == 0, "stopped_by", "not in the call: "+stranger.String())
	in.must(c.operator.Len() <= 1, "operator_side", "there can be one party, and who takes its place")
	in.must(c.members != 0 || c.operator == 0, "operator_side", "nobody is in the call")
	in.must(c.members == 0 || c.operator != 0 || c.room, "operator_side", "the first party of a call is on it")
	in.must(c.members != 0 || !c.recorded || c.room, "members", "nobody is in a call that is recorded")
	in.must(c.answered || !c.room, "answered", "nobody answers a room")
}

// isTransfer reports whether a cause puts a target in the place of the party that leaves.
func (c Cause) isTransfer() bool { return c == Completed || c == Transferred }

// MarshalJSON writes the step by names: what happened, what was asked, the call before and after, the beep and the rules.
func (s Step) MarshalJSON() ([]byte, error) {
	step := struct {
		Cause   Cause     `json:"cause"`
		By      *Party    `json:"by,omitempty"`
		Target  *Party    `json:"target,omitempty"`
		Others  *Parties  `json:"others,omitempty"`
		Stopped *Parties  `json:"stopped,omitempty"`
		Before  Call      `json:"before"`
		After   Call      `json:"after"`
		Beep    *Beep     `json:"beep,omitempty"`
		Rules   []spec.ID `json:"rules"`
	}{Cause: s.Cause, Before: s.Before, After: s.After, Rules: slices.AppendSeq([]spec.ID{}, s.Rules())}
	if _, ok := s.By(); ok {
		step.By = &s.by
	}
	if s.Cause.isTransfer() {
		step.Target = &s.target
	}
	if s.Cause.isTransfer() || s.Cause == Merged {
		step.Others = &s.others
	}
	if s.Cause == Transferred || s.Cause == Merged {
		step.Stopped = &s.stopped
	}
	if beep := s.Beep(); beep.Sounds() {
		step.Beep = &beep
	}
	return json.Marshal(step)
}

// UnmarshalJSON reads a step, or leaves it as it is and returns a *SnapshotError. It asks the same again of the call before the
// step, and everything else has to follow from that; the beep and the rules may be left out.
func (s *Step) UnmarshalJSON(data []byte) error {
	in := read(data)
	asked := Step{Cause: Cause(in.name("cause", causeNames[:]))}
	switch asked.Cause {
	case 0, Answered, Merged, Ended:
	default:
		asked.by = in.party("by")
	}
	if asked.Cause.isTransfer() {
		asked.target = in.party("target")
	}
	if asked.Cause.isTransfer() || asked.Cause == Merged {
		asked.others = in.parties("others")
	}
	if asked.Cause == Transferred || asked.Cause == Merged {
		asked.stopped = in.parties("stopped")
	}
	var call, after Call
	in.take("before", &call)
	in.take("after", &after)
	again, err := call.repeat(asked)
	in.must(err == nil, "before", fmt.Sprint(err))
	in.must(again.After == after, "after", "the rest says "+again.After.String())
	in.follow(again, "beep", "rules")
	if err := in.end(); err != nil {
		return err
	}
	*s = again
	return nil
}

// MarshalJSON writes the display's snapshot, which UnmarshalJSON restores.
func (d Display) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Stopped bool   `json:"stopped"`
		Sent    uint32 `json:"sent"`
		Owed    uint32 `json:"owed"`
		Undone  uint32 `json:"undone"`
	}{d.Stopped, d.sent, d.owed, d.undone})
}

// UnmarshalJSON restores a display from its snapshot, or leaves it as it is and returns a *SnapshotError.
func (d *Display) UnmarshalJSON(data []byte) error {
	in := read(data)
	var next Display
	in.take("stopped", &next.Stopped)
	in.take("sent", &next.sent)
	in.take("owed", &next.owed)
	in.take("undone", &next.undone)
	in.must(next.undone <= next.sent, "undone", "more commands than were sent")
	in.must(next.owed <= next.undone, "owed", "more commands than are not confirmed")
	if err := in.end(); err != nil {
		return err
	}
	*d = next
	return nil
}

// UnmarshalJSON reads a policy with an answer to each question, or leaves it as it is and returns a *SnapshotError.
func (p *Policy) UnmarshalJSON(data []byte) error {
	in := read(data)
	var next Policy
	in.take("beep_on_repeat", &next.BeepOnRepeat)
	in.take("no_beep_on_automatic", &next.NoBeepOnAutomatic)
	in.take("no_beep_unrecorded", &next.NoBeepUnrecorded)
	in.take("stop_beep_in_file", &next.StopBeepInFile)
	next.BeepSide = BeepSide(in.name("beep_side", beepSideNames[:]))
	next.WhileRinging = WhileRinging(in.name("while_ringing", ringingNames[:]))
	if err := in.end(); err != nil {
		return err
	}
	*p = next
	return nil
}

// A reading is a snapshot whose fields are taken one by one. The first that is wrong is its error.
type reading struct {
	fields map[string]json.RawMessage
	err    error
}

func read(data []byte) *reading {
	var in reading
	if err := json.Unmarshal(data, &in.fields); err != nil || in.fields == nil {
		in.must(false, "", "not an object of JSON")
	}
	return &in
}

// must notes a problem, if it is the first.
func (in *reading) must(ok bool, field, problem string) {
	if !ok && in.err == nil {
		in.err = &SnapshotError{field, problem}
	}
}

func (in *reading) has(field string) bool {
	_, ok := in.fields[field]
	return ok
}

func (in *reading) take(field string, to any) {
	text, ok := in.fields[field]
	delete(in.fields, field)
	in.must(ok, field, "missing")
	in.must(!bytes.Equal(text, []byte("null")), field, "null")
	if in.err != nil {
		return
	}
	var inner *SnapshotError
	switch err := json.Unmarshal(text, to); {
	case errors.As(err, &inner):
		in.err = inner.Within(field)
	case err != nil:
		in.must(false, field, err.Error())
	}
}

// parties takes a list of numbers that parties can have.
func (in *reading) parties(field string) (set Parties) {
	var list []*uint64 // no number at all is none, and not party 0
	in.take(field, &list)
	for _, n := range list {
		if n == nil || *n >= MaxParties {
			in.must(false, field, noParty)
			return 0
		}
		set = set.With(Party(*n))
	}
	return set
}

// party takes the number of a party.
func (in *reading) party(field string) Party {
	var n uint64
	in.take(field, &n)
	in.must(n < MaxParties, field, noParty)
	return Party(n % MaxParties)
}

var noParty = "a party is a number from 0 to " + strconv.Itoa(MaxParties-1)

// follow holds fields, as far as they are there, to how a value is written that was made from the others.
func (in *reading) follow(made any, fields ...string) {
	text, _ := json.Marshal(made) // a value of ours that can be written
	want := read(text)
	for _, field := range fields {
		var got bytes.Buffer
		if text, there := in.fields[field]; there {
			_ = json.Compact(&got, text) // it was read as JSON
			in.must(bytes.Equal(got.Bytes(), want.fields[field]), field, "the rest says "+string(want.fields[field]))
			delete(in.fields, field)
		}
	}
}

// name takes one of the names, and returns its place among them.
func (in *reading) name(field string, names []string) int {
	var name string
	in.take(field, &name)
	i := slices.Index(names, name)
	in.must(i >= 0, field, strconv.Quote(name)+" is no answer")
	return max(i, 0)
}

// end returns the first problem. A field that is left over is one: who wrote it meant something by it.
func (in *reading) end() error {
	for _, field := range slices.Sorted(maps.Keys(in.fields)) {
		in.must(false, field, "no such field")
	}
	return in.err
}
