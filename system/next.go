package system

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// An Outcome is what an event led to: the line of steps.jsonl, and the steps of every recorder that took one.
type Outcome struct {
	Step     calllog.Step
	Calls    []CallStep
	Warranty spec.ID // the rule behind Step.Support, 0 where the manual does not mention the situation

	Opened []calllog.Mismatch // those that begin with the event: warn the operator
	Closed []calllog.Mismatch // those that end with it
}

// A CallStep is the step of one call's recorder; Names are its parties by number.
type CallStep struct {
	Call  string
	Step  pause.Step
	Names []string
}

// An Error reports an event that has no meaning where it arrives. The system stays as it was.
type Error struct {
	Line    int
	Event   calllog.Kind
	Party   string
	State   string // what the party is doing: the name of a softphone's state, or the call of an external party
	Problem string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d: %v by %s, who is in state %s: %s", e.Line, e.Event, e.Party, e.State, e.Problem)
}

// A move is one event on its way through a copy of the system.
type move struct {
	System
	event    calllog.Event
	party    int
	to       int
	result   calllog.Result
	rules    []spec.ID
	support  spec.Support
	warranty spec.ID
	steps    []CallStep
	dtmf     []string
}

// Next returns the system after an event, and what the event led to; or the system as it was and an *Error, or a *calllog.Error
// for an event that could not stand in the header's log.
func (s System) Next(e calllog.Event) (System, Outcome, error) {
	if s.header == nil {
		s.header = &calllog.Header{} // the zero System has no parties, and so no event
	}
	if err := s.header.Check(e); err != nil {
		return s, Outcome{}, err
	}
	m := &move{System: s.clone(), event: e, result: calllog.Applied}
	m.party, m.to = s.header.Index(e.Party), s.header.Index(e.To)
	if err := m.run(); err != nil {
		return s, Outcome{}, s.asItWas(err, m.party)
	}
	if m.result == calllog.Applied {
		m.synchronise(s)
	} else {
		m.System, m.steps, m.dtmf = s, nil, nil
	}
	m.visibilityRules(s)
	m.support, m.warranty = s.support(m)
	if m.event.Kind == calllog.PauseClick && m.result == calllog.Applied {
		m.phones[m.party].doubtful = m.support == spec.NotGuaranteed
	}
	outcome := Outcome{Calls: m.steps, Warranty: m.warranty}
	outcome.Opened, outcome.Closed = m.note(s.mismatches())
	outcome.Step = m.view()
	m.settle()
	return m.System, outcome, nil
}

// asItWas names the state that a party was in before the event, whatever the move had come to when it failed.
func (s System) asItWas(err error, party int) error {
	if e, ok := err.(*Error); ok {
		e.State = s.Doing(s.id(party))
	}
	return err
}

// run asks first what the softphone's own buttons refuse, and then translates the event.
func (m *move) run() error {
	if m.refuse() {
		return nil
	}
	return translation[m.event.Kind](m)
}

func (m *move) fail(format string, args ...any) error {
	return &Error{Line: m.event.Line, Event: m.event.Kind, Party: m.event.Party, Problem: fmt.Sprintf(format, args...)}
}

func (m *move) stateName(party int) string {
	if m.softphone(party) {
		return m.phones[party].State.String()
	}
	for i := range m.calls {
		if m.calls[i].has(party) {
			return fmt.Sprintf("in call %q", m.calls[i].id)
		}
	}
	return "in no call"
}

func (m *move) because(rules ...spec.ID) {
	for _, id := range rules {
		if id != 0 && !slices.Contains(m.rules, id) {
			m.rules = append(m.rules, id)
		}
	}
}

// signal gives a softphone an event; for an external party there is nothing to do.
func (m *move) signal(party int, e callstate.Event) error {
	if !m.softphone(party) {
		return nil
	}
	next, err := m.phones[party].Apply(e)
	if err != nil {
		if party == m.party {
			return m.fail("the event has no meaning in this state")
		}
		return m.fail("the event has no meaning for %s, who is in state %s", m.id(party), m.stateName(party))
	}
	m.phones[party].Phone = next
	if next.State == callstate.Idle {
		m.phones[party].stoppedIn, m.phones[party].doubtful = 0, false
	}
	return nil
}

// record notes the step of a call's recorder, and closes a call that it ends.
func (m *move) record(c *call, s pause.Step) {
	s = m.profile.reach(s)
	names := make([]string, len(c.slots))
	for i, party := range c.slots {
		names[i] = m.id(party)
	}
	m.steps = append(m.steps, CallStep{c.id, s, names})
	for id := range s.Rules() {
		m.because(id)
	}
	c.rec = s.After
}

// create opens a call that nobody was in before. The operator side is the first softphone of the header, else the caller.
func (m *move) create(parties ...int) (*call, error) {
	if m.open(m.event.Call) != nil {
		return nil, m.fail("call %q is open already", m.event.Call)
	}
	c := call{id: m.event.Call, begun: m.event.Kind, caller: parties[0], slots: parties}
	operator := -1
	for slot, party := range parties {
		if m.softphone(party) && (operator < 0 || party < parties[operator]) {
			operator = slot
		}
	}
	var others []pause.Party
	for slot := range parties {
		others = append(others, pause.Party(slot))
	}
	rec, err := pause.Ringing(m.header.Config.Recorded(), pause.Party(max(operator, 0)), others...).WithPolicy(m.policy)
	if err != nil {
		return nil, err
	}
	c.rec = rec
	m.calls = append(m.calls, c)
	return &m.calls[len(m.calls)-1], nil
}

// close takes a call that is over out of the system.
func (m *move) close(id string) {
	for i := range m.calls {
		if m.calls[i].id == id {
			m.calls = append(m.calls[:i], m.calls[i+1:]...)
			return
		}
	}
}
