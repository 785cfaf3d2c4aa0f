package system

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/enum"
	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A snapshot is a System in JSON. What follows from the rest is left out: gates and settings from the header, a call's
// caller from its parties, who is away from what each softphone does.
type snapshot struct {
	Header  calllog.Header  `json:"header"`
	Policy  pause.Policy    `json:"policy,omitzero"`
	Profile []string        `json:"profile,omitempty"`
	Phones  []phoneSnapshot `json:"phones"` // the softphones by the header's order
	Calls   []callSnapshot  `json:"calls"`
	Ended   []endedSnapshot `json:"ended,omitempty"` // answered calls, the one that ended last is the last
	At      *int64          `json:"at,omitempty"`    // of the latest event, if there was one
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
	ID       string         `json:"id"`
	Begun    calllog.Kind   `json:"begun"`
	Parties  []string       `json:"parties"` // by number; the caller is the first
	Busy     bool           `json:"busy,omitempty"`
	Follows  string         `json:"follows,omitempty"`
	Recorder pause.Call     `json:"recorder"`
	Stops    []stopSnapshot `json:"stops,omitempty"` // one of everybody who has stopped it, by number
}

// An endedSnapshot is a call that is over.
type endedSnapshot struct {
	ID      string   `json:"id"`
	Parties []string `json:"parties"` // by number
}

// A stopSnapshot says since when a party's stop lasts.
type stopSnapshot struct {
	Since int64 `json:"since"`
	Line  int   `json:"line,omitempty"`
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
	snap := snapshot{Header: *s.header, Policy: s.policy, Profile: strings.Fields(s.Changes.names()),
		Phones: []phoneSnapshot{}, Calls: []callSnapshot{}}
	for _, party := range s.softphones() {
		p := &s.phones[party]
		snap.Phones = append(snap.Phones, phoneSnapshot{s.id(party), p.State, p.Display, p.call, p.target, p.stoppedIn,
			p.doubtful, p.falseFrom})
	}
	for i := range s.calls {
		c := &s.calls[i]
		if !utf8.ValidString(c.id) {
			return nil, &pause.SnapshotError{Field: "calls", Problem: fmt.Sprintf("%q is no text", c.id)}
		}
		snap.Calls = append(snap.Calls, s.callSnapshot(c))
	}
	for _, c := range s.ended {
		snap.Ended = append(snap.Ended, endedSnapshot{c.id, s.byNumber(c.slots)})
	}
	if s.last > math.MinInt64 {
		snap.At = &s.last
	}
	return json.Marshal(snap)
}

// softphones returns the parties that have one.
func (s *System) softphones() (list []int) {
	for party := range s.phones {
		if s.softphone(party) {
			list = append(list, party)
		}
	}
	return list
}

func (s *System) callSnapshot(c *call) callSnapshot {
	snap := callSnapshot{ID: c.id, Begun: c.begun, Busy: c.busy, Follows: c.follows, Recorder: c.rec,
		Parties: s.byNumber(c.slots)}
	for _, x := range c.stops {
		snap.Stops = append(snap.Stops, stopSnapshot{x.since, x.line})
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
	in := &restoring{System: next}
	if in.restore(snap); in.err != nil {
		return in.err
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
	at  string // the place in the snapshot that is looked at, as the field of an error begins
	err error
}

// lookAt says which of a snapshot's phones or calls is looked at.
func (in *restoring) lookAt(list string, i int) { in.at = fmt.Sprintf("%s[%d].", list, i) }

func (in *restoring) must(ok bool, field, problem string, args ...any) {
	if !ok && in.err == nil {
		in.err = &pause.SnapshotError{Field: in.at + field, Problem: fmt.Sprintf(problem, args...)}
	}
}

// restore fills the system of a header and a policy with phones and calls.
func (in *restoring) restore(snap snapshot) {
	for i, name := range snap.Profile {
		bit, ok := enum.Find[Changes](changeNames[:], name)
		in.must(ok, fmt.Sprintf("profile[%d]", i), "got %q, expected %s", name,
			spec.Unknown("change", name, changeNames[:]).Want())
		in.Changes |= 1 << bit
	}
	for i := range snap.Calls {
		in.lookAt("calls", i)
		in.restoreCall(&snap.Calls[i])
	}
	in.at = ""
	in.must(len(snap.Ended) <= mostEnded, "ended", "at most %d calls are remembered", mostEnded)
	for i, was := range snap.Ended {
		in.lookAt("ended", i)
		c := endedCall{was.ID, in.slots(was.Parties)}
		in.must(c.id != "", "id", "missing")
		in.must(len(c.slots) <= pause.MaxParties, "parties", "at most %d have been in a call", pause.MaxParties)
		in.ended = append(in.ended, c)
	}
	if snap.At != nil {
		in.last = *snap.At
	}
	softphones := in.softphones()
	for i, party := range softphones {
		in.lookAt("phones", i)
		in.must(i < len(snap.Phones) && snap.Phones[i].Party == in.id(party), "party", "it is the turn of %q",
			in.id(party))
		if in.err == nil {
			in.restorePhone(party, &snap.Phones[i])
		}
	}
	in.lookAt("phones", len(softphones))
	in.must(len(snap.Phones) <= len(softphones), "party", "all softphones have been")
	for i := range in.calls {
		in.lookAt("calls", i)
		in.checkMembers(&in.calls[i])
		in.checkFollows(&in.calls[i])
	}
	if in.err == nil {
		in.checkFalse(softphones)
		in.noteAway()
	}
}

// checkFalse holds what a snapshot says of false displays to the displays that are false.
func (in *restoring) checkFalse(softphones []int) {
	untrue := map[string]bool{}
	for _, x := range in.mismatches() {
		untrue[x.Party] = true
	}
	for i, party := range softphones {
		in.lookAt("phones", i)
		in.must((in.phones[party].falseFrom != nil) == untrue[in.id(party)], "lies",
			"it says since when a false display has been so, and stands with one")
	}
}

func (in *restoring) restoreCall(snap *callSnapshot) {
	c := call{id: snap.ID, begun: snap.Begun, busy: snap.Busy, follows: snap.Follows, rec: snap.Recorder,
		slots: in.slots(snap.Parties)}
	in.must(c.id != "", "id", "missing")
	in.must(in.open(c.id) == nil, "id", "two calls of one name")
	in.checkBeginning(&c)
	in.checkRecorder(&c)
	in.restoreStops(&c, snap.Stops)
	if in.err == nil {
		c.caller = c.slots[0]
		in.calls = append(in.calls, c)
	}
}

// slots returns the places in the header of a call's parties.
func (in *restoring) slots(parties []string) (slots []int) {
	for _, id := range parties {
		party := in.header.Index(id)
		in.must(party >= 0, "parties", "%q is not in the header", id)
		in.must(!slices.Contains(slots, party), "parties", "%q twice", id)
		slots = append(slots, party)
	}
	return slots
}

// restoreStops takes over since when a call's stops last.
func (in *restoring) restoreStops(c *call, stops []stopSnapshot) {
	in.must(len(stops) == c.rec.StoppedBy().Len(), "stops", "it has one for everybody who has stopped the call")
	if in.err != nil {
		return
	}
	for p := range c.rec.StoppedBy().All() {
		s := stops[len(c.stops)]
		c.stops = append(c.stops, stop{p, s.Since, s.Line})
	}
}

// checkBeginning holds a call to the event that opened it.
func (in *restoring) checkBeginning(c *call) {
	least := 2
	if c.begun == calllog.RoomJoin {
		least = 1
	}
	in.must(meanings[c.begun].call.opens(), "begun", "%v opens no call", c.begun)
	in.must(len(c.slots) >= least && len(c.slots) <= pause.MaxParties, "parties",
		"%d to %d have been in a call", least, pause.MaxParties)
	if in.err != nil {
		return
	}
	e := calllog.Event{Kind: c.begun, Party: in.id(c.slots[0]), To: in.id(c.slots[len(c.slots)-1]), Call: c.id}
	if least == 2 {
		e.To = in.id(c.slots[1])
	}
	var wrong *calllog.Error
	if errors.As(in.header.Check(e), &wrong) {
		in.must(false, "begun", "got %s, expected %s", wrong.Got, wrong.Want)
	}
}

// checkRecorder holds a call's recorder to the system and to the call's parties.
func (in *restoring) checkRecorder(c *call) {
	if in.err != nil {
		return
	}
	in.must(!c.busy || c.ringing() && meanings[c.begun].anyway && in.softphone(c.slots[1]), "busy",
		"it rings in vain at a softphone")
	known := ^pause.Parties(0) >> (pause.MaxParties - len(c.slots))
	in.must(c.rec.Members() != 0, "recorder.members", "a call that is over is gone")
	in.must(c.rec.Members()&^known == 0, "recorder.members", "more than the call's parties")
	in.must(c.operator()&^known == 0, "recorder.operator_side", "more than the call's parties")
	in.must(c.rec.IsRoom() == (c.begun == calllog.RoomJoin), "recorder.room", "not what the call's begin says")
	in.must(c.rec.Recorded() == in.header.Config.Recorded(), "recorder.recorded", "not what the header says")
	same := c.rec
	in.must(same.SetPolicy(in.policy) == nil && c.rec == same, "recorder.policy", "not the system's")
	if c.ringing() {
		in.must(c.begun != calllog.OutboundConnect, "recorder.answered", "an outbound call does not ring")
		between := known
		switch {
		case c.begun == calllog.SharpBlind:
			between = pause.PartiesOf(1) // the softphone is free
		case c.busy:
			between = pause.PartiesOf(0) // the other one sees nothing of it
		}
		in.must(len(c.slots) == 2 && c.rec.Members() == between, "recorder.members", "it rings between two")
	}
}

// checkFollows holds a call of a blind # transfer to the one in which its target takes a place.
func (in *restoring) checkFollows(c *call) {
	blind, into := c.begun == calllog.SharpBlind, in.open(c.follows)
	in.must(!blind || c.ringing(), "recorder.answered", "its target is in another call once it has answered")
	in.must(blind == (into != nil) && blind == (c.follows != "") && (into == nil || !into.ringing()), "follows",
		"it is the open call in which the target of a blind # transfer takes a place")
}

func (in *restoring) restorePhone(party int, snap *phoneSnapshot) {
	p := &in.phones[party]
	p.State, p.Display, p.call, p.target = snap.State, snap.Display, snap.Call, snap.Target
	p.stoppedIn, p.doubtful, p.falseFrom = snap.StoppedIn, snap.Doubtful, snap.Lies
	if o := snap.Lies; o != nil {
		in.must(in.header.Index(o.Party) >= 0, "lies.party", "%q is not in the header", o.Party)
	}
	if in.err == nil {
		in.checkStop(p)
		in.checkCalls(party)
	}
}

// checkStop holds what a display shows to the click that it comes from.
func (in *restoring) checkStop(p *phone) {
	stoppedIn := in.asShown(buttons.Phone{State: p.stoppedIn, Gate: p.Gate})
	in.must((p.stoppedIn != 0) == p.Display.Stopped, "stopped_in", "it says where display.stopped comes from")
	in.must(!p.Display.Stopped || stoppedIn.View().Toggle != 0, "stopped_in", "no toggle is shown there")
	in.must(!p.Display.Stopped || p.State != callstate.Idle, "display.stopped",
		"an idle softphone has stopped nothing")
	in.must(!p.doubtful || p.Display.Stopped, "doubtful", "nothing is stopped")
}

// checkCalls holds a softphone's calls to its state.
func (in *restoring) checkCalls(party int) {
	p, of := &in.phones[party], callsOfState[in.phones[party].State]
	in.must(in.isIn(party, p.call, of.call), "call", "not of a softphone in %v", p.State)
	in.must(in.isIn(party, p.target, of.target), "target", "not of a softphone in %v", p.State)
	if d := in.open(p.target); d != nil && in.err == nil {
		in.must(p.target != p.call, "target", "it holds that one")
		in.must(d.caller == party && slices.Contains(of.begun, d.begun), "target", "not a call that it began so")
	}
}

// isIn reports whether a softphone is in a call that is what it should be.
func (in *restoring) isIn(party int, id string, want connection) bool {
	c := in.open(id)
	return in.connection(id) == want && (id == "" || c != nil && c.has(party))
}

// checkMembers holds a call's members to what they do.
func (in *restoring) checkMembers(c *call) {
	for _, party := range c.members() {
		p := &in.phones[party]
		in.must(!in.softphone(party) || p.call == c.id || p.target == c.id, "recorder.members",
			"%q is elsewhere", in.id(party))
	}
}
