package conformance

import (
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// availability is who has the feature at all: chapters 1 and 2, and the setting before them.
var availability = []check{
	{spec.AVL010, func(t *trial) {
		for _, row := range []struct {
			version string
			want    bool
		}{{"3.12.99", false}, {"3.13.0", true}, {"3.13.1", true}, {"3.9.0", false}, {"4.0.0", true}} {
			t.open(Scenario(Talking).with(func(s *Settings) { s.Version = row.version }))
			t.shown(A, row.want)
		}
	}},
	{spec.AVL020, func(t *trial) { t.only(func(s *Settings) { s.Contract = false }) }},
	{spec.AVL025, func(t *trial) {
		t.only(func(s *Settings) { s.Contract = false })
		t.only(func(s *Settings) { s.Version = "3.12.0" })
		t.only(func(s *Settings) { s.Contract, s.Version = false, "3.12.0" })
	}},
	{spec.AVL030, onlyInstalled},
	{spec.AVL034, onlyInstalled},
	{spec.AVL031, func(t *trial) { t.only(func(s *Settings) { s.Terminal = pause.WebRTC }) }},
	{spec.AVL032, func(t *trial) { t.only(func(s *Settings) { s.Terminal = pause.OtherTerminal }) }},
	{spec.AVL033, func(t *trial) {
		for _, terminal := range []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal} {
			t.open(Scenario(Talking).between(B).with(func(s *Settings) { s.PeerTerminal = terminal }))
			t.shown(A, true)
		}
	}},
	{spec.AVL040, savedDecides},
	{spec.AVL051, savedDecides},
	{spec.AVL052, func(t *trial) {
		for _, saved := range []bool{false, true} {
			t.open(Scenario(Talking).with(func(s *Settings) { s.Saved, s.Ticked = saved, !saved }))
			t.shown(A, saved)
		}
	}},
	{spec.AVL054, func(t *trial) { t.only(func(s *Settings) { s.Saved, s.Ticked = false, false }) }},
}

// only wants the toggle to be shown where A has all it needs, and nowhere once something is taken away.
func (t *trial) only(takeAway func(*Settings)) {
	t.open(Scenario(Talking))
	t.shown(A, true)
	for _, p := range showing {
		t.open(Scenario(p).with(takeAway))
		t.shown(A, false)
	}
}

// showing is where the toggle is shown to who has the feature.
var showing = []Place{Talking, StarHeld, SharpHeld, StarTalking, Member, InRoom, OutboundWaiting}

func onlyInstalled(t *trial) {
	for _, terminal := range []pause.Terminal{pause.WebRTC, pause.OtherTerminal} {
		t.only(func(s *Settings) { s.Terminal = terminal })
	}
}

func savedDecides(t *trial) {
	for _, saved := range []bool{false, true} {
		t.open(Scenario(Talking).with(func(s *Settings) { s.Saved, s.Ticked = saved, saved }))
		t.shown(A, saved)
	}
}
