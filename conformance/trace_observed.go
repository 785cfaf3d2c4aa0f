package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// An observed is what a program says of itself after an event. What is not there was not observed.
type observed struct {
	Result *string                `json:"result"`
	Phones map[string]*tracePhone `json:"phones"`
	Calls  map[string]*traceCall  `json:"calls"`
	Beeps  *[]traceBeep           `json:"beeps"`
	DTMF   *[]string              `json:"dtmf"`
}

type tracePhone struct {
	State   *string           `json:"state"`
	Toggle  *string           `json:"toggle"`
	Message *bool             `json:"message"`
	Buttons map[string]string `json:"buttons"`
}

type traceCall struct {
	Recording *string   `json:"recording"`
	StoppedBy *[]string `json:"stopped_by"`
	Silenced  *[]string `json:"silenced"`
}

type traceBeep struct {
	Call       string    `json:"call"`
	To         []string  `json:"to"`
	RecordedOn *[]string `json:"recorded_on"`
}

// A TraceError reports an observation that cannot be read.
type TraceError struct {
	Line    int
	Problem string
}

func (e *TraceError) Error() string {
	return fmt.Sprintf("conformance: trace: line %d: %s", e.Line, e.Problem)
}

// readObserved reads what a line observes; nil where it observes nothing.
func readObserved(line int, text []byte) (*observed, error) {
	var outer struct {
		Observed json.RawMessage `json:"observed"`
	}
	if err := json.Unmarshal(text, &outer); err != nil {
		return nil, &TraceError{line, err.Error()}
	}
	if len(outer.Observed) == 0 || bytes.Equal(outer.Observed, []byte("null")) {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(outer.Observed))
	d.DisallowUnknownFields()
	o := new(observed)
	if err := d.Decode(o); err != nil {
		return nil, &TraceError{line, "observed: " + err.Error()}
	}
	return o, nil
}
