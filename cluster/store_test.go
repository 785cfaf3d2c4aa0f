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
	if c.AllowDirect || c.MaxMsgsPerSubject != 1 || c.MaxAge != forgotten || !c.AllowMsgTTL {
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
