package vectors

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A situation is all that a view depends on, in the words of the call log.
type situation struct {
	Version       string          `json:"version"`
	PauseContract bool            `json:"pause_contract"`
	Terminal      string          `json:"terminal"`
	PauseEnabled  bool            `json:"pause_enabled"`
	AutoThreeway  bool            `json:"auto_threeway"`
	StarTransfer  bool            `json:"star_transfer"`
	State         callstate.State `json:"state"`
	Stopped       bool            `json:"stopped"`
}

// A viewCase is a situation and the whole view in it.
type viewCase struct {
	Given situation `json:"given"`
	answers
}

var both = []bool{false, true}

// views are all situations. Two versions are enough: one that is old by number and not as text, and the first with the
// feature.
func views() file {
	var cases []any
	for _, version := range []string{"3.9.0", "3.13.0"} {
		for _, contract := range both {
			for _, terminal := range []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal} {
				for _, saved := range both {
					g := situation{Version: version, PauseContract: contract, Terminal: terminal.String(),
						PauseEnabled: saved}
					gate := pause.Gate{Version: parsed(version), Contract: contract, Terminal: terminal, Saved: saved}
					cases = append(cases, viewsOf(g, gate)...)
				}
			}
		}
	}
	return file{"views", []list{{"cases", cases}}}
}

func viewsOf(g situation, gate pause.Gate) (cases []any) {
	for s := range callstate.States() {
		for _, stopped := range both {
			for _, auto := range both {
				for _, star := range both {
					p := buttons.Phone{State: s, Gate: gate.Latch(), Display: pause.Display{Stopped: stopped},
						Settings: buttons.Settings{AutoThreeWay: auto, StarTransfer: star}}
					g.State, g.Stopped, g.AutoThreeway, g.StarTransfer = s, stopped, auto, star
					cases = append(cases, viewCase{g, view(p)})
				}
			}
		}
	}
	return cases
}

func view(p buttons.Phone) (a answers) {
	v, at := p.View(), domain(p)
	toggle := p.Decide(buttons.Toggle).Rule
	display := at.Weaker(support(toggle))
	a.add("toggle", at, answer{Is: v.Toggle, Rule: labelRule(p, toggle)})
	a.add("message", display, answer{Is: v.Message, Rule: spec.OPS060})
	for b := range buttons.All() {
		is := v.Button(b)
		a.add(b.String(), at, answer{Is: is, Or: alike(is), Rule: p.Decide(b).Rule})
	}
	a.add("dtmf", at, answer{Is: p.SendsDTMF(), Rule: dtmfRule(p)})
	return a
}

// domain returns how far the vendor stands behind what a softphone shows while its recording is stopped. Supported
// inputs stop it in 通話中 only (RP-BTN-150); three more states are described and not guaranteed; of the others, in which
// a softphone can believe in a stop though it shows none, the page says nothing.
func domain(p buttons.Phone) spec.Support {
	switch {
	case !p.Display.Stopped:
		return spec.Guaranteed
	case !p.ShowsStopped():
		return spec.Unspecified
	}
	return p.Decide(buttons.Toggle).Support
}

// labelRule returns the rule that decides what the toggle reads; shown is the one that decides whether it can be
// clicked.
func labelRule(p buttons.Phone, shown spec.ID) spec.ID {
	if p.ShowsStopped() {
		return spec.OPS030
	}
	return shown
}

// alike returns what cannot be told from a button that is not operable: how that looks is free.
func alike(v buttons.Verdict) []string {
	switch v {
	case buttons.Disabled:
		return []string{buttons.Hidden.String()}
	case buttons.Hidden:
		return []string{buttons.Disabled.String()}
	}
	return nil
}

// dtmfRule returns the rule behind SendsDTMF. Outside of a call the page says nothing of keys.
func dtmfRule(p buttons.Phone) spec.ID {
	switch {
	case p.ShowsStopped():
		return spec.BTN101
	case p.SendsDTMF():
		return spec.BTN102
	}
	return spec.BTN130
}
