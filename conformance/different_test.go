package conformance_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
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

func eachTrack(r *conformance.Contents, change func(*conformance.TrackContents)) {
	for i := range r.Tracks {
		change(&r.Tracks[i])
	}
}

func shifted(s recording.Span) recording.Span {
	return recording.Span{From: s.From + late, To: s.To + late}
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
