package vectors

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A click is one on a label of the toggle of A or B, which the PBX does and confirms.
type click struct {
	Event string `json:"event"`
	Party string `json:"party"`
	party pause.Party
	verb  pause.Verb
}

// A is the operator side of the call, B the far side.
const (
	partyA pause.Party = iota
	partyB
)

var partyNames = []string{partyA: "A", partyB: "B"}

func clicked(p pause.Party, v pause.Verb) click {
	kind := calllog.PauseClick
	if v == pause.Resume {
		kind = calllog.ResumeClick
	}
	return click{kind.String(), partyNames[p], p, v}
}

// clicks are all of them.
func clicks() (all []click) {
	for _, p := range []pause.Party{partyA, partyB} {
		for _, v := range []pause.Verb{pause.Stop, pause.Resume} {
			all = append(all, clicked(p, v))
		}
	}
	return all
}

func names(parties pause.Parties) []string {
	list := []string{}
	for p := range parties.All() {
		list = append(list, partyNames[p])
	}
	return list
}

// on gives a call the command of a click by one of its parties, which no call refuses.
func (c click) on(call *pause.Call) pause.Step {
	step, err := call.Do(c.party, c.verb)
	if err != nil {
		panic(err) // both are in the call
	}
	return step
}

// A recorderCase is one command, given what the settings say and the clicks before it.
type recorderCase struct {
	Given struct {
		Recorded  bool        `json:"recorded"`
		After     []click     `json:"after"`
		Recording pause.State `json:"recording"`
	} `json:"given"`
	When click `json:"when"`
	answers
}

// recorder is every state of the recorder of an answered call of two, by who has stopped it, and every command.
func recorder() file {
	stopA, stopB := clicked(partyA, pause.Stop), clicked(partyB, pause.Stop)
	var cases []any
	for _, recorded := range []bool{true, false} {
		for _, after := range [][]click{{}, {stopA}, {stopB}, {stopA, stopB}} {
			for _, c := range clicks() {
				cases = append(cases, command(recorded, after, c))
			}
		}
	}
	return file{"recorder", []list{{"cases", cases}}}
}

func command(recorded bool, after []click, when click) (c recorderCase) {
	r := calltest.New(recorded, partyA, partyB)
	softphones := when.party == partyB
	for _, done := range after {
		done.on(&r)
		softphones = softphones || done.party == partyB
	}
	c.Given.Recorded, c.Given.After, c.Given.Recording, c.When = recorded, after, r.State(), when
	step := when.on(&r)
	c.add("recording", spec.Guaranteed, answer{Is: step.After.State(), Rule: recordingRule(step)})
	beep := step.Beep()
	for _, p := range []pause.Party{partyA, partyB} {
		c.add("beep_"+partyNames[p], spec.Guaranteed, answer{Is: beep.To.Has(p), Rule: beepRule(step, p)})
	}
	written := answer{Is: names(step.RecordedOn()), Rule: fileRule(step)}
	c.add("recorded_on", sideSupport(written.Rule, softphones), written)
	return c
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

// beepRule returns the rule that decides whether a party hears the step: who clicks is its operator, the other the
// counterpart.
func beepRule(s pause.Step, p pause.Party) spec.ID {
	by, _ := s.By()
	switch {
	case !s.After.Recorded():
		return spec.NTF050
	case !s.Changes():
		return spec.NTF030
	case s.Cause == pause.Stopped && p == by:
		return spec.NTF010
	case s.Cause == pause.Stopped:
		return spec.NTF011
	case p == by:
		return spec.NTF012
	}
	return spec.NTF013
}

// fileRule returns the rule that decides on which side of a 2ch or split recording the step's beep is written.
func fileRule(s pause.Step) spec.ID {
	switch {
	case !s.After.Recorded():
		return spec.REC050
	case !s.Changes():
		return spec.NTF030
	case s.Cause == pause.Stopped:
		return spec.REC021
	}
	return spec.REC030
}

// sideSupport returns what is asserted of the side: where two softphones have used the feature it is an open question
// which of them is the operator.
func sideSupport(rule spec.ID, softphones bool) spec.Support {
	if rule == spec.REC030 && softphones {
		return spec.Unspecified
	}
	return spec.Guaranteed
}
