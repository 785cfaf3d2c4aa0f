package cluster

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/recpause/recpause/cluster/law"
)

// A conflict is one whatever code it comes as: of a store alone, and of one on several nodes. A time-out is not a no,
// and neither is anything else that goes wrong on the way.
func TestOutcomes(t *testing.T) {
	several := &jetstream.APIError{Code: 400, ErrorCode: jetstream.JSErrCodeStreamWrongLastSequenceConstant}
	for err, want := range map[error]law.Outcome{
		nil:                              law.Done,
		jetstream.ErrKeyExists:           law.Conflict,
		jetstream.ErrKeyRevisionMismatch: law.Conflict,
		context.DeadlineExceeded:         law.Unknown,
		nats.ErrTimeout:                  law.Unknown,
		nats.ErrConnectionClosed:         law.Unknown,
		jetstream.ErrNoStreamResponse:    law.Unknown,
		errors.New("something else"):     law.Unknown,
		&jetstream.APIError{Code: 503}:   law.Unknown,
		fmt.Errorf("%w: %w", several, jetstream.ErrKeyRevisionMismatch): law.Conflict,
	} {
		if got := outcome(err); got != want {
			t.Errorf("%v is %v, want %v", err, got, want)
		}
	}
}

// Entries are read as the leader has them, and the bucket is small: one entry a call, for a time.
func TestTheBucket(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	n, err := Open(ctx, Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	s, err := n.stream.Stream(ctx, "KV_"+bucket)
	if err != nil {
		t.Fatal(err)
	}
	c := s.CachedInfo().Config
	if c.AllowDirect || c.MaxMsgsPerSubject != 1 || c.MaxAge != 48*time.Hour || !c.AllowMsgTTL {
		t.Errorf("%+v", c)
	}
	a := law.Action{Kind: law.Put, Entry: law.Entry{Owner: n.id}}
	first := n.ask("c", a)
	if first.Outcome != law.Done {
		t.Fatalf("%+v", first)
	}
	if again := n.ask("c", a); again.Outcome != law.Conflict {
		t.Errorf("what is there is written anew: %+v", again)
	}
	if a.After = first.Revision + 1; n.ask("c", a).Outcome != law.Conflict {
		t.Error("another revision is no conflict")
	}
	got := n.ask("c", law.Action{Kind: law.Get, Question: 7})
	if got.Outcome != law.Found || got.Question != 7 || got.Entry != a.Entry {
		t.Errorf("%+v", got)
	}
}

// What nobody keeps alive the store forgets, and whoever watches hears of it. A call that goes on is kept, whatever
// time goes by without a command.
func TestWhatNobodyKeepsIsForgotten(t *testing.T) {
	n, err := Open(t.Context(), Config{Forget: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	changes, err := n.Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	living, _, err := n.Begin("living", law.Entry{})
	if err != nil {
		t.Fatal(err)
	}
	living.Hear(<-living.Answers())
	before := n.ask("living", law.Action{Kind: law.Get})
	for i := range 4 {
		dead := fmt.Sprintf("dead %d", i)
		a := law.Action{Kind: law.Put, Entry: law.Entry{Owner: law.ID{Node: "dead"}}}
		if got := n.ask(dead, a); got.Outcome != law.Done {
			t.Fatalf("%+v", got)
		}
		for c := range changes {
			if c.Ended && c.Call == "living" {
				t.Fatal("a call that goes on is forgotten")
			}
			if c.Ended && c.Call == dead {
				break
			}
		}
	}
	after := n.ask("living", law.Action{Kind: law.Get})
	if after.Outcome != law.Found || after.Entry != before.Entry || after.Revision < before.Revision+4 {
		t.Errorf("it was %+v, and is %+v", before, after)
	}
	living.End()
	empties(t, n)
}

// A call that ends while it is being taken leaves nothing of the node that has taken it, however late the store is with
// what was being written.
func TestTheEndOfATakeOverLeavesNothing(t *testing.T) {
	n, err := Open(t.Context(), Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	c, _, err := n.Take("c", law.ID{Node: "dead"}, law.Entry{})
	if err != nil {
		t.Fatal(err)
	}
	late := <-c.Answers()
	c.End() // what it has asked for is not answered yet
	for range 20 {
		if got := n.ask("c", law.Action{Kind: law.Get}); got.Outcome != law.Missing {
			t.Fatalf("%+v", got)
		}
	}
	if got := n.ask("c", law.Action{Kind: law.Put, Entry: law.Entry{Owner: n.id}}); got.Outcome != law.Done {
		t.Fatalf("%+v", got)
	}
	c.answers <- late
	for deadline := time.Now().Add(30 * time.Second); n.ask("c", law.Action{Kind: law.Get}).Outcome != law.Missing; {
		if time.Now().After(deadline) {
			t.Fatal("its entry is still there after half a minute")
		}
		time.Sleep(time.Millisecond)
	}
}

// Whoever watches hears that it is over: when it wants no more, and when the node ends.
func TestWatchingEnds(t *testing.T) {
	n, err := Open(t.Context(), Config{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	one, err1 := n.Watch(ctx)
	two, err2 := n.Watch(t.Context())
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	cancel()
	for range one {
		t.Error("a change of nothing")
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	for range two {
		t.Error("a change of nothing")
	}
}
