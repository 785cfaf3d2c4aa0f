package system

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// An Outcome is what an event led to: the line of steps.jsonl, the steps of every call that took one, and who is away
// from which call by now. Tasks says what of it each recording has to do.
type Outcome struct {
	Step        calllog.StepLine
	Calls       []CallStep
	Away        []CallAway   // of every call from which others are away than before
	Silence     *CallSilence // what has been silenced afterwards, nil for most events
	SupportRule spec.ID      // the rule behind Step.Support, 0 where the manual does not mention the situation

	// Told are the softphones whose displays the PBX has changed, by System.Changes: Step says what they show.
	Told []string

	Opened []calllog.Mismatch // those that begin with the event: warn the operator
	Closed []calllog.Mismatch // those that end with it
}

// A CallStep is the step of one call; Names are its parties by number.
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
	doing := "in state " + e.State
	if strings.HasPrefix(e.State, "in ") { // a call, or none
		doing = e.State
	}
	return fmt.Sprintf("line %d: %v by %s, who is %s: %s", e.Line, e.Event, e.Party, doing, e.Problem)
}

// Stats are counts for a monitor, of the outcomes that Add is given. The zero Stats has seen none. What there is now is
// the difference of two of them, also of many systems together.
type Stats struct {
	Events  int64 // that were applied, refused or without effect
	Refused int64 // of them: by a softphone's own buttons, or by the PBX
	Started int64 // recordings, also those that are off by setting
	Ended   int64 // of them
	Stopped int64 // commands to stop that a call has taken, also where it was stopped already
	Resumed int64 // commands to resume, likewise; what resumes by itself is none
	Opened  int64 // mismatches that have begun
	Closed  int64 // of them, that are over
}

// Add counts what an event has led to.
func (s *Stats) Add(o Outcome) {
	s.Events++
	s.Opened += int64(len(o.Opened))
	s.Closed += int64(len(o.Closed))
	if o.Step.Result == calllog.Rejected {
		s.Refused++
	}
	for task := range o.Tasks() {
		if task.Begins {
			s.Started++
		}
		if task.Ends {
			s.Ended++
		}
	}
	for i := range o.Calls {
		switch o.Calls[i].Step.Cause.Verb() {
		case pause.Stop:
			s.Stopped++
		case pause.Resume:
			s.Resumed++
		}
	}
}

// A move is one event on its way through a copy of the system.
type move struct {
	System
	before       *System // as it was
	event        calllog.Event
	row          *meaning // of the event
	party        int
	to           int
	result       calllog.Result
	beyondManual bool // it has happened in spite of a lock, or after a command: no rule speaks of it
	rules        []spec.ID
	support      spec.Support
	supportRule  spec.ID
	steps        []CallStep
	slots        [][]int // the parties of each step's call, by number
	dtmf         []string
	told         []string
	silenced     *CallSilence
	err          error // the first thing that was wrong; nothing of the move counts then
}

// Apply takes the system through an event and returns what that led to. On an error nothing has changed. It is an
// *Error, or a *calllog.Error for an event that could not stand in the header's log, behind those before: time does not
// run backwards. A click that was made before the last event, and has come after it,
// is given at that one's position: what lies between is for a recording's StopWithin.
func (s *System) Apply(e calllog.Event) (Outcome, error) {
	m, err := s.begin(e)
	if err != nil {
		return Outcome{}, err
	}
	// 1. The softphone's own buttons are asked first: nobody hears of a click that they refuse. A fact is not refused.
	// 2. Else the event is brought to the softphones and the calls that it concerns. It may still turn out to be
	//    refused by the PBX, or to have no effect.
	if !m.refuse() {
		m.row.apply(m)
	}
	if m.err != nil {
		return Outcome{}, m.err
	}
	// 3. What was not applied has changed nothing. After what was, the vendor's changes act on displays and calls,
	//    before anybody looks at those.
	if m.result == calllog.Applied {
		m.synchronise()
	} else {
		m.System, m.steps, m.slots, m.dtmf = *s, nil, nil, nil
	}
	// 4. The cells of table 3.1 are named behind the rules of the event itself, for states are final only now.
	m.visibilityRules()
	if m.beyondManual {
		m.rules = nil
	}
	// 5. The vendor's support goes by the rules of the step, among them those that limit the system as it was.
	m.support, m.supportRule = s.support(m)
	if e.Kind == calllog.PauseClick && m.result == calllog.Applied {
		m.phones[m.party].doubtful = slices.ContainsFunc(m.rules, notGuaranteed)
	}
	// 6. A mismatch that opens here carries the support of its event, and the step shows since when each has lasted.
	outcome := Outcome{Calls: m.steps, SupportRule: m.supportRule, Told: m.told, Silence: m.silenced}
	outcome.Opened, outcome.Closed = m.noteMismatches()
	outcome.Step = m.step()
	// 7. The step has named its mismatches by where the stop was made. Only now may that be forgotten.
	m.forgetStops()
	outcome.Away = m.noteAway()
	m.last = e.At
	*s = m.System
	return outcome, nil
}

// begin makes a copy for the event to go through, unless the event could not stand in the log.
func (s *System) begin(e calllog.Event) (*move, error) {
	h := s.header
	if h == nil {
		h = &calllog.Header{} // the zero System has no parties, and so no event
	}
	if err := h.Check(e); err != nil {
		return nil, err
	}
	if e.At < s.last {
		return nil, &calllog.Error{Line: e.Line, Event: e.Kind.String(), Party: e.Party, State: s.Doing(e.Party),
			Field: "at", Got: strconv.FormatInt(e.At, 10),
			Want: fmt.Sprintf("%d or later: time does not run backwards", s.last)}
	}
	m := &move{System: *s, before: s, event: e, row: &meanings[e.Kind], result: calllog.Applied,
		party: h.Index(e.Party), to: h.Index(e.To)}
	m.phones, m.calls = slices.Clone(s.phones), slices.Clone(s.calls)
	return m, nil
}

// visibilityRules names the cell of table 3.1 for every softphone whose state has changed.
func (m *move) visibilityRules() {
	for party := range m.phones {
		if p := &m.phones[party]; p.State != m.before.phones[party].State && m.softphone(party) {
			shown := m.asShown(p.Phone)
			m.because(shown.Decide(buttons.Toggle).Rule)
			if shown.ShowsStopped() {
				m.because(buttons.Shown(p.State))
			}
		}
	}
}

// fail notes that the event has no meaning in the system as it was before.
func (m *move) fail(format string, args ...any) {
	if m.err == nil {
		m.err = &Error{m.event.Line, m.event.Kind, m.event.Party, m.before.Doing(m.event.Party),
			fmt.Sprintf(format, args...)}
	}
}

// must notes an error of a call or a softphone.
func (m *move) must(err error) {
	if m.err == nil {
		m.err = err
	}
}

// because names rules of the step, each once.
func (m *move) because(rules ...spec.ID) {
	for _, id := range rules {
		if id != 0 && !slices.Contains(m.rules, id) {
			m.rules = append(m.rules, id)
		}
	}
}

// signal gives a softphone an event; for an external party there is nothing to do.
func (m *move) signal(party int, e callstate.Event) {
	if m.err != nil || !m.softphone(party) {
		return
	}
	p := &m.phones[party]
	switch err := p.Apply(e); {
	case err != nil && party == m.party:
		m.fail("the event has no meaning in this state")
	case err != nil:
		m.fail("the event has no meaning for %s, who is in state %s", m.id(party), m.stateName(party))
	case p.State == callstate.Idle:
		p.stoppedIn, p.doubtful = 0, false
	}
}

// signalAll gives an event to several parties.
func (m *move) signalAll(parties []int, e callstate.Event) {
	for _, party := range parties {
		m.signal(party, e)
	}
}

// record notes the step of a call, as it is under the vendor's changes.
func (m *move) record(c *call, s pause.Step) {
	if m.err != nil {
		return
	}
	s = m.Changes.apply(s)
	m.steps, m.slots = append(m.steps, CallStep{c.id, s, m.byNumber(c.slots)}), append(m.slots, c.slots)
	for id := range s.Rules() {
		m.because(id)
	}
	c.rec, c.away = s.After, c.away&s.After.Members()
	c.noteStops(s.Cause, m.event)
}

// create opens the call of the event, which nobody was in before. The operator side is the first softphone of the
// header, else the caller.
func (m *move) create() {
	if m.open(m.event.Call) != nil {
		m.fail("call %q is open already", m.event.Call)
	}
	operator, other := pause.Party(0), pause.Party(1)
	if m.softphone(m.to) && (m.to < m.party || !m.softphone(m.party)) {
		operator, other = other, operator
	}
	rec, err := pause.Ringing(m.header.Config.Recorded(), operator, other)
	m.must(err)
	m.must(rec.SetPolicy(m.policy))
	m.calls = append(m.calls, call{id: m.event.Call, begun: m.event.Kind, caller: m.party, rec: rec,
		slots: []int{m.party, m.to}})
}

// close takes a call that is over out of the system, and with it one that rings for a place in it.
func (m *move) close(id string) {
	if was, c := m.before.open(id), m.open(id); was != nil && !was.ringing() && c != nil {
		all := append(slices.Clone(m.ended), endedCall{id, c.slots})
		m.ended = all[max(0, len(all)-mostEnded):]
	}
	m.calls = slices.DeleteFunc(m.calls, func(c call) bool { return c.id == id })
	if i := slices.IndexFunc(m.calls, func(c call) bool { return c.follows == id }); i >= 0 {
		m.stopRinging(&m.calls[i], m.calls[i].members())
	}
}

// step says what everybody sees and what every call's recording does after the event.
func (m *move) step() calllog.StepLine {
	line := m.Look()
	line.Line, line.At, line.Event, line.Party = m.event.Line, m.event.At, m.event.Kind, m.event.Party
	line.Result, line.Rules, line.Support = m.result, m.rules, m.support
	line.DTMF, line.Beeps = m.dtmf, m.beeps()
	return line
}

func (m *move) beeps() (beeps []calllog.BeepView) {
	for i, s := range m.steps {
		if beep := s.Step.Beep(); beep.Sounds() {
			if c := m.open(s.Call); c != nil { // who takes a place but has not answered yet does not hear it
				beep.To &= c.rec.Members()
			}
			beeps = append(beeps, calllog.BeepView{Call: s.Call, To: m.namesOf(m.slots[i], beep.To),
				RecordedOn: m.namesOf(m.slots[i], s.Step.RecordedOn())})
		}
	}
	return beeps
}

// A Run takes a log through a system, event by event. It is not safe for concurrent use.
type Run struct {
	System System // after the last event

	log *calllog.Reader
}

// NewRun begins a log with a system in which nothing has happened yet. An *spec.UnknownError reports an impossible
// policy.
func NewRun(log *calllog.Reader, p pause.Policy) (*Run, error) {
	s, err := New(log.Header, p)
	if err != nil {
		return nil, err
	}
	return &Run{System: s, log: log}, nil
}

// Next reads an event and applies it, or returns io.EOF at the log's end. Whatever is wrong with a line, its error says
// what the party was doing: a *calllog.Error or an *Error, or the reader's own.
func (r *Run) Next() (calllog.Event, Outcome, error) {
	e, err := r.log.Next()
	if err != nil {
		var wrong *calllog.Error
		if errors.As(err, &wrong) {
			wrong.State = r.System.Doing(wrong.Party)
		}
		return e, Outcome{}, err
	}
	outcome, err := r.System.Apply(e)
	return e, outcome, err
}
