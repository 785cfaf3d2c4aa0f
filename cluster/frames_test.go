//go:build unix

package cluster_test

import (
	"slices"
	"syscall"
	"testing"

	"github.com/recpause/recpause/cluster"
	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// A framed is a call whose recorder is asked frame by frame: before each one it carries out what has come.
type framed struct {
	call  *cluster.Call
	sound pause.Call
	said  []law.Kind
}

func (f *framed) carryOut(acts []law.Action) {
	for _, a := range acts {
		if a.Kind == law.Do {
			_, _ = f.sound.Do(a.Party, a.Command.Verb) // it is in the call
		}
		f.said = append(f.said, a.Kind)
	}
}

func (f *framed) click(p pause.Party, v pause.Verb, seq uint32) {
	f.carryOut(f.call.Do(p, pause.Command{Verb: v, Seq: seq}))
}

// frame carries out what the store has said, if it has, and reports whether the frame is audible in the file.
func (f *framed) frame() bool {
	select {
	case a := <-f.call.Answers():
		f.carryOut(f.call.Hear(a))
	default:
	}
	return f.sound.State() == pause.On
}

// until lets the store answer until an action comes of it. It reports whether any frame was audible before.
func (f *framed) until(k law.Kind) (audible bool) {
	for before := count(f.said, k); count(f.said, k) == before; {
		audible = audible || f.sound.State() == pause.On
		f.carryOut(f.call.Hear(<-f.call.Answers()))
	}
	return audible
}

func count(said []law.Kind, k law.Kind) (n int) {
	for _, s := range said {
		if s == k {
			n++
		}
	}
	return n
}

// freeze stops the process where it is: it keeps its connections, and answers nobody.
func (p *process) freeze() {
	p.t.Helper()
	var status syscall.WaitStatus
	pid := p.cmd.Process.Pid
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		p.t.Fatal(err)
	}
	for !status.Stopped() {
		if _, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil); err != nil && err != syscall.EINTR {
			p.t.Fatal(err)
		}
	}
}

func (p *process) thaw() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		p.t.Fatal(err)
	}
}

// A stop acts in the frame in which it comes: where the store answers, where it answers late, and where it does not. Two
// of three members that are frozen make it so. A resume waits for the store, and is rejected where there is none.
func TestAStopActsInItsFrame(t *testing.T) {
	all := configs(t)
	others := []*process{start(t, all[1]), start(t, all[2])}
	n := open(t, all[0])
	for _, o := range others {
		o.ready()
	}
	for _, store := range []string{"up", "slow", "away"} {
		t.Run(store, func(t *testing.T) {
			c, acts, err := n.Begin("the store is "+store, entry(t))
			if err != nil {
				t.Fatal(err)
			}
			defer c.End()
			f := &framed{call: c, sound: c.Owner().Call()}
			f.carryOut(acts)
			f.click(0, pause.Stop, 1)
			f.until(law.Safe)
			f.click(0, pause.Resume, 2)
			f.until(law.Confirm)
			for _, o := range others {
				if store != "up" {
					o.freeze()
				}
			}
			var frames, want [50]bool
			for i := range frames {
				if i == 10 {
					f.click(1, pause.Stop, 1)
				}
				frames[i], want[i] = f.frame(), i < 10
			}
			if frames != want {
				t.Errorf("audible are %v, want the 10 before the stop", frames)
			}
			if store != "up" && c.Owner().Safe() {
				t.Error("nobody can have confirmed it, and it is safe")
			}
			if store == "away" {
				f.click(1, pause.Resume, 2)
				if f.until(law.Reject) || f.frame() {
					t.Error("it records, and the store has not confirmed the resume")
				}
			}
			for _, o := range others {
				if store != "up" {
					o.thaw()
				}
			}
			if !c.Owner().Safe() && f.until(law.Safe) {
				t.Error("it records before the store knows of the stop")
			}
			f.click(1, pause.Resume, 3)
			f.until(law.Confirm)
			if !f.frame() || slices.Contains(f.said, law.LetGo) {
				t.Errorf("it does not go on: %v", f.said)
			}
		})
	}
}
