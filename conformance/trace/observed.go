package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// An observed is what a program says of itself after an event. What is not there was not observed.
type observed struct {
	Result *string           `json:"result"`
	Phones map[string]*phone `json:"phones"`
	Calls  map[string]*call  `json:"calls"`
	Beeps  *[]beep           `json:"beeps"`
	DTMF   *[]string         `json:"dtmf"`
}

type phone struct {
	State   *string           `json:"state"`
	Toggle  *string           `json:"toggle"`
	Message *bool             `json:"message"`
	Buttons map[string]string `json:"buttons"`
}

type call struct {
	Recording *string   `json:"recording"`
	StoppedBy *[]string `json:"stopped_by"`
	Silenced  *[]string `json:"silenced"`
}

type beep struct {
	Call       string    `json:"call"`
	To         []string  `json:"to"`
	RecordedOn *[]string `json:"recorded_on"`
}

// A FieldError reports an observation that cannot be read.
type FieldError struct {
	Line    int
	Problem string
}

func (e *FieldError) Error() string { return fmt.Sprintf("trace: line %d: %s", e.Line, e.Problem) }

// readObserved reads what a line observes; nil where it observes nothing.
func readObserved(line int, text []byte) (*observed, error) {
	var outer struct {
		Observed json.RawMessage `json:"observed"`
	}
	if err := json.Unmarshal(text, &outer); err != nil {
		return nil, &FieldError{line, err.Error()}
	}
	if len(outer.Observed) == 0 || bytes.Equal(outer.Observed, []byte("null")) {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(outer.Observed))
	d.DisallowUnknownFields()
	o := new(observed)
	if err := d.Decode(o); err != nil {
		return nil, &FieldError{line, "observed: " + err.Error()}
	}
	return o, nil
}
