package system

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
)

// A snapshot is a System in JSON. What follows from the rest is left out: gates and settings from the header, a call's
// caller from its parties.
type snapshot struct {
	Header  calllog.Header  `json:"header"`
	Policy  pause.Policy    `json:"policy,omitzero"`
	Profile []Change        `json:"profile,omitempty"`
	Phones  []phoneSnapshot `json:"phones"` // the softphones by the header's order
	Calls   []callSnapshot  `json:"calls"`
}

type phoneSnapshot struct {
	Party     string           `json:"party"`
	State     callstate.State  `json:"state"`
	Display   pause.Display    `json:"display"`
	Call      string           `json:"call,omitempty"`
	Target    string           `json:"target,omitempty"`
	StoppedIn callstate.State  `json:"stopped_in,omitempty"`
	Doubtful  bool             `json:"doubtful,omitempty"`
	Lies      *calllog.Opening `json:"lies,omitempty"`
}

type callSnapshot struct {
	ID       string       `json:"id"`
	Begun    calllog.Kind `json:"begun"`
	Parties  []string     `json:"parties"` // by number; the caller is the first
	Recorder pause.Call   `json:"recorder"`
}

var snapshots = strictjson.New[snapshot]()

// MarshalJSON writes the system's snapshot: everything, with the header and the policy. The error is a
// *pause.SnapshotError for a header that no log can have, or for a call whose name is no text.
func (s System) MarshalJSON() ([]byte, error) {
	if s.header == nil {
		return nil, &pause.SnapshotError{Field: "header", Problem: "the zero System has none"}
	}
	if err := s.header.Validate(); err != nil {
		return nil, &pause.SnapshotError{Field: "header", Problem: err.Error()}
	}
	snap := snapshot{Header: *s.header, Policy: s.policy, Profile: slices.Collect(s.Changes.All()),
		Phones: []phoneSnapshot{}, Calls: []callSnapshot{}}
	for party := range s.phones {
		if s.softphone(party) {
			snap.Phones = append(snap.Phones, s.phoneSnapshot(party))
		}
	}
	for i := range s.calls {
		c := &s.calls[i]
		if !utf8.ValidString(c.id) {
			return nil, &pause.SnapshotError{Field: "calls", Problem: fmt.Sprintf("%q is no text", c.id)}
		}
		snap.Calls = append(snap.Calls, s.callSnapshot(c))
	}
	return json.Marshal(snap)
}

func (s *System) phoneSnapshot(party int) phoneSnapshot {
	p := &s.phones[party]
	return phoneSnapshot{s.id(party), p.State, p.Display, p.call, p.target, p.stoppedIn, p.doubtful, p.falseFrom}
}

func (s *System) callSnapshot(c *call) callSnapshot {
	snap := callSnapshot{ID: c.id, Begun: c.begun, Recorder: c.rec}
	for _, party := range c.slots {
		snap.Parties = append(snap.Parties, s.id(party))
	}
	return snap
}

// UnmarshalJSON restores a system from its snapshot, or leaves it as it is and returns a *pause.SnapshotError. What it
// restores is a system that events could have led to, as far as its parts can tell: whatever happens next, nothing
// panics.
func (s *System) UnmarshalJSON(data []byte) error {
	snap, err := readSnapshot(data)
	if err != nil {
		return err
	}
	next, err := New(snap.Header, snap.Policy)
	if err != nil {
		return err
	}
	next.Changes = ChangesOf(snap.Profile...)
	in := &restoring{System: next}
	if err := in.restore(snap); err != nil {
		return err
	}
	*s = in.System
	return nil
}

func readSnapshot(data []byte) (snap snapshot, err error) {
	var inner *pause.SnapshotError
	var wrong *strictjson.Error
	var header *calllog.Error
	switch err := snapshots.Read(data, &snap); {
	case errors.As(err, &wrong) && errors.As(wrong.Err, &inner):
		return snap, inner.Within(wrong.Path)
	case errors.As(err, &wrong) && errors.As(wrong.Err, &header):
		return snap, &pause.SnapshotError{Field: wrong.Path, Problem: header.Error()}
	case errors.As(err, &wrong):
		return snap, &pause.SnapshotError{Field: wrong.Path, Problem: "got " + wrong.Got + ", expected " + wrong.Want}
	}
	return snap, nil
}

// A restoring is a system on its way out of a snapshot. The first thing that is wrong with that is its error.
type restoring struct {
	System
	err error
}

// An entry is one of a snapshot's phones or calls.
type entry struct {
	list  string
	index int
}

func (at entry) field(name string) string {
	return at.list + "[" + strconv.Itoa(at.index) + "]." + name
}

func (in *restoring) must(ok bool, at entry, field, problem string) {
	if !ok && in.err == nil {
		in.err = &pause.SnapshotError{Field: at.field(field), Problem: problem}
	}
}

// restore fills the system of a header and a policy with phones and calls.
func (in *restoring) restore(snap snapshot) error {
	for i := range snap.Calls {
		in.restoreCall(entry{"calls", i}, &snap.Calls[i])
	}
	i := 0
	for party := range in.phones {
		if in.softphone(party) && in.err == nil {
			at := entry{"phones", i}
			in.must(i < len(snap.Phones) && snap.Phones[i].Party == in.id(party), at, "party",
				"it is the turn of "+strconv.Quote(in.id(party)))
			if in.err == nil {
				in.restorePhone(at, party, &snap.Phones[i])
			}
			i++
		}
	}
	in.must(i >= len(snap.Phones), entry{"phones", i}, "party", "all softphones have been")
	for i := range in.calls {
		in.checkMembers(entry{"calls", i}, &in.calls[i])
	}
	if in.err == nil {
		in.checkFalse()
	}
	return in.err
}

// checkFalse holds what a snapshot says of false displays to the displays that are false.
func (in *restoring) checkFalse() {
	untrue := map[string]bool{}
	for _, x := range in.mismatches() {
		untrue[x.Party] = true
	}
	i := 0
	for party := range in.phones {
		if in.softphone(party) {
			in.must((in.phones[party].falseFrom != nil) == untrue[in.id(party)], entry{"phones", i}, "lies",
				"it says since when a false display has been so, and stands with one")
			i++
		}
	}
}

func (in *restoring) restoreCall(at entry, snap *callSnapshot) {
	c := call{id: snap.ID, begun: snap.Begun, rec: snap.Recorder}
	for _, id := range snap.Parties {
		party := in.header.Index(id)
		in.must(party >= 0, at, "parties", strconv.Quote(id)+" is not in the header")
		in.must(!slices.Contains(c.slots, party), at, "parties", strconv.Quote(id)+" twice")
		c.slots = append(c.slots, party)
	}
	in.must(c.id != "", at, "id", "missing")
	in.must(in.open(c.id) == nil, at, "id", "two calls of one name")
	in.checkBeginning(at, &c)
	in.checkRecorder(at, &c)
	if in.err == nil {
		c.caller = c.slots[0]
		in.calls = append(in.calls, c)
	}
}

// checkBeginning holds a call to the event that opened it.
func (in *restoring) checkBeginning(at entry, c *call) {
	least := 2
	if c.begun == calllog.RoomJoin {
		least = 1
	}
	in.must(meanings[c.begun].call.opens(), at, "begun", c.begun.String()+" opens no call")
	in.must(len(c.slots) >= least && len(c.slots) <= pause.MaxParties, at, "parties",
		fmt.Sprintf("%d to %d have been in a call", least, pause.MaxParties))
	if in.err != nil {
		return
	}
	e := calllog.Event{Kind: c.begun, Party: in.id(c.slots[0]), To: in.id(c.slots[len(c.slots)-1]), Call: c.id}
	if least == 2 {
		e.To = in.id(c.slots[1])
	}
	var wrong *calllog.Error
	if errors.As(in.header.Check(e), &wrong) {
		in.must(false, at, "begun", "got "+wrong.Got+", expected "+wrong.Want)
	}
}

// checkRecorder holds a call's recorder to the system and to the call's parties.
func (in *restoring) checkRecorder(at entry, c *call) {
	if in.err != nil {
		return
	}
	known := ^pause.Parties(0) >> (pause.MaxParties - len(c.slots))
	in.must(c.rec.Members() != 0, at, "recorder.members", "a call that is over is gone")
	in.must(c.rec.Members()&^known == 0, at, "recorder.members", "more than the call's parties")
	in.must(c.operator()&^known == 0, at, "recorder.operator_side", "more than the call's parties")
	in.must(c.rec.IsRoom() == (c.begun == calllog.RoomJoin), at, "recorder.room", "not what the call's begin says")
	in.must(c.rec.Recorded() == in.header.Config.Recorded(), at, "recorder.recorded", "not what the header says")
	same := c.rec
	in.must(same.SetPolicy(in.policy) == nil && c.rec == same, at, "recorder.policy", "not the system's")
	if c.ringing() {
		in.must(c.begun != calllog.OutboundConnect, at, "recorder.answered", "an outbound call does not ring")
		in.must(len(c.slots) == 2 && c.rec.Members() == known, at, "recorder.members", "it rings between two")
	}
}

func (in *restoring) restorePhone(at entry, party int, snap *phoneSnapshot) {
	p := &in.phones[party]
	p.State, p.Display, p.call, p.target = snap.State, snap.Display, snap.Call, snap.Target
	p.stoppedIn, p.doubtful, p.falseFrom = snap.StoppedIn, snap.Doubtful, snap.Lies
	if o := snap.Lies; o != nil {
		in.must(in.header.Index(o.Party) >= 0, at, "lies.party", strconv.Quote(o.Party)+" is not in the header")
	}
	if in.err == nil {
		in.checkStop(at, p)
		in.checkCalls(at, party)
	}
}

// checkStop holds what a display shows to the click that it comes from.
func (in *restoring) checkStop(at entry, p *phone) {
	stoppedIn := in.asShown(buttons.Phone{State: p.stoppedIn, Gate: p.Gate})
	in.must((p.stoppedIn != 0) == p.Display.Stopped, at, "stopped_in", "it says where display.stopped comes from")
	in.must(!p.Display.Stopped || stoppedIn.View().Toggle != 0, at, "stopped_in", "no toggle is shown there")
	in.must(!p.Display.Stopped || p.State != callstate.Idle, at, "display.stopped",
		"an idle softphone has stopped nothing")
	in.must(!p.doubtful || p.Display.Stopped, at, "doubtful", "nothing is stopped")
}

// checkCalls holds a softphone's calls to its state.
func (in *restoring) checkCalls(at entry, party int) {
	p, of := &in.phones[party], callsOfState[in.phones[party].State]
	in.must(in.isIn(party, p.call, of.call), at, "call", "not of a softphone in "+p.State.String())
	in.must(in.isIn(party, p.target, of.target), at, "target", "not of a softphone in "+p.State.String())
	if d := in.open(p.target); d != nil && in.err == nil {
		in.must(p.target != p.call, at, "target", "it holds that one")
		in.must(d.caller == party && slices.Contains(of.begun, d.begun), at, "target", "not a call that it began so")
	}
}

// isIn reports whether a softphone is in a call that is what it should be.
func (in *restoring) isIn(party int, id string, want connection) bool {
	c := in.open(id)
	return in.connection(id) == want && (c == nil && id == "" || c != nil && c.has(party))
}

// checkMembers holds a call's members to what they do.
func (in *restoring) checkMembers(at entry, c *call) {
	for _, party := range c.members() {
		p := &in.phones[party]
		in.must(!in.softphone(party) || p.call == c.id || p.target == c.id, at, "recorder.members",
			strconv.Quote(in.id(party))+" is elsewhere")
	}
	for _, party := range c.parties(c.rec.StoppedBy()) {
		in.must(in.Changes.Has(StopForAll) || in.phones[party].Gate.Missing() == 0, at, "recorder.stopped_by",
			strconv.Quote(in.id(party))+" cannot stop anything")
	}
}
