package pause_test

import (
	"maps"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
)

// names is a set of parties, each by its name.
type names map[string]bool

func name(p pause.Party) string { return p.String() }

func namesOf(s pause.Parties) names {
	n := names{}
	for p := range s.All() {
		n[name(p)] = true
	}
	return n
}

func (n names) add(others names)         { maps.Copy(n, others) }
func (n names) is(s pause.Parties) bool  { return maps.Equal(n, namesOf(s)) }
func (n names) minus(others names) names { return n.only(func(p string) bool { return !others[p] }) }
func (n names) and(others names) names   { return n.only(func(p string) bool { return others[p] }) }
func (n names) only(keep func(string) bool) names {
	kept := maps.Clone(n)
	maps.DeleteFunc(kept, func(p string, _ bool) bool { return !keep(p) })
	return kept
}

// A dumbCall is one call, as the design tells it: who is in it, who is on the operator side (or was, and may
// come back), and who has stopped the recording.
type dumbCall struct {
	members, operator, stopped names
	recorded, answered, room   bool
}

// muted is whose voice is silence if there is a recording: in a call of two everybody's as soon as anybody stopped it,
// in a room and among more than two everybody's own.
func (c *dumbCall) muted() names {
	if len(c.stopped) > 0 && !c.room && len(c.members) <= 2 {
		return maps.Clone(c.members)
	}
	return maps.Clone(c.stopped)
}

func (c *dumbCall) silenced() names {
	if !c.recorded || !c.answered {
		return names{}
	}
	return c.muted()
}

func (c *dumbCall) state() pause.State {
	switch {
	case !c.recorded || !c.answered || len(c.members) == 0 && !c.room:
		return pause.Off
	case len(c.stopped) == 0:
		return pause.On
	case len(c.silenced()) == len(c.members):
		return pause.Silent
	}
	return pause.Partial
}

// An action is something that happens to a call.
type action struct {
	Op              string
	P, Q            pause.Party
	Others, Stopped pause.Parties
}

var parties = rapid.Map(rapid.IntRange(0, 4), func(n int) pause.Party { return pause.Party(n) })

var actions = rapid.Custom(func(t *rapid.T) action {
	set := rapid.Map(rapid.IntRange(0, 31), func(n int) pause.Parties { return pause.Parties(n) })
	return action{
		Op: rapid.SampledFrom([]string{"stop", "stop", "resume", "join", "leave", "park", "complete", "cancel",
			"transfer", "merge", "answer", "end", "time out", "force stop", "force resume"}).Draw(t, "op"),
		P:       parties.Draw(t, "p"),
		Q:       parties.Draw(t, "q"),
		Others:  set.Draw(t, "others"),
		Stopped: set.Draw(t, "stopped"),
	}
})

// on applies the action to a copy of a call, and returns that.
func (a action) on(r pause.Call) (pause.Call, pause.Step, error) {
	step, err := a.do(&r)
	return r, step, err
}

func (a action) do(r *pause.Call) (pause.Step, error) {
	switch a.Op {
	case "stop":
		return r.Stop(a.P)
	case "resume":
		return r.Resume(a.P)
	case "time out":
		return r.TimeOut(a.P)
	case "force stop":
		return r.Force(a.P, pause.Stop)
	case "force resume":
		return r.Force(a.P, pause.Resume)
	case "join":
		return r.Join(a.P)
	case "leave":
		return r.Leave(a.P)
	case "park":
		return r.Park(a.P)
	case "complete":
		return r.Complete(a.P, a.Q, a.Others)
	case "cancel":
		return r.Cancel(a.P)
	case "transfer":
		return r.Transfer(a.P, a.Q, a.Others, a.Stopped)
	case "merge":
		return r.Merge(a.Others, a.Stopped)
	case "answer":
		return r.Answer(), nil
	}
	return r.End(), nil
}

// meaningless reports whether the action asks something of a party that cannot do it.
func (c *dumbCall) meaningless(a action) bool {
	switch a.Op {
	case "answer", "end":
		return false
	case "merge":
		return len(c.members) == 0
	case "join":
		return c.members[name(a.P)]
	case "complete", "transfer":
		return !c.members[name(a.P)] || a.P == a.Q
	}
	return !c.members[name(a.P)]
}

// apply is the table "What happens to a call" of the design.
func (c *dumbCall) apply(a action) {
	p, q := name(a.P), name(a.Q)
	switch a.Op {
	case "stop", "force stop":
		c.stopped[p] = true
	case "resume", "force resume", "time out":
		if delete(c.stopped, p); !c.room && len(c.members) <= 2 {
			c.stopped = names{}
		}
	case "cancel":
		if c.stopped[p] {
			c.apply(action{Op: "resume", P: a.P})
		}
	case "join":
		if len(c.members) == 0 {
			c.operator = names{p: true}
		}
		c.members[p] = true
	case "leave", "park":
		delete(c.members, p)
		if a.Op == "leave" && !c.room && len(c.members) < 2 {
			c.members = names{}
		}
	case "complete", "transfer":
		c.replace(p, q, namesOf(a.Others.Without(a.P)))
		if c.stopped.add(namesOf(a.Stopped)); a.Op == "complete" {
			c.stopped = names{}
		}
	case "merge":
		c.members.add(namesOf(a.Others))
		c.stopped.add(namesOf(a.Stopped))
	case "answer":
		c.answered = true
	case "end":
		c.members = names{}
	}
	c.stopped = c.stopped.and(c.members)
}

// replace puts a target in the place and on the side of who leaves.
func (c *dumbCall) replace(leaves, target string, others names) {
	delete(c.members, leaves)
	if c.operator[leaves] {
		delete(c.operator, leaves)
		c.operator[target] = true
	}
	c.members[target] = true
	c.members.add(others)
}
