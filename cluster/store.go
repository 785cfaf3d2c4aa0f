package cluster

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/recpause/recpause/cluster/law"
)

// marker is how long the store still knows that a call is over, so that whoever watches hears of it.
const marker = 10 * time.Second

// key returns the store's key of a call, whose name may be anything.
func key(call string) string { return base64.RawURLEncoding.EncodeToString([]byte(call)) }

// ask asks the store for an action of the law. Whatever goes wrong on the way is not known, and is said when patience
// is over, so that nobody asks a store again and again that cannot be reached.
func (n *Node) ask(call string, a law.Action) law.Answer {
	ctx, cancel := context.WithTimeout(n.ctx, n.config.Patience)
	defer cancel()
	over := time.After(n.config.Patience)
	var answer law.Answer
	switch a.Kind {
	case law.Get:
		answer = n.get(ctx, call)
	case law.Put:
		answer = n.put(ctx, call, a)
	}
	if answer.Outcome == law.Unknown {
		<-over
	}
	answer.Question = a.Question
	return answer
}

// get reads an entry as the leader has it.
func (n *Node) get(ctx context.Context, call string) law.Answer {
	e, err := n.calls.Get(ctx, key(call))
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return law.Answer{Outcome: law.Missing}
	case err != nil:
		return law.Answer{}
	}
	answer := law.Answer{Outcome: law.Found, Revision: e.Revision()}
	if json.Unmarshal(e.Value(), &answer.Entry) != nil {
		return law.Answer{Outcome: law.Found, Revision: e.Revision()} // of nobody: whoever asks lets go
	}
	return answer
}

// put writes an entry where nobody else has. Of several nodes the store says so by another error than alone.
func (n *Node) put(ctx context.Context, call string, a law.Action) law.Answer {
	text, err := json.Marshal(a.Entry)
	if err != nil {
		return law.Answer{} // a call can always be written
	}
	var revision uint64
	if a.After == 0 {
		revision, err = n.calls.Create(ctx, key(call), text)
	} else {
		revision, err = n.calls.Update(ctx, key(call), text, a.After)
	}
	return law.Answer{Outcome: outcome(err), Revision: revision}
}

// renew writes this node's entry of a call as it is, unless somebody else writes it meanwhile. The owner, which does not
// know of it, has a conflict with its next write, and finds its own.
func (n *Node) renew(call string) {
	ctx, cancel := context.WithTimeout(n.ctx, n.config.Patience)
	defer cancel()
	if now := n.get(ctx, call); now.Outcome == law.Found && now.Entry.Owner == n.id {
		n.put(ctx, call, law.Action{Entry: now.Entry, After: now.Revision}) // the next time will do as well
	}
}

// outcome says what an error of a write is worth. That there was no answer in time is not a conflict: it may be
// written, now or later.
func outcome(err error) law.Outcome {
	switch {
	case err == nil:
		return law.Done
	case errors.Is(err, jetstream.ErrKeyExists), errors.Is(err, jetstream.ErrKeyRevisionMismatch):
		return law.Conflict
	}
	return law.Unknown
}

// forget takes the entry of a call that is over out of the store, as long as it is this node's.
func (n *Node) forget(call string) {
	for n.ctx.Err() == nil {
		ctx, cancel := context.WithTimeout(n.ctx, n.config.Patience)
		answer := n.get(ctx, call)
		if answer.Outcome == law.Missing || answer.Outcome == law.Found && answer.Entry.Owner != n.id {
			cancel()
			return
		}
		if answer.Outcome == law.Found {
			err := n.calls.Purge(ctx, key(call), jetstream.LastRevision(answer.Revision), jetstream.PurgeTTL(marker))
			if err == nil {
				cancel()
				return
			}
		} else {
			<-ctx.Done()
		}
		cancel()
	}
}

// A Change is what a node hears of a call, its own or another's. It may be late, and an end may be missed where a node
// dies: it says whom to ask, and nothing that anybody may record by.
type Change struct {
	Call  string
	Entry law.Entry
	Ended bool // Entry is the zero one
}

// Watch sends what the store has of every call, and then each change, until the context is done or the node is closed.
func (n *Node) Watch(ctx context.Context) (<-chan Change, error) {
	w, err := n.calls.WatchAll(ctx)
	if err != nil {
		return nil, err
	}
	changes := make(chan Change)
	go func() {
		defer close(changes)
		for e := range w.Updates() {
			c, ok := change(e)
			if !ok {
				continue
			}
			select {
			case changes <- c:
			case <-ctx.Done():
				return
			}
		}
	}()
	return changes, nil
}

// change reads what the store says of a call; ok is false for what it says of none.
func change(e jetstream.KeyValueEntry) (c Change, ok bool) {
	if e == nil { // all that there was has been sent
		return c, false
	}
	name, err := base64.RawURLEncoding.DecodeString(e.Key())
	if err != nil {
		return c, false
	}
	c.Call, c.Ended = string(name), e.Operation() != jetstream.KeyValuePut
	return c, c.Ended || json.Unmarshal(e.Value(), &c.Entry) == nil
}
