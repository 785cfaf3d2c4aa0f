package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/recpause/recpause/cluster"
	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// A callName is what never changes of a call of two. Its JSON is the call's name in the cluster, so that every node
// knows from the name who is in the call, and where on the time axis another node goes on.
type callName struct {
	Story   string    `json:"story"` // of the first owner: its node, and the name there
	Call    string    `json:"call"`
	Zero    time.Time `json:"zero"`    // of the first answer
	Parties []string  `json:"parties"` // by number
}

func (n callName) String() string {
	text, _ := json.Marshal(n) // strings and a time of this century
	return string(text)
}

// A placed is a call of the cluster, and the node that has it.
type placed struct {
	callName
	owner law.ID
	away  time.Time // since when nobody has it, as far as is known here; zero where somebody has
}

// A member is the PBX as one node of a cluster: which calls other nodes have, whom to ask about them, and what their
// softphones show. It keeps nothing of a call of its own, which is its story's. The nil member is a PBX alone.
type member struct {
	*cluster.Node
	office *office
	looks  *queue           // questions what softphones of other nodes show now
	heard  map[law.ID]int64 // by node, the number of the latest seat that it has told; of the goroutine of follow

	mu    sync.Mutex
	calls map[string]*placed // by name, of all nodes

	showing sync.Mutex
	latest  map[nodeSeat]int64 // the number of the latest seat that is shown
}

// A nodeSeat is a softphone as a node tells of it.
type nodeSeat struct {
	node      law.ID
	extension string
}

// gaveUp is after what time a call is over that no node has: nobody has called again.
const gaveUp = time.Minute

// joinCluster makes the PBX a node of the cluster that its options name, and returns when a majority is there.
func joinCluster(ctx context.Context, f *office, c cluster.Config) (*member, error) {
	opening, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	n, err := cluster.Open(opening, c)
	if err != nil {
		return nil, err
	}
	m := &member{Node: n, office: f, looks: newQueue(), heard: map[law.ID]int64{},
		calls: map[string]*placed{}, latest: map[nodeSeat]int64{}}
	changes, err := n.Watch(ctx)
	if err != nil {
		return nil, errors.Join(err, n.Close())
	}
	go m.watch(changes)
	go m.follow(ctx)
	return m, nil
}

// watch follows which node has which call.
func (m *member) watch(changes <-chan cluster.Change) {
	for c := range changes {
		p := &placed{owner: c.Entry.Owner}
		if json.Unmarshal([]byte(c.Call), &p.callName) != nil {
			continue // it is no call of this program
		}
		m.mu.Lock()
		before := m.calls[c.Call]
		if m.calls[c.Call] = p; c.Ended {
			delete(m.calls, c.Call)
		}
		m.mu.Unlock()
		switch {
		case c.Ended:
			m.over(p.Parties)
		case p.owner != m.ID():
			m.looks.put(func() {
				if before == nil || before.owner != p.owner {
					delete(m.heard, p.owner) // what it has told of the call before was not shown
				}
				m.look(c.Call, p.owner)
			})
		}
	}
}

// over shows the softphones of a call that is over as idle, unless they are in another one.
func (m *member) over(parties []string) {
	for _, name := range parties {
		if softphones.MatchString(name) && m.of(name) == nil {
			m.office.show(nil, m.office.idle(name))
		}
	}
}

// follow asks other nodes, also whether they are there, what their softphones show: whenever the store has something
// new, and a few times a second, for not everything that is shown is in the store.
func (m *member) follow(ctx context.Context) {
	clock := time.NewTicker(250 * time.Millisecond)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.looks.ready:
			for _, do := range m.looks.take() {
				do()
			}
		case now := <-clock.C:
			for call, p := range m.probes() {
				if !m.look(call, p.owner) && !p.away.IsZero() && now.Sub(p.away) > gaveUp {
					m.forget(call, p)
				}
			}
		}
	}
}

// probes returns a call of every other node, and those that no node has.
func (m *member) probes() map[string]placed {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen, some := map[law.ID]bool{m.ID(): true}, map[string]placed{}
	for call, p := range m.calls {
		if !p.away.IsZero() || !seen[p.owner] {
			some[call] = *p
		}
		seen[p.owner] = seen[p.owner] || p.away.IsZero()
	}
	return some
}

// look asks the node that has a call what all of its softphones show that show something else than before, and reports
// whether any node has the call, or may have it.
func (m *member) look(call string, owner law.ID) bool {
	var away *cluster.AwayError
	switch answer, err := m.ask(call, request{Since: m.heard[owner]}); {
	case err == nil && m.found(call): // its node had just begun to listen, and tells everything again
		m.heard[owner] = 0
	case err == nil:
		m.heard[owner] = max(answer.Number, m.heard[owner])
		m.shows(answer)
	case errors.As(err, &away):
		m.lost(call)
		return false
	}
	return true
}

// found notes that a node has a call, and reports whether none seemed to.
func (m *member) found(call string) (was bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.calls[call]; p != nil && !p.away.IsZero() {
		p.away, was = time.Time{}, true
	}
	return was
}

// shows shows what a node has told, unless it has told something later already, or the call is over: the answer to a
// click may have waited for its disk.
func (m *member) shows(r reply) {
	m.showing.Lock()
	defer m.showing.Unlock()
	for _, s := range r.Seats {
		of := nodeSeat{r.Node, s.Extension}
		if s.Number <= m.latest[of] || s.Call != "" && !m.has(of) {
			continue
		}
		m.latest[of] = s.Number
		s.Number = m.office.moment.Add(1)
		m.office.show(nil, s)
	}
}

// has reports whether a softphone is in a call of a node.
func (m *member) has(s nodeSeat) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.calls {
		if p.owner == s.node && slices.Contains(p.Parties, s.extension) {
			return true
		}
	}
	return false
}

// lost notes that no node has a call, and looks at the other calls of the same owner.
func (m *member) lost(call string) {
	m.mu.Lock()
	p := m.calls[call]
	if p == nil || !p.away.IsZero() || p.owner == m.ID() {
		m.mu.Unlock()
		return
	}
	p.away = time.Now()
	for other, o := range m.calls {
		if o.owner == p.owner && o.away.IsZero() {
			m.looks.put(func() { m.look(other, o.owner) })
		}
	}
	m.mu.Unlock()
	m.showing.Lock()
	defer m.showing.Unlock()
	for _, s := range m.office.Seats() {
		if slices.Contains(p.Parties, s.Extension) {
			delete(m.latest, nodeSeat{p.owner, s.Extension}) // if it lives, it may tell the same again
			s.Away, s.Recording, s.Number = true, pause.Silent, m.office.moment.Add(1)
			m.office.show(nil, s)
		}
	}
}

// forget takes a call out of the store that nobody has called again for.
func (m *member) forget(call string, p placed) {
	c, _, err := m.Take(call, p.owner, law.Entry{})
	if err != nil {
		return
	}
	go func() {
		for c.Owner().Phase() == law.Taking {
			c.Hear(<-c.Answers())
		}
		c.End()
	}()
}

// of returns the name of a party's call at another node; nil where it is in none.
func (m *member) of(party string) *string {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for call, p := range m.calls {
		if p.owner != m.ID() && slices.Contains(p.Parties, party) {
			return &call
		}
	}
	return nil
}

// again returns the call that goes on when one of two parties calls the other: that of both which no node has. It is an
// error where either of them is in a call that another node has, or may have.
func (m *member) again(parties ...string) (goesOn *placed, err error) {
	if m == nil {
		return nil, nil
	}
	m.mu.Lock()
	known := map[string]placed{}
	for call, p := range m.calls {
		if p.owner != m.ID() && (slices.Contains(p.Parties, parties[0]) || slices.Contains(p.Parties, parties[1])) {
			known[call] = *p
		}
	}
	m.mu.Unlock()
	for call, p := range known {
		_, err := m.ask(call, request{})
		if !errors.As(err, new(*cluster.AwayError)) {
			return nil, fmt.Errorf("%v: a node has their call", p.Parties)
		}
		if slices.Contains(p.Parties, parties[0]) && slices.Contains(p.Parties, parties[1]) {
			goesOn = &p
		}
	}
	return goesOn, nil
}

// A request is what a node that does not have a call asks the one that has. One without a party asks what is shown by
// the softphones of all of its calls that show something else since.
type request struct {
	Party string `json:"party,omitempty"`
	Click click  `json:"click,omitzero"`
	Since int64  `json:"since,omitempty"` // the number of a seat
}

// A reply is the answer: why not, and what the call's softphones show now.
type reply struct {
	Problem *problem `json:"problem,omitempty"`
	Node    law.ID   `json:"node"` // which answers
	Seats   []seat   `json:"seats"`
	Number  int64    `json:"number,omitempty"` // of the latest of them
}

// ask asks the node that has a call.
func (m *member) ask(call string, r request) (answer reply, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	text, err := json.Marshal(r)
	if err == nil {
		text, err = m.Ask(ctx, call, text)
	}
	if err == nil {
		err = json.Unmarshal(text, &answer)
	}
	return answer, err
}

// An awayError says that a click may not have been heard.
type awayError struct{ problem }

func (e awayError) Unwrap() error { return e.problem }

var away = awayError{problem{JA: "通話のノードが応答しません。操作は反映されていない可能性があります",
	EN: "the node of the call does not answer: it may not have been done"}}

// click asks the node that has a softphone's call to do what was clicked here.
func (m *member) click(call, extension string, c click) error {
	answer, err := m.ask(call, request{Party: extension, Click: c})
	if err != nil {
		return away
	}
	m.shows(answer)
	if answer.Problem != nil {
		return *answer.Problem
	}
	return nil
}

// since returns what softphones of calls here show, as far as it is later than a number.
func (f *office) since(number int64) (r reply) {
	r.Node = f.member.ID()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.seats {
		if f.of[s.Extension] != nil && s.shown > number {
			r.Seats, r.Number = append(r.Seats, s), max(r.Number, s.shown)
		}
	}
	return r
}

// replyOf returns what another node is answered.
func (s *story) replyOf(err error) []byte {
	r := reply{Node: s.office.member.ID(), Seats: s.seats(s.system.Look().Mismatch)}
	if p, ok := errors.AsType[problem](err); ok {
		r.Problem = &p
	} else if err != nil {
		r.Problem = &problem{JA: err.Error(), EN: err.Error()}
	}
	text, err := json.Marshal(r)
	s.must(err)
	return text
}

// onlyTwo is why a PBX of a cluster does nothing with more than two parties; nil for a PBX alone.
func (f *office) onlyTwo() error {
	if f.member == nil {
		return nil
	}
	return problemOf("クラスターでは、二者の通話だけができます", "in a cluster there are calls of two only")
}

// cluster returns the options' cluster.
func (o options) cluster() cluster.Config {
	return cluster.Config{Name: o.node, Dir: o.out + "/cluster", Listen: o.listen, Secret: o.secret,
		Peers: strings.FieldsFunc(o.peers, func(r rune) bool { return r == ',' })}
}

// close leaves the cluster.
func (m *member) close() error {
	if m == nil {
		return nil
	}
	return m.Close()
}
