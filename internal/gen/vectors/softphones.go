package vectors

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A pair is a call between two softphones with its recorder, and the clicks that led there.
type pair struct {
	phones [2]buttons.Phone
	rec    pause.Call
	after  []click
}

func start() pair {
	gate := pause.Gate{Version: parsed("3.13.0"), Contract: true, Terminal: pause.Installed, Saved: true}
	p := buttons.Phone{State: callstate.Talking, Gate: gate.Latch()}
	return pair{phones: [2]buttons.Phone{p, p}, rec: calltest.New(true, partyA, partyB), after: []click{}}
}

// shows reports whether a softphone shows the label that is to be clicked.
func (p pair) shows(c click) bool { return p.phones[c.party].View().Toggle == c.verb }

// click presses the toggle where it shows the label; where it does not there is nothing to click.
func (p pair) click(c click) pair {
	if !p.shows(c) {
		return p
	}
	phone := &p.phones[c.party]
	command, err := phone.Press(buttons.Toggle)
	if err != nil {
		panic(err) // a toggle that is shown can be pressed
	}
	phone.Confirm(command)
	c.on(&p.rec)
	p.after = append(slices.Clone(p.after), c)
	return p
}

// A combination is what is to be seen of a pair.
type combination struct {
	Recording pause.State `json:"recording"`
	A         pause.Verb  `json:"A"`
	B         pause.Verb  `json:"B"`
}

func (p pair) looks() combination {
	return combination{p.rec.State(), p.phones[partyA].View().Toggle, p.phones[partyB].View().Toggle}
}

// reached returns a pair for each combination that clicks lead to, the shortest way there first.
func reached() (list []pair) {
	seen := map[combination]bool{}
	for todo := []pair{start()}; len(todo) > 0; todo = todo[1:] {
		now := todo[0]
		if seen[now.looks()] {
			continue
		}
		seen[now.looks()] = true
		list = append(list, now)
		for _, c := range clicks() {
			todo = append(todo, now.click(c))
		}
	}
	return list
}

// A combinationCase says whether clicks lead to a combination, and the shortest way there.
type combinationCase struct {
	combination
	Reachable bool         `json:"reachable"`
	After     []click      `json:"after,omitzero"`
	Rule      spec.ID      `json:"rule"`
	Support   spec.Support `json:"support"`
}

// A pairCase is one click on a label, which the softphone shows or not.
type pairCase struct {
	Given struct {
		After []click `json:"after"`
		combination
	} `json:"given"`
	When struct {
		click
		Shown bool `json:"shown"`
	} `json:"when"`
	answers
}

func softphones() file {
	pairs := reached()
	var cases []any
	for _, p := range pairs {
		for _, c := range clicks() {
			cases = append(cases, move(p, c))
		}
	}
	return file{"softphones", []list{{"combinations", combinations(pairs)}, {"cases", cases}}}
}

// combinations are all eight, the two that no click leads to as well.
func combinations(pairs []pair) (list []any) {
	for _, recording := range []pause.State{pause.On, pause.Silent} {
		for _, a := range []pause.Verb{pause.Stop, pause.Resume} {
			for _, b := range []pause.Verb{pause.Stop, pause.Resume} {
				c := combinationCase{combination: combination{recording, a, b}, Rule: spec.S2S210,
					Support: support(spec.S2S210)}
				if i := slices.IndexFunc(pairs, func(p pair) bool { return p.looks() == c.combination }); i >= 0 {
					c.Reachable, c.After = true, pairs[i].after
				}
				list = append(list, c)
			}
		}
	}
	return list
}

func move(p pair, when click) (c pairCase) {
	next := p.click(when)
	c.Given.After, c.Given.combination = p.after, p.looks()
	c.When.click, c.When.Shown = when, p.shows(when)
	c.add("recording", spec.Guaranteed, answer{Is: next.rec.State(), Rule: pairRule(c.When.Shown, spec.S2S200)})
	for _, party := range []pause.Party{partyA, partyB} {
		v, label, message := next.phones[party].View(), spec.S2S020, spec.S2S020
		if party == when.party {
			label, message = clickRules(when.verb)
		}
		c.add("toggle_"+partyNames[party], spec.Guaranteed, answer{Is: v.Toggle, Rule: pairRule(c.When.Shown, label)})
		c.add("message_"+partyNames[party], spec.Guaranteed,
			answer{Is: v.Message, Rule: pairRule(c.When.Shown, message)})
	}
	return c
}

// pairRule returns the rule where a label can be clicked; where it is not shown, the rule that a click does what the
// label says.
func pairRule(shown bool, rule spec.ID) spec.ID {
	if shown {
		return rule
	}
	return spec.OPS080
}

// clickRules returns the rules that decide what is shown by the softphone that was clicked.
func clickRules(v pause.Verb) (label, message spec.ID) {
	if v == pause.Stop {
		return spec.OPS030, spec.OPS020
	}
	return spec.OPS050, spec.OPS060
}
