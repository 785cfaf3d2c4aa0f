package cluster_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/recpause/recpause/cluster"
	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// memberEnv has a node's configuration in the environment of a process of its own: this test, started again.
const memberEnv = "RECPAUSE_CLUSTER_MEMBER"

func TestMain(m *testing.M) {
	if text := os.Getenv(memberEnv); text != "" {
		if err := member(text, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// An order is what the test asks of a member, a line of JSON; a member ends where its input does.
type order struct {
	Do      string // begin, take, click, report, ask, heard, state
	Call    string
	From    law.ID
	Party   pause.Party
	Verb    pause.Verb
	Seq     uint32
	Stopped bool
}

// A reply is what it answers.
type reply struct {
	ID    law.ID
	State string
	Phase string
	Safe  bool
	Err   string
	Took  time.Duration
}

func member(text string, in io.Reader, out io.Writer) error {
	var c cluster.Config
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	n, err := cluster.Open(ctx, c)
	if err != nil {
		return err
	}
	answers, calls := json.NewEncoder(out), map[string]*pbx{}
	if err := answers.Encode(reply{ID: n.ID()}); err != nil {
		return err
	}
	for orders := json.NewDecoder(in); ; {
		var o order
		if err := orders.Decode(&o); err != nil {
			return nil // the test is over
		}
		var r reply
		if o.Do == "heard" {
			r.State = heard(n, o.Call)
		} else {
			r = follow(n, calls, o)
		}
		r.ID = n.ID()
		if err := answers.Encode(r); err != nil {
			return err
		}
	}
}

// heard returns what a node hears of a call that begins to watch: "lives" where the store has it, "ended", or "".
func heard(n *cluster.Node, call string) (last string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	changes, err := n.Watch(ctx)
	if err != nil {
		return err.Error()
	}
	for c := range changes {
		if c.Call == call {
			last = map[bool]string{false: "lives", true: "ended"}[c.Ended]
		}
	}
	return last
}

// follow does what the test asks.
func follow(n *cluster.Node, calls map[string]*pbx, o order) (r reply) {
	begun := time.Now()
	p := calls[o.Call]
	switch o.Do {
	case "begin", "take":
		take := func() (*cluster.Call, []law.Action, error) { return n.Take(o.Call, o.From, newEntry()) }
		if o.Do == "begin" {
			take = func() (*cluster.Call, []law.Action, error) { return n.Begin(o.Call, newEntry()) }
		}
		c, acts, err := take()
		if err != nil {
			return reply{Err: err.Error()}
		}
		p = own(c, acts)
		calls[o.Call] = p
		for o.Do == "take" && p.count(law.Greet)+p.count(law.LetGo) == 0 {
			time.Sleep(time.Millisecond)
		}
	case "click":
		said := p.count(law.Confirm) + p.count(law.Reject)
		r.Took = p.click(o.Party, o.Verb, o.Seq)
		for p.count(law.Confirm)+p.count(law.Reject) == said {
			time.Sleep(time.Millisecond)
		}
	case "report":
		p.report(o.Party, o.Stopped, o.Seq)
	case "ask":
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		answer, err := n.Ask(ctx, o.Call, encode(command{o.Party, o.Verb, o.Seq}))
		if err != nil {
			return reply{Err: err.Error()}
		}
		return reply{State: string(answer)}
	}
	if r.Took == 0 {
		r.Took = time.Since(begun)
	}
	p.ask(func(c *cluster.Call) []law.Action {
		r.Phase, r.Safe = c.Owner().Phase().String(), c.Owner().Safe()
		return nil
	})
	r.State = p.state().String()
	return r
}

func newEntry() law.Entry {
	call, _ := pause.NewCall(true, 0, 1) // two parties with numbers of their own
	return law.Entry{Call: call, Softphones: pause.PartiesOf(0, 1)}
}

// A process is a member in a process of its own.
type process struct {
	t      testing.TB
	config cluster.Config
	cmd    *exec.Cmd
	in     *json.Encoder
	out    *json.Decoder
	id     law.ID
}

// configs returns three members on free ports of this machine.
func configs(t testing.TB) (all [3]cluster.Config) {
	t.Helper()
	var at [3]string
	for i := range at {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		at[i] = l.Addr().String()
	}
	dir := t.TempDir()
	for i := range all {
		name := fmt.Sprintf("node-%d", i+1)
		all[i] = cluster.Config{Name: name, Dir: filepath.Join(dir, name), Listen: at[i], Secret: "of the test",
			Peers: []string{at[(i+1)%3], at[(i+2)%3]}}
	}
	return all
}

// start starts a member without waiting until it can be asked.
func start(t testing.TB, c cluster.Config) *process {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), memberEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, config: c, cmd: cmd, in: json.NewEncoder(in), out: json.NewDecoder(bufio.NewReader(out))}
	t.Cleanup(p.kill)
	return p
}

// kill ends the process as a power cut would, as far as a process can tell.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	_ = p.cmd.Wait()
}

func (p *process) read() (r reply) {
	p.t.Helper()
	if err := p.out.Decode(&r); err != nil {
		p.t.Fatalf("%s: %v", p.config.Name, err)
	}
	return r
}

func (p *process) ask(o order) reply {
	p.t.Helper()
	if err := p.in.Encode(o); err != nil {
		p.t.Fatal(err)
	}
	return p.read()
}

// ready waits until the member can be asked.
func (p *process) ready() { p.id = p.read().ID }

// An owner is killed. What was stopped stays silent at the next one, also where only a softphone knows of it; the rest
// goes on, and the old owner comes back and lets go.
func TestAnOwnerIsKilled(t *testing.T) {
	all := configs(t)
	nodes := [3]*process{start(t, all[0]), start(t, all[1]), start(t, all[2])}
	for _, n := range nodes {
		n.ready()
	}
	one, two := nodes[0], nodes[1]
	const calls = 6
	for i := range calls {
		one.ask(order{Do: "begin", Call: fmt.Sprint(i)})
	}
	for i := range calls {
		if i%3 == 0 { // once the store has the call
			one.ask(order{Do: "click", Call: fmt.Sprint(i), Party: 1, Verb: pause.Resume, Seq: 1})
			continue
		}
		r := one.ask(order{Do: "click", Call: fmt.Sprint(i), Party: 0, Verb: pause.Stop, Seq: 1})
		if r.State != "silent" {
			t.Fatalf("%+v", r)
		}
		for i%3 == 1 && !r.Safe { // the others may not be in the store when it dies
			time.Sleep(5 * time.Millisecond)
			r = one.ask(order{Do: "state", Call: fmt.Sprint(i)})
		}
	}
	r := nodes[2].ask(order{Do: "ask", Call: "0", Party: 1, Verb: pause.Resume, Seq: 2})
	if r.Err != "" || r.State != "on" {
		t.Errorf("it is asked from another node: %+v", r)
	}
	one.kill()
	killed := time.Now()
	for i := range calls {
		name, stopped := fmt.Sprint(i), i%3 != 0
		if r := two.ask(order{Do: "take", Call: name, From: one.id}); r.Phase != "owning" || r.State != "silent" {
			t.Fatalf("call %d: %+v", i, r)
		}
		if i == 0 {
			t.Logf("the first call is taken over %v after the kill", time.Since(killed).Round(time.Millisecond))
		}
		two.ask(order{Do: "report", Call: name, Party: 1, Seq: 2})
		r := two.ask(order{Do: "report", Call: name, Party: 0, Stopped: stopped, Seq: 1})
		if (r.State == "on") == stopped {
			t.Errorf("call %d, stopped %v: %+v", i, stopped, r)
		}
		if stopped {
			r = two.ask(order{Do: "click", Call: name, Party: 0, Verb: pause.Resume, Seq: 2})
			if r.State != "on" {
				t.Errorf("call %d is not resumed: %+v", i, r)
			}
		}
	}
	back := start(t, one.config)
	back.ready()
	if r := back.ask(order{Do: "take", Call: "0", From: one.id}); r.Phase != "gone" || r.State != "silent" {
		t.Errorf("the old owner: %+v", r)
	}
	r = back.ask(order{Do: "take", Call: "1", From: law.ID{Node: "node-3", Boot: 1}})
	if r.Phase != "gone" {
		t.Errorf("who takes from somebody else: %+v", r)
	}
}

// Three members forget a call that nobody takes over, when its owner has been dead for a time, and keep one that goes on.
func TestThreeForgetTheCallsOfTheDead(t *testing.T) {
	all := configs(t)
	var nodes [3]*process
	for i := range nodes {
		all[i].Forget = 5 * time.Second
		nodes[i] = start(t, all[i])
	}
	for _, n := range nodes {
		n.ready()
	}
	dead, living := order{Do: "heard", Call: "of the dead"}, order{Do: "heard", Call: "of the living"}
	nodes[0].ask(order{Do: "begin", Call: dead.Call})
	nodes[1].ask(order{Do: "begin", Call: living.Call})
	until(t, "both calls are in the store", func() bool {
		return nodes[2].ask(dead).State == "lives" && nodes[2].ask(living).State == "lives"
	})
	nodes[0].kill()
	for _, n := range nodes[1:] {
		until(t, n.config.Name+" has forgotten the call of the dead, and no other", func() bool {
			return n.ask(dead).State != "lives" && n.ask(living).State == "lives"
		})
	}
}
