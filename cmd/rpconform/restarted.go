package main

import (
	"context"
	"errors"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
)

// A restarted subject is a program that is started for every scene, and ended with it.
type restarted struct {
	conformance.SUT // describes the program
	start           func() (*shim.Subject, error)
}

func (s restarted) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	program, err := s.start()
	if err != nil {
		return nil, err
	}
	x, err := program.Open(ctx, scene)
	if err != nil {
		return nil, errors.Join(err, program.Close())
	}
	return restartedSession{x, x.(conformance.LaterReader), program}, nil // every session of a program is one
}

type restartedSession struct {
	conformance.Session
	conformance.LaterReader
	program *shim.Subject
}

// Close ends the program with its session.
func (x restartedSession) Close() error { return errors.Join(x.Session.Close(), x.program.Close()) }
