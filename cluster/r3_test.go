package cluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/recpause/recpause/cluster/law"
)

// three opens three members in this process.
func three(t testing.TB) (nodes [3]*Node) {
	t.Helper()
	var at [3]string
	for i := range at {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		at[i] = l.Addr().String()
		_ = l.Close() // and nobody else takes it so soon
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	dir := t.TempDir()
	var opening sync.WaitGroup
	var wrong [3]error
	for i := range nodes {
		name := fmt.Sprintf("node-%d", i+1)
		c := Config{Name: name, Dir: filepath.Join(dir, name), Listen: at[i], Secret: "of the test",
			Peers: []string{at[(i+1)%3], at[(i+2)%3]}}
		opening.Go(func() { nodes[i], wrong[i] = Open(ctx, c) })
	}
	opening.Wait()
	if err := errors.Join(wrong[:]...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, n := range nodes {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	return nodes
}

// Of twelve that write at once one does, and the others hear of it. What one has written another reads.
func TestAConflictOnThree(t *testing.T) {
	nodes := three(t)
	a := law.Action{Kind: law.Put, Entry: law.Entry{Owner: nodes[0].id}}
	first := nodes[0].ask("c", a)
	if first.Outcome != law.Done {
		t.Fatalf("%+v", first)
	}
	a.After = first.Revision
	var done, conflicts atomic.Int32
	var writing sync.WaitGroup
	for i := range 12 {
		writing.Go(func() {
			switch nodes[i%3].ask("c", a).Outcome {
			case law.Done:
				done.Add(1)
			case law.Conflict:
				conflicts.Add(1)
			}
		})
	}
	writing.Wait()
	if done.Load() != 1 || conflicts.Load() != 11 {
		t.Errorf("of 12 at once %d have written, and %d heard of it", done.Load(), conflicts.Load())
	}
	for _, n := range nodes {
		if got := n.ask("c", law.Action{Kind: law.Get}); got.Revision <= first.Revision || got.Entry != a.Entry {
			t.Errorf("%s reads %+v", n.id.Node, got)
		}
	}
}

// What a store can take: 64 calls a processor at once, each of which waits for its answers.
func BenchmarkUpdates(b *testing.B) {
	b.Run("memory", func(b *testing.B) { update(b, openOne(b, Config{})) })
	b.Run("disk", func(b *testing.B) { update(b, openOne(b, Config{Dir: b.TempDir()})) })
	b.Run("three", func(b *testing.B) { nodes := three(b); update(b, nodes[0]) })
}

func openOne(b *testing.B, c Config) *Node {
	b.Helper()
	n, err := Open(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = n.Close() }) // it has nothing to keep
	return n
}

func update(b *testing.B, n *Node) {
	var number atomic.Int64
	b.SetParallelism(64)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		call, a := fmt.Sprint(number.Add(1)), law.Action{Kind: law.Put, Entry: law.Entry{Owner: n.id}}
		for p.Next() {
			answer := n.ask(call, a)
			if answer.Outcome != law.Done { // it was sent twice, or not answered
				answer = n.ask(call, law.Action{Kind: law.Get})
			}
			a.After = answer.Revision
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

// A replica may be late: what is read directly, from any of them, is not always what has been written before. What the
// library reads is, for it asks the leader.
func TestAReplicaIsLate(t *testing.T) {
	nodes := three(t)
	direct := nodes[0].stored("direct")
	direct.AllowDirect = true
	if _, err := nodes[0].stream.CreateStream(t.Context(), direct); err != nil {
		t.Fatal(err)
	}
	var kept [3]jetstream.KeyValue
	for i, n := range nodes {
		var err error
		if kept[i], err = n.stream.KeyValue(t.Context(), "direct"); err != nil {
			t.Fatal(err)
		}
	}
	const tries = 60
	reads, late, wrong := 0, 0, 0
	a := law.Action{Kind: law.Put, Entry: law.Entry{Owner: nodes[0].id}}
	for try := 0; try < tries || late == 0 && try < 100*tries; try++ {
		writes := try % 3
		revision, err := kept[writes].Put(t.Context(), "c", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range nodes {
			e, err := kept[i].Get(t.Context(), "c")
			if reads++; errors.Is(err, jetstream.ErrKeyNotFound) || err == nil && e.Revision() < revision {
				late++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		answer := nodes[writes].ask("c", a)
		if answer.Outcome != law.Done {
			t.Fatalf("%+v", answer)
		}
		a.After = answer.Revision
		for _, n := range nodes {
			if got := n.ask("c", law.Action{Kind: law.Get}); got.Revision != answer.Revision {
				wrong++
			}
		}
	}
	t.Logf("late were %d of %d direct reads, and %d of the leader's", late, reads, wrong)
	if late == 0 || wrong > 0 {
		t.Error("want some of the direct ones, and none of the leader's")
	}
}

// A store on three nodes says in two ways that another revision is there: one while another write is under way, and one
// when it is done. Both are seen here, and are conflicts.
func TestTwoCodesOfAConflict(t *testing.T) {
	nodes := three(t)
	codes := map[jetstream.ErrorCode]int{}
	both := func() bool {
		return codes[jetstream.JSErrCodeStreamWrongLastSequence] > 0 &&
			codes[jetstream.JSErrCodeStreamWrongLastSequenceConstant] > 0
	}
	revision, err := nodes[0].calls.Create(t.Context(), key("c"), []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	for rounds := 0; rounds < 10 || !both() && rounds < 2_000; rounds++ {
		var wrong [12]error
		var revisions [12]uint64
		var writing sync.WaitGroup
		for i := range wrong {
			writing.Go(func() {
				revisions[i], wrong[i] = nodes[i%3].calls.Update(t.Context(), key("c"), []byte("{}"), revision)
			})
		}
		writing.Wait()
		for i, err := range wrong {
			if err == nil {
				revision = revisions[i]
				continue
			}
			if apiError := (*jetstream.APIError)(nil); errors.As(err, &apiError) && outcome(err) == law.Conflict {
				codes[apiError.ErrorCode]++
			} else {
				t.Fatalf("%v is %v", err, outcome(err))
			}
		}
	}
	t.Logf("how often each came: %v", codes)
	if !both() || len(codes) != 2 {
		t.Errorf("got %v, want both codes", codes)
	}
}
