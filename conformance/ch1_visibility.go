package conformance

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// visibility is where the toggle is shown: table 3.1 and the paragraphs around it.
var visibility = []check{
	{spec.VIS010, func(t *trial) {
		for _, p := range documentedPlaces {
			for _, takeAway := range []func(*Settings){
				func(s *Settings) {},
				func(s *Settings) { s.Saved, s.Ticked = false, false },
				func(s *Settings) { s.Contract = false },
			} {
				s := Scenario(p).with(takeAway)
				t.open(s)
				if may := p == Talking && s.Settings.Saved && s.Settings.Contract; !may {
					t.shown(A, false)
				}
			}
		}
	}},
	{spec.VIS011, func(t *trial) { t.afterClicks(0, func() { t.shown(A, true) }) }},
	{spec.VIS020, cell(spec.VIS020, false, Idle)},
	{spec.VIS021, cell(spec.VIS021, false, Dialling, Ringing)},
	{spec.VIS022, cell(spec.VIS022, true, Talking)},
	{spec.VIS023, func(t *trial) { t.whateverThePeerHas(pairs()...) }},
	{spec.VIS024, cell(spec.VIS024, true, StarHeld, SharpHeld)},
	{spec.VIS025, cell(spec.VIS025, true, StarTalking)},
	{spec.VIS026, cell(spec.VIS026, false, Held)},
	{spec.VIS027, cell(spec.VIS027, false, HeldDialing)},
	{spec.VIS028, cell(spec.VIS028, false, TransferTalking)},
	{spec.VIS029, cell(spec.VIS029, false, Initiator)},
	{spec.VIS040, whateverIsRecorded},
	{spec.VIS041, whateverIsRecorded},
	{spec.VIS042, func(t *trial) {
		t.open(Scenario(Talking).with(unrecorded))
		t.shows(A, pause.Stop)
		t.toggles()
	}},
	{spec.OUT010, cell(spec.OUT010, true, OutboundWaiting)},
	{spec.OUT012, func(t *trial) {
		t.open(Scenario(OutboundWaiting))
		t.shown(A, true)
		t.open(Scenario(Idle))
		t.shown(A, false)
	}},
}

// documentedPlaces are those of which table 3.1 speaks without a reserve, and in Talking alone the toggle is shown.
var documentedPlaces = []Place{Idle, Dialling, Ringing, Talking, Held, HeldDialing, TransferTalking, Initiator}

// cell checks a cell of table 3.1, with either label where the toggle is shown.
func cell(rule spec.ID, want bool, places ...Place) func(*trial) {
	return func(t *trial) {
		for _, p := range places {
			t.open(Scenario(p))
			t.shown(A, want)
			t.because(A, buttons.Toggle, rule)
			if want {
				t.click(A)
				t.shown(A, true)
			}
		}
	}
}

// unrecorded switches off both settings that record calls: nothing is recorded, however they are read.
func unrecorded(s *Settings) { s.RecordAll, s.RecordCallcenter = false, false }

// whateverIsRecorded wants the toggle whatever the settings have recorded.
func whateverIsRecorded(t *trial) {
	for _, all := range []bool{false, true} {
		for _, callcenter := range []bool{false, true} {
			t.open(Scenario(Talking).with(func(s *Settings) { s.RecordAll, s.RecordCallcenter = all, callcenter }))
			t.shown(A, true)
		}
	}
}

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
	{spec.AVL020, func(t *trial) { t.requires(func(s *Settings) { s.Contract = false }) }},
	{spec.AVL025, func(t *trial) {
		t.requires(func(s *Settings) { s.Contract = false })
		t.requires(func(s *Settings) { s.Version = "3.12.0" })
		t.requires(func(s *Settings) { s.Contract, s.Version = false, "3.12.0" })
	}},
	{spec.AVL030, onlyInstalled},
	{spec.AVL034, onlyInstalled},
	{spec.AVL031, func(t *trial) { t.requires(func(s *Settings) { s.Terminal = pause.WebRTC }) }},
	{spec.AVL032, func(t *trial) { t.requires(func(s *Settings) { s.Terminal = pause.OtherTerminal }) }},
	{spec.AVL033, func(t *trial) { t.whateverThePeerHas(Scenario(Talking).between(B)) }},
	{spec.AVL040, func(t *trial) { t.savedDecides(false) }},
	{spec.AVL051, func(t *trial) { t.savedDecides(false) }},
	{spec.AVL052, func(t *trial) { t.savedDecides(true) }},
	{spec.AVL054, func(t *trial) { t.requires(func(s *Settings) { s.Saved, s.Ticked = false, false }) }},
}

// requires wants the toggle to be shown in a call where A has all that it needs, and not once something is taken away.
func (t *trial) requires(takeAway func(*Settings)) {
	t.open(Scenario(Talking))
	t.shown(A, true)
	t.open(Scenario(Talking).with(takeAway))
	t.shown(A, false)
}

func onlyInstalled(t *trial) {
	for _, terminal := range []pause.Terminal{pause.WebRTC, pause.OtherTerminal} {
		t.requires(func(s *Settings) { s.Terminal = terminal })
	}
}

// whateverThePeerHas wants A's toggle to be shown whatever terminal the peer has.
func (t *trial) whateverThePeerHas(scenes ...Scene) {
	for _, s := range scenes {
		for _, terminal := range []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal} {
			t.open(s.with(func(s *Settings) { s.PeerTerminal = terminal }))
			t.shown(A, true)
		}
	}
}

// savedDecides wants the toggle by the check box as it was saved, ticked so or changed since.
func (t *trial) savedDecides(changed bool) {
	for _, saved := range []bool{false, true} {
		t.open(Scenario(Talking).with(func(s *Settings) { s.Saved, s.Ticked = saved, saved != changed }))
		t.shown(A, saved)
	}
}
