package simulate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
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
	Line     line
	Talked   string // for how long it has talked, "" where it does not
	Talking  int64  // from where on, in milliseconds
	Keys     []callKey
	Towards  []choice
	Note     string // why a click that was just made has changed nothing
	Hears    bool   // whether it hears a beep just now
	Others   []act
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

// Usable reports whether the button can be pressed, and Shown whether it is there.
func (b buttonCard) Usable() bool { return b.Is == buttons.Enabled }
func (b buttonCard) Shown() bool  { return b.Is != buttons.Hidden }

// A telephoneCard is a telephone outside.
type telephoneCard struct {
	Number  int
	ID      string
	Line    line
	Talked  string
	Talking int64
	Keys    []callKey
	Towards []choice
	Hears   bool
	Others  []act
}

// An act is something that a party can do and no button of the product stands for.
type act struct{ ID, Value, Text string }

// Softphones are the parties with one.
func (p *page) Softphones() (cards []phoneCard) {
	for i, party := range p.header.Parties {
		if party.Softphone {
			cards = append(cards, p.softphone(i, party.ID, p.texts(p.otherActs(party.ID, true))))
		}
	}
	return cards
}

// Telephones are the other parties.
func (p *page) Telephones() (cards []telephoneCard) {
	for i, party := range p.header.Parties {
		if !party.Softphone {
			l := p.line(party.ID, 0)
			cards = append(cards, telephoneCard{i, party.ID, l, p.talked(l), p.milliseconds(l.Since), p.keys(party.ID, false),
				p.telephoneTowards(party.ID), p.hears(party.ID), p.texts(p.otherActs(party.ID, false))})
		}
	}
	return cards
}

func (p *page) softphone(number int, id string, others []act) phoneCard {
	look := p.Look()
	shown, _ := look.Phones.Get(id)
	card := phoneCard{Number: number, ID: id, View: shown, Others: others, Toggle: p.toggle(id, shown.Toggle),
		Line: p.line(id, shown.State), Keys: p.keys(id, true), Note: p.note(id), Hears: p.hears(id),
		Towards: p.others(id)}
	card.Talked, card.Talking = p.talked(card.Line), p.milliseconds(card.Line.Since)
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
	return card
}

// others are whom a party can call.
func (p *page) others(id string) (list []choice) {
	for _, other := range p.header.Parties {
		if other.ID != id {
			list = append(list, choice{other.ID, other.ID, other.ID == p.target(id)})
		}
	}
	return list
}

// telephoneTowards are whom a telephone can call with its button, nobody while it is in a call.
func (p *page) telephoneTowards(id string) []choice {
	if p.isTalking(id) {
		return nil
	}
	return p.others(id)
}

// talked is for how long a party has talked.
func (p *page) talked(l line) string {
	if l.Since < 0 {
		return ""
	}
	talked, _, _ := strings.Cut(picture.Clock(recording.Rate(p.header.SampleRate), p.shown()-l.Since), ".")
	return talked
}

// note says why a click that a softphone has just made has changed nothing on it.
func (p *page) note(id string) string {
	if _, party, _ := strings.Cut(p.idle, " "); p.idle != "" {
		if party == id {
			return p.idleNote()
		}
		return ""
	}
	n := len(p.scene.outcomes)
	if n == 0 || p.events[n-1].Party != id {
		return ""
	}
	switch e, step := p.events[n-1], p.scene.outcomes[n-1].Step; {
	case e.PBX == calllog.Refused:
		return p.say("PBXが拒否したため、表示は変わりません", "the PBX refuses, and so the display stays as it is")
	case e.PBX == calllog.TimedOut:
		return p.say("PBXが応答しないため、表示は変わりません", "the PBX does not answer, and so the display stays as it is")
	case step.Result == calllog.Rejected:
		return p.say("この操作は受け付けられません", "this is refused")
	case step.Result == calllog.Unchanged:
		return p.say("何も変わりません", "nothing changes")
	}
	return ""
}

// hears reports whether a party hears a beep at the last event.
func (p *page) hears(id string) bool {
	n := len(p.scene.outcomes)
	return n > 0 && slices.ContainsFunc(p.scene.outcomes[n-1].Step.Beeps,
		func(b calllog.BeepView) bool { return slices.Contains(b.To, id) })
}

// buttons are the ten buttons of a softphone in their order, and again those that it does not show.
func (p *page) buttons(id string, shown calllog.PhoneView) (all, missing []buttonCard) {
	for b := range buttons.All() {
		verdict, _ := shown.Buttons.Get(b.String())
		button := buttonCard{b.String(), p.label(b.Label), p.why(id, b), verdict}
		if verdict == buttons.Hidden {
			missing = append(missing, button)
		}
		all = append(all, button)
	}
	return all, missing
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

// Members are who is in a call.
func (p *page) Members(call string) string { return strings.Join(p.members(call), p.say("と", ", ")) }

// members are those whom the last step of the call has left in it, and those between whom it rings.
func (p *page) members(call string) (names []string) {
	is, all := p.scene.lastOf(call)
	if all == nil {
		return slices.Clone(p.scene.system.Names(call))
	}
	for m := range is.Members().All() {
		names = append(names, all[m])
	}
	return names
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
