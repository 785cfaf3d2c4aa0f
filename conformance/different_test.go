package conformance_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// late is 300 ms: what a network and a file writer may take.
const late = conformance.Rate * 3 / 10

// inexact takes the claim back that recordings are exact to the sample.
func inexact(d *conformance.Description) { d.Features &^= conformance.SampleExact }

// unsupported says that there is no such thing as some facts.
func unsupported(err error, facts ...calllog.Kind) func(*wrapped) {
	return func(w *wrapped) {
		w.do = func(_ conformance.Scene, e conformance.Event) error {
			if e.Action == conformance.Fact && slices.Contains(facts, e.Fact) {
				return err
			}
			return nil
		}
	}
}

func sees(change func(*conformance.Observation)) func(*wrapped) {
	return func(w *wrapped) { w.see = func(_ conformance.Scene, o *conformance.Observation) { change(o) } }
}

// different are products that do what the manual says, each in a way of its own that the manual leaves to it.
var different = []struct {
	name string
	of   func(*wrapped)
}{
	{"claims nothing beside the core",
		func(w *wrapped) { w.describe = func(d *conformance.Description) { d.Features, d.Choices = 0, nil } }},
	{"reports no call states", sees(func(o *conformance.Observation) {
		eachPhone(o, func(p *conformance.Screen) { p.State = 0 })
	})},
	{"hides locked buttons", sees(func(o *conformance.Observation) {
		eachPhone(o, func(p *conformance.Screen) {
			for b, v := range p.Buttons {
				if v == buttons.Disabled {
					p.Buttons[b] = buttons.Hidden
				}
			}
		})
	})},
	{"has no hold, and says so", unsupported(conformance.ErrUnsupported, calllog.Hold, calllog.Unhold)},
	{"has no hold, and rejects it", unsupported(conformance.ErrRejected, calllog.Hold, calllog.Unhold)},
	{"has nobody to raise a hand to", unsupported(conformance.ErrUnsupported, calllog.HandRaise)},
	{"does not record on hold", sees(func(o *conformance.Observation) {
		if o.Phones["A"].State == callstate.Held {
			eachCall(o, func(c *conformance.Recorder) { c.Recording = pause.Off })
		}
	})},
	{"does not say whose voice is silent", sees(func(o *conformance.Observation) {
		eachCall(o, func(c *conformance.Recorder) {
			if c.Silenced = nil; c.Recording == pause.Partial {
				c.Recording = pause.On
			}
		})
	})},
	{"lists silent voices in another order", sees(func(o *conformance.Observation) {
		eachCall(o, func(c *conformance.Recorder) { slices.Reverse(c.Silenced) })
	})},
	{"lists no call that is not recorded", sees(func(o *conformance.Observation) {
		maps.DeleteFunc(o.Calls, func(_ string, c conformance.Recorder) bool { return c.Recording == pause.Off })
	})},
	{"calls it silent where nothing is recorded anyway", sees(func(o *conformance.Observation) {
		eachCall(o, func(c *conformance.Recorder) {
			if c.Recording == pause.Off {
				c.Recording = pause.Silent
			}
		})
	})},
	{"beeps twice, and in another order", sees(func(o *conformance.Observation) {
		twice := append(o.Beeps, o.Beeps...)
		slices.Reverse(twice)
		o.Beeps = twice
	})},
	{"beeps in another order when asked for another beep", func(w *wrapped) {
		w.see = func(s conformance.Scene, o *conformance.Observation) {
			if s.Settings.OtherBeep {
				slices.Reverse(o.Beeps)
			}
		}
	}},
	{"believes a hold that it is told of", func(w *wrapped) {
		told := false
		w.do = func(_ conformance.Scene, e conformance.Event) error {
			told = e.Action == conformance.Fact && e.Fact == calllog.Hold
			return nil
		}
		w.see = func(_ conformance.Scene, o *conformance.Observation) {
			eachPhone(o, func(p *conformance.Screen) {
				if told && p.Message {
					p.State = callstate.Held
				}
			})
		}
	}},
	{"sends every command twice", sees(func(o *conformance.Observation) { o.Sent = append(o.Sent, o.Sent...) })},
	{"does not say what it sends", sees(func(o *conformance.Observation) { o.Sent = nil })},
	{"cannot hold before the first stop either", sees(func(o *conformance.Observation) {
		eachPhone(o, func(p *conformance.Screen) { p.Buttons[buttons.Hold] = buttons.Disabled })
	})},
	{"makes two files where both settings are on", reads(func(s conformance.Scene, r *conformance.Contents) {
		if s.Settings.RecordAll && s.Settings.RecordCallcenter {
			r.Files *= 2
		}
	})},
	{"records only what both settings cover", func(w *wrapped) {
		w.SUT = recorded{w.SUT, func(s conformance.Settings) bool { return s.RecordAll && s.RecordCallcenter }}
	}},
	{"records ringing, too", reads(func(_ conformance.Scene, r *conformance.Contents) {
		ringing := recording.Span{From: r.From - conformance.Rate, To: r.From}
		eachTrack(r, func(t *conformance.TrackContents) {
			t.Segments = append([]conformance.Segment{{Span: ringing, Noise: true}}, t.Segments...)
		})
		r.From = ringing.From
	})},
	{"lists the sides in another order",
		reads(func(_ conformance.Scene, r *conformance.Contents) { slices.Reverse(r.Tracks) })},
	{"writes late, beeps and all", func(w *wrapped) {
		w.describe = inexact
		reads(func(_ conformance.Scene, r *conformance.Contents) {
			r.Span = shifted(r.Span)
			eachTrack(r, func(t *conformance.TrackContents) {
				for i := range t.Segments {
					t.Segments[i].Span = shifted(t.Segments[i].Span)
				}
			})
			for i := range r.Transcript {
				r.Transcript[i].Span = shifted(r.Transcript[i].Span)
			}
		})(w)
	}},
	{"transcribes one word of the customer's", reads(func(_ conformance.Scene, r *conformance.Contents) {
		for i, s := range r.Transcript {
			if s.Party == "A" {
				r.Transcript[i].To = s.From
			} else {
				r.Transcript[i].From = s.To - min(s.Len(), 100)
			}
		}
	})},
	{"masks the middle of the keys only", sees(func(o *conformance.Observation) {
		if h := o.History; h != nil && *h == "****" {
			o.History = new("12*4")
		}
	})},
}

func reads(change func(conformance.Scene, *conformance.Contents)) func(*wrapped) {
	return func(w *wrapped) { w.read = change }
}

func eachCall(o *conformance.Observation, change func(*conformance.Recorder)) {
	for _, id := range slices.Sorted(maps.Keys(o.Calls)) {
		c := o.Calls[id]
		change(&c)
		o.Calls[id] = c
	}
}

func eachTrack(r *conformance.Contents, change func(*conformance.TrackContents)) {
	for i := range r.Tracks {
		change(&r.Tracks[i])
	}
}

func shifted(s recording.Span) recording.Span {
	return recording.Span{From: s.From + late, To: s.To + late}
}

// A recorded is the library with another reading of which calls the two settings have recorded.
type recorded struct {
	conformance.SUT
	by func(conformance.Settings) bool
}

func (r recorded) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	is := r.by(s.Settings)
	s.Settings.RecordAll, s.Settings.RecordCallcenter = is, is
	return r.SUT.Open(ctx, s)
}

// A product that is correct in another way than the library is not failed, in whichever role, not even on what is not
// guaranteed; and where all of it can be seen it is conformant.
func TestCorrectButDifferent(t *testing.T) {
	for _, role := range roles {
		for _, row := range different {
			s := around(role)
			row.of(&s)
			r := check(t, s, conformance.Depth(3), conformance.WithProfile(conformance.Quirks))
			if r.Count(conformance.Fail)+r.Count(conformance.Broken) > 0 || r.Overall() == conformance.Nonconformant ||
				r.Overall() == conformance.Unjudged {
				t.Errorf("a %v that %s: got %v", role, row.name, r)
			}
			for _, f := range r.Findings {
				if rule, _ := spec.Lookup(f.Rule); f.Verdict == conformance.Inconclusive &&
					rule.Support == spec.Documented {
					t.Errorf("a %v that %s: got %v", role, row.name, f)
				}
			}
		}
	}
}

// A PBX that rejects a command with nothing left to do, because another softphone has given it before, is conformant.
func TestRepeatedCommandsMayBeRejected(t *testing.T) {
	s := around(conformance.PBX)
	var state pause.State
	rejected := 0
	s.see = func(_ conformance.Scene, o *conformance.Observation) { state = o.Calls["original"].Recording }
	s.answer = func(e conformance.Event, err error) error {
		if e.Action == conformance.Command &&
			(state == pause.Silent && e.Verb == pause.Stop || state == pause.On && e.Verb == pause.Resume) {
			rejected++
			return conformance.ErrRejected
		}
		return err
	}
	if r := check(t, s); r.Overall() != conformance.Conformant || rejected == 0 {
		t.Errorf("%d were rejected: %v", rejected, r)
	}
}

// A subject that lacks a scene is conformant in what else can be seen.
func TestMissingScenes(t *testing.T) {
	for p := conformance.Idle; p <= conformance.OutboundWaiting; p++ {
		s := around(conformance.System)
		s.open = func(scene conformance.Scene) error {
			if scene.Place == p {
				return conformance.ErrUnsupported
			}
			return nil
		}
		r := check(t, s, conformance.Depth(2), conformance.WithProfile(conformance.Quirks))
		if r.Count(conformance.Fail)+r.Count(conformance.Broken) > 0 ||
			r.Overall() > conformance.ConformantAsObserved && p != conformance.Talking {
			t.Errorf("without %v: got %v", p, r)
		}
	}
}

// A subject that rejects or lacks any one fact is never failed for it.
func TestMissingFacts(t *testing.T) {
	for _, err := range []error{conformance.ErrRejected, conformance.ErrUnsupported} {
		for k := range calllog.Kinds() {
			s := around(conformance.System)
			unsupported(err, k)(&s)
			r := check(t, s, conformance.Depth(2), conformance.WithProfile(conformance.Quirks))
			if r.Count(conformance.Fail)+r.Count(conformance.Broken) > 0 ||
				r.Overall() > conformance.ConformantAsObserved {
				t.Errorf("%v, %v: got %v", k, err, r)
			}
		}
	}
}
