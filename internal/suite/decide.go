package suite

import (
	"context"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

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

// decide opens every combination of where A is and what is configured, and compares whether A shows the toggle: this part is no sample.
// Where that differs in one place, no other configuration of it is looked at.
func (r *run) decide(list []decision) {
	differs := map[conformance.Scene]bool{}
	for _, x := range list {
		group := x.scene
		group.Settings = conformance.Settings{}
		if !r.over() && r.Subject.Features.Has(needs[x.scene.Place]) && !differs[group] {
			differs[group] = !r.decision(x)
		}
	}
}

// decision compares what A shows in a scene; it reports whether it is as it should be.
func (r *run) decision(x decision) bool {
	t := &trial{run: r, Suite: &Suite{Scene: x.scene, world: world{scene: x.scene}, by: spec.Screen}}
	defer t.close()
	if !t.open(x.scene) {
		return true
	}
	want := view{phones: [len(parties)]screen{screenOf(x.shown.Phones[a], spec.Screen)}}
	return t.compare(want, cause{after: x.shown})
}

// Decisions returns every scene that differs in what decides whether A's toggle is shown, or must not decide it: version, contract,
// terminals, the check box as saved and as ticked, what is recorded, and where A is and with whom.
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

// places returns where A can be, with whom, and what is recorded of it: where table 3.1 is guaranteed, or everywhere.
func places(p conformance.Profile) (scenes []conformance.Scene) {
	add := func(place conformance.Place, change func(*conformance.Scene)) {
		s := conformance.Scenario(place)
		change(&s)
		scenes = append(scenes, s)
	}
	usual := func(*conformance.Scene) {}
	for place := conformance.Idle; place <= conformance.OutboundWaiting; place++ {
		if needs[place] == 0 || place == conformance.Initiator || p == conformance.Quirks {
			add(place, usual)
		}
	}
	for bits := range 4 {
		add(conformance.Talking, func(s *conformance.Scene) {
			s.Incoming, s.Settings.RecordAll, s.Settings.RecordCallcenter = bits&1 != 0, bits&2 != 0, bits&1 != 0
		})
	}
	for _, terminal := range []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal} {
		add(conformance.Talking, func(s *conformance.Scene) { s.Peer, s.Settings.PeerTerminal = b, terminal })
	}
	return scenes
}
