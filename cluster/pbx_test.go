package cluster_test

import (
	"bytes"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/recpause/recpause/cluster"
	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// A pbx is the goroutine that owns one call: the least that a PBX has to do.
type pbx struct {
	call *cluster.Call
	do   chan func() []law.Action
	quit chan struct{}

	mu    sync.Mutex
	sound pause.Call // what the recorder does
	epoch uint64
	said  []law.Action
}

// A command is what a node that does not have the call sends.
type command struct {
	Party pause.Party `json:"party"`
	Verb  pause.Verb  `json:"verb"`
	Seq   uint32      `json:"seq"`
}

func own(c *cluster.Call, acts []law.Action) *pbx {
	p := &pbx{call: c, do: make(chan func() []law.Action), quit: make(chan struct{}), sound: c.Owner().Call()}
	p.carryOut(acts)
	go p.run()
	return p
}

func (p *pbx) run() {
	for {
		select {
		case f := <-p.do:
			p.carryOut(f())
		case a := <-p.call.Answers():
			p.carryOut(p.call.Hear(a))
		case r := <-p.call.Requests():
			var c command
			if json.Unmarshal(r.Data, &c) == nil {
				p.carryOut(p.call.Do(c.Party, pause.Command{Verb: c.Verb, Seq: c.Seq}))
			}
			_ = r.Answer([]byte(p.state().String()))
		case <-p.quit:
			p.call.End()
			return
		}
	}
}

func (p *pbx) carryOut(acts []law.Action) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range acts {
		switch a.Kind {
		case law.Mute:
			for m := range p.sound.Members().All() {
				_, _ = p.sound.Stop(m)
			}
		case law.Match:
			p.sound = a.Call
		case law.Do:
			_, _ = p.sound.Do(a.Party, a.Command.Verb)
		case law.Greet:
			p.epoch = a.Epoch
		}
		p.said = append(p.said, a)
	}
}

// ask has the call's goroutine do something, and returns how long that took.
func (p *pbx) ask(f func(*cluster.Call) []law.Action) time.Duration {
	begun, done := time.Now(), make(chan struct{})
	p.do <- func() []law.Action {
		defer close(done)
		return f(p.call)
	}
	<-done
	p.do <- func() []law.Action { return nil } // and it is carried out
	return time.Since(begun)
}

func (p *pbx) click(party pause.Party, v pause.Verb, seq uint32) time.Duration {
	return p.ask(func(c *cluster.Call) []law.Action { return c.Do(party, pause.Command{Verb: v, Seq: seq}) })
}

func (p *pbx) report(party pause.Party, stopped bool, seq uint32) {
	p.ask(func(c *cluster.Call) []law.Action { return c.Report(party, c.Owner().Epoch(), stopped, seq) })
}

func (p *pbx) state() pause.State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sound.State()
}

// count returns how often an action of a kind was carried out.
func (p *pbx) count(k law.Kind) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.said {
		if a.Kind == k {
			n++
		}
	}
	return n
}

// until waits for something that another goroutine does.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not in half a minute: " + what)
		}
	}
}

// entry returns a call of two softphones.
func entry(t testing.TB) law.Entry {
	t.Helper()
	call, err := pause.NewCall(true, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	return law.Entry{Call: call, Softphones: pause.PartiesOf(0, 1)}
}

func encode(c command) []byte {
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(c)
	return b.Bytes()
}
