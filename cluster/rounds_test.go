package cluster_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/recpause/recpause/pause"
)

var (
	rounds = flag.Int("rounds", 1, "how often a node is killed at random")
	calls  = flag.Int("calls", 16, "how many calls go on meanwhile")
)

// A story is one call as its softphones know it.
type story struct {
	owner   int
	seq     [2]uint32
	shows   [2]bool
	stopped bool // by the last command that was confirmed
}

// Clicks at random and a node killed at random: no call is recorded that was stopped, and after a take-over one is
// recorded where nobody shows a stop.
func TestNodesAreKilledAtRandom(t *testing.T) {
	all := configs(t)
	var nodes [3]*process
	for i := range nodes {
		nodes[i] = start(t, all[i])
	}
	for _, n := range nodes {
		n.ready()
	}
	stories := make([]story, *calls)
	for i := range stories {
		stories[i].owner = rand.N(3)
		nodes[stories[i].owner].ask(order{Do: "begin", Call: fmt.Sprint(i)})
		stories[i].click(t, nodes, i, 0) // waits for the store, by the resume
		stories[i].click(t, nodes, i, 0)
	}
	for range *rounds {
		for i := range stories {
			for range rand.N(4) {
				stories[i].click(t, nodes, i, rand.N(2))
			}
		}
		dead := rand.N(3)
		nodes[dead].kill()
		for i := range stories {
			if stories[i].owner == dead {
				stories[i].take(t, nodes, i)
			}
		}
		nodes[dead] = start(t, all[dead])
		nodes[dead].ready()
	}
}

// click clicks what a softphone offers, and notes what it then knows.
func (s *story) click(t *testing.T, nodes [3]*process, call, p int) {
	t.Helper()
	s.seq[p]++
	verb := pause.Stop
	if s.shows[p] {
		verb = pause.Resume
	}
	r := nodes[s.owner].ask(order{Do: "click", Call: fmt.Sprint(call), Party: pause.Party(p), Verb: verb, Seq: s.seq[p]})
	switch {
	case verb == pause.Stop && r.State == "silent", verb == pause.Resume && r.State == "on":
		s.shows[p], s.stopped = verb == pause.Stop, verb == pause.Stop
	case verb == pause.Stop || s.stopped != (r.State == "silent"):
		t.Fatalf("call %d, %v: %+v", call, verb, r)
	}
}

// take has the next node take the call over.
func (s *story) take(t *testing.T, nodes [3]*process, call int) {
	t.Helper()
	from := nodes[s.owner].id
	s.owner = (s.owner + 1) % 3
	name := fmt.Sprint(call)
	r := nodes[s.owner].ask(order{Do: "take", Call: name, From: from})
	if r.Phase != "owning" || r.State != "silent" {
		t.Fatalf("call %d: %+v", call, r)
	}
	for p := range s.shows {
		r = nodes[s.owner].ask(order{Do: "report", Call: name, Party: pause.Party(p), Stopped: s.shows[p], Seq: s.seq[p]})
	}
	if r.State == "on" && s.stopped {
		t.Errorf("call %d is recorded, and was stopped: %+v", call, s)
	}
	if r.State != "on" && !s.shows[0] && !s.shows[1] && !s.stopped {
		t.Errorf("call %d is silent without need: %+v", call, s)
	}
	s.stopped = r.State != "on"
}
