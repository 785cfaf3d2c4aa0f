package shim

import (
	"bytes"
	"fmt"

	"github.com/recpause/recpause/conformance"
)

// through writes a message, and reads it again.
func through[T any](message any, read func(object) T) (T, error) {
	d := &decoder{}
	got := read(d.parse(bytes.TrimSuffix(line(message), []byte("\n"))))
	if d.err != nil {
		return got, fmt.Errorf("%s: %w", line(message), d.err)
	}
	return got, nil
}

// ThroughObservation is what the kit sees of what a subject shows.
func ThroughObservation(o conformance.Observation) (conformance.Observation, error) {
	return through(encodeObservation(o), decodeObservation)
}

// ThroughRecording is what the kit reads of what a subject has recorded.
func ThroughRecording(r conformance.Contents) (conformance.Contents, error) {
	return through(encodeRecording(r), func(o object) conformance.Contents {
		r, _ := decodeRecording(o)
		return r
	})
}

// ThroughScene is the scene that a subject is asked for.
func ThroughScene(s conformance.Scene) (conformance.Scene, error) {
	return through(s, decodeScene)
}

// ThroughEvent is the event that a subject gets.
func ThroughEvent(e conformance.Event) (conformance.Event, error) {
	return through(encodeEvent(e, conformance.Scenario(conformance.Talking)), decodeEvent)
}

// ThroughDescription is what the kit learns of a subject.
func ThroughDescription(d conformance.Description) (conformance.Description, error) {
	return through(encodeDescription(d), decodeDescription)
}
