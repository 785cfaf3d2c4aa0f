package main

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/explore"
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

// acts returns everything that a party can do next. A new call takes the first name that is free.
func (c scene) acts(party string) (list []calllog.Event) {
	world := explore.World{Header: c.header, Calls: len(c.header.Parties)}
	open := c.system.Look().Calls
	free := ""
	for _, e := range world.Alphabet() {
		if e.Call != "" {
			if _, is := open.Get(e.Call); !is && free == "" {
				free = e.Call
			} else if !is && e.Call != free {
				continue
			}
		}
		if e.Party != party || e.PBX != calllog.Confirmed || c.system.Pointless(e) {
			continue
		}
		e.Line, e.At = c.played+2, c.now()
		if _, outcome, err := c.system.Next(e); err == nil && outcome.Step.Result != calllog.Rejected {
			list = append(list, e)
		}
	}
	return list
}

// press returns what a press of a softphone's button is in a call log; nothing where it stands for nothing here. Towards says whom it
// calls. A softphone that transfers a call in 通話中 holds it first.
func (c scene) press(party string, b buttons.Button, towards string) []calllog.Event {
	can := c.acts(party)
	for _, k := range means[b] {
		for _, e := range can {
			if e.Kind == k && (e.To == "" || e.To == towards) && !c.isOther(e) {
				return []calllog.Event{e}
			}
		}
	}
	if p, _ := c.system.Phone(party); b != buttons.Transfer || p.State != callstate.Talking {
		return nil
	}
	hold := c.press(party, buttons.Hold, towards)
	if len(hold) == 0 {
		return nil
	}
	held, outcome, err := c.system.Next(hold[0])
	if err != nil || outcome.Step.Result != calllog.Applied {
		return nil
	}
	c.system = held
	if dial := c.press(party, b, towards); len(dial) > 0 {
		return append(hold, dial...)
	}
	return nil
}

// isOther reports whether an event is a click on the label that is not shown.
func (c scene) isOther(e calllog.Event) bool {
	p, _ := c.system.Phone(e.Party)
	return e.Kind == calllog.PauseClick && p.ShowsStopped() || e.Kind == calllog.ResumeClick && !p.ShowsStopped()
}

// others returns what a party can do that no button stands for; of an external party that is everything.
func (c scene) others(party calllog.Party) (list []calllog.Event) {
	for _, e := range c.acts(party.ID) {
		if !party.Softphone || !byButton(e.Kind) {
			list = append(list, e)
		}
	}
	return list
}
