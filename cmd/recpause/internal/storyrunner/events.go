package storyrunner

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// routes are the ways from idle to the states of a softphone: it talks to the customer, and transfers to the target.
var routes = map[callstate.State][]calllog.Kind{
	callstate.Idle:        {},
	callstate.Alerting:    {calllog.CallInvite},
	callstate.Talking:     {calllog.CallInvite, calllog.CallAnswered},
	callstate.StarHeld:    {calllog.CallInvite, calllog.CallAnswered, calllog.StarBegin},
	callstate.StarTalking: {calllog.CallInvite, calllog.CallAnswered, calllog.StarBegin, calllog.StarAnswered},
	callstate.Held:        {calllog.CallInvite, calllog.CallAnswered, calllog.Hold},
	callstate.HeldDialing: {calllog.CallInvite, calllog.CallAnswered, calllog.Hold, calllog.ConsultDial},
	callstate.TransferTalking: {calllog.CallInvite, calllog.CallAnswered, calllog.Hold, calllog.ConsultDial,
		calllog.ConsultAnswered},
	callstate.ThreeWay:        {calllog.CallInvite, calllog.CallAnswered, calllog.ThreewayAuto},
	callstate.OutboundWaiting: {calllog.OutboundWait},
}

// otherEnd says whose side of a call an event takes place on, where it is not the softphone's own.
var otherEnd = map[calllog.Kind]string{
	calllog.CallInvite: customer, calllog.CallAnswered: customer, calllog.OutboundConnect: customer,
	calllog.ConsultDial: target, calllog.ConsultAnswered: target, calllog.ThreewayAuto: target,
	calllog.StarBegin: target, calllog.StarAnswered: target, calllog.SharpBegin: target,
	calllog.SharpBlind: target,
}

// joining are the events by which the target comes into the original call.
var joining = []calllog.Kind{calllog.TransferComplete, calllog.ThreewayStart, calllog.ThreewayAuto,
	calllog.StarComplete, calllog.SharpComplete, calllog.SharpAnswered}

// facts lets events happen to a softphone's calls, one after the other. A transfer of an ordinary call holds it first.
func (w *world) facts(a *arguments, party string, kinds ...calllog.Kind) error {
	for _, k := range kinds {
		if p, _ := w.system.Phone(party); k == calllog.ConsultDial && p.State == callstate.Talking {
			if err := w.fact(a, calllog.Hold, party, ""); err != nil {
				return err
			}
		}
		if err := w.fact(a, k, party, otherEnd[k]); err != nil {
			return err
		}
	}
	return nil
}

// fact lets an event happen between a softphone and somebody.
func (w *world) fact(a *arguments, k calllog.Kind, party, other string) error {
	e := calllog.Event{Kind: k, Party: party, Via: a.via}
	needs := k.Needs()
	switch {
	case needs.To:
		e.To = other
	case other != "":
		e.Party = other
	}
	switch {
	case needs.To && needs.Call:
		e.Call = w.opened(k, party, other)
	case needs.Call:
		c := w.callOf(party)
		if c == nil {
			return a.problem("%sの通話がありません", "%s has no call", partyText(party))
		}
		e.Call = c.id
	}
	if err := w.happen(e); err != nil {
		return err
	}
	if slices.Contains(joining, k) {
		w.joined()
	}
	return nil
}

// joined notes that the target is in the call that is left.
func (w *world) joined() {
	if c := w.callOf(); c != nil && !c.has([]string{target}) {
		c.parties = append(c.parties, target)
	}
}

func partyText(id string) spec.Text {
	i := slices.IndexFunc(parties.names, func(n name[string]) bool { return n.is == id })
	return parties.names[i].Text
}

// A function is something that a call can be put through, by what is done with it; 0 is what cannot be done.
type function [4]calllog.Kind

var functions = listOf("機能", "function",
	named("保留", "hold", function{begins: calllog.Hold, ends: calllog.Unhold}),
	named("転送", "transfer", function{begins: calllog.ConsultDial, completes: calllog.TransferComplete,
		cancels: calllog.CallHangup}),
	named("三者通話", "three-way call", function{begins: calllog.ThreewayStart}),
	named("自動三者", "automatic three-way call", function{begins: calllog.ThreewayAuto}),
	named("*転送", "* transfer", function{begins: calllog.StarBegin, completes: calllog.StarComplete,
		cancels: calllog.StarCancel}),
	named("#転送", "# transfer", function{begins: calllog.SharpBegin, completes: calllog.SharpComplete,
		cancels: calllog.SharpCancel}),
	named("ブラインド#転送", "blind # transfer", function{begins: calllog.SharpBlind}),
	named("パーク", "park", function{begins: calllog.Park}),
	named("アウトバウンドの待機", "wait for an outbound call",
		function{begins: calllog.OutboundWait, ends: calllog.OutboundLeave}),
	named("アウトバウンドの通話", "outbound call", function{begins: calllog.OutboundConnect}),
)

// clicked returns what a click on one of the ten buttons is in a state.
func clicked(b buttons.Button, s callstate.State) calllog.Kind {
	switch {
	case b == buttons.Hold && s == callstate.Held:
		return calllog.Unhold
	case b == buttons.Transfer && (s == callstate.Talking || s == callstate.Held):
		return calllog.ConsultDial
	}
	return map[buttons.Button]calllog.Kind{
		buttons.Hold: calllog.Hold, buttons.Transfer: calllog.TransferComplete, buttons.Park: calllog.Park,
		buttons.RaiseHand: calllog.HandRaise, buttons.Dial: calllog.DTMF, buttons.ThreeWay: calllog.ThreewayStart,
		buttons.AutoThreeWay: calllog.ThreewayAuto, buttons.StarTransfer: calllog.StarBegin,
	}[b]
}

func (w *world) configure(a *arguments) error {
	name := get[string](a, "setting")
	if name == version.JA || name == version.EN {
		v, err := pause.ParseVersion(get[string](a, "value"))
		w.settings.Config.Version = v
		return err
	}
	return set(a, systemSettings, name, &w.settings)
}

func (w *world) configurePhone(a *arguments) error {
	return set(a, phoneSettings, get[string](a, "option"), &w.settings.Parties[w.settings.Index(a.who(0))])
}

// set gives a setting of some names the value that a step says.
func set[S any](a *arguments, of list[option[S]], name string, to S) error {
	values, err := of.find(name, a.lang)
	if err != nil {
		return err
	}
	change, err := values.find(get[string](a, "value"), a.lang)
	if err == nil {
		change(to)
	}
	return err
}

func (w *world) bring(a *arguments) error {
	return w.facts(a, a.who(0), routes[get[callstate.State](a, "state")]...)
}

// connect has two parties talk: the first one has called.
func (w *world) connect(a *arguments) error {
	if err := w.invite(a); err != nil {
		return err
	}
	return w.fact(a, calllog.CallAnswered, a.who(0), a.who(1))
}

func (w *world) meet(a *arguments) error {
	room := w.opened(calllog.RoomJoin, a.parties()...)
	for _, party := range a.parties() {
		if err := w.happen(calllog.Event{Kind: calllog.RoomJoin, Party: party, Call: room}); err != nil {
			return err
		}
	}
	return nil
}

// gather has a softphone start a three-way call with two others.
func (w *world) gather(a *arguments) error {
	others := a.parties()
	if len(others) != 2 {
		return a.problem("三者通話の相手は2人にしてください", "a three-way call needs two others")
	}
	initiator, held, third := a.who(0), others[0], others[1]
	if err := w.fact(a, calllog.CallInvite, initiator, held); err != nil {
		return err
	}
	c := w.callOf(initiator)
	if err := w.fact(a, calllog.CallAnswered, initiator, held); err != nil {
		return err
	}
	c.parties = append(c.parties, third)
	return w.happen(calllog.Event{Kind: calllog.ThreewayAuto, Party: initiator, To: third})
}

func (w *world) talked(a *arguments) error {
	length, from, to := a.seconds(0), a.seconds(1), a.seconds(2)
	if err := w.connect(a); err != nil {
		return err
	}
	start := w.at
	w.at = start + from
	if err := w.toggle(a, a.who(2), pause.Stop); err != nil {
		return err
	}
	w.at = start + to
	if err := w.toggle(a, a.who(2), pause.Resume); err != nil {
		return err
	}
	w.at = start + length
	return w.fact(a, calllog.CallHangup, a.who(1), "")
}

func (w *world) invite(a *arguments) error { return w.fact(a, calllog.CallInvite, a.who(0), a.who(1)) }

// press clicks a button as it is on the screen: one that cannot be operated does nothing, and a label that is not there
// cannot be clicked.
func (w *world) press(a *arguments) error {
	if c := a.button(); c.button == buttons.Toggle {
		return w.toggle(a, a.who(0), c.verb)
	}
	return w.click(a, a.button().button)
}

func (w *world) click(a *arguments, b buttons.Button) error {
	party := a.who(0)
	p, ok := w.system.Phone(party)
	if !ok {
		return a.problem("%sはソフトフォンを使っていません", "%s has no softphone", partyText(party))
	}
	if _, err := p.Press(b); err != nil { // it is hidden or locked: nothing happens
		w.idle = append(w.idle, idlePress{party, b, p.Decide(b).Rule, p.Why(b)})
		return nil
	}
	if b == buttons.HangUp {
		return w.hangUp(a)
	}
	return w.facts(a, party, clicked(b, p.State))
}

// An idlePress is a click on a button that is not there or cannot be operated: nothing happens, for a reason.
type idlePress struct {
	party  string
	button buttons.Button
	rule   spec.ID
	why    spec.Reason
}

// in says in a language that nothing has happened, and why.
func (p idlePress) in(l spec.Lang) string {
	return spec.Text{JA: "このクリックでは何も起こりません：", EN: "nothing happens by this click: "}.In(l) + p.why.In(l)
}

func (w *world) toggle(a *arguments, party string, v pause.Verb) error {
	p, ok := w.system.Phone(party)
	if !ok || p.View().Toggle != v {
		return a.problem("%sの画面に「%s」が表示されていません", "the screen of %s does not show %q", partyText(party),
			spec.Text{JA: v.Label(spec.JA), EN: v.Label(spec.EN)})
	}
	kind := calllog.PauseClick
	if v == pause.Resume {
		kind = calllog.ResumeClick
	}
	return w.happen(calllog.Event{Kind: kind, Party: party})
}

// dial presses keys of the dial pad, each of them.
func (w *world) dial(a *arguments) error {
	for range get[string](a, "keys") {
		if err := w.click(a, buttons.Dial); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) clickAll(a *arguments) error {
	for _, c := range get[[]click](a, "clicks") {
		w.last = nil
		if err := w.toggle(a, c.party, c.verb); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) pick(a *arguments) error {
	if get[bool](a, "picks") {
		return w.answer(a)
	}
	return w.hangUp(a)
}

// answersOf are the events that answer a call, by how it began. A # transfer is complete once it is answered.
var answersOf = map[calllog.Kind]calllog.Kind{
	calllog.CallInvite: calllog.CallAnswered, calllog.ConsultDial: calllog.ConsultAnswered,
	calllog.StarBegin: calllog.StarAnswered, calllog.SharpBegin: calllog.SharpComplete,
	calllog.SharpBlind: calllog.SharpAnswered,
}

func (w *world) answer(a *arguments) error {
	c := w.callOf(a.who(0))
	if c == nil || answersOf[c.begun] == 0 {
		return a.problem("%sへの着信がありません", "nobody is calling %s", partyText(a.who(0)))
	}
	if c.begun == calllog.SharpBegin {
		return w.fact(a, calllog.SharpComplete, c.parties[0], "")
	}
	return w.fact(a, answersOf[c.begun], a.who(0), "")
}

func (w *world) hangUp(a *arguments) error {
	kind := calllog.CallHangup
	if c := w.callOf(a.who(0)); c != nil && c.begun == calllog.RoomJoin {
		kind = calllog.RoomLeave
	}
	return w.fact(a, kind, a.who(0), "")
}

// perform does something with a function.
func (w *world) perform(a *arguments) error {
	kind := get[function](a, "function")[get[doing](a, "does")]
	if _, ok := w.system.Phone(a.who(0)); kind == 0 || !ok {
		return a.problem("%sはその操作を行えません", "%s cannot do that", partyText(a.who(0)))
	}
	return w.facts(a, a.who(0), kind)
}

// onTelephone does something with a function on the telephone itself, whatever the softphone refuses.
func (w *world) onTelephone(a *arguments) error {
	a.via = calllog.Fact
	return w.perform(a)
}

// command gives the PBX a command of which no softphone knows.
func (w *world) command(a *arguments) error {
	c := w.callOf(a.who(0))
	if c == nil {
		return a.problem("%sの通話がありません", "%s has no call", partyText(a.who(0)))
	}
	return w.happen(calllog.Event{Kind: get[calllog.Kind](a, "ordered"), Party: a.who(0), Call: c.id,
		Source: get[calllog.Source](a, "source")})
}

func (w *world) wait(a *arguments) error {
	w.at += a.seconds(0)
	return nil
}

// enter presses keys in an IVR: they are in the history, as the option has them.
func (w *world) enter(a *arguments) error {
	w.entered += w.settings.keys.Entry(get[string](a, "keys"), true)
	return nil
}
