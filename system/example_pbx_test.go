package system_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/system"
)

// A pbx is what the owner of a story has: all calls that come from each other. Positions are those of the story's log,
// the same for events and audio of every call.
type pbx struct {
	system system.System
	config live.Config
	calls  []*recorded
	open   func(call string) []io.WriterAt // the files of a new recording
	wait   int64                           // for how long a frame may be under way
	last   calllog.Event                   // the latest in the log, whose first line is the header
}

// A recorded is one call's recording, until nothing of it can come any more.
type recorded struct {
	*live.Recording
	call  string
	names []string // by number
	over  bool
	end   int64
}

// Apply takes the story through an event. What the outcome has is then to be said: beeps, displays, warnings. Nothing
// has happened yet that lies after now, and what lies before the latest event is too late: of a stop, what is between
// is a recording.silence, and the stop is given again at the error's Last.
func (p *pbx) Apply(now int64, e calllog.Event) (system.Outcome, error) {
	switch {
	case e.At > now:
		return system.Outcome{}, &live.FarError{At: e.At, Known: now}
	case e.At < p.last.At && p.last.Line > 0:
		return system.Outcome{}, &recording.PositionError{At: e.At, Last: p.last.At}
	}
	e.Line = max(1, p.last.Line) + 1
	outcome, err := p.system.Apply(e)
	if err != nil {
		return outcome, err // nothing has happened, and it is not in the log
	}
	p.last = e
	for task := range outcome.Tasks() {
		if task.Begins && task.Step.After.Recorded() {
			p.config.Origin = task.At
			rec, failed := live.New(p.config, task.Step.After, p.open(task.Call)...)
			if failed != nil {
				err = errors.Join(err, failed)
				continue // the call goes on, and is not recorded
			}
			p.calls = append(p.calls, &recorded{Recording: rec, call: task.Call})
		}
		if rec := p.recorded(task); rec != nil {
			err = errors.Join(err, rec.Advance(now-p.wait), task.Give(rec))
			if rec.names = task.Names; !rec.over {
				rec.over, rec.end = task.Ends, task.At
			}
		}
	}
	return outcome, err
}

// recorded returns the recording that a task is for, nil for none. Of one that is over a span can still be silenced.
func (p *pbx) recorded(task system.Task) *recorded {
	for _, rec := range slices.Backward(p.calls) {
		if rec.call == task.Call && (!rec.over || task.Within != nil) {
			return rec
		}
	}
	return nil
}

// Hear takes a frame of a party's audio. Each call that the party is or was in gets it, and knows what to leave out.
func (p *pbx) Hear(party string, at int64, pcm []byte) (err error) {
	for _, rec := range p.calls {
		if number := slices.Index(rec.names, party); number >= 0 {
			err = errors.Join(err, rec.Write(pause.Party(number), at, pcm))
		}
	}
	return err
}

// Tick is called every second or so: it says how far the story has come, and closes what has been over for long
// enough.
func (p *pbx) Tick(now int64) (err error) {
	p.calls = slices.DeleteFunc(p.calls, func(rec *recorded) bool {
		if rec.over && rec.end+p.wait <= now {
			failed := rec.Close(rec.end)
			err = errors.Join(err, failed)
			return failed == nil
		}
		err = errors.Join(err, rec.Advance(now-p.wait))
		return false
	})
	return err
}

// A PBX with an attended transfer: the customer's call and the talk with the target are two calls of one story, each
// with a recording of its own. What the operator says while the customer is on hold is in the second one only.
func Example_pbx() {
	header := calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(), Parties: []calllog.Participant{
		{ID: "operator", Softphone: true, Terminal: pause.Installed, PauseEnabled: true}, {ID: "customer"}}}
	sys, _ := system.New(header, pause.Policy{})
	files := map[string]*memory{}
	p := &pbx{system: sys, wait: 800,
		config: live.Config{Rate: 8000, HoldBack: 100 * time.Millisecond, Lookback: time.Second},
		open:   func(call string) []io.WriterAt { files[call] = new(memory); return []io.WriterAt{files[call]} }}

	_ = p.system.Introduce(calllog.Participant{ID: "expert"}) // the target is known only when it is dialled
	for second, e := range []calllog.Event{
		{Kind: calllog.CallInvite, Party: "customer", To: "operator", Call: "c1"},
		{Kind: calllog.CallAnswered, Party: "operator", Call: "c1"},
		{Kind: calllog.Hold, Party: "operator", Call: "c1"},
		{Kind: calllog.ConsultDial, Party: "operator", To: "expert", Call: "c2"},
		{Kind: calllog.ConsultAnswered, Party: "expert", Call: "c2"},
		{Kind: calllog.TransferComplete, Party: "operator"},
		{Kind: calllog.CallHangup, Party: "customer", Call: "c1"},
	} {
		e.At = int64(second) * 8000
		if _, err := p.Apply(e.At, e); err != nil {
			fmt.Println(err)
		}
		for party, name := range []string{"operator", "customer", "expert"} { // everybody talks all the time
			_ = p.Hear(name, e.At, bytes.Repeat([]byte{1 << party, 0}, 8000))
		}
		_ = p.Tick(e.At + 8000)
	}
	for _, call := range []string{"c1", "c2"} {
		fmt.Print(call, ":")
		for at := 8000; at < len(files[call].bytes); at += 16_000 { // what is in the middle of each second
			fmt.Print(" ", files[call].bytes[at])
		}
		fmt.Println()
	}
	// Output:
	// c1: 3 2 2 2 6
	// c2: 5
}

// A memory is a file.
type memory struct{ bytes []byte }

func (m *memory) WriteAt(p []byte, off int64) (int, error) {
	if missing := int(off) + len(p) - len(m.bytes); missing > 0 {
		m.bytes = append(m.bytes, make([]byte, missing)...)
	}
	return copy(m.bytes[off:], p), nil
}

func (m *memory) Truncate(size int64) error {
	m.bytes = m.bytes[:size]
	return nil
}
