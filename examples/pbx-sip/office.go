package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// An office is the whole PBX: who is in which story, and what every softphone shows. Each story has an owner of its
// own; what is here has a lock, and is about whom a call goes to.
type office struct {
	feed
	bell    // rings when what a softphone shows has changed
	options options
	log     *slog.Logger
	store   *store
	mix     *mixer
	trunk   *trunk
	running sync.WaitGroup
	moment  atomic.Int64 // the number of the latest seat
	member  *member      // nil for a PBX alone
	meter   *meter       // nil where nobody measures

	mu       sync.Mutex
	number   int                 // of the last story
	closed   bool                // nobody is called any more
	of       map[string]*story   // the story that a party or a room is in
	seats    map[string]seat     // by extension
	headsets map[string]*headset // softphones with a page's own audio
}

var (
	softphones = regexp.MustCompile(`^[1-7]\d\d$`)
	rooms      = regexp.MustCompile(`^8\d\d$`)
	names      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$`)
)

// isName reports whether a party may be called so: its name is also that of its file, beside those of the recordings.
func isName(party string) bool {
	return names.MatchString(party) && !strings.HasPrefix(strings.ToLower(party), "recording-")
}

// outboundCode is what a softphone dials to wait for outbound calls.
const outboundCode = "*70"

// openOffice starts the PBX. It runs until the context ends, and close waits until everybody has hung up.
func openOffice(ctx context.Context, o options, log *slog.Logger) (*office, error) {
	store, err := openStore(o.out)
	if err != nil {
		return nil, err
	}
	f := &office{options: o, log: log, store: store, mix: newMixer(), of: map[string]*story{},
		seats: map[string]seat{}, headsets: map[string]*headset{}}
	if f.trunk, err = openTrunk(ctx, f, o.sip, log); err != nil {
		return nil, errors.Join(err, store.close())
	}
	if err := f.trunk.recall(); err != nil {
		log.Warn("registrations are lost", "error", err)
	}
	for name := range f.trunk.bindings {
		f.registered(name)
	}
	for name := range strings.SplitSeq(o.page, ",") {
		if softphones.MatchString(name) {
			f.seats[name] = f.idle(name)
		}
	}
	if o.metrics {
		if f.meter, err = newMeter(); err != nil {
			return nil, errors.Join(err, store.close())
		}
	}
	again := f.restore
	if o.node != "" {
		if f.member, err = joinCluster(ctx, f, o.cluster()); err != nil {
			return nil, errors.Join(err, store.close())
		}
		again = f.layAway
	}
	go f.mix.run(ctx)
	defer f.trunk.serve()
	for _, shelf := range store.unfinished() {
		if err := again(shelf); err != nil {
			log.Error("a call is not taken up again", "story", shelf.story, "error", err)
		}
	}
	return f, nil
}

// close hangs up for everybody, and waits until what calls leave is complete.
func (f *office) close() error {
	f.mu.Lock()
	f.closed = true
	for _, s := range f.of {
		s.inbox.put(s.hangUpAll)
	}
	f.mu.Unlock()
	f.running.Wait()
	f.trunk.sending.Wait()
	f.mix.closing.Wait()
	return errors.Join(f.store.close(), f.member.close())
}

// participant returns what a log says of a party.
func (f *office) participant(name string) calllog.Participant {
	p := calllog.Participant{ID: name, Softphone: softphones.MatchString(name)}
	if p.Softphone {
		p.Terminal, p.PauseEnabled, p.AutoThreeWay, p.StarTransfer = pause.Installed, true, true, true
		b, ok := f.trunk.where(name)
		if ok && b.Transport == "WS" || !ok && slices.Contains(strings.Split(f.options.webrtc, ","), name) {
			p.Terminal = pause.WebRTC
		}
	}
	return p
}

// registered is a telephone that has registered or gone.
func (f *office) registered(name string) {
	if softphones.MatchString(name) && f.member.of(name) == nil {
		f.show(nil, f.idle(name))
	}
}

// dial sends a line that calls somebody to its story: that of a call that it holds, or a new one.
func (f *office) dial(l *line, to string) {
	s, code, reason := f.route(l.party, to)
	if s == nil {
		l.far.refuse(code, reason)
		return
	}
	l.story.Store(s)
	s.inbox.put(func() { s.dial(l, to) })
}

// route returns the story that a new call of a party belongs to, or why there is none.
func (f *office) route(party, to string) (s *story, code int, reason string) {
	reachable := f.reachable(to)
	goesOn, away := f.member.again(party, to)
	f.mu.Lock()
	defer f.mu.Unlock()
	switch mine, theirs := f.of[party], f.of[to]; {
	case f.closed:
		return nil, 503, "Closed"
	case !isName(party):
		return nil, 403, "Not A Name"
	case away != nil || f.member != nil && mine != nil:
		return nil, 486, "Busy Here"
	case f.onlyTwo() != nil && (rooms.MatchString(to) || to == outboundCode):
		return nil, 488, "Calls Of Two Only"
	case mine != nil && (rooms.MatchString(to) || to == outboundCode || theirs != nil):
		return nil, 486, "Busy Here"
	case mine != nil:
		s = mine
	case rooms.MatchString(to):
		s = theirs
	case to == outboundCode:
	case theirs != nil:
		theirs.inbox.put(func() { theirs.missed(party, to) })
		return nil, 486, "Busy Here"
	}
	if !rooms.MatchString(to) && to != outboundCode && !reachable {
		return nil, 404, "Nobody There"
	}
	if s == nil {
		if s = f.begin(goesOn); s == nil {
			return nil, 500, "No Disk"
		}
	}
	f.of[party] = s
	if to != outboundCode {
		f.of[to] = s
	}
	return s, 0, ""
}

func (f *office) reachable(name string) bool {
	_, ok := f.headsetOf(name)
	if !ok {
		_, ok = f.trunk.where(name)
	}
	return ok
}

func (f *office) headsetOf(name string) (h *headset, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h, ok = f.headsets[name]
	return h, ok
}

// take says that a party is called in a story, unless it is busy in another one.
func (f *office) take(party string, s *story) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if of := f.of[party]; of != nil && of != s {
		return false
	}
	f.of[party] = s
	return true
}

// leave says that a party, or a room, is in a story no more.
func (f *office) leave(party string, s *story) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of[party] == s {
		delete(f.of, party)
	}
}

// forget says that a story is over.
func (f *office) forget(s *story) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for party, of := range f.of {
		if of == s {
			delete(f.of, party)
		}
	}
}

// ring calls a party on a line: its page, or its telephone.
func (f *office) ring(to, from string, l *line) bool {
	if p, ok := f.headsetOf(to); ok {
		l.stream, l.far = p.stream, &worn{p}
		p.current.Store(l)
		return true
	}
	b, ok := f.trunk.where(to)
	if !ok {
		return false
	}
	s, err := f.mix.open(l, b.isBrowser())
	if err != nil {
		f.log.Warn("no ports for audio", "error", err)
		return false
	}
	l.stream = s
	l.far = f.trunk.ring(b, to, from, l)
	return true
}

// idle returns a softphone that is in no call.
func (f *office) idle(name string) seat {
	p := f.participant(name)
	gate := pause.Gate{Version: calllog.DefaultConfig().Version, Contract: true, Terminal: p.Terminal,
		Saved: p.PauseEnabled}
	return seat{Number: f.moment.Add(1), Extension: name, Name: name, Terminal: p.Terminal, Registered: f.reachable(name),
		Phone: buttons.NewPhone(gate, buttons.Settings{AutoThreeWay: p.AutoThreeWay, StarTransfer: p.StarTransfer})}
}

// show tells the pages what softphones show that a story has, or nobody. One that is in another story is not its. What
// waited for the disk may be older than what is shown already.
func (f *office) show(from *story, seats ...seat) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range seats {
		if of := f.of[s.Extension]; (of == nil || of == from) && s.Number > f.seats[s.Extension].Number {
			s.shown = f.moment.Add(1)
			f.seats[s.Extension] = s
		}
	}
	f.bell.ring()
}

// Seats returns what every softphone shows now, in the order of their extensions.
func (f *office) Seats() (all []seat) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.seats {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b seat) int { return cmp.Compare(a.Extension, b.Extension) })
	return all
}

// Click does what somebody has clicked, and returns when the PBX has done or refused it.
func (f *office) Click(extension string, c click) error {
	begun := time.Now()
	err := f.click(extension, c)
	f.meter.click(c.Do, time.Since(begun), err)
	return err
}

func (f *office) click(extension string, c click) error {
	f.mu.Lock()
	s := f.of[extension]
	p := f.headsets[extension]
	f.mu.Unlock()
	elsewhere := f.member.of(extension)
	switch {
	case s != nil:
		return s.click(extension, c)
	case elsewhere != nil:
		return f.member.click(*elsewhere, extension, c)
	case p != nil && (c.Do == dial || c.Do == join):
		return p.dials(c.To)
	case p != nil && c.Do == wait:
		return p.dials(outboundCode)
	case c.Do == dial:
		return problemOf("%vの発信は、登録した電話機で行ってください", "%v has no microphone on this page: dial on its telephone", extension)
	}
	return problemOf("%vは通話していません", "%v is in no call", extension)
}

// begin makes a new story, in which a call of the cluster may go on; nil where the disk refuses it. The office is locked.
func (f *office) begin(goesOn *placed) *story {
	f.number++
	name := fmt.Sprintf("%s-%03d", time.Now().Format("20060102-150405.000"), f.number)
	shelf, err := f.store.begin(name)
	if err != nil {
		f.log.Warn("no folder for a call", "error", err)
		return nil
	}
	s := newStory(f, name, shelf)
	if s.goesOn = goesOn; goesOn != nil {
		s.of, s.zero = &goesOn.callName, goesOn.Zero
	}
	f.running.Go(s.run)
	return s
}
