package shim

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/recpause/recpause/conformance"
)

// through writes a message, and reads it again.
func through[T any](message any, read func(text []byte) (T, *MessageError)) (T, error) {
	text := bytes.TrimSuffix(line(message), []byte("\n"))
	got, err := read(text)
	if err != nil {
		return got, fmt.Errorf("%s: %w", text, err)
	}
	return got, nil
}

// ThroughObservation is what the kit sees of what a subject shows.
func ThroughObservation(o conformance.Observation) (conformance.Observation, error) {
	return through(encodeObservation(o), func(text []byte) (o conformance.Observation, err *MessageError) {
		var m observationMessage
		if err = read("", text, &m, 0); err == nil {
			o, err = m.decode()
		}
		return o, err
	})
}

// ThroughRecording is what the kit reads of what a subject has recorded.
func ThroughRecording(r conformance.Contents) (conformance.Contents, error) {
	return through(encodeRecording(r), func(text []byte) (conformance.Contents, *MessageError) {
		r, _, err := decodeRecording(json.RawMessage(text))
		return r, err
	})
}

// ThroughScene is the scene that a subject is asked for.
func ThroughScene(s conformance.Scene) (conformance.Scene, error) {
	return through(s, func(text []byte) (s conformance.Scene, err *MessageError) {
		err = read("", text, &s, 0)
		return s, err
	})
}

// ThroughEvent is the event that a subject gets.
func ThroughEvent(e conformance.Event) (conformance.Event, error) {
	return through(encodeEvent(e, conformance.Scenario(conformance.Talking)),
		func(text []byte) (conformance.Event, *MessageError) {
			return decodeEvent(text, 0)
		})
}

// ThroughDescription is what the kit learns of a subject.
func ThroughDescription(d conformance.Description) (conformance.Description, error) {
	return through(encodeDescription(d), func(text []byte) (d conformance.Description, err *MessageError) {
		var m hello
		if err = read("", text, &m, 0); err == nil {
			d, err = m.decode()
		}
		return d, err
	})
}
