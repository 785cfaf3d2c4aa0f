package cluster

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

var soak = flag.Int("soak", 10_000, "how many clicks the soak makes")

// grows is how much more than after the first tenth of a soak the heap may hold after another one, in bytes. At a million
// clicks that is four bytes each, and eighty a call.
const grows = 4 << 20

// A line is a telephone line, which has one call after the other.
type line struct {
	node   *Node
	call   *Call
	sound  pause.Call // what the recorder does
	shows  [2]pause.Display
	counts *counts
}

// Counts are of all lines.
type counts struct{ calls, stops, resumes, rejected, wrong atomic.Int64 }

// Clicks at random on a node alone, in calls that begin and end: what is confirmed is so, the memory stays as it is after
// the first tenth, and in the end the store has nothing.
func TestSoak(t *testing.T) {
	n, err := Open(t.Context(), Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	var c counts
	var first uint64
	const lines, tenths = 16, 10
	for tenth := range tenths {
		var busy sync.WaitGroup
		for range lines {
			busy.Go(func() { (&line{node: n, counts: &c}).run(t, *soak/lines/tenths) })
		}
		busy.Wait()
		heap, goroutines := held(), runtime.NumGoroutine()
		t.Logf("%d clicks in %d calls: %d KB, %d goroutines", c.stops.Load()+c.resumes.Load()+c.rejected.Load(),
			c.calls.Load(), heap>>10, goroutines)
		if tenth == 0 {
			first = heap
		}
		if heap > first+grows {
			t.Fatalf("%d KB, and after the first tenth there were %d", heap>>10, first>>10)
		}
	}
	t.Logf("%d stops, %d resumes, %d rejected", c.stops.Load(), c.resumes.Load(), c.rejected.Load())
	if c.wrong.Load() > 0 || c.stops.Load() == 0 || c.resumes.Load() == 0 {
		t.Errorf("%d commands were confirmed, and not so", c.wrong.Load())
	}
	empties(t, n)
}

// held returns the bytes of the heap that are in use.
func held() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first has found is swept
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// empties waits until the store knows nothing of any call any more, not even that there was one.
func empties(t *testing.T, n *Node) {
	t.Helper()
	s, err := n.stream.Stream(t.Context(), "KV_"+bucket)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		_, keys := n.calls.Keys(t.Context())
		info, err := s.Info(t.Context())
		if err == nil && info.State.Msgs == 0 && errors.Is(keys, jetstream.ErrNoKeysFound) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the store is not empty: %v, %v", keys, err)
		}
	}
}

// run makes so many clicks, twenty a call.
func (l *line) run(t *testing.T, clicks int) {
	for at := range clicks {
		if at%20 == 0 {
			l.end()
			if err := l.begin(); err != nil {
				t.Error(err)
				return
			}
		}
		l.click(pause.Party(rand.N(2)))
	}
	l.end()
}

func (l *line) begin() error {
	pair, err := pause.NewCall(true, 0, 1)
	if err != nil {
		return err
	}
	l.sound, l.shows = pair, [2]pause.Display{}
	name := fmt.Sprint(l.counts.calls.Add(1))
	l.call, _, err = l.node.Begin(name, law.Entry{Call: pair, Softphones: pause.PartiesOf(0, 1)})
	return err
}

func (l *line) end() {
	if l.call != nil {
		l.call.End()
	}
}

// click clicks what a softphone offers, and goes on when it knows what became of it.
func (l *line) click(p pause.Party) {
	c := l.shows[p].Click()
	for acts := l.call.Do(p, c); !l.carryOut(p, acts); {
		acts = l.call.Hear(<-l.call.Answers())
	}
}

// carryOut reports whether the click of a party has been answered.
func (l *line) carryOut(p pause.Party, acts []law.Action) (answered bool) {
	for _, a := range acts {
		switch a.Kind {
		case law.Do:
			_, _ = l.sound.Do(a.Party, a.Command.Verb) // it is in the call
		case law.Confirm:
			l.shows[p].Confirm(a.Command)
			l.confirmed(a.Command.Verb)
			answered = true
		case law.Reject:
			l.counts.rejected.Add(1)
			answered = true
		}
	}
	return answered
}

func (l *line) confirmed(v pause.Verb) {
	n, want := &l.counts.resumes, pause.On
	if v == pause.Stop {
		n, want = &l.counts.stops, pause.Silent
	}
	n.Add(1)
	if l.sound.State() != want {
		l.counts.wrong.Add(1)
	}
}
