package calllog

import (
	"bytes"
	"encoding/json"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A StepLine is what the library answers to one event: a line of steps.jsonl.
type StepLine struct {
	Line     int               `json:"line"`
	At       int64             `json:"at"`
	Event    Kind              `json:"event"`
	Party    string            `json:"party"`
	Result   Result            `json:"result"`
	Rules    List[spec.ID]     `json:"rules"`
	Support  spec.Support      `json:"support"`
	Calls    Object[CallView]  `json:"calls"`
	Phones   Object[PhoneView] `json:"phones"`
	Beeps    List[BeepView]    `json:"beeps"`
	DTMF     List[string]      `json:"dtmf"` // whose click was sent; never the digit
	Mismatch List[Mismatch]    `json:"mismatch"`
}

// A Result is what became of an event. There is no zero one.
type Result uint8

// The results. A refused or an unchanged event changes nothing.
const (
	Applied Result = 1 + iota
	Unchanged
	Rejected
)

//enum:text
var resultNames = [...]string{"none", Applied: "applied", Unchanged: "unchanged", Rejected: "refused"}

// A CallView is one open call.
type CallView struct {
	Recording pause.State  `json:"recording"`
	StoppedBy List[string] `json:"stopped_by"`
	Silenced  List[string] `json:"silenced"`
}

// A PhoneView is what one softphone shows.
type PhoneView struct {
	State   callstate.State         `json:"state"`
	Toggle  pause.Verb              `json:"toggle"` // the label on the toggle, none where it is not shown
	Message bool                    `json:"message"`
	Buttons Object[buttons.Verdict] `json:"buttons"`
}

// A BeepView is what sounds in one call.
type BeepView struct {
	Call       string       `json:"call"`
	To         List[string] `json:"to"`
	RecordedOn List[string] `json:"recorded_on"`
}

// A Mismatch is what one softphone shows against what happens in the call it talks in.
type Mismatch struct {
	Party    string       `json:"party"`
	Kind     MismatchKind `json:"kind"`
	Call     string       `json:"call"`
	NoToggle bool         `json:"no_toggle,omitzero"` // it shows no toggle at all, and so no stop either
	Rule     spec.ID      `json:"rule,omitzero"`      // where the manual describes it
	Opened   Opening      `json:"opened,omitzero"`
	Cure     Kind         `json:"cure,omitzero"` // the click that makes the display true, where it shows one
}

// An Opening is the event that a mismatch has lasted from.
type Opening struct {
	Line    int          `json:"line"`
	At      int64        `json:"at"`
	Event   Kind         `json:"event"`
	Party   string       `json:"party"`
	Support spec.Support `json:"support"` // whether the vendor stands behind the event
}

// A MismatchKind says in which way a display is wrong. There is no zero one.
type MismatchKind uint8

// The kinds, the worst first.
const (
	StoppedButRecording      MismatchKind = 1 + iota // it shows "stopped", its own voice is recorded
	StoppedButOthersRecorded                         // it shows "stopped", its own voice is silent, another is recorded
	RecordingButStopped                              // it shows no "stopped", its own voice is silent
)

//enum:text mismatch
var mismatchKindNames = [...]string{"none", StoppedButRecording: "shown-stopped-but-recording",
	StoppedButOthersRecorded: "shown-stopped-but-others-recorded", RecordingButStopped: "shown-recording-but-stopped"}

var mismatchKindTexts = [...]spec.Text{{},
	StoppedButRecording:      {JA: "「停止中」の表示だが、実際は録音中", EN: "shows a stop, but is recorded"},
	StoppedButOthersRecorded: {JA: "「停止中」の表示だが、ほかの参加者は録音中", EN: "shows a stop, but others are recorded"},
	RecordingButStopped:      {JA: "「停止中」の表示がないが、実際は停止中", EN: "shows no stop, but is not recorded"}}

// A List is a JSON array that is never null.
type List[T any] []T

// MarshalJSON writes [] for an empty list.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return plain([]T(l))
}

// plain is json.Marshal without the escapes that HTML needs, so that a name is spelled the same everywhere in a line.
func plain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// An Object is a JSON object whose members keep their order.
type Object[V any] []Member[V]

// A Member is one entry of an Object.
type Member[V any] struct {
	Key   string
	Value V
}

// Get returns the value of a key.
func (o Object[V]) Get(key string) (v V, ok bool) {
	for _, m := range o {
		if m.Key == key {
			return m.Value, true
		}
	}
	return v, false
}

// MarshalJSON writes the members in order.
func (o Object[V]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		key, _ := plain(m.Key) // a string can be written
		value, err := plain(m.Value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
