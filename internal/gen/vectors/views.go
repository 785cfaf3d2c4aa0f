package vectors

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A cell is one cell of table 3.1 or 3.2.
type cell struct {
	Table   string       `json:"table"`
	Of      string       `json:"of"`
	JA      string       `json:"ja"`
	EN      string       `json:"en"`
	Mark    string       `json:"mark"`
	Rule    spec.ID      `json:"rule"`
	Also    []spec.ID    `json:"also"`
	Support spec.Support `json:"support"`
}

func tables() file {
	var cells []any
	for _, c := range buttons.Table31() {
		table := "3.1"
		if c.Of == callstate.OutboundWaiting {
			table = "outbound" // the chapter that adds this state
		}
		cells = append(cells, cell{table, c.Of.String(), c.Of.In(spec.JA), c.Of.In(spec.EN), c.Mark, c.Rule,
			also(c.Also), c.Support()})
	}
	for _, c := range buttons.Table32() {
		cells = append(cells, cell{"3.2", c.Of.String(), c.Of.Label(spec.JA), c.Of.Label(spec.EN), c.Mark, c.Rule,
			also(c.Also), c.Support()})
	}
	return file{"tables", []list{{"cases", cells}}}
}

// also makes none an empty list.
func also(ids []spec.ID) []spec.ID { return append([]spec.ID{}, ids...) }

// boundaries are the versions that everybody orders alike; how the others are written is an open question.
var boundaries = []string{"3.9.0", "3.12.99", "3.13.0", "3.13.1", "4.0.0"}

var spellings = []string{"0", "3", "3.13", "v3.13", "v3.13.0", "03.013.0", "3.13.0.0", "3.13.0.1", "3.13.0-rc1",
	"3.13.1-rc1", "v3.12.99-rc1",
	"", "v", "vv3.13", "3.", ".3", "3..13", "3.13.0.1.2", "3.13.0-", "-rc1", "3,13", " 3.13", "3.13 ", "+3.13", "3.-13",
	"3.x", "４.0.0", "4294967296"}

func versions() file {
	var cases []any
	for _, version := range boundaries {
		cases = append(cases, versionOf(version, spec.Documented))
	}
	for _, version := range spellings {
		cases = append(cases, versionOf(version, spec.Unspecified))
	}
	return file{"versions", []list{{"cases", cases}}}
}

// versionOf asks whether a version alone lets a softphone have the feature, or whether it is none.
func versionOf(text string, at spec.Support) vector {
	c := vector{Given: map[string]string{"version": text}}
	version, err := pause.ParseVersion(text)
	if err != nil {
		c.add("available", at, answer{Is: "error", Rule: spec.AVL010})
		return c
	}
	gate := pause.Gate{Version: version, Contract: true, Terminal: pause.Installed, Saved: true}
	c.add("available", at, answer{Is: gate.Latch().Missing() == 0, Rule: spec.AVL010})
	c.add("order", at, answer{Is: order(version, parsed("3.13.0")), Rule: spec.AVL010})
	return c
}

// parsed reads a version that is written in this package, and so is one.
func parsed(version string) pause.Version {
	v, err := pause.ParseVersion(version)
	if err != nil {
		panic(err)
	}
	return v
}

func order(v, w pause.Version) string {
	switch {
	case v.Less(w):
		return "before"
	case w.Less(v):
		return "after"
	}
	return "same"
}

// A situation is all that a view depends on, in the words of the call log.
type situation struct {
	Version       pause.Version   `json:"version"`
	PauseContract bool            `json:"pause_contract"`
	Terminal      pause.Terminal  `json:"terminal"`
	PauseEnabled  bool            `json:"pause_enabled"`
	AutoThreeway  bool            `json:"auto_threeway"`
	StarTransfer  bool            `json:"star_transfer"`
	State         callstate.State `json:"state"`
	Stopped       bool            `json:"stopped"`
}

// situations are all of them. Two versions are enough: one that is old by number and not as text, and the first with
// the feature.
func situations() []situation {
	all, both := []situation{{}}, []bool{false, true}
	all = vary(all, []pause.Version{parsed("3.9.0"), parsed("3.13.0")},
		func(s *situation, is pause.Version) { s.Version = is })
	all = vary(all, both, func(s *situation, is bool) { s.PauseContract = is })
	all = vary(all, []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal},
		func(s *situation, is pause.Terminal) { s.Terminal = is })
	all = vary(all, both, func(s *situation, is bool) { s.PauseEnabled = is })
	all = vary(all, slices.Collect(callstate.States()), func(s *situation, is callstate.State) { s.State = is })
	all = vary(all, both, func(s *situation, is bool) { s.Stopped = is })
	all = vary(all, both, func(s *situation, is bool) { s.AutoThreeway = is })
	return vary(all, both, func(s *situation, is bool) { s.StarTransfer = is })
}

func (s situation) phone() buttons.Phone {
	gate := pause.Gate{Version: s.Version, Contract: s.PauseContract, Terminal: s.Terminal, Saved: s.PauseEnabled}
	return buttons.Phone{State: s.State, Gate: gate.Latch(), Display: pause.Display{Stopped: s.Stopped},
		Settings: buttons.Settings{AutoThreeWay: s.AutoThreeway, StarTransfer: s.StarTransfer}}
}

// views are the whole view in every situation.
func views() file {
	var cases []any
	for _, s := range situations() {
		cases = append(cases, vector{Given: s, answers: view(s.phone())})
	}
	return file{"views", []list{{"cases", cases}}}
}

func view(p buttons.Phone) (a answers) {
	v, at := p.View(), domain(p)
	toggle := p.Decide(buttons.Toggle).Rule
	label := toggle
	if p.ShowsStopped() {
		label = spec.OPS030
	}
	a.add("toggle", at, answer{Is: v.Toggle, Rule: label})
	a.add("message", at.Weaker(support(toggle)), answer{Is: v.Message, Rule: spec.OPS060})
	for b := range buttons.All() {
		is := v.Button(b)
		a.add(b.String(), at, answer{Is: is, Or: alike[is], Rule: p.Decide(b).Rule})
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
		return spec.Documented
	case !p.ShowsStopped():
		return spec.Unspecified
	}
	return p.Decide(buttons.Toggle).Support
}

// alike is what cannot be told from a button that is not operable: how that looks is free.
var alike = map[buttons.Verdict][]string{buttons.Disabled: {buttons.Hidden.String()},
	buttons.Hidden: {buttons.Disabled.String()}}

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
