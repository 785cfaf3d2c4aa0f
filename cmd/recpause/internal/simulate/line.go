package simulate

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A line says whom a party is connected with.
type line struct {
	Phase string // one of idle, dialling, ringing, talking, held and waiting: what its card looks like
	Text  string // "" where it is in no call
	Since int64  // the position from which it has talked in its call, or -1
}

// A membership is an open call of a party, as that party has it.
type membership struct {
	call     string
	others   []string
	ringing  bool
	caller   bool // it has begun the call
	room     bool
	answered int64 // from where on it has talked in it, or -1
}

// memberships returns the open calls that a party is in, the oldest first. One that rings where nobody sees it, for
// want of a softphone that is free, is its caller's alone.
func (p *page) memberships(party string) (list []membership) {
	for _, call := range p.Look().Calls {
		members := p.members(call.Key)
		i := slices.Index(members, party)
		if i < 0 {
			continue
		}
		is, _ := p.scene.lastOf(call.Key)
		m := membership{call: call.Key, others: slices.Delete(members, i, i+1), room: is.IsRoom(),
			ringing: !is.Answered(), caller: p.scene.system.Names(call.Key)[0] == party,
			answered: p.scene.talkingSince(party, call.Key)}
		if !m.ringing || m.caller || p.canAnswer(party, call.Key) {
			list = append(list, m)
		}
	}
	return list
}

func (p *page) canAnswer(party, call string) bool {
	return slices.ContainsFunc(p.can[party], func(e calllog.Event) bool {
		return e.Call == call && slices.Contains(kindsOf("answer"), e.Kind)
	})
}

// lastOf returns what the last step of a call has made of it, and its parties by number; the zero call and nobody where
// it only rings.
func (c scene) lastOf(call string) (is pause.Call, names []string) {
	for _, o := range slices.Backward(c.outcomes) {
		i := slices.IndexFunc(o.Calls, func(s system.CallStep) bool { return s.Call == call })
		if i >= 0 {
			return o.Calls[i].Step.After, o.Calls[i].Names
		}
	}
	return is, nil
}

// talkingSince returns from where on a party has been in an answered call, or -1.
func (c scene) talkingSince(party, call string) int64 {
	since := int64(-1)
	for _, o := range c.outcomes {
		for _, s := range o.Calls {
			if s.Call != call {
				continue
			}
			number := slices.Index(s.Names, party)
			switch in := number >= 0 && s.Step.After.Members().Has(pause.Party(number)); {
			case !in || !s.Step.After.Answered():
				since = -1
			case since < 0:
				since = o.Step.At
			}
		}
	}
	return since
}

// line says whom a party is connected with: a softphone by its state, a telephone by its calls.
func (p *page) line(party string, state callstate.State) line {
	calls := p.memberships(party)
	if len(calls) == 0 {
		return line{Phase: phases[state], Since: -1}
	}
	last := calls[len(calls)-1]
	is := line{Phase: phaseOf(state, last), Since: last.answered}
	var parts []string
	for i, c := range calls {
		held := holds[state] && i == 0
		parts = append(parts, p.connected(c, held))
	}
	is.Text = strings.Join(parts, p.say("、", "; "))
	return is
}

// phases are the looks of the states in which a softphone is in no call that rings.
var phases = [callstate.LastState + 1]string{0: "idle", callstate.Idle: "idle", callstate.Alerting: "dialling",
	callstate.Talking: "talking", callstate.StarHeld: "dialling", callstate.StarTalking: "talking",
	callstate.Held: "held", callstate.HeldDialing: "dialling", callstate.TransferTalking: "talking",
	callstate.ThreeWay: "talking", callstate.OutboundWaiting: "waiting"}

// holds are the states in which a softphone's first call is held.
var holds = [callstate.LastState + 1]bool{callstate.StarHeld: true, callstate.StarTalking: true, callstate.Held: true,
	callstate.HeldDialing: true, callstate.TransferTalking: true}

// phaseOf tells a call that comes in from one that goes out, which to the product is one state.
func phaseOf(state callstate.State, last membership) string {
	switch {
	case last.ringing && last.caller:
		return "dialling"
	case last.ringing:
		return "ringing"
	case state == 0:
		return "talking"
	}
	return phases[state]
}

// connected says with whom a party is in a call.
func (p *page) connected(c membership, held bool) string {
	others := strings.Join(c.others, p.say("、", ", "))
	switch {
	case c.ringing && c.caller:
		return others + p.say("を呼び出し中", " is being called")
	case c.ringing:
		return others + p.say("から着信中", " is calling")
	case others == "" && c.room:
		return p.say("会議室", "alone in room ") + c.call + p.say("に1人", "")
	case others == "":
		return p.say("相手なし", "nobody else")
	case c.room:
		return p.say("会議室"+c.call+"で"+others+"と通話中", "in room "+c.call+" with "+others)
	case held:
		return others + p.say("を保留中", " on hold")
	}
	return others + p.say("と通話中", " on the line")
}

// A callKey is a button by which a party calls, or answers.
type callKey struct{ Name, Text string }

// callKeys lists what the buttons of a line are in a call log. The product's own buttons say nothing of them.
var callKeys = []struct {
	name   string
	ja, en string
	kinds  []calllog.Kind
}{
	{"call", "発信", "Call", []calllog.Kind{calllog.CallInvite}},
	{"answer", "応答", "Answer", []calllog.Kind{calllog.CallAnswered, calllog.ConsultAnswered, calllog.StarAnswered,
		calllog.SharpAnswered}},
	{"reject", "拒否", "Reject", []calllog.Kind{calllog.CallFailed, calllog.ConsultFailed, calllog.SharpFailed}},
	{"end", "切断", "Hang up", []calllog.Kind{calllog.CallHangup, calllog.RoomLeave}},
}

// kindsOf returns what a button of a line is in a call log, nil for one that there is not.
func kindsOf(name string) []calllog.Kind {
	for _, k := range callKeys {
		if k.name == name {
			return k.kinds
		}
	}
	return nil
}

// keys are the buttons of a party's line. A softphone has a button of its own for the end of a call.
func (p *page) keys(party string, softphone bool) (list []callKey) {
	for _, k := range callKeys {
		can := slices.ContainsFunc(p.can[party], func(e calllog.Event) bool { return slices.Contains(k.kinds, e.Kind) })
		busy := !softphone && k.name == "call" && p.isTalking(party) // a second call is among the other actions
		if can && !busy && !(softphone && k.name == "end") {
			list = append(list, callKey{k.name, p.say(k.ja, k.en)})
		}
	}
	return list
}

// isTalking reports whether a party is in a call.
func (p *page) isTalking(party string) bool { return len(p.memberships(party)) > 0 }

// byKey reports whether some button of a line stands for an event.
func byKey(k calllog.Kind) bool {
	for _, key := range callKeys {
		if slices.Contains(key.kinds, k) {
			return true
		}
	}
	return false
}
