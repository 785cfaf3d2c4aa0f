package suite_test

import (
	"context"
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
	lacks  conformance.Features
	open   func(conformance.Scene) error
	do     func(conformance.Event) error
	answer func(conformance.Observation, conformance.Event, error) error
	see    func(*conformance.Observation)
	read   func(conformance.Scene, *conformance.Contents)
	late   bool // its recordings are not exact to the sample
	close  error
}

func (p product) Describe() conformance.Description {
	d := p.SUT.Describe()
	if d.Features &^= p.lacks; p.late {
		d.Features &^= conformance.SampleExact
	}
	return d
}

func (p product) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	if p.open != nil {
		if err := p.open(s); err != nil {
			return nil, err
		}
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
	r, err := x.Session.(conformance.Reader).Recording(ctx)
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

// different returns products that do what the manual says, each in a way of its own that the manual leaves to it.
func different() map[string]product {
	return map[string]product{
		"claims nothing beside the core": {lacks: conformance.AllFeatures},
		"reports no call states":         screens(func(p *conformance.Screen) { p.State = 0 }),
		"hides locked buttons": screens(func(p *conformance.Screen) {
			for b, v := range p.Buttons {
				if v == buttons.Disabled {
					p.Buttons[b] = buttons.Hidden
				}
			}
		}),
		"shows one softphone": sees(func(o *conformance.Observation) {
			delete(o.Phones,
				"B")
			delete(o.Phones, "D")
		}),
		"has no hold, and says so":        answers(conformance.ErrUnsupported, calllog.Hold, calllog.Unhold),
		"has no hold, and rejects it":     answers(conformance.ErrRejected, calllog.Hold, calllog.Unhold),
		"has nobody to raise a hand to":   answers(conformance.ErrUnsupported, calllog.HandRaise),
		"has no # transfer":               answers(conformance.ErrRejected, calllog.SharpBegin),
		"has nobody who can leave a room": answers(conformance.ErrUnsupported, calllog.RoomLeave),
		"does not record on hold": sees(func(o *conformance.Observation) {
			if c, ok := o.Calls["original"]; ok && o.Phones["A"].State == callstate.Held {
				c.Recording = pause.Off
				o.Calls["original"] = c
			}
		}),
		"does not say whose voice is silent": recorders(func(c *conformance.Recorder) {
			if c.Silenced = nil; c.Recording == pause.Partial {
				c.Recording = pause.On
			}
		}),
		"lists silent voices in another order": recorders(func(c *conformance.Recorder) { slices.Reverse(c.Silenced) }),
		"lists no call that is not recorded": sees(func(o *conformance.Observation) {
			maps.DeleteFunc(o.Calls, func(_ string, c conformance.Recorder) bool { return c.Recording == pause.Off })
		}),
		"calls it silent where nothing is recorded anyway": recorders(func(c *conformance.Recorder) {
			if c.Recording == pause.Off {
				c.Recording = pause.Silent
			}
		}),
		"beeps twice, and in another order": sees(func(o *conformance.Observation) {
			twice := append(o.Beeps, o.Beeps...)
			slices.Reverse(twice)
			o.Beeps = twice
		}),
		"beeps whenever it is looked at": sees(func(o *conformance.Observation) {
			o.Beeps = append(o.Beeps, conformance.Beep{Party: "A"}, conformance.Beep{Party: "B"},
				conformance.Beep{Party: "C"})
		}),
		"sends every command twice":  sees(func(o *conformance.Observation) { o.Sent = append(o.Sent, o.Sent...) }),
		"does not say what it sends": sees(func(o *conformance.Observation) { o.Sent = nil }),
		"says only what A sends": sees(func(o *conformance.Observation) {
			o.Sent = slices.DeleteFunc(o.Sent, func(s conformance.Sent) bool { return s.Party != "A" })
		}),
		"cannot hold before the first stop either": screens(func(p *conformance.Screen) {
			p.Buttons[buttons.Hold] = buttons.Disabled
		}),
		"believes a hold that it is told of": sees(func(o *conformance.Observation) {
			if p := o.Phones["A"]; p.State == callstate.Held {
				p.State = callstate.Talking
				o.Phones["A"] = p
			}
		}),
		"rejects commands with nothing left to do": {answer: func(o conformance.Observation, e conformance.Event,
			err error) error {
			is := o.Calls["original"].Recording
			if e.Action == conformance.Command &&
				(is == pause.Silent && e.Verb == pause.Stop || is == pause.On && e.Verb == pause.Resume) {
				return conformance.ErrRejected
			}
			return err
		}},
		"rejects clicks on what is locked": {do: func(e conformance.Event) error {
			if e.Action == conformance.Click && e.Button != buttons.Toggle && e.Button != buttons.Dial &&
				e.Button != buttons.HangUp && e.Button != buttons.RaiseHand {
				return conformance.ErrRejected
			}
			return nil
		}},
		"locks by what is really recorded": sees(func(o *conformance.Observation) {
			for party, p := range o.Phones {
				if o.Calls != nil && o.Calls["original"].Recording <= pause.On &&
					o.Calls["target"].Recording <= pause.On {
					p.Buttons = maps.Clone(p.Buttons)
					for b := range p.Buttons {
						p.Buttons[b] = buttons.Enabled
					}
					o.Phones[party] = p
				}
			}
		}),
		"makes two files where both settings are on": {read: func(s conformance.Scene, r *conformance.Contents) {
			if s.Settings.RecordAll && s.Settings.RecordCallcenter {
				r.Files *= 2
			}
		}},
		"records ringing, too": {read: func(_ conformance.Scene, r *conformance.Contents) {
			ringing := recording.Span{From: r.From - conformance.Rate, To: r.From}
			for i := range r.Tracks {
				r.Tracks[i].Segments = append([]conformance.Segment{{Span: ringing, Noise: true}}, r.Tracks[i].Segments...)
			}
			r.From = ringing.From
		}},
		"lists the sides in another order": {read: func(_ conformance.Scene, r *conformance.Contents) {
			slices.Reverse(r.Tracks)
		}},
		"writes late, beeps and all": {late: true, read: func(_ conformance.Scene, r *conformance.Contents) {
			r.Span = shifted(r.Span)
			for _, track := range r.Tracks {
				for i := range track.Segments {
					track.Segments[i].Span = shifted(track.Segments[i].Span)
				}
			}
			for i := range r.Transcript {
				r.Transcript[i].Span = shifted(r.Transcript[i].Span)
			}
		}},
		"transcribes the customer only": {read: func(_ conformance.Scene, r *conformance.Contents) {
			r.Transcript = slices.DeleteFunc(r.Transcript, func(s conformance.Speech) bool { return s.Party == "A" })
		}},
		"masks the middle of the keys only": sees(func(o *conformance.Observation) {
			if h := o.History; h != nil && strings.HasPrefix(*h, "*") {
				o.History = new("1***")
			}
		}),
		"keeps showing a stop after a completed transfer": keepsShowing(calllog.StarComplete, calllog.SharpComplete),
	}
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

// A product that is correct in another way than the library is not failed, in whichever role, not even on what is not
// guaranteed.
func TestCorrectButDifferent(t *testing.T) {
	for _, role := range roles {
		plan := made(t, role, role.Observables(),
			suite.Options{Profile: conformance.Quirks, Scenes: suite.Scenes(conformance.Quirks)[:8]})
		for name, p := range different() {
			t.Run(role.String()+"/"+name, func(t *testing.T) {
				t.Parallel()
				p.SUT = conformance.Reference(role, pause.Policy{})
				if r := check(t, plan, p); len(r.Findings) > 0 || r.Tests == 0 {
					t.Errorf("%v", r.Findings)
				}
			})
		}
	}
}

// Nor is it failed by a story.
func TestCorrectButDifferentIsTold(t *testing.T) {
	for _, role := range roles {
		if testing.Short() && role != conformance.System {
			continue
		}
		set := suite.StoriesOnly(role, conformance.Quirks)
		for name, p := range different() {
			t.Run(role.String()+"/"+name, func(t *testing.T) {
				t.Parallel()
				p.SUT = conformance.Reference(role, pause.Policy{})
				if r := check(t, set, p); len(r.Findings) > 0 || r.Tests == 0 {
					t.Errorf("%v", r.Findings)
				}
			})
		}
		for p := range policies() {
			if single(p) {
				if r := check(t, set, conformance.Reference(role, p)); len(r.Findings) > 0 || r.Lost > 0 {
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
