package shim

import (
	"bytes"
	"encoding/json"

	"github.com/recpause/recpause/conformance"
)

// A requestMessage is one line of the kit's.
type requestMessage struct {
	ID         int64              `json:"id"`
	Op         string             `json:"op"`
	Protocol   string             `json:"protocol,omitempty"`
	Suite      string             `json:"suite,omitempty"`
	SampleRate int                `json:"sample_rate,omitempty"`
	Session    string             `json:"session,omitempty"`
	Scene      *conformance.Scene `json:"scene,omitempty"`
	Event      *eventMessage      `json:"event,omitempty"`
	Observe    bool               `json:"observe,omitempty"`
}

// A request is what the kit asks, read.
type request struct {
	id      int64
	op      string
	session string
	scene   conformance.Scene
	event   conformance.Event
	observe bool
}

// line writes a message as one line.
func line(message any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(message); err != nil {
		panic(err) // messages are made of strings, numbers, lists and objects of ours
	}
	return b.Bytes()
}

// decodeRequest reads a line of the kit's. An operation that nobody knows is no error: it is answered with unsupported.
func (d *decoder) decodeRequest(o object) (r request) {
	r.id = o.need("id").int()
	r.op = o.need("op").text()
	switch r.op {
	case opHello:
		o.only("id", "op", "protocol", "suite", "sample_rate")
		if v := o.need("protocol"); v.text() != Protocol {
			v.wrong(`"` + Protocol + `"`)
		}
		if v := o.need("sample_rate"); v.int() != conformance.Rate {
			v.wrong("8000")
		}
	case opOpen:
		o.only("id", "op", "scene")
		r.scene = decodeScene(o.need("scene").object())
	case opDo:
		o.only("id", "op", "session", "event", "observe")
		r.event = decodeEvent(o.need("event").object())
		if v := o.get("observe"); v.there() {
			r.observe = v.flag()
		}
	case opObserve, opRecording, opClose:
		o.only("id", "op", "session")
	case opBye:
		o.only("id", "op")
	}
	if inSession(r.op) {
		r.session = o.need("session").text()
	}
	r.observe = r.observe || r.op == opObserve
	return r
}

// inSession reports whether an operation is about a session.
func inSession(op string) bool {
	return op == opDo || op == opObserve || op == opRecording || op == opClose
}
