package pause

// A Recorder is what the PBX knows of one call: who is in it, whether recording is configured, and who has stopped it. What
// the last means depends on the call. The zero Recorder is a call that is over.
type Recorder struct {
	members  Parties
	stopped  Parties // who has stopped it; always members
	operator Parties // who is on the operator side, or was and may come back
	setup
}

// A setup is the rest of a Recorder. Both have four fields, and four words in all, because the compiler keeps such a value in registers;
// one of five words it copies through memory, and a command takes three times as long.
type setup struct {
	recorded bool // recording is configured
	answered bool
	room     bool
	policy   answers
}

// NewRecorder returns the recorder of a call that has just been answered. The first party is the operator side; recorded says
// whether the settings have the call recorded. Numbers that no party can have are left out.
func NewRecorder(recorded bool, operator Party, others ...Party) Recorder {
	r := Ringing(recorded, operator, others...)
	r.answered = true
	return r
}

// Ringing returns the recorder of a call that nobody has answered yet. It records nothing before Answer.
func Ringing(recorded bool, operator Party, others ...Party) Recorder {
	side := PartiesOf(operator)
	return Recorder{members: side | PartiesOf(others...), operator: side, setup: setup{recorded: recorded}}
}

// NewRoom returns the recorder of a conference room, which parties Join and Leave.
func NewRoom(recorded bool) Recorder {
	return Recorder{setup: setup{recorded: recorded, answered: true, room: true}}
}

// WithPolicy returns the recorder with other answers to the open questions, or a *PolicyError.
func (r Recorder) WithPolicy(p Policy) (Recorder, error) {
	if err := p.Validate(); err != nil {
		return r, err
	}
	r.policy = p.pack()
	return r, nil
}

// Members returns who is in the call.
func (r Recorder) Members() Parties { return r.members }

// StoppedBy returns who has stopped the recording, whatever that means in this call.
func (r Recorder) StoppedBy() Parties { return r.stopped }

// OnSide returns who is on the given sides.
func (r Recorder) OnSide(s Sides) Parties {
	var p Parties
	if s&Operator != 0 {
		p |= r.members & r.operator
	}
	if s&Far != 0 {
		p |= r.members &^ r.operator
	}
	return p
}

// Recorded reports whether the settings have the call recorded.
func (r Recorder) Recorded() bool { return r.recorded }

// IsRoom reports whether the call is a conference room.
func (r Recorder) IsRoom() bool { return r.room }

// Answered reports whether the call has been answered.
func (r Recorder) Answered() bool { return r.answered }

// Silenced returns whose voice the recording holds as silence: nobody's where there is no recording.
func (r Recorder) Silenced() Parties {
	if !r.recorded || !r.answered {
		return 0
	}
	return r.muted()
}

// muted is the one rule about sound: whose voice is silence, if there is a recording.
func (r Recorder) muted() Parties {
	switch {
	case r.stopped == 0:
		return 0
	case scopes.At(r.kind(), Stop).Then == wholeCall:
		return r.members
	}
	return r.stopped
}

// State returns what the recording does now.
func (r Recorder) State() State {
	switch silenced := r.Silenced(); {
	case !r.recorded || !r.answered:
		return Off
	case silenced == 0:
		return On
	case silenced == r.members:
		return Silent
	}
	return Partial
}

// Answer starts the recording of a call that rang, silent where somebody stopped it meanwhile. The recorder is the step's
// After; it cannot fail.
func (r Recorder) Answer() Step {
	next := r
	next.answered = true
	return Step{Before: r, After: next, Cause: Answered, by: nobody}
}

// Stop is the command of a party in the call; a *PartyError for anybody else.
func (r Recorder) Stop(p Party) (Recorder, Step, error) {
	if err := r.check(Stopped, p, true); err != nil {
		return r, Step{}, err
	}
	next := r
	next.stopped = r.stopped.With(p)
	return r.become(next, Stopped, p)
}

// Resume is the command of a party in the call; a *PartyError for anybody else.
func (r Recorder) Resume(p Party) (Recorder, Step, error) {
	if err := r.check(Resumed, p, true); err != nil {
		return r, Step{}, err
	}
	next := r
	next.stopped = r.stopped.Without(p)
	if scopes.At(r.kind(), Resume).Then == wholeCall {
		next.stopped = 0 // the last command wins (RP-S2S-200)
	}
	return r.become(next, Resumed, p)
}

// Join brings a party into the call, on the far side; the first one in a room is its operator side, and who comes back takes
// the side it had. A *PartyError for who is in it.
func (r Recorder) Join(p Party) (Recorder, Step, error) {
	if err := r.check(Joined, p, false); err != nil {
		return r, Step{}, err
	}
	if r.members == 0 && !r.room {
		return r, Step{}, refuse(Joined, p, CallOver)
	}
	next := r
	next.members = r.members.With(p)
	if r.members == 0 {
		next.operator = PartiesOf(p)
	}
	return r.become(next, Joined, p)
}

// Leave takes a party and its stop out of the call. A call of two is over then; a room when it is empty.
func (r Recorder) Leave(p Party) (Recorder, Step, error) {
	if err := r.check(Left, p, true); err != nil {
		return r, Step{}, err
	}
	next := r.left(p)
	if next.members.Len() < 2 && !r.room {
		next = r.over()
	}
	return r.become(next, Left, p)
}

// Park takes a party out of the call and leaves the call open with whoever is left.
func (r Recorder) Park(p Party) (Recorder, Step, error) {
	if err := r.check(Parked, p, true); err != nil {
		return r, Step{}, err
	}
	return r.become(r.left(p), Parked, p)
}

// End is the end of the call for all; the recorder is the step's After.
func (r Recorder) End() Step { return Step{Before: r, After: r.over(), Cause: Ended, by: nobody} }

// Complete puts the target of a * or # transfer in the place and on the side of the party that leaves; others who talked with
// the target come with it. The recording resumes by itself (RP-XFR-020).
func (r Recorder) Complete(leaves, target Party, others Parties) (Recorder, Step, error) {
	return r.transfer(leaves, target, others, 0, Completed)
}

// Transfer is Complete for an ordinary transfer. Who has stopped either call and is still here keeps it stopped: stopped names
// those of the target's call.
func (r Recorder) Transfer(leaves, target Party, others, stopped Parties) (Recorder, Step, error) {
	return r.transfer(leaves, target, others, stopped|r.stopped, Transferred)
}

func (r Recorder) transfer(leaves, target Party, others, stopped Parties, cause Cause) (Recorder, Step, error) {
	if err := r.check(cause, leaves, true); err != nil {
		return r, Step{}, err
	}
	if target >= MaxParties || target == leaves {
		return r, Step{}, refuse(cause, target, OwnPlace)
	}
	next := r.without(leaves)
	next.operator = r.operator.Without(leaves)
	if r.operator.Has(leaves) {
		next.operator = next.operator.With(target)
	}
	next.members |= others.With(target)
	next.stopped = stopped & next.members
	return r.become(next, cause, leaves)
}

// Merge brings the parties of another call into this one with their stops, as Join does: the start of a three-way call.
// A *PartyError for a call that is over.
func (r Recorder) Merge(joins, stopped Parties) (Recorder, Step, error) {
	if r.members == 0 && !r.room {
		return r, Step{}, refuse(Merged, 0, CallOver)
	}
	next := r
	next.members |= joins
	next.stopped = (r.stopped | stopped) & next.members
	return r.become(next, Merged, nobody)
}

// without takes a party and its stop out of the call, for somebody else to take its place.
func (r Recorder) without(p Party) Recorder {
	r.members, r.stopped = r.members.Without(p), r.stopped.Without(p)
	return r
}

// left is without, for good: the call is over where nobody is left.
func (r Recorder) left(p Party) Recorder {
	next := r.without(p)
	if next.members == 0 {
		return r.over()
	}
	return next
}

// over returns the recorder after the call's end.
func (r Recorder) over() Recorder { return Recorder{setup: setup{policy: r.policy}} }

// become returns the next recorder and the step to it.
func (r Recorder) become(next Recorder, cause Cause, by Party) (Recorder, Step, error) {
	return next, Step{Before: r, After: next, Cause: cause, by: by}, nil
}

// check refuses what a party asks that would have to be in the call, or must not be.
func (r Recorder) check(cause Cause, p Party, member bool) error {
	switch {
	case p < MaxParties && r.members.Has(p) == member:
		return nil
	case !member:
		return refuse(cause, p, InCall)
	case r.members == 0:
		return refuse(cause, p, CallOver)
	}
	return refuse(cause, p, NotInCall)
}
