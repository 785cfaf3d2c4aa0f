package simulate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A phoneCard is one softphone.
type phoneCard struct {
	Number   int // among the parties: a name may hold anything
	ID       string
	View     calllog.PhoneView
	Message  label                // no text where it is not shown
	Mismatch calllog.MismatchKind // in which way its display is false, 0 where it is true
	Toggle   buttonCard
	Buttons  []buttonCard
	Missing  []buttonCard // that are not shown
	Towards  []choice
	Others   []act
	Ringing  bool // so that answering is at hand
}

// A label is what stands on a screen, in Japanese as on the product, and what it means where the page is not in
// Japanese.
type label struct{ Text, Gloss string }

// A buttonCard is one button, and why it is what it is.
type buttonCard struct {
	Name  string
	Label label
	Why   string
	Is    buttons.Verdict
}

// Usable reports whether the button can be pressed.
func (b buttonCard) Usable() bool { return b.Is == buttons.Enabled }

// A telephoneCard is a telephone outside.
type telephoneCard struct {
	Number    int
	ID, Doing string
	Others    []act
}

// An act is something that a party can do and no button of the product stands for.
type act struct{ ID, Value, Text string }

// Softphones are the parties with one.
func (p *page) Softphones() (cards []phoneCard) {
	for i, party := range p.header.Parties {
		if party.Softphone {
			cards = append(cards, p.softphone(i, party.ID, p.texts(others(p.can[party.ID]))))
		}
	}
	return cards
}

// Telephones are the other parties.
func (p *page) Telephones() (cards []telephoneCard) {
	for i, party := range p.header.Parties {
		if !party.Softphone {
			cards = append(cards, telephoneCard{i, party.ID, p.doing(party.ID), p.texts(p.can[party.ID])})
		}
	}
	return cards
}

func (p *page) softphone(number int, id string, others []act) phoneCard {
	look := p.Look()
	shown, _ := look.Phones.Get(id)
	card := phoneCard{Number: number, ID: id, View: shown, Others: others, Toggle: p.toggle(id, shown.Toggle),
		Ringing: shown.State == callstate.Alerting}
	if shown.Message {
		stopped := pause.Display{Stopped: true}
		card.Message = p.label(stopped.Message)
	}
	for _, m := range look.Mismatch {
		if m.Party == id {
			card.Mismatch = m.Kind
		}
	}
	card.Buttons, card.Missing = p.buttons(id, shown)
	for _, other := range p.header.Parties {
		if other.ID != id {
			card.Towards = append(card.Towards, choice{other.ID, other.ID, other.ID == p.target(id)})
		}
	}
	return card
}

// buttons are the ten buttons of a softphone: those that it shows, and those that it does not.
func (p *page) buttons(id string, shown calllog.PhoneView) (there, missing []buttonCard) {
	for b := range buttons.All() {
		verdict, _ := shown.Buttons.Get(b.String())
		button := buttonCard{b.String(), p.label(b.Label), p.why(id, b), verdict}
		if verdict == buttons.Hidden {
			missing = append(missing, button)
		} else {
			there = append(there, button)
		}
	}
	return there, missing
}

func (p *page) toggle(id string, shown pause.Verb) buttonCard {
	card := buttonCard{Name: buttons.Toggle.String(), Why: p.why(id, buttons.Toggle)}
	if shown != 0 {
		card.Label, card.Is = p.label(shown.Label), buttons.Enabled
	}
	return card
}

func (p *page) label(in func(spec.Lang) string) label {
	if p.lang == spec.JA {
		return label{Text: in(spec.JA)}
	}
	return label{in(spec.JA), in(p.lang)}
}

// doing says what an external party is doing.
func (p *page) doing(party string) string {
	var calls []string
	for _, call := range p.Look().Calls {
		members := p.members(call.Key)
		switch {
		case slices.Contains(members, party):
			calls = append(calls, p.say("参加中：", "in a call: ")+p.named(members, call.Key))
		case strings.Contains(p.scene.system.Doing(party), fmt.Sprintf("%q", call.Key)):
			calls = append(calls, p.say("発着信中（", "dialling or ringing (call ")+call.Key+p.say("）", ")"))
		}
	}
	if len(calls) == 0 {
		return p.say("通話していません", "in no call")
	}
	return strings.Join(calls, p.say("、", "; "))
}

// Members are who is in a call.
func (p *page) Members(call string) string { return strings.Join(p.members(call), p.say("と", ", ")) }

// members are those whom the last step of the call has left in it.
func (p *page) members(call string) (names []string) {
	for _, o := range slices.Backward(p.scene.outcomes) {
		i := slices.IndexFunc(o.Calls, func(c system.CallStep) bool { return c.Call == call })
		if i < 0 {
			continue
		}
		for m := range o.Calls[i].Step.After.Members().All() {
			names = append(names, o.Calls[i].Names[m])
		}
		return names
	}
	return nil
}

// named is a call by those who are, or were, in it.
func (p *page) named(parties []string, call string) string {
	return strings.Join(parties, p.say("と", ", ")) + p.say("の通話（", " (call ") + call + p.say("）", ")")
}

// texts are the events as buttons.
func (p *page) texts(events []calllog.Event) (list []act) {
	for _, e := range events {
		id := fmt.Sprintf("act-%d-%v-%d-%s", p.header.Index(e.Party), e.Kind, p.header.Index(e.To), e.Call)
		list = append(list, act{strings.ReplaceAll(id, " ", "_"), formEventOf(e).String(), e.In(p.lang)})
	}
	return list
}
