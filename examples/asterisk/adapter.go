package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

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

// Describe says that recordings can be read. There is no action that asks whether a MixMonitor is muted, so that the recorder's state is
// observable only by the events that announce it; nothing tells who hears a beep.
func (a *asterisk) Describe() conformance.Description {
	d := conformance.Description{Name: "Asterisk, MixMonitor", Version: a.version, Role: conformance.PBX, Observables: spec.File,
		Features: conformance.SplitFiles, Guard: a.guard}
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
