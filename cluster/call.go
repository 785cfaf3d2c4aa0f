package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// A Call is a call that has its audio at this node, and that the node owns or takes. It is not safe for concurrent use:
// the goroutine that owns the call gives it commands, and whatever comes out of Answers and Requests, and carries out
// the actions that come back, in that order.
//
// What it asks the store happens by itself, so none of the actions is law.Get or law.Put. When one is law.LetGo, the
// call is another node's.
type Call struct {
	owner    law.Owner
	name     string
	node     *Node
	answers  chan law.Answer
	requests chan *Request
	heard    *nats.Subscription
	asking   bool          // the store owes an answer
	closed   chan struct{} // when the call is over here, or another node's
}

// Begin makes this node the owner of a call that has been answered here. Its name is another one for each call. Its entry
// is kept alive until End, and so it is not forgotten.
func (n *Node) Begin(call string, e law.Entry) (*Call, []law.Action, error) {
	owner, acts := law.Begin(n.id, e)
	return n.open(call, owner, acts)
}

// Take takes over a call whose audio comes to this node from now on, from an owner whose end is known: its process has
// died, or hears the call no more. Of two nodes that take it one does. The entry is what is known here of the call.
func (n *Node) Take(call string, from law.ID, e law.Entry) (*Call, []law.Action, error) {
	owner, acts := law.Take(n.id, from, e)
	return n.open(call, owner, acts)
}

func (n *Node) open(call string, owner law.Owner, acts []law.Action) (*Call, []law.Action, error) {
	c := &Call{owner: owner, name: call, node: n, answers: make(chan law.Answer, 1),
		requests: make(chan *Request), closed: make(chan struct{})}
	heard, err := n.conn.Subscribe(subject(call), c.receive)
	if err != nil {
		return nil, nil, fmt.Errorf("cluster: %w", err)
	}
	c.heard = heard
	go c.keep()
	return c, c.carry(acts), nil
}

// keep keeps the call's entry alive, until the call is over here: what nobody writes the store forgets.
func (c *Call) keep() {
	tick := time.NewTicker(c.node.config.Forget / 4)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.node.renew(c.name)
		case <-c.closed:
			return
		case <-c.node.ctx.Done():
			return
		}
	}
}

// carry asks the store what is to be asked, and returns what the owner of the call has to do itself.
func (c *Call) carry(acts []law.Action) (rest []law.Action) {
	for _, a := range acts {
		switch a.Kind {
		case law.Get, law.Put:
			c.asking = true
			go func() { c.answers <- c.node.ask(c.name, a) }()
			continue
		case law.LetGo:
			c.leave()
		}
		rest = append(rest, a)
	}
	return rest
}

// Do is law.Owner.Do: a command of a softphone, or of a program.
func (c *Call) Do(p pause.Party, command pause.Command) []law.Action {
	return c.carry(c.owner.Do(p, command))
}

// Key is law.Owner.Key: a command by a telephone key.
func (c *Call) Key(p pause.Party, v pause.Verb) []law.Action { return c.carry(c.owner.Key(p, v)) }

// Report is law.Owner.Report: what a softphone says when it has connected.
func (c *Call) Report(p pause.Party, epoch uint64, stopped bool, number uint32) []law.Action {
	return c.carry(c.owner.Report(p, epoch, stopped, number))
}

// Answers has what the store answers, for Hear.
func (c *Call) Answers() <-chan law.Answer { return c.answers }

// Hear is law.Owner.Hear.
func (c *Call) Hear(a law.Answer) []law.Action {
	c.asking = false
	return c.carry(c.owner.Hear(a))
}

// Owner returns a copy of what the node knows of the call.
func (c *Call) Owner() law.Owner { return c.owner }

// End is the end of the call. Its entry is taken out of the store, and nothing else is answered.
func (c *Call) End() {
	was, asking := c.owner.Phase(), c.asking
	c.owner = law.Owner{}
	c.leave()
	if was != law.Gone { // one that is being taken may be written, too
		go func() {
			if asking {
				<-c.answers // what is being written is to be forgotten, too
			}
			c.node.forget(c.name)
		}()
	}
}

// leave ends the requests.
func (c *Call) leave() {
	select {
	case <-c.closed:
		return
	default:
	}
	close(c.closed)
	_ = c.heard.Unsubscribe() // of a connection that is closed nothing comes either
}

// A Request is what a node that does not have the call was asked of it, by Node.Ask.
type Request struct {
	Data []byte

	message *nats.Msg
}

// Answer answers the request. Whoever asked may be gone.
func (r *Request) Answer(data []byte) error { return r.message.Respond(data) }

// Requests has what other nodes ask of the call.
func (c *Call) Requests() <-chan *Request { return c.requests }

func (c *Call) receive(m *nats.Msg) {
	select {
	case c.requests <- &Request{m.Data, m}:
	case <-c.closed: // as if nobody had heard it
		gone := nats.NewMsg(m.Reply)
		gone.Header.Set("Status", "503")
		_ = m.RespondMsg(gone)
	case <-c.node.ctx.Done():
	}
}

// subject is where the owner of a call hears requests.
func subject(call string) string { return "recpause.call." + key(call) }

// An AwayError reports that no node has a call, as far as is known.
type AwayError struct{ Call string }

func (e *AwayError) Error() string { return fmt.Sprintf("cluster: no node has the call %q", e.Call) }

// Ask asks whichever node has a call, or takes it, and returns what that one answers. It is an *AwayError at once where
// none does; a context that ends first leaves open whether the request has come.
func (n *Node) Ask(ctx context.Context, call string, data []byte) ([]byte, error) {
	m, err := n.conn.RequestWithContext(ctx, subject(call), data)
	switch {
	case errors.Is(err, nats.ErrNoResponders):
		return nil, &AwayError{call}
	case err != nil:
		return nil, fmt.Errorf("cluster: %w", err)
	}
	return m.Data, nil
}
