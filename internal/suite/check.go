package suite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Set is the suites of a profile, for subjects of one role and observables.
type Set struct {
	Suites []*Suite

	options   Options
	decisions []decision
	stories   []story
	role      conformance.Role
	by        spec.Observables
}

// New makes the suites for subjects in a role of which something can be seen.
func New(ctx context.Context, role conformance.Role, by spec.Observables, o Options) (*Set, error) {
	set, scenes := &Set{options: o, role: role, by: by}, o.Scenes
	if len(scenes) == 0 {
		scenes = Scenes(o.Profile)
	}
	for _, scene := range scenes {
		m, err := explore(ctx, scene, o.Profile)
		if err != nil {
			return nil, err
		}
		set.Suites = append(set.Suites, newSuite(m, role, by, max(0, o.Extra)))
	}
	if len(o.Scenes) == 0 {
		set.stories = storiesOf(o.Profile, role, by)
	}
	var err error
	if len(o.Scenes) == 0 && by&role.Observables()&spec.Screen != 0 {
		set.decisions, err = decisions(ctx, o.Profile)
	}
	return set, err
}

// Check runs every suite of the profile on a subject, each test in a fresh session up to the first difference, and
// decides in full where the toggle is shown. The errors are *conformance.Error and those of the context.
func Check(ctx context.Context, sut conformance.SUT, o Options) (*Report, error) {
	desc := sut.Describe()
	if desc.Role == 0 || desc.Role > conformance.System {
		return nil, &conformance.Error{Of: "the subject's role", Got: desc.Role.String(),
			Want: "softphone, pbx or system"}
	}
	set, err := New(ctx, desc.Role, desc.Observables, o)
	if err != nil {
		return nil, err
	}
	return set.Check(ctx, sut)
}

// Check does what the function Check does, for a subject of the role and the observables that the set was made for.
func (p *Set) Check(ctx context.Context, sut conformance.SUT) (*Report, error) {
	r := newRun(ctx, sut, p.options, p.role, p.by)
	r.catch(func() { r.decide(p.decisions) })
	r.stories(p.stories)
	for _, s := range p.Suites {
		if r.desc.Features.Has(needs[s.Scene.Place]) {
			r.catch(func() { r.suite(s) })
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.found)) {
		r.Findings = append(r.Findings, r.found[id])
	}
	return &r.Report, ctx.Err()
}

// needs is what a subject has to have for the suite of a place.
var needs = map[conformance.Place]conformance.Features{
	conformance.StarHeld:        conformance.StarTransfer,
	conformance.SharpHeld:       conformance.StarTransfer,
	conformance.StarTalking:     conformance.StarTransfer,
	conformance.Initiator:       conformance.ThreeWay,
	conformance.Member:          conformance.ThreeWay,
	conformance.InRoom:          conformance.Rooms,
	conformance.OutboundWaiting: conformance.Outbound,
}

// A run is a check of one subject as far as it has come.
type run struct {
	Report
	ctx     context.Context
	sut     conformance.SUT
	desc    conformance.Description
	options Options
	inRole  conformance.Role
	sees    spec.Observables
	found   map[spec.ID]conformance.Finding // of rule 0: what broke
	files   map[recording.Layout]int        // how many recordings a call has that nobody stops
	known   map[string]bool                 // the differences whose traces are as short as they get
	anyRule bool                            // a difference is the same whatever rule speaks of it
	tries   int                             // how many stories may still be told only to leave something out
}

// shrinking is how many times a run tells a story again to leave something out, all failures together.
const shrinking = 400

func newRun(ctx context.Context, sut conformance.SUT, o Options, role conformance.Role, by spec.Observables) *run {
	return &run{ctx: ctx, sut: sut, desc: sut.Describe(), options: o, inRole: role,
		sees:  by & role.Observables(),
		found: map[spec.ID]conformance.Finding{}, files: map[recording.Layout]int{}, known: map[string]bool{},
		tries: shrinking}
}

// catch makes a finding of a panic of the subject.
func (r *run) catch(do func()) {
	defer func() {
		if p := recover(); p != nil {
			r.broken("panic: %v", p)
		}
	}()
	do()
}

// over reports whether the subject has broken, enough is known, or nobody waits any more.
func (r *run) over() bool {
	_, broken := r.found[0]
	return broken || r.options.First && len(r.found) > 0 || r.ctx.Err() != nil
}

func (r *run) broken(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	r.found[0] = conformance.Finding{Verdict: conformance.Broken, Sessions: r.Tests,
		Reason: spec.Text{JA: text, EN: text}}
}

// fail keeps a failure of a rule, unless a shorter one is known. Of what no rule speaks of every difference is kept.
func (r *run) fail(id spec.ID, f conformance.Failure) {
	if id == 0 {
		if f.Trace = slices.Clone(f.Trace); !slices.ContainsFunc(r.Unruled, func(known conformance.Failure) bool {
			return known.Got == f.Got && known.Scene.Place == f.Scene.Place
		}) {
			r.Unruled = append(r.Unruled, f)
		}
		return
	}
	if known, ok := r.found[id]; ok && len(known.Failure.Trace) <= len(f.Trace) {
		return
	}
	f.Trace = slices.Clone(f.Trace)
	r.found[id] = conformance.Finding{Rule: id, Verdict: conformance.Fail, Sessions: r.Tests, Failure: &f,
		Reason: spec.Text{JA: "期待：%s。実際：%s。", EN: "Expected: %s. Observed: %s."}.With(f.Want, f.Got)}
}

// suite runs the tests of a scene.
func (r *run) suite(s *Suite) {
	for _, test := range s.Tests {
		if r.over() {
			return
		}
		t := &trial{run: r, Suite: s}
		if t.open() && t.begins() {
			t.play(test)
		}
		t.close()
	}
}

// A trial is one session of the subject, in which one test is played.
type trial struct {
	*run
	*Suite
	session  conformance.Session
	state    int                 // of the model, where the subject should be
	failure  conformance.Failure // scene, trace and what was seen so far
	together conformance.Event   // a click in the instant of the event that happens now
}

// open begins the scene; it reports whether the subject came there by its own account.
func (t *trial) open() bool {
	session, err := t.sut.Open(t.ctx, t.Scene)
	switch {
	case errors.Is(err, conformance.ErrUnsupported):
		t.Lost++
		return false
	case err != nil || session == nil:
		t.broken("open %v: %v", t.Scene, err)
		return false
	}
	t.run.Report.Tests++
	t.session, t.failure.Scene = session, t.Scene
	if !t.observe() {
		return false
	}
	if is := t.failure.After.Phones[a].State; is != 0 && is != t.Scene.Place.State() {
		t.Lost++
		return false
	}
	return true
}

func (t *trial) close() {
	if t.session != nil {
		if err := t.session.Close(); err != nil {
			t.broken("close: %v", err)
		}
	}
}

func (t *trial) observe() bool {
	o, err := t.session.Observe(t.ctx)
	if err != nil {
		t.broken("observe: %v", err)
		return false
	}
	t.failure.Before, t.failure.After = t.failure.After, o
	return true
}

// begins compares what is seen before anything happens.
func (t *trial) begins() bool {
	shown := t.model.states[0].shown
	want := t.model.wanted(shown, shown, conformance.Event{Action: conformance.Wait}, t.by)
	return t.compare(want, change{after: shown})
}

// play lets the events of a test happen, up to the first difference.
func (t *trial) play(test mealy.Word) {
	for _, i := range test {
		if !t.do(t.event(i)) {
			return
		}
		reaction, want := t.reaction(t.state, i), t.views[t.full.Out[t.state][i]]
		should := change{t.model.events[t.inputs[i].from], t.model.states[t.state].shown, reaction.shown}
		if !t.compare(want, should) {
			return
		}
		t.state = reaction.next
	}
}

// event returns an input with the time and the label that it has now.
func (t *trial) event(i int) conformance.Event {
	e := t.inputs[i].Event
	e.At = int64(1+len(t.failure.Trace)) * conformance.Rate
	if isToggle(e) {
		e.Verb = t.failure.After.Phones[e.Party].Toggle
	}
	return e
}

// do lets an event happen and looks; it reports whether the subject has such a thing. A command or a click may be
// rejected.
func (t *trial) do(e conformance.Event) bool {
	err := t.session.Do(t.ctx, e)
	rejected := errors.Is(err, conformance.ErrRejected)
	switch {
	case errors.Is(err, conformance.ErrUnsupported) || rejected && e.Action == conformance.Fact:
		t.Lost++
		return false
	case err != nil && !rejected:
		t.broken("%v: %v", e, err)
		return false
	}
	t.failure.Trace = append(t.failure.Trace, e)
	return t.observe()
}

// compare judges what is seen; it reports whether the test goes on.
func (t *trial) compare(want view, should change) bool {
	got := viewOf(t.failure.After, t.by)
	want = t.lenient(want)
	switch want.judge(got) {
	case mealy.Lost:
		t.Lost++
		return false
	case mealy.Differs:
		x := want.difference(got)
		t.failure.Want, t.failure.Got = want.text(x), got.text(x)
		t.fail(t.rule(x, should), t.failure)
		return false
	}
	return true
}

// lenient leaves out of what is wanted how locked buttons look, where the subject says that only a click tells.
func (t *trial) lenient(want view) view {
	if choice := t.desc.Choices["A-16"]; choice == "a" || choice == "d" {
		for i := range want.phones {
			want.phones[i].looked &= want.phones[i].operable
		}
	}
	return want
}

// A decision is a scene, and what the reference shows there before anything happens.
type decision struct {
	scene conformance.Scene
	shown conformance.Observation
}

// decisions returns what the reference shows in each of Decisions.
func decisions(ctx context.Context, p conformance.Profile) (list []decision, err error) {
	library := conformance.Reference(conformance.Softphone, pause.Policy{})
	for _, scene := range Decisions(p) {
		session, err := library.Open(ctx, scene)
		if err != nil {
			return nil, err
		}
		o, err := session.Observe(ctx)
		if err != nil {
			return nil, err
		}
		list = append(list, decision{scene, o})
	}
	return list, nil
}

// decide opens every combination of where A is and what is configured, and compares what A shows. Once that differs in
// a place, no other configuration of the place is opened.
func (r *run) decide(list []decision) {
	differs := map[conformance.Scene]bool{}
	for _, x := range list {
		group := x.scene
		group.Settings = conformance.Settings{}
		if !r.over() && r.desc.Features.Has(needs[x.scene.Place]) && !differs[group] {
			differs[group] = !r.decision(x)
		}
	}
}

// decision compares what A shows in a scene; it reports whether it is as it should be.
func (r *run) decision(x decision) bool {
	t := &trial{run: r, Suite: &Suite{Scene: x.scene, model: model{scene: x.scene}, by: spec.Screen}}
	defer t.close()
	if !t.open() {
		return true
	}
	want := view{phones: [len(parties)]screen{screenOf(x.shown.Phones[a], spec.Screen)}}
	return t.compare(want, change{after: x.shown})
}

// Decisions returns every scene that differs in what decides whether A's toggle is shown, or must not decide it:
// version, contract, terminals, the check box as saved and as ticked, what is recorded, and where A is and with whom.
func Decisions(p conformance.Profile) (scenes []conformance.Scene) {
	for _, scene := range places(p) {
		for _, version := range []string{"3.13.0", "3.12.99", "3.13.1", "3.9.0", "4.0.0"} {
			for _, terminal := range []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal} {
				for bits := range 8 {
					s := scene
					s.Settings.Version, s.Settings.Terminal = version, terminal
					s.Settings.Contract, s.Settings.Saved, s.Settings.Ticked = bits&1 == 0, bits&2 == 0, bits&4 == 0
					scenes = append(scenes, s)
				}
			}
		}
	}
	return scenes
}

// places returns where A can be, with whom, and what is recorded of it: where table 3.1 is documented, or everywhere.
func places(p conformance.Profile) (scenes []conformance.Scene) {
	for place := conformance.Idle; place <= conformance.OutboundWaiting; place++ {
		if needs[place] == 0 || place == conformance.Initiator || p == conformance.Quirks {
			scenes = append(scenes, conformance.Scenario(place))
		}
	}
	for bits := range 4 {
		s := conformance.Scenario(conformance.Talking)
		s.Incoming, s.Settings.RecordAll, s.Settings.RecordCallcenter = bits&1 != 0, bits&2 != 0, bits&1 != 0
		scenes = append(scenes, s)
	}
	for _, terminal := range []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal} {
		s := conformance.Scenario(conformance.Talking)
		s.Peer, s.Settings.PeerTerminal = b, terminal
		scenes = append(scenes, s)
	}
	return scenes
}

// A Report is what the suites of a subject's role and observables find out about it.
type Report struct {
	// Findings has a shortest trace for each rule that differs, in document order; of rule 0, what broke.
	Findings []conformance.Finding
	// Unruled are differences that no rule speaks of, or none that can be failed there: nobody fails by them.
	Unruled []conformance.Failure

	Tests int // the sessions of the subject
	Lost  int // tests that could not be played to their end: less was seen than the suites can show
}
