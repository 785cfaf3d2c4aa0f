package buttons

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
)

// phoneFields are a softphone's snapshot.
type phoneFields struct {
	State    callstate.State `json:"state,omitzero"`
	Gate     pause.Latch     `json:"gate"`
	Display  pause.Display   `json:"display"`
	Settings Settings        `json:"settings"`
}

// settingsFields are the JSON form of settings.
type settingsFields struct {
	AutoThreeWay bool  `json:"auto_three_way"`
	StarTransfer bool  `json:"star_transfer"`
	Uses         []use `json:"uses,omitempty"` // of the buttons that are not used as they are by default
}

// A use says in which states a button does something.
type use struct {
	Button Button            `json:"button"`
	In     []callstate.State `json:"in"`
}

var (
	phones  = strictjson.New[phoneFields]()
	setting = strictjson.New[settingsFields]()
)

// MarshalJSON writes the softphone's snapshot, which UnmarshalJSON restores: a softphone that is started anew in a call
// goes on with what it has shown. The error is that of its gate.
func (p Phone) MarshalJSON() ([]byte, error) { return json.Marshal(phoneFields(p)) }

// UnmarshalJSON restores a softphone from its snapshot, or leaves it as it is and returns a *pause.SnapshotError.
func (p *Phone) UnmarshalJSON(data []byte) error {
	var in phoneFields
	if err := phones.Read(data, &in); err != nil {
		return unreadable(err)
	}
	*p = Phone(in)
	return nil
}

// MarshalJSON writes the settings, and the buttons that are used in other states than by default.
func (s Settings) MarshalJSON() ([]byte, error) {
	out := settingsFields{AutoThreeWay: s.AutoThreeWay, StarTransfer: s.StarTransfer}
	for b := range All() {
		if s.differs[b-1] != 0 {
			out.Uses = append(out.Uses, use{b, s.statesOf(b)})
		}
	}
	return json.Marshal(out)
}

// statesOf returns the states in which one of the ten buttons does something.
func (s *Settings) statesOf(b Button) []callstate.State {
	in := []callstate.State{}
	for state := range callstate.States() {
		if s.uses(b, state) {
			in = append(in, state)
		}
	}
	return in
}

// UnmarshalJSON reads settings, or leaves them as they are and returns a *pause.SnapshotError.
func (s *Settings) UnmarshalJSON(data []byte) error {
	var in settingsFields
	if err := setting.Read(data, &in); err != nil {
		return unreadable(err)
	}
	next, last := Settings{AutoThreeWay: in.AutoThreeWay, StarTransfer: in.StarTransfer}, Button(0)
	for i, u := range in.Uses {
		field := fmt.Sprintf("uses[%d].", i)
		if u.Button <= last || u.Button > Dial {
			return &pause.SnapshotError{Field: field + "button", Problem: "not one of the ten in their order, once each"}
		}
		last = u.Button
		next.Use(u.Button, u.In...)
		if next.differs[u.Button-1] == 0 || !slices.Equal(next.statesOf(u.Button), u.In) {
			return &pause.SnapshotError{Field: field + "in",
				Problem: "not the states in their order, once each, and others than by default"}
		}
	}
	*s = next
	return nil
}

// unreadable returns the error of a reader as that of a snapshot.
func unreadable(err error) error {
	var inner *pause.SnapshotError
	var wrong *strictjson.Error
	switch {
	case errors.As(err, &wrong) && errors.As(wrong.Err, &inner):
		return inner.Within(wrong.Path)
	case errors.As(err, &wrong):
		return &pause.SnapshotError{Field: wrong.Path, Problem: "got " + wrong.Got + ", expected " + wrong.Want}
	}
	return err
}
