package suite_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A product is the library with something around it; what is nil is the library's own.
type product struct {
	conformance.SUT
	lacks   conformance.Features
	choices map[spec.ChoiceID]string // what it declares beside the library's answers
	policy  func(*pause.Policy)
	open    func(conformance.Scene) error
	turn    func(*conformance.Scene) // another reading of the settings
	do      func(conformance.Event) error
	answer  func(conformance.Observation, conformance.Event, error) error
	see     func(*conformance.Observation)
	read    func(conformance.Scene, *conformance.Contents)
	late    bool // its recordings are not exact to the sample
	close   error
}

// in returns the product in a role.
func (p product) in(role conformance.Role) product {
	var policy pause.Policy
	if p.policy != nil {
		p.policy(&policy)
	}
	p.SUT = conformance.Reference(role, policy)
	if role == conformance.Softphone { // it knows of no recording
		p.choices = maps.Clone(p.choices)
		delete(p.choices, "A-15")
	}
	return p
}

// and returns a product that is different in the ways of both.
func (p product) and(q product) product {
	p.lacks, p.late = p.lacks|q.lacks, p.late || q.late
	p.choices = maps.Clone(p.choices)
	if p.choices == nil {
		p.choices = map[spec.ChoiceID]string{}
	}
	maps.Copy(p.choices, q.choices)
	p.policy, p.turn, p.see = one(p.policy, q.policy), one(p.turn, q.turn), one(p.see, q.see)
	p.open, p.do = either(p.open, q.open), either(p.do, q.do)
	if first, then := p.answer, q.answer; first != nil && then != nil {
		p.answer = func(o conformance.Observation, e conformance.Event, err error) error {
			return then(o, e, first(o, e, err))
		}
	} else if first == nil {
		p.answer = then
	}
	if first, then := p.read, q.read; first != nil && then != nil {
		p.read = func(s conformance.Scene, r *conformance.Contents) { first(s, r); then(s, r) }
	} else if first == nil {
		p.read = then
	}
	return p
}

// one does both things, those that there are.
func one[T any](first, then func(*T)) func(*T) {
	if first == nil || then == nil {
		return map[bool]func(*T){true: then, false: first}[first == nil]
	}
	return func(x *T) { first(x); then(x) }
}

// either returns the first error of both.
func either[T any](first, then func(T) error) func(T) error {
	if first == nil || then == nil {
		return map[bool]func(T) error{true: then, false: first}[first == nil]
	}
	return func(x T) error { return cmp.Or(first(x), then(x)) }
}

func (p product) Describe() conformance.Description {
	d := p.SUT.Describe()
	if d.Features &^= p.lacks; p.late {
		d.Features &^= conformance.SampleExact
	}
	maps.Copy(d.Choices, p.choices)
	return d
}

func (p product) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	if p.open != nil {
		if err := p.open(s); err != nil {
			return nil, err
		}
	}
	if p.turn != nil {
		p.turn(&s)
	}
	inner, err := p.SUT.Open(ctx, s)
	return &session{Session: inner, product: p, scene: s}, err
}

type session struct {
	conformance.Session
	product
	scene conformance.Scene
	last  conformance.Observation
}

func (x *session) Recording(ctx context.Context) (conformance.Contents, error) {
	return x.RecordingOf(ctx, 0)
}

func (x *session) RecordingOf(ctx context.Context, call int) (conformance.Contents, error) {
	r, err := x.Session.(conformance.LaterReader).RecordingOf(ctx, call)
	if x.read != nil {
		x.read(x.scene, &r)
	}
	return r, err
}

func (x *session) Do(ctx context.Context, e conformance.Event) error {
	if x.do != nil {
		if err := x.do(e); err != nil {
			return err
		}
	}
	err := x.Session.Do(ctx, e)
	if x.answer != nil {
		err = x.answer(x.last, e, err)
	}
	return err
}

func (x *session) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := x.Session.Observe(ctx)
	if x.last = o; x.see != nil {
		o.Phones, o.Calls = maps.Clone(o.Phones), maps.Clone(o.Calls)
		x.see(&o)
	}
	return o, err
}

func (x *session) Close() error { return x.close }

func sees(change func(*conformance.Observation)) product { return product{see: change} }

// screens changes what every softphone shows.
func screens(change func(*conformance.Screen)) product {
	return sees(func(o *conformance.Observation) {
		for party, p := range o.Phones {
			p.Buttons = maps.Clone(p.Buttons)
			change(&p)
			o.Phones[party] = p
		}
	})
}

// recorders changes what every recording does.
func recorders(change func(*conformance.Recorder)) product {
	return sees(func(o *conformance.Observation) {
		for id, c := range o.Calls {
			change(&c)
			o.Calls[id] = c
		}
	})
}

// answers has the product answer to some facts with an error.
func answers(with error, facts ...calllog.Kind) product {
	return product{do: func(e conformance.Event) error {
		if e.Action == conformance.Fact && slices.Contains(facts, e.Fact) {
			return with
		}
		return nil
	}}
}

// A way is one in which a product may be different: the product, and what it does.
type way struct {
	name string
	product
}

// ways returns in which ways products are different that do what the manual says: of each row a product has one, or
// none. First those of what it has, then of what it answers to open questions, then of what the manual leaves to it.
func ways() [][]way {
	var rows [][]way
	for f := conformance.TwoChannel; f < conformance.SampleExact; f <<= 1 {
		rows = append(rows, []way{{"lacks " + f.String(), product{lacks: f}}})
	}
	return slices.Concat(rows, answered(), shows(), [][]way{onHold(), looks()}, records(), files())
}

// answered are the answers to open questions beside the library's own.
func answered() [][]way {
	policy := func(change func(*pause.Policy)) product { return product{policy: change} }
	return [][]way{
		{{"beeps at a repeated command", policy(func(p *pause.Policy) { p.BeepOnRepeat = true })}},
		{{"does not beep when it resumes by itself", policy(func(p *pause.Policy) { p.NoBeepOnAutomatic = true })}},
		{{"does not beep where nothing is recorded", policy(func(p *pause.Policy) { p.NoBeepUnrecorded = true })}},
		{{"writes the beep of a stop", policy(func(p *pause.Policy) { p.StopBeepInFile = true })}},
		{{"beeps on the side of the call", policy(func(p *pause.Policy) { p.BeepSide = 1 })},
			{"beeps on the side of the leg", policy(func(p *pause.Policy) { p.BeepSide = 2 })}},
		{{"silences the held call while the target rings", policy(func(p *pause.Policy) { p.WhileRinging = 1 })},
			{"silences nothing while the target rings", policy(func(p *pause.Policy) { p.WhileRinging = 2 })}},
		{{"talks to the target of a # transfer", policy(func(p *pause.Policy) { p.SharpTalk = true })}},
		{{"records what one setting covers", product{turn: func(s *conformance.Scene) {
			is := s.Settings.RecordAll || s.Settings.RecordCallcenter
			s.Settings.RecordAll, s.Settings.RecordCallcenter = is, is
		}}}, {"records what both settings cover", product{turn: func(s *conformance.Scene) {
			is := s.Settings.RecordAll && s.Settings.RecordCallcenter
			s.Settings.RecordAll, s.Settings.RecordCallcenter = is, is
		}}}},
		{{"locks by what is really recorded", locksByRecording()}},
		{{"keeps showing a stop after a completed transfer", keepsShowing(calllog.StarComplete, calllog.SharpComplete)}},
		{{"calls it partial where everybody has silenced himself", partial()}},
		{{"resumes when a call of three shrinks", resumesShrunk()}},
		{{"ends only A's own stop when A completes a transfer", othersStop(pause.Silent, calllog.StarComplete,
			calllog.SharpComplete)},
			{"ends every stop when A completes an ordinary transfer", othersStop(pause.On, calllog.TransferComplete,
				calllog.ThreewayStart)}},
	}
}

// shows are the ways in which softphones are different.
func shows() [][]way {
	return [][]way{
		{{"reports no call states", screens(func(p *conformance.Screen) { p.State = 0 })}},
		{{"shows one softphone", sees(func(o *conformance.Observation) {
			delete(o.Phones, "B")
			delete(o.Phones, "D")
		})}},
		{{"has nobody to raise a hand to", answers(conformance.ErrUnsupported, calllog.HandRaise)}},
		{{"has no # transfer", answers(conformance.ErrRejected, calllog.SharpBegin)}},
		{{"has nobody who can leave a room", answers(conformance.ErrUnsupported, calllog.RoomLeave)}},
		{{"sends every command twice", sees(func(o *conformance.Observation) { o.Sent = append(o.Sent, o.Sent...) })},
			{"does not say what it sends", sees(func(o *conformance.Observation) { o.Sent = nil })},
			{"says only what A sends", sees(func(o *conformance.Observation) {
				o.Sent = slices.DeleteFunc(o.Sent, func(s conformance.Sent) bool { return s.Party != "A" })
			})}},
		{{"cannot hold before the first stop either", screens(func(p *conformance.Screen) {
			p.Buttons[buttons.Hold] = buttons.Disabled
		})}},
		{{"rejects clicks on what is locked", product{do: rejectsLocked}}},
	}
}

func rejectsLocked(e conformance.Event) error {
	if e.Action == conformance.Click && slices.Contains(lockedButtons, e.Button) {
		return conformance.ErrRejected
	}
	return nil
}

var lockedButtons = []buttons.Button{buttons.InCall, buttons.Hold, buttons.Transfer, buttons.Park, buttons.ThreeWay,
	buttons.AutoThreeWay, buttons.StarTransfer}

// onHold are the ways to hold, or not to.
func onHold() []way {
	return []way{
		{"has no hold, and says so", answers(conformance.ErrUnsupported, calllog.Hold, calllog.Unhold)},
		{"has no hold, and rejects it", answers(conformance.ErrRejected, calllog.Hold, calllog.Unhold)},
		{"believes a hold that it is told of", sees(func(o *conformance.Observation) {
			if p := o.Phones["A"]; p.State == callstate.Held {
				p.State = callstate.Talking
				o.Phones["A"] = p
			}
		})},
		{"does not record on hold", sees(func(o *conformance.Observation) {
			if c, ok := o.Calls["original"]; ok && o.Phones["A"].State == callstate.Held {
				c.Recording = pause.Off
				o.Calls["original"] = c
			}
		})},
	}
}

// looks are how locked buttons look.
func looks() []way {
	locked := func(as buttons.Verdict) product {
		return screens(func(p *conformance.Screen) {
			for b, v := range p.Buttons {
				if v == buttons.Disabled {
					p.Buttons[b] = as
				}
			}
		})
	}
	says := locked(buttons.Enabled)
	says.choices, says.do = map[spec.ChoiceID]string{"A-16": "d"}, rejectsLocked
	return []way{{"hides locked buttons", locked(buttons.Hidden)}, {"shows an error at locked buttons", says}}
}

// records are the ways in which recorders are different.
func records() [][]way {
	return [][]way{
		{{"does not say whose voice is silent", recorders(func(c *conformance.Recorder) {
			if c.Silenced = nil; c.Recording == pause.Partial {
				c.Recording = pause.On
			}
		})}, {"lists silent voices in another order", recorders(func(c *conformance.Recorder) {
			c.Silenced = slices.Clone(c.Silenced)
			slices.Reverse(c.Silenced)
		})}},
		{{"lists no call that is not recorded", sees(func(o *conformance.Observation) {
			maps.DeleteFunc(o.Calls, func(_ string, c conformance.Recorder) bool { return c.Recording == pause.Off })
		})}, {"calls it silent where nothing is recorded anyway", recorders(func(c *conformance.Recorder) {
			if c.Recording == pause.Off {
				c.Recording = pause.Silent
			}
		})}},
		{{"beeps twice, and in another order", sees(func(o *conformance.Observation) {
			twice := append(o.Beeps, o.Beeps...)
			slices.Reverse(twice)
			o.Beeps = twice
		})}, {"beeps whenever it is looked at", beepsAlways()}},
		{{"rejects commands with nothing left to do", product{answer: rejectsRepeated}}},
		{{"records while it rings", recordsRinging()}},
	}
}

func beepsAlways() product {
	p := sees(func(o *conformance.Observation) {
		o.Beeps = append(o.Beeps, conformance.Beep{Party: "A", Sound: "beep"},
			conformance.Beep{Party: "B", Sound: "beep"}, conformance.Beep{Party: "C", Sound: "beep"})
	})
	p.choices = map[spec.ChoiceID]string{"A-09": "a", "A-10": "a", "A-11": "a"}
	return p
}

func rejectsRepeated(o conformance.Observation, e conformance.Event, err error) error {
	is := o.Calls["original"].Recording
	if e.Action == conformance.Command &&
		(is == pause.Silent && e.Verb == pause.Stop || is == pause.On && e.Verb == pause.Resume) {
		return conformance.ErrRejected
	}
	return err
}

// files are the ways in which recordings are written.
func files() [][]way {
	reads := func(change func(conformance.Scene, *conformance.Contents)) product { return product{read: change} }
	writesLate := reads(func(_ conformance.Scene, r *conformance.Contents) {
		r.Span = shifted(r.Span)
		for _, track := range r.Tracks {
			for i := range track.Segments {
				track.Segments[i].Span = shifted(track.Segments[i].Span)
			}
		}
		for i := range r.Transcript {
			r.Transcript[i].Span = shifted(r.Transcript[i].Span)
		}
	})
	writesLate.late = true
	return [][]way{
		{{"makes two files where both settings are on", reads(func(s conformance.Scene, r *conformance.Contents) {
			if s.Settings.RecordAll && s.Settings.RecordCallcenter {
				r.Files *= 2
			}
		})}},
		{{"writes ringing, too", reads(func(_ conformance.Scene, r *conformance.Contents) {
			ringing := recording.Span{From: r.From - conformance.Rate, To: r.From}
			for i := range r.Tracks {
				r.Tracks[i].Segments = append([]conformance.Segment{{Span: ringing, Noise: true}}, r.Tracks[i].Segments...)
			}
			r.From = ringing.From
		})}},
		{{"lists the sides in another order", reads(func(_ conformance.Scene, r *conformance.Contents) {
			slices.Reverse(r.Tracks)
		})}},
		{{"writes late, beeps and all", writesLate}, {"is not exact to the sample", product{late: true}}},
		{{"transcribes the customer only", reads(func(_ conformance.Scene, r *conformance.Contents) {
			r.Transcript = slices.DeleteFunc(r.Transcript, func(s conformance.Speech) bool { return s.Party == "A" })
		})}, {"transcribes one word of the customer's", reads(func(_ conformance.Scene, r *conformance.Contents) {
			for i, s := range r.Transcript {
				if s.Party == "A" {
					r.Transcript[i].To = s.From
				} else {
					r.Transcript[i].From = s.To - min(s.Len(), 100)
				}
			}
		})}},
		{{"masks the middle of the keys only", sees(func(o *conformance.Observation) {
			if h := o.History; h != nil && strings.HasPrefix(*h, "*") {
				o.History = new("1***")
			}
		})}},
	}
}

// partial calls the recording of a room partial where everybody in it has silenced himself.
func partial() product {
	var crowd bool
	p := recorders(func(c *conformance.Recorder) {
		if crowd && c.Recording == pause.Silent {
			c.Recording = pause.Partial
		}
	})
	p.open = func(s conformance.Scene) error { crowd = s.Place == conformance.InRoom; return nil }
	return p
}

// recordsRinging records a call before it is answered, too.
func recordsRinging() product {
	var recorded bool
	p := sees(func(o *conformance.Observation) {
		for id, c := range o.Calls {
			if recorded && c.Recording == pause.Off {
				c.Recording = pause.On
				o.Calls[id] = c
			}
		}
	})
	p.open = func(s conformance.Scene) error {
		recorded = s.Settings.RecordAll && s.Settings.RecordCallcenter
		return nil
	}
	return p
}

// locksByRecording locks the buttons of everybody whose call is silent, whoever has stopped it, and of nobody else.
func locksByRecording() product {
	p := sees(func(o *conformance.Observation) {
		for party, phone := range o.Phones {
			c := o.Calls["original"]
			if phone.State == callstate.StarTalking || phone.State == callstate.TransferTalking {
				c = o.Calls["target"]
			}
			stopped := c.Recording == pause.Silent || c.Recording == pause.Partial && slices.Contains(c.Silenced, party)
			phone.Buttons = maps.Clone(phone.Buttons)
			for _, b := range lockedButtons {
				if phone.Message && !stopped {
					phone.Buttons[b] = buttons.Enabled
				} else if phone.State == callstate.Talking && stopped {
					phone.Buttons[b] = buttons.Disabled
				}
			}
			if o.Calls != nil {
				o.Phones[party] = phone
			}
		}
	})
	p.choices = map[spec.ChoiceID]string{"A-15": "b"}
	return p
}

// resumesShrunk ends every stop in a call of three that somebody leaves, until the next click.
func resumesShrunk() product {
	var shrunk, three bool
	p := sees(func(o *conformance.Observation) {
		if c, ok := o.Calls["original"]; ok && shrunk && c.Recording >= pause.Partial {
			o.Calls["original"] = conformance.Recorder{Recording: pause.On, Silenced: []string{}}
		}
	})
	p.open = func(s conformance.Scene) error {
		three, shrunk = s.Place == conformance.Member || s.Place == conformance.Initiator, false
		return nil
	}
	p.do = func(e conformance.Event) error {
		if leaves := e.Fact == calllog.CallHangup; leaves || e.Action == conformance.Click ||
			e.Action == conformance.Command {
			shrunk = three && leaves
		}
		return nil
	}
	return p
}

// othersStop has a call that B had stopped when A completed its transfer silent or on after that, until the next click.
func othersStop(then pause.State, completed ...calllog.Kind) product {
	var stopped, after bool
	p := recorders(func(c *conformance.Recorder) {
		if after && c.Recording != pause.Off {
			*c = conformance.Recorder{Recording: then}
		}
	})
	p.open = func(conformance.Scene) error { stopped, after = false, false; return nil }
	p.do = func(e conformance.Event) error {
		switch click := e.Action == conformance.Click && e.Button == buttons.Toggle; {
		case click || e.Action == conformance.Command:
			stopped, after = e.Party == "B" && e.Verb == pause.Stop, false
		case e.Fact == calllog.CallHangup:
			stopped, after = false, false
		case slices.Contains(completed, e.Fact):
			after = stopped
		}
		return nil
	}
	return p
}

// different returns products that do what the manual says, each in ways of its own that the manual leaves to it: every
// way alone, and then so many together that any two of them meet in some product.
func different() (list []way) {
	list = append(list, way{"claims nothing beside the core", product{lacks: conformance.AllFeatures}})
	rows := ways()
	var choices []int
	for _, row := range rows {
		list = append(list, row...)
		choices = append(choices, 1+len(row))
	}
	for n, picked := range suite.Pairwise(choices) {
		together := way{name: fmt.Sprint("many ways, ", n+1)}
		for i, k := range picked {
			if fresh := ways()[i]; k > 0 {
				together.product = together.and(fresh[k-1].product)
			}
		}
		list = append(list, together)
	}
	return list
}

// shifted is a span 300 ms later: what a network and a file writer may take.
func shifted(s recording.Span) recording.Span {
	const late = conformance.Rate * 3 / 10
	return recording.Span{From: s.From + late, To: s.To + late}
}

// keepsShowing has the product show a stop on A after some facts, whatever it showed.
func keepsShowing(facts ...calllog.Kind) product {
	kept := false
	p := sees(func(o *conformance.Observation) {
		if phone, ok := o.Phones["A"]; ok && kept {
			phone.Toggle, phone.Message = pause.Resume, true
			o.Phones["A"] = phone
		}
	})
	p.do = func(e conformance.Event) error {
		kept = e.Action == conformance.Fact && slices.Contains(facts, e.Fact)
		return nil
	}
	p.open = func(conformance.Scene) error { kept = false; return nil }
	return p
}

// everywhere asks for all products in all roles; otherwise each is judged in one, in turn, and one in six by the
// suites, too.
var everywhere = flag.Bool("everywhere", false, "judge every correct product in every role")

// A product that is correct in another way than the library is not failed, in whichever role, not even on what is not
// guaranteed: neither by the checks of the rules, nor by the suites, nor by the stories.
func TestCorrectButDifferent(t *testing.T) {
	plans := map[conformance.Role]*suite.Set{}
	for _, role := range roles {
		plans[role] = suite.WithStories(made(t, role, role.Observables(),
			suite.Options{Profile: conformance.Quirks, Scenes: suite.Scenes(conformance.Quirks)}))
	}
	list := different()
	if len(list) < 60 {
		t.Errorf("got %d products, want 60", len(list))
	}
	told := map[conformance.Role]*suite.Set{}
	for _, role := range roles {
		told[role] = suite.StoriesOnly(role, conformance.Quirks)
	}
	for n, p := range list {
		for i, role := range roles {
			if !*everywhere && i != (n+2)%len(roles) {
				continue
			}
			t.Run(role.String()+"/"+p.name, func(t *testing.T) {
				if *everywhere {
					p = different()[n] // what it remembers is of one role
				} else {
					t.Parallel()
				}
				plan := plans[role]
				if n%6 != 0 && !*everywhere {
					plan = told[role]
				}
				judge(t, p.in(role), plan)
			})
		}
	}
}

// judge wants a product not to be failed by anything.
func judge(t *testing.T, p product, plan *suite.Set) {
	t.Helper()
	r, err := conformance.Check(t.Context(), p, conformance.WithProfile(conformance.Quirks), conformance.Depth(2))
	if err != nil || r.Count(conformance.Fail)+r.Count(conformance.Broken) > 0 ||
		r.Overall() > conformance.ConformantAsObserved {
		t.Errorf("got %v, %v", r, err)
	}
	if s := check(t, plan, p); len(s.Findings)+len(s.Unruled) > 0 || s.Tests == 0 {
		t.Errorf("got %v, %v", s.Findings, s.Unruled)
	}
}

// What the library answers to one open question is told every story to its end.
func TestPoliciesAreTold(t *testing.T) {
	for _, role := range roles {
		if testing.Short() && role != conformance.System {
			continue
		}
		set := suite.StoriesOnly(role, conformance.Quirks)
		for p := range policies() {
			if single(p) {
				if r := check(t, set, conformance.Reference(role, p)); len(r.Findings)+len(r.Unruled) > 0 || r.Lost > 0 {
					t.Errorf("%v, %+v: %d lost: %v", role, p, r.Lost, r.Findings)
				}
			}
		}
	}
}

// A subject that lacks a scene is not failed for it, and what could not be seen is counted.
func TestMissingScenes(t *testing.T) {
	plan := made(t, conformance.System, spec.Screen|spec.RecorderState, suite.Options{})
	for place := conformance.Idle; place <= conformance.OutboundWaiting; place++ {
		p := product{SUT: conformance.Reference(conformance.System, pause.Policy{}),
			open: func(s conformance.Scene) error {
				if s.Place == place {
					return conformance.ErrUnsupported
				}
				return nil
			}}
		r := check(t, plan, p)
		asked := slices.ContainsFunc(suite.Decisions(conformance.Core),
			func(s conformance.Scene) bool { return s.Place == place })
		if len(r.Findings) > 0 || asked != (r.Lost > 0) {
			t.Errorf("without %v: got %d lost, %v", place, r.Lost, r.Findings)
		}
	}
}

// A subject that errs or panics is broken, and neither passes nor fails; one that is of no role is an error.
func TestBrokenSubjects(t *testing.T) {
	wrong := context.DeadlineExceeded // whatever is none of the kit's errors
	for name, p := range map[string]product{
		"open errs":      {open: func(conformance.Scene) error { return wrong }},
		"open panics":    {open: func(conformance.Scene) error { panic("no scene") }},
		"do errs":        {do: func(conformance.Event) error { return wrong }},
		"do panics":      {do: func(conformance.Event) error { panic("no event") }},
		"observe panics": sees(func(*conformance.Observation) { panic("no view") }),
		"close errs":     {close: wrong},
	} {
		p.SUT = conformance.Reference(conformance.System, pause.Policy{})
		r, err := suite.Check(t.Context(), p, suite.Options{})
		if err != nil || len(r.Findings) != 1 || r.Findings[0].Verdict != conformance.Broken ||
			r.Findings[0].Reason.JA == "" {
			t.Errorf("%s: got %+v, %v", name, r, err)
		}
	}
	if _, err := suite.Check(t.Context(), none{}, suite.Options{}); err == nil {
		t.Error("a subject of no role: got no error")
	}
}

// none describes itself as nothing.
type none struct{ conformance.SUT }

func (none) Describe() conformance.Description { return conformance.Description{} }

// holdsByClick is a product in which a click on 「保留」 holds the call, stopped or not.
func holdsByClick(p product) product {
	held, see := false, p.see
	p.open = func(conformance.Scene) error { held = false; return nil }
	p.do = func(e conformance.Event) error {
		held = held || e.Action == conformance.Click && e.Button == buttons.Hold
		return nil
	}
	p.see = func(o *conformance.Observation) {
		see(o)
		if p, ok := o.Phones["A"]; ok && held && p.State == callstate.Talking {
			p.State = callstate.Held
			o.Phones["A"] = p
		}
	}
	return p
}

// Who declares that only a click tells which buttons are locked is judged by clicks: one that does something
// fails. Nobody else may show them as usual.
func TestOnlyAClickTells(t *testing.T) {
	says := looks()[1].product.in(conformance.System)
	undeclared, works := says, holdsByClick(says)
	undeclared.choices = nil
	for _, row := range []struct {
		name    string
		p       product
		failing bool
	}{{"declared", says, false}, {"not declared", undeclared, true}, {"a click holds the call", works, true}} {
		r, err := conformance.Check(t.Context(), row.p, conformance.Only(spec.BTN020, spec.BTN120))
		found, e := suite.Check(t.Context(), row.p, suite.Options{})
		if err != nil || e != nil || (r.Count(conformance.Fail) > 0) != row.failing ||
			(len(found.Findings) > 0) != row.failing {
			t.Errorf("%s: got %v, %v, %v, %v", row.name, r, found.Findings, err, e)
		}
	}
}

// A recording that resumes by itself within an hour of the call's positions is found, at whatever length of a stop.
func TestNothingResumesByItself(t *testing.T) {
	for _, seconds := range []int64{5, 50, 500, 3600} {
		var stopped, now int64
		p := recorders(func(c *conformance.Recorder) {
			if c.Recording == pause.Silent && stopped == 0 {
				stopped = now
			}
			if c.Recording == pause.Silent && now-stopped >= seconds*conformance.Rate {
				c.Recording = pause.On
			}
		})
		p.open = func(conformance.Scene) error { stopped, now = 0, 0; return nil }
		p.do = func(e conformance.Event) error {
			if now = e.At; e.Action == conformance.Command {
				stopped = 0
			}
			return nil
		}
		set := suite.StoriesOnly(conformance.PBX, conformance.Core)
		r := check(t, set, p.in(conformance.PBX))
		if len(r.Findings) == 0 || r.Findings[0].Rule != spec.RSP020 {
			t.Errorf("after %d seconds: got %v", seconds, r.Findings)
		}
	}
}

// A softphone whose click is lost where another one is clicked in the same instant is found.
func TestClicksInOneInstant(t *testing.T) {
	var last int64
	lost := ""
	p := sees(func(o *conformance.Observation) {
		if phone, ok := o.Phones[lost]; ok && phone.Message {
			phone.Toggle, phone.Message = pause.Stop, false
			o.Phones[lost] = phone
		}
	})
	p.open = func(conformance.Scene) error { last, lost = -1, ""; return nil }
	p.do = func(e conformance.Event) error {
		click := e.Action == conformance.Click && e.Button == buttons.Toggle
		if click && e.At == last {
			lost = e.Party
		} else if click && e.Party == lost {
			lost = ""
		}
		last = e.At
		return nil
	}
	set := suite.StoriesOnly(conformance.Softphone, conformance.Core)
	r := check(t, set, p.in(conformance.Softphone))
	if len(r.Findings) == 0 || r.Findings[0].Rule != spec.OPS030 || len(r.Findings[0].Failure.Trace) > 3 {
		t.Errorf("got %v, %v", r.Findings, r.Unruled) // the two clicks alone are a row of RP-S2S-133
	}
}

// A whole system whose recording goes on after a hang-up by the button is found.
func TestHangUpEndsTheRecording(t *testing.T) {
	over := false
	p := sees(func(o *conformance.Observation) {
		if _, open := o.Calls["original"]; over && !open {
			o.Calls["original"] = conformance.Recorder{Recording: pause.Silent}
		}
	})
	p.open = func(conformance.Scene) error { over = false; return nil }
	p.do = func(e conformance.Event) error {
		over = e.Action == conformance.Click && e.Button == buttons.HangUp
		return nil
	}
	r := check(t, suite.StoriesOnly(conformance.System, conformance.Core), p.in(conformance.System))
	if len(r.Findings) == 0 || r.Findings[0].Rule != spec.BTN030 || len(r.Findings[0].Failure.Trace) > 2 {
		t.Errorf("got %v, %v", r.Findings, r.Unruled)
	}
}
