package main

import (
	"slices"
	"strconv"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/system"
)

// means lists what a press of a button is in a call log, whichever has a meaning first.
var means = map[buttons.Button][]calllog.Kind{
	buttons.Hold:         {calllog.Hold, calllog.Unhold},
	buttons.HangUp:       {calllog.CallHangup, calllog.RoomLeave, calllog.OutboundLeave},
	buttons.Transfer:     {calllog.TransferComplete, calllog.ConsultDial},
	buttons.Park:         {calllog.Park},
	buttons.RaiseHand:    {calllog.HandRaise},
	buttons.ThreeWay:     {calllog.ThreewayStart},
	buttons.AutoThreeWay: {calllog.ThreewayAuto},
	buttons.StarTransfer: {calllog.StarBegin},
	buttons.Dial:         {calllog.DTMF, calllog.CallInvite},
	buttons.Toggle:       {calllog.PauseClick, calllog.ResumeClick},
}

// byButton reports whether some button of a softphone stands for an event.
func byButton(k calllog.Kind) bool {
	for _, kinds := range means {
		if slices.Contains(kinds, k) {
			return true
		}
	}
	return false
}

// acts returns everything that can be done next, by whom. A click on a toggle is one that the PBX confirms.
func (c scene) acts() map[string][]calllog.Event {
	names := c.callNames()
	can := map[string][]calllog.Event{}
	for _, e := range (system.World{Header: c.header, Calls: len(names)}).Alphabet() {
		if e.Call != "" {
			e.Call = names[[]rune(e.Call)[1]-'1'] // which the world calls c1, c2, …
		}
		if e.PBX == calllog.Confirmed && !c.system.Pointless(e) && c.takes(&e) {
			can[e.Party] = append(can[e.Party], e)
		}
	}
	return can
}

// takes reports whether an event can happen next, and gives it its line and its position.
func (c scene) takes(e *calllog.Event) bool {
	e.Line, e.At = c.played+2, c.now()
	_, outcome, err := c.system.Next(*e)
	return err == nil && outcome.Step.Result != calllog.Rejected
}

// callNames returns the calls that there are, and a name for a new one that no call of the story has had.
func (c scene) callNames() (names []string) {
	for _, call := range c.system.Look().Calls {
		names = append(names, call.Key)
	}
	for n := 1; ; n++ {
		name := "c" + strconv.Itoa(n)
		if !slices.ContainsFunc(c.events[:c.played], func(e calllog.Event) bool { return e.Call == name }) {
			return append(names, name)
		}
	}
}

// press returns what a press of a softphone's button is in a call log; nothing where it stands for nothing here. Towards says whom it
// calls. A softphone that transfers a call in 通話中 holds it first.
func (c scene) press(party string, b buttons.Button, towards string) []calllog.Event {
	if e, ok := c.pressed(party, b, towards); ok {
		return []calllog.Event{e}
	}
	if p, _ := c.system.Phone(party); b != buttons.Transfer || p.State != callstate.Talking {
		return nil
	}
	hold, ok := c.pressed(party, buttons.Hold, towards)
	if !ok {
		return nil
	}
	held, outcome, err := c.system.Next(hold)
	if err != nil || outcome.Step.Result != calllog.Applied {
		return nil
	}
	c.system = held
	if dial, ok := c.pressed(party, b, towards); ok {
		return []calllog.Event{hold, dial}
	}
	return nil
}

// pressed returns the event that a press of a button is.
func (c scene) pressed(party string, b buttons.Button, towards string) (calllog.Event, bool) {
	can := c.acts()[party]
	for _, k := range means[b] {
		for _, e := range can {
			if e.Kind == k && (e.To == "" || e.To == towards) && !c.isOther(e) {
				return e, true
			}
		}
	}
	return calllog.Event{}, false
}

// isOther reports whether an event is a click on the label that is not shown.
func (c scene) isOther(e calllog.Event) bool {
	p, _ := c.system.Phone(e.Party)
	return e.Kind == calllog.PauseClick && p.ShowsStopped() || e.Kind == calllog.ResumeClick && !p.ShowsStopped()
}

// others returns what a party can do that no button stands for; of an external party that is everything.
func others(can []calllog.Event, party calllog.Party) (list []calllog.Event) {
	for _, e := range can {
		if !party.Softphone || !byButton(e.Kind) {
			list = append(list, e)
		}
	}
	return list
}
