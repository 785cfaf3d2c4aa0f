package vectors

import (
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

// A versionCase is a text and what it says as a version, with all other conditions met.
type versionCase struct {
	Given struct {
		Version string `json:"version"`
	} `json:"given"`
	answers
}

// boundaries are the versions that everybody orders alike; how the others are written is an open question.
var boundaries = []string{"3.9.0", "3.12.99", "3.13.0", "3.13.1", "4.0.0"}

var spellings = []string{"0", "3", "3.13", "v3.13", "v3.13.0", "03.013.0", "3.13.0.0", "3.13.0.1", "3.13.0-rc1",
	"3.13.1-rc1", "v3.12.99-rc1",
	"", "v", "vv3.13", "3.", ".3", "3..13", "3.13.0.1.2", "3.13.0-", "-rc1", "3,13", " 3.13", "3.13 ", "+3.13", "3.-13",
	"3.x", "４.0.0", "4294967296"}

func versions() file {
	var cases []any
	for _, version := range boundaries {
		cases = append(cases, versionOf(version, spec.Guaranteed))
	}
	for _, version := range spellings {
		cases = append(cases, versionOf(version, spec.Unspecified))
	}
	return file{"versions", []list{{"cases", cases}}}
}

// versionOf says whether a version alone lets a softphone have the feature, or that it is none.
func versionOf(text string, at spec.Support) (c versionCase) {
	c.Given.Version = text
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
