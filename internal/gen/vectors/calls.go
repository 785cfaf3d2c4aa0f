package vectors

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A click is one on a label of the toggle of A or B, which the PBX does and confirms.
type click struct {
	Event calllog.Kind `json:"event"`
	Party string       `json:"party"`
}

// parties are those of a call of two, by their numbers in it: A is the operator side, B the far side.
var parties = []string{"A", "B"}

var (
	stopA, stopB = click{calllog.PauseClick, "A"}, click{calllog.PauseClick, "B"}
	clicks       = []click{stopA, {calllog.ResumeClick, "A"}, stopB, {calllog.ResumeClick, "B"}}
)

// A recorded call is given by what the settings say, and the clicks before.
type recorded struct {
	Recorded  bool        `json:"recorded"`
	After     []click     `json:"after"`
	Recording pause.State `json:"recording"`
}

// recorder is every state of the recorder of an answered call of two, by who has stopped it, and every command.
func recorder() file {
	given := vary([]recorded{{}}, []bool{true, false}, func(r *recorded, is bool) { r.Recorded = is })
	given = vary(given, [][]click{{}, {stopA}, {stopB}, {stopA, stopB}},
		func(r *recorded, after []click) { r.After = after })
	var cases []any
	for _, r := range given {
		for _, c := range clicks {
			cases = append(cases, command(r, c))
		}
	}
	return file{"recorder", []list{{"cases", cases}}}
}

func command(given recorded, when click) vector {
	call := calltest.New(given.Recorded, 0, 1)
	for _, done := range given.After {
		done.command(&call)
	}
	given.Recording = call.State()
	c, step := vector{Given: given, When: when}, when.command(&call)
	c.add("recording", spec.Documented, answer{Is: step.After.State(), Rule: recordingRule(step)})
	clicker, other, written := beepRules(step)
	for i, party := range parties {
		rule := other
		if party == when.Party {
			rule = clicker
		}
		c.add("beep_"+party, spec.Documented, answer{Is: step.Beep().To.Has(pause.Party(i)), Rule: rule})
	}
	sides, at := []string{}, spec.Documented
	for p := range step.RecordedOn().All() {
		sides = append(sides, parties[p])
	}
	if written == spec.REC030 && (when.Party == "B" || slices.Contains(given.After, stopB)) {
		at = spec.Unspecified // where two softphones have used the feature it is open which is the operator
	}
	c.add("recorded_on", at, answer{Is: sides, Rule: written})
	return c
}

// command gives a call what a click by one of its parties orders, which no call refuses.
func (c click) command(call *pause.Call) pause.Step {
	step, err := call.Do(pause.Party(slices.Index(parties, c.Party)), c.Event.Verb())
	if err != nil {
		panic(err) // both are in the call
	}
	return step
}

// recordingRule returns the last of a step's rules that is about the recording: the more special one.
func recordingRule(s pause.Step) (rule spec.ID) {
	for id := range s.Rules() {
		if r, _ := spec.Lookup(id); r.Observables.Has(spec.RecorderState) {
			rule = id
		}
	}
	return rule
}

// beepRules returns the rules that decide whether the one who clicks hears a step, whether the other one does, and on
// which side of a 2ch or split recording its beep is written.
func beepRules(s pause.Step) (clicker, other, written spec.ID) {
	switch {
	case !s.After.Recorded():
		return spec.NTF050, spec.NTF050, spec.REC050
	case !s.Changes():
		return spec.NTF030, spec.NTF030, spec.NTF030
	case s.Cause == pause.Stopped:
		return spec.NTF010, spec.NTF011, spec.REC021
	}
	return spec.NTF012, spec.NTF013, spec.REC030
}

// A combination is what is to be seen of a call between two softphones.
type combination struct {
	Recording pause.State `json:"recording"`
	A         pause.Verb  `json:"A"`
	B         pause.Verb  `json:"B"`
}

// A combinationCase says whether clicks lead to a combination, and the shortest way there.
type combinationCase struct {
	combination
	Reachable bool         `json:"reachable"`
	After     []click      `json:"after,omitzero"`
	Rule      spec.ID      `json:"rule"`
	Support   spec.Support `json:"support"`
}

// softphones is every combination, and every click in those that clicks lead to.
func softphones() file {
	ways, labels := waysToAll(), []pause.Verb{pause.Stop, pause.Resume}
	all := vary([]combination{{}}, []pause.State{pause.On, pause.Silent},
		func(c *combination, is pause.State) { c.Recording = is })
	all = vary(all, labels, func(c *combination, is pause.Verb) { c.A = is })
	all = vary(all, labels, func(c *combination, is pause.Verb) { c.B = is })
	var combinations, cases []any
	for _, is := range all {
		c := combinationCase{combination: is, Rule: spec.S2S210, Support: support(spec.S2S210)}
		leads := func(way []click) bool { return seen(look(way)) == is }
		if i := slices.IndexFunc(ways, leads); i >= 0 {
			c.Reachable, c.After = true, ways[i]
		}
		combinations = append(combinations, c)
	}
	for _, way := range ways {
		for _, c := range clicks {
			cases = append(cases, clicked(way, c))
		}
	}
	return file{"softphones", []list{{"combinations", combinations}, {"cases", cases}}}
}

// waysToAll returns the clicks that lead to each combination, the shortest way.
func waysToAll() (ways [][]click) {
	known := map[combination]bool{}
	for todo := [][]click{{}}; len(todo) > 0; todo = todo[1:] {
		way := todo[0]
		if known[seen(look(way))] {
			continue
		}
		known[seen(look(way))] = true
		ways = append(ways, way)
		for _, c := range clicks {
			todo = append(todo, append(slices.Clone(way), c))
		}
	}
	return ways
}

// look returns how a call between two softphones looks after some clicks. One on a label that is not shown does
// nothing.
func look(after []click) calllog.StepLine {
	w, _ := system.Among(parties...) // their names are good, and so is the policy
	s, _ := system.New(w.Header, w.Policy)
	events := []calllog.Event{{Kind: calllog.CallInvite, Party: "A", To: "B", Call: "c"},
		{Kind: calllog.CallAnswered, Party: "B", Call: "c"}}
	for _, c := range after {
		events = append(events, calllog.Event{Kind: c.Event, Party: c.Party})
	}
	for _, e := range events {
		if _, err := s.Apply(e); err != nil {
			panic(err) // whoever talks can click
		}
	}
	return s.Look()
}

func seen(l calllog.StepLine) combination {
	call, _ := l.Calls.Get("c")
	a, _ := l.Phones.Get("A")
	b, _ := l.Phones.Get("B")
	return combination{call.Recording, a.Toggle, b.Toggle}
}

func clicked(after []click, when click) vector {
	type given struct {
		After []click `json:"after"`
		combination
	}
	type event struct {
		click
		Shown bool `json:"shown"`
	}
	before, next := look(after), look(append(slices.Clone(after), when))
	phone, _ := before.Phones.Get(when.Party)
	shown := phone.Toggle == when.Event.Verb()
	c := vector{Given: given{after, seen(before)}, When: event{when, shown}}
	add := func(name string, is any, rule spec.ID) {
		if !shown { // what a click does is what the label says
			rule = spec.OPS080
		}
		c.add(name, spec.Documented, answer{Is: is, Rule: rule})
	}
	add("recording", seen(next).Recording, spec.S2S200)
	for _, p := range next.Phones {
		label, message := spec.S2S020, spec.S2S020
		switch {
		case p.Key != when.Party:
		case when.Event == calllog.PauseClick:
			label, message = spec.OPS030, spec.OPS020
		default:
			label, message = spec.OPS050, spec.OPS060
		}
		add("toggle_"+p.Key, p.Value.Toggle, label)
		add("message_"+p.Key, p.Value.Message, message)
	}
	return c
}
