package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// patience is how long Asterisk may take for anything.
const patience = 5 * time.Second

// An asterisk is a subject: a running Asterisk with the configuration of the folder conf.
type asterisk struct {
	client  *client
	version string
	spool   string // where it writes recordings, as seen from here
	guard   int64
	events  bool // what its events announce is taken for the state of the recorder
	keep    bool // recordings are not deleted
	opened  int
}

// Describe says that recordings can be read. There is no action that asks whether a MixMonitor is muted, so that the
// recorder's state is observable only by the events that announce it; nothing tells who hears a beep.
func (a *asterisk) Describe() conformance.Description {
	d := conformance.Description{Name: "Asterisk, MixMonitor", Version: a.version, Role: conformance.PBX,
		Observables: spec.File, Features: conformance.SplitFiles, Guard: a.guard}
	if a.events {
		d.Observables |= spec.RecorderState
	}
	return d
}

// Open makes a call of A and its peer, and records it if it is to be recorded.
func (a *asterisk) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	if err := reachable(s); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	a.opened++
	a.client.forget()
	name := fmt.Sprintf("recpause-%d-%d", os.Getpid(), a.opened)
	caller, callee := conformance.A, s.Peer
	if s.Incoming {
		caller, callee = callee, caller
	}
	c, err := connect(ctx, a.client, name, caller, callee)
	if err != nil {
		return nil, err
	}
	x := &session{asterisk: a, call: c, tape: newTape(a.spool, name, s.Settings.Layout), recorded: s.Settings.RecordAll}
	if err := x.begin(ctx); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// reachable says why a scene cannot be set up: there is no telephone here that could hold or transfer a call.
func reachable(s conformance.Scene) error {
	set := s.Settings
	switch {
	case s.Place != conformance.Talking:
		return fmt.Errorf("%w: only calls of two parties are set up", conformance.ErrUnsupported)
	case set.RecordAll != set.RecordCallcenter:
		return fmt.Errorf("%w: a call is recorded or it is not", conformance.ErrUnsupported)
	case set.Layout == recording.TwoChannel:
		return fmt.Errorf("%w: MixMonitor mixes, or writes two files", conformance.ErrUnsupported)
	case set.Transcriber != 0:
		return fmt.Errorf("%w: no speech-to-text", conformance.ErrUnsupported)
	}
	return nil
}

// A session is one call. Its position 0 is when it was set up, and positions are real time.
type session struct {
	*asterisk
	call     *call
	tape     tape
	recorded bool // a recording was asked for
	zero     time.Time
	from     int64 // the position at which the recording begins
	over     bool
}

// How long a call is left alone: until everybody speaks, for the application Answer waits half a second to be spoken
// to; and until the recording runs.
const (
	greeting = 700 * time.Millisecond
	settle   = 200 * time.Millisecond
)

// begin starts the recording, and the clock.
func (x *session) begin(ctx context.Context) error {
	if err := sleep(ctx, greeting); err != nil {
		return err
	}
	started, err := x.record(ctx)
	if err != nil {
		return err
	}
	if err := sleep(ctx, settle); err != nil {
		return err
	}
	x.zero = time.Now()
	x.from = axis.Samples(started.Sub(x.zero))
	return nil
}

// record starts the recording of a call that is to be recorded, and returns when.
func (x *session) record(ctx context.Context) (time.Time, error) {
	if !x.recorded {
		return time.Now(), nil
	}
	if err := x.call.record(ctx, x.tape); err != nil {
		return time.Time{}, err
	}
	err := x.announcement(ctx, 0, "MixMonitorStart")
	return time.Now(), err
}

// announcement waits for an event of the recorder, if events are observed.
func (x *session) announcement(ctx context.Context, from int, name string) error {
	if !x.events {
		return nil
	}
	_, err := x.client.await(ctx, from, event(name, "Uniqueid", x.call.channels[conformance.A]))
	return err
}

// Do waits for an event's time, and lets it happen. Where that is so late that positions mean nothing, it is an error.
func (x *session) Do(ctx context.Context, e conformance.Event) error {
	due := x.zero.Add(axis.Duration(e.At))
	if err := sleep(ctx, time.Until(due)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := x.do(ctx, e)
	if late := time.Since(due); err == nil && late > axis.Duration(x.guard) {
		return fmt.Errorf("asterisk: an event came %v too late, and the guard is %v; try again with less going on, or "+
			"with a wider -guard", late.Round(time.Millisecond), axis.Duration(x.guard))
	}
	return err
}

func (x *session) do(ctx context.Context, e conformance.Event) error {
	switch {
	case e.Action == conformance.Wait:
		return nil
	case e.Action == conformance.Command:
		return x.command(ctx, e)
	case e.Action == conformance.Fact && e.Fact == calllog.CallHangup && e.Call == conformance.OriginalCall && !x.over:
		x.over = true
		return x.call.hangUp(ctx, e.Party)
	}
	return fmt.Errorf("%w: %v", conformance.ErrUnsupported, e)
}

// command brings a softphone's command to Asterisk. What that turns down is rejected.
func (x *session) command(ctx context.Context, e conformance.Event) error {
	from := x.client.mark()
	err := x.call.mute(ctx, e.Verb)
	if refused := (*ActionError)(nil); errors.As(err, &refused) {
		return fmt.Errorf("%w: %w", conformance.ErrRejected, err)
	}
	if err != nil {
		return err
	}
	return x.announcement(ctx, from, "MixMonitorMute")
}

// Observe says what Asterisk has announced of the recorder, if that is observed.
func (x *session) Observe(context.Context) (o conformance.Observation, err error) {
	if x.events {
		o.Calls = map[string]conformance.Recorder{}
		if !x.over {
			o.Calls[conformance.OriginalCall] = conformance.Recorder{Recording: x.call.announced()}
		}
	}
	return o, nil
}

// Recording reads the files of a call that is over. Before, the last seconds are still in Asterisk's buffers.
func (x *session) Recording(ctx context.Context) (conformance.Contents, error) {
	switch {
	case !x.recorded:
		return conformance.Contents{}, nil
	case !x.over:
		return conformance.Contents{},
			fmt.Errorf("%w: a recording can be read when its call is over", conformance.ErrUnsupported)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return x.tape.read(ctx, x.from)
}

// Close ends the call, if nobody has.
func (x *session) Close() (err error) {
	if !x.over {
		x.over = true
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err = x.call.hangUp(ctx, conformance.A)
	}
	if !x.keep {
		x.tape.remove()
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
