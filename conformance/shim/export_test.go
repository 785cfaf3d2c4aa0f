package shim

import (
	"bytes"
	"fmt"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/strictjson"
)

// through writes a message, and reads it again.
func through[T any](message any, read func(text []byte) (T, *strictjson.Error)) (T, error) {
	text := bytes.TrimSuffix(line(message), []byte("\n"))
	got, err := read(text)
	if err != nil {
		return got, fmt.Errorf("%s: %w", text, err)
	}
	return got, nil
}

// ThroughObservation is what the kit sees of what a subject shows.
func ThroughObservation(o conformance.Observation) (conformance.Observation, error) {
	return through(encodeObservation(o), func(text []byte) (o conformance.Observation, err *strictjson.Error) {
		var m observationMessage
		if err = read(text, &m, 0); err == nil {
			o, err = m.decode()
		}
		return o, err
	})
}

// ThroughRecording is what the kit reads of what a subject has recorded.
func ThroughRecording(r conformance.Contents) (conformance.Contents, error) {
	return through(encodeRecording(r), func(text []byte) (conformance.Contents, *strictjson.Error) {
		var m recordingMessage
		err := read(text, &m, 0)
		return m.contents, err
	})
}

// ThroughScene is the scene that a subject is asked for.
func ThroughScene(s conformance.Scene) (conformance.Scene, error) {
	return through(s, func(text []byte) (s conformance.Scene, err *strictjson.Error) {
		err = read(text, &s, 0)
		return s, err
	})
}

// ThroughEvent is the event that a subject gets.
func ThroughEvent(e conformance.Event) (conformance.Event, error) {
	return through(event{e, target(e, conformance.Scenario(conformance.Talking))},
		func(text []byte) (conformance.Event, *strictjson.Error) {
			var got event
			err := read(text, &got, 0)
			return got.Event, err
		})
}

// ThroughDescription is what the kit learns of a subject.
func ThroughDescription(d conformance.Description) (conformance.Description, error) {
	return through(encodeDescription(d), func(text []byte) (d conformance.Description, err *strictjson.Error) {
		var m hello
		if err = read(text, &m, 0); err == nil {
			d, err = m.decode()
		}
		return d, err
	})
}

// ReadRequest reads a line as a subject does: it passes over what it does not know.
func ReadRequest(line []byte) error {
	_, err := decodeRequest(line)
	return orNil(err)
}

// A Reader reads answers as a process does.
type Reader struct{ process }

func NewReader() *Reader { return &Reader{} }

// Read reads the answer to a request.
func (r *Reader) Read(line []byte, op string, observe bool, id int64) error {
	_, err := r.decode(line, request{Op: op, Observe: observe, ID: id})
	return orNil(err)
}

// Refusal is the error that an answer to an event is.
func Refusal(line []byte, id int64) error {
	m, err := decodeReply(line, request{Op: opDo, ID: id})
	switch {
	case err != nil:
		return err
	case m.Result == broke:
		return m.failure(opDo)
	}
	return m.refusal()
}

// Known is how many answers are kept.
func (r *Reader) Known() (n int) {
	for _, of := range r.known {
		n += len(of)
	}
	return n
}
