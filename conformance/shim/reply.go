package shim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/conformance"
)

// A replyMessage is one line of the subject's.
type replyMessage struct {
	ID     int64  `json:"id"`
	Result string `json:"result"`
	Reason string `json:"reason,omitempty"`
	*hello
	Session     string              `json:"session,omitempty"`
	Observation *observationMessage `json:"observation,omitempty"`
	Recording   *recordingMessage   `json:"recording,omitempty"`
}

// A reply is what the subject answers, read.
type reply struct {
	result      string
	reason      string
	description conformance.Description
	session     string
	observation conformance.Observation
	recording   conformance.Recording
	audio       *Audio
}

// decodeReply reads the subject's answer to a request.
func (d *decoder) decodeReply(o object, to request) (r reply) {
	if v := o.need("id"); v.int() != to.id {
		v.wrong(fmt.Sprintf("%d, the id of the request", to.id))
	}
	r.result = decodeResult(o.need("result"), to.op)
	if v := o.get("reason"); v.there() {
		r.reason = v.text()
	}
	o.only(append([]string{"id", "result", "reason"}, carries(to, r.result)...)...)
	switch {
	case d.err != nil:
	case r.result == done && to.op == opHello:
		r.description = decodeDescription(o)
	case r.result == done && to.op == opOpen:
		r.session = decodeSession(o.need("session"))
	case r.result == done && to.op == opRecording:
		r.recording, r.audio = decodeRecording(o.need("recording").object())
	case to.observe && (r.result == done || r.result == rejected):
		r.observation = decodeObservation(o.need("observation").object())
	}
	return r
}

// carries returns the fields of a reply beside those of every reply.
func carries(to request, result string) []string {
	switch {
	case to.observe && (result == done || result == rejected):
		return []string{"observation"}
	case result != done:
		return nil
	}
	return map[string][]string{opHello: helloFields, opOpen: {"session"}, opRecording: {"recording"}}[to.op]
}

// decodeResult reads a result that the operation can have.
func decodeResult(v value, op string) string {
	can := []string{done, unsupported, broke}
	switch op {
	case opDo:
		can = []string{done, rejected, unsupported, broke}
	case opHello:
		can = []string{done, broke}
	}
	result := v.text()
	if !slices.Contains(can, result) {
		v.wrong("one of " + strings.Join(can, ", "))
	}
	return result
}

// decodeSession reads the name of a new session.
func decodeSession(v value) string {
	name := v.text()
	if name == "" {
		v.wrong("a name that is not empty")
	}
	return name
}
