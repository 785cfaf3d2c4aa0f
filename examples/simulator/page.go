package main

import (
	"cmp"
	"encoding/json"
	"html/template"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/examples/internal/picture"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// A page is what the template sees. It holds no markup but the picture.
type page struct {
	asked
	Say       func(ja, en string) string
	Notices   []string
	Lang      string
	Other     string // the link to the other language
	Again     string
	Back      string // the link to the story without its last event, "" at its beginning
	Forth     string
	Link, Log string
	Log64     string
	Played    int
	Total     int
	Clock     string
	Told      string // what happened last
	Phones    []phoneCard
	Outside   []outsideCard
	Calls     []callCard
	Lies      []lieCard
	Steps     []stepRow
	Picture   template.HTML
	Tapes     []tape
	Settings  settingsForm
	Scenes    []sceneLink
	Hidden    []field
	Waits     []choice
	Answers   []choice
}

// A field is a hidden one of a form.
type field struct{ Name, Value string }

// A choice is one that a form offers.
type choice struct {
	Value, Text string
	Chosen      bool
}

// A phoneCard is one softphone.
type phoneCard struct {
	ID, State string
	Message   string
	Lie       string // in which way its display is false, "" where it is true
	Harm      string
	Toggle    *buttonCard // nil where it is not shown
	NoToggle  string      // why it is not
	Buttons   []buttonCard
	Missing   []buttonCard
	Towards   []choice
	Others    []act
}

// A buttonCard is one button, and why it is what it is.
type buttonCard struct {
	Name, Label, Why string
	Usable           bool
	Resumes          bool
}

// An act is something else that a party can do.
type act struct{ Value, Text string }

type outsideCard struct {
	ID, Doing string
	Others    []act
}

type callCard struct{ Name, Recording, Who, Class string }

type lieCard struct{ Who, What, Harm, Cure, Opened, Rule string }

type stepRow struct {
	Number                     int
	Clock, Text, Result, Rules string
	Link                       string
	Played, Lies               bool
}

// page returns the page of what is asked. Where the story breaks off, the page is that before it, and says why.
func (a asked) page(m *menu) page {
	c, err := a.play(a.policy, a.profile)
	p := page{asked: a, Say: a.say, Lang: a.lang.String(), Settings: a.settings()}
	if err != nil {
		p.Notices = append(p.Notices, a.say("ここから先は今の設定では意味を持たないため、手前までを表示しています: ", "From here on the story has no meaning as things are; this is the part before it: ")+err.Error())
		a.story = c.story
		p.asked = a
	}
	p.links()
	p.Clock = picture.Clock(recording.Rate(a.header.SampleRate), a.now())
	p.Told = a.say("まだ何も起きていません。下のボタンを押してください。", "Nothing has happened yet. Press a button below.")
	if n := len(c.outcomes); n > 0 {
		p.Told = a.events[n-1].In(a.lang) + a.became(c.outcomes[n-1].Step)
	}
	for _, party := range a.header.Parties {
		if party.Softphone {
			p.Phones = append(p.Phones, c.phone(a, party))
		} else {
			p.Outside = append(p.Outside, outsideCard{party.ID, a.doing(c.system.Doing(party.ID)), a.texts(c.others(party))})
		}
	}
	p.calls(c)
	p.ledger(c)
	p.steps(c)
	p.tapes(c)
	p.Picture = a.draw(c)
	p.Scenes = m.links(a)
	return p
}

// links fills in where the page leads to.
func (p *page) links() {
	a := p.asked
	other := a
	other.lang = spec.JA + spec.EN - a.lang
	p.Other = other.link("/")
	p.Again = asked{story: story{header: a.header}, policy: a.policy, profile: a.profile, lang: a.lang, wait: a.wait}.link("/")
	p.Link, p.Log = a.link("/"), a.link("/call.jsonl")
	p.Played, p.Total = a.played, len(a.events)
	if a.played > 0 {
		p.Back = a.to(a.played - 1)
	}
	if a.played < len(a.events) {
		p.Forth = a.to(a.played + 1)
	}
	for name, values := range a.values() {
		if name != waitParam {
			p.Hidden = append(p.Hidden, field{name, values[0]})
		}
	}
	p.Log64 = a.values().Get(logParam)
	for _, n := range waits {
		p.Waits = append(p.Waits, choice{jsonOf(n), jsonOf(n) + a.say("秒", " s"), n == a.wait})
	}
	p.Answers = []choice{{calllog.Confirmed.String(), a.say("受け付ける", "confirms"), true}, {calllog.Refused.String(), a.say("拒否する", "refuses"), false},
		{calllog.TimedOut.String(), a.say("応答しない", "does not answer"), false}}
}

// to is the link to another moment of the story.
func (a asked) to(played int) string {
	a.story = a.story.at(played)
	return a.link("/")
}

// doing says what an external party is doing.
func (a asked) doing(state string) string {
	if state == "in no call" {
		return a.say("通話していない", "in no call")
	}
	return a.say("通話に参加: ", "in a call: ") + strings.Trim(strings.TrimPrefix(state, "in call "), `"`)
}

// became says what became of an event where that is not what was wanted.
func (a asked) became(s calllog.Step) string {
	switch s.Result {
	case calllog.Rejected:
		return a.say("（拒否された）", " (refused)")
	case calllog.Unchanged:
		return a.say("（何も変わらない）", " (nothing changes)")
	}
	return ""
}

// texts are the events as buttons.
func (a asked) texts(events []calllog.Event) (list []act) {
	for _, e := range events {
		list = append(list, act{jsonOf(wire{e.Kind.String(), e.Party, e.To, e.Call}), e.In(a.lang)})
	}
	return list
}

// A wire is an event as a button of the page carries it.
type wire struct{ Event, Party, To, Call string }

func jsonOf(v any) string {
	text, _ := json.Marshal(v) // of strings and numbers
	return string(text)
}

// phone is the card of one softphone.
func (c scene) phone(a asked, party calllog.Party) phoneCard {
	look := c.system.Look()
	shown, _ := look.Phones.Get(party.ID)
	card := phoneCard{ID: party.ID, State: shown.State.In(a.lang), Others: a.texts(c.others(party))}
	if shown.Message {
		card.Message = pause.Display{Stopped: true}.Message(spec.JA)
	}
	for _, m := range look.Mismatch {
		if m.Party == party.ID {
			card.Lie, card.Harm = m.Kind.In(a.lang), model.Harm(m.Kind).In(a.lang)
		}
	}
	toggle := c.system.Why(party.ID, buttons.Toggle)
	if shown.Toggle == 0 {
		card.NoToggle = toggle.In(a.lang)
	} else {
		card.Toggle = &buttonCard{buttons.Toggle.String(), shown.Toggle.Label(spec.JA), toggle.In(a.lang), true, shown.Toggle == pause.Resume}
	}
	for b := range buttons.All() {
		verdict, _ := shown.Buttons.Get(b.String())
		button := buttonCard{b.String(), b.Label(spec.JA), c.system.Why(party.ID, b).In(a.lang), verdict == buttons.Enabled, false}
		if verdict == buttons.Hidden {
			card.Missing = append(card.Missing, button)
		} else {
			card.Buttons = append(card.Buttons, button)
		}
	}
	for _, other := range a.header.Parties {
		if other.ID != party.ID {
			card.Towards = append(card.Towards, choice{other.ID, other.ID, false})
		}
	}
	return card
}

// calls says what every recording really does.
func (p *page) calls(c scene) {
	for _, call := range c.system.Look().Calls {
		v := call.Value
		text := v.Recording.In(p.lang)
		if len(v.Silenced) > 0 {
			text += p.say("（無音: ", " (silent: ") + strings.Join(v.Silenced, ", ") + p.say("）", ")")
		}
		p.Calls = append(p.Calls, callCard{call.Key, text, p.say("停止した人: ", "stopped by: ") + cmp.Or(strings.Join(v.StoppedBy, ", "), p.say("なし", "nobody")),
			v.Recording.String()})
	}
}

// ledger says which displays are false now.
func (p *page) ledger(c scene) {
	for _, m := range c.system.Look().Mismatch {
		lie := lieCard{Who: m.Party, What: m.Kind.In(p.lang), Harm: model.Harm(m.Kind).In(p.lang),
			Cure: p.say("画面にボタンがなく、本人の操作では直せない", "none, for it shows no toggle"), Rule: p.say("マニュアルに記載なし", "the manual does not mention it")}
		if m.Cure != 0 {
			lie.Cure = model.CureOf(m.Kind).Text.In(p.lang)
		}
		if m.Rule != 0 {
			lie.Rule = m.Rule.String() + p.say("：", ": ") + m.Rule.Says(p.lang)
		}
		if i := m.Opened.Line - 2; i >= 0 && i < len(p.events) {
			lie.Opened = p.events[i].In(p.lang)
		}
		p.Lies = append(p.Lies, lie)
	}
}

// steps lists what has happened, and what can be redone.
func (p *page) steps(c scene) {
	for i, e := range p.events {
		row := stepRow{Number: i + 1, Clock: picture.Clock(recording.Rate(p.header.SampleRate), e.At), Text: e.In(p.lang),
			Link: p.to(i + 1), Played: i < len(c.outcomes)}
		if row.Played {
			s := c.outcomes[i].Step
			row.Result = p.became(s)
			row.Lies = len(c.outcomes[i].Opened) > 0
			for _, id := range s.Rules {
				row.Rules += " " + id.String()
			}
		}
		p.Steps = append(p.Steps, row)
	}
}

// draw is the picture of the story, a while beyond its last event.
func (a asked) draw(c scene) template.HTML {
	if len(c.outcomes) == 0 {
		return ""
	}
	log := picture.Log{Header: a.header}
	for i, o := range c.outcomes {
		log.Steps = append(log.Steps, o.Step)
		e := a.events[i]
		log.Texts = append(log.Texts, spec.Text{JA: e.In(spec.JA), EN: e.In(spec.EN)})
	}
	for _, r := range c.recordings {
		log.Cuts = append(log.Cuts, picture.Cut{Recording: r, Span: c.spanOf(r)})
	}
	drawing, err := log.Draw().Inline(picture.Style{Lang: a.lang})
	if err != nil {
		return ""
	}
	return drawing
}

// spanOf is where a recording goes to: its end, or a while beyond the last event.
func (c scene) spanOf(r *model.Recording) recording.Span {
	until := c.now() + 3*int64(c.header.SampleRate)
	if end, over := r.Timeline.End(); over {
		until = end
	}
	return recording.Span{From: r.Timeline.Origin(), To: max(until, r.Timeline.Origin())}
}
