package simulate

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/system"
)

// press returns the query after a press of a button, or after something else that happens.
func (a query) press(ctx context.Context, form url.Values) (query, error) {
	events, err := a.asks(ctx, form)
	if err != nil {
		return a, err
	}
	return a.after(ctx, events, form.Get(pressField))
}

// after returns the query after the events of a press; a press without events is noted as idle.
func (a query) after(ctx context.Context, events []calllog.Event, press string) (query, error) {
	a.idle = ""
	if len(events) == 0 {
		a.idle = press
		return a, nil
	}
	if a.played+len(events) > maxEvents {
		return a, errTooLong
	}
	a.story = a.story.doAt(a.moment(), events...)
	a.later, a.next = 0, ""
	_, err := a.told(ctx)
	return a, err
}

// The fields of the form with which a story goes on: a softphone's button and its softphone, or an event.
const (
	pressField = "press"
	eventField = "event"
)

// asks returns the events that a form asks for.
func (a query) asks(ctx context.Context, form url.Values) ([]calllog.Event, error) {
	if text := form.Get(eventField); text != "" {
		var e formEvent
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, err
		}
		return []calllog.Event{e.event()}, nil
	}
	c, err := a.told(ctx)
	if err != nil {
		return nil, err
	}
	name, party, _ := strings.Cut(form.Get(pressField), " ")
	if kinds := kindsOf(name); kinds != nil {
		can, err := a.memory.acts(ctx, c)
		if e, ok := c.first(can[party], kinds, a.target(party)); ok {
			return []calllog.Event{e}, nil
		}
		return nil, err
	}
	button, party, ok := pressedIn(form.Get(pressField))
	if !ok {
		return nil, nil
	}
	can, err := a.memory.acts(ctx, c)
	if err != nil {
		return nil, err
	}
	events, err := c.press(ctx, can, party, button, a.target(party))
	for i := range events {
		if events[i].Kind.Verb() != 0 {
			events[i].PBX = a.answer
		}
	}
	return events, err
}

// pressedIn returns the button and the softphone of a press.
func pressedIn(press string) (b buttons.Button, party string, ok bool) {
	name, party, _ := strings.Cut(press, " ")
	if name == buttons.Toggle.String() {
		return buttons.Toggle, party, true
	}
	for b := range buttons.All() {
		if b.String() == name {
			return b, party, true
		}
	}
	return 0, "", false
}

// A formEvent is an event as a button of the page carries it.
type formEvent struct{ Event, Party, To, Call string }

func formEventOf(e calllog.Event) formEvent { return formEvent{e.Kind.String(), e.Party, e.To, e.Call} }

// event reads an event that a page carries. One that there is not is the zero event, which no story takes.
func (w formEvent) event() calllog.Event {
	k, err := calllog.ParseKind(w.Event)
	if err != nil {
		return calllog.Event{}
	}
	return calllog.Event{Kind: k, Party: w.Party, To: w.To, Call: w.Call}
}

func (w formEvent) String() string {
	text, _ := json.Marshal(w) // of strings
	return string(text)
}

// eventsOf lists what a press of a button is in a call log, whichever has a meaning first.
var eventsOf = map[buttons.Button][]calllog.Kind{
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
	for _, kinds := range eventsOf {
		if slices.Contains(kinds, k) {
			return true
		}
	}
	return false
}

// acts returns everything that can be done next, by whom. A click on a toggle is one that the PBX confirms.
func (c scene) acts(ctx context.Context) (map[string][]calllog.Event, error) {
	names := c.callNames()
	can := map[string][]calllog.Event{}
	for e := range (system.World{Header: c.header, Calls: len(names)}).Alphabet() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if e.Call != "" {
			e.Call = names[[]rune(e.Call)[1]-'1'] // which the world calls c1, c2, …
		}
		if e.PBX == calllog.Confirmed && !c.system.Pointless(e) && c.takes(&e) {
			can[e.Party] = append(can[e.Party], e)
		}
	}
	return can, nil
}

// takes reports whether an event can happen next, and gives it its line and its position.
func (c scene) takes(e *calllog.Event) bool {
	e.Line, e.At = c.played+2, c.now()
	outcome, err := c.system.Apply(*e) // c is a copy
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

// press returns what a press of a softphone's button is in a call log, of what can be done; nothing where it stands for
// nothing here. Towards says whom it calls. A softphone that transfers a call in 通話中 holds it first.
func (c scene) press(ctx context.Context, can map[string][]calllog.Event, party string, b buttons.Button,
	towards string) ([]calllog.Event, error) {
	if e, ok := c.pressed(can[party], b, towards); ok {
		return []calllog.Event{e}, nil
	}
	if p, _ := c.system.Phone(party); b != buttons.Transfer || p.State != callstate.Talking {
		return nil, nil
	}
	hold, ok := c.pressed(can[party], buttons.Hold, towards)
	if !ok {
		return nil, nil
	}
	if outcome, err := c.system.Apply(hold); err != nil || outcome.Step.Result != calllog.Applied { // c is a copy
		return nil, nil
	}
	can, err := c.acts(ctx)
	if dial, ok := c.pressed(can[party], b, towards); ok {
		return []calllog.Event{hold, dial}, nil
	}
	return nil, err
}

// pressed returns the event that a press of a button is, among those that its softphone can do.
func (c scene) pressed(can []calllog.Event, b buttons.Button, towards string) (calllog.Event, bool) {
	return c.first(can, eventsOf[b], towards)
}

// first returns the first event of some kinds that can happen.
func (c scene) first(can []calllog.Event, kinds []calllog.Kind, towards string) (calllog.Event, bool) {
	for _, k := range kinds {
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

// otherActs returns what a party can do that no button of its card stands for.
func (p *page) otherActs(party string, softphone bool) []calllog.Event {
	second := !softphone && p.isTalking(party)
	return slices.DeleteFunc(slices.Clone(p.can[party]), func(e calllog.Event) bool {
		return byKey(e.Kind) && !(second && e.Kind == calllog.CallInvite) || softphone && byButton(e.Kind)
	})
}
