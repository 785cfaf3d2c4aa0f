package system

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A snapshot is a System in JSON. What follows from the rest is left out: gates and settings from the header, a call's caller from its
// parties.
type snapshot struct {
	Header  json.RawMessage `json:"header"` // the first line of the log
	Policy  pause.Policy    `json:"policy,omitzero"`
	Profile []Change        `json:"profile,omitempty"`
	Phones  []phoneSnapshot `json:"phones"` // the softphones by the header's order
	Calls   []callSnapshot  `json:"calls"`
}

type phoneSnapshot struct {
	Party     string          `json:"party"`
	State     string          `json:"state"`
	Display   json.RawMessage `json:"display"`
	Call      string          `json:"call,omitempty"`
	Target    string          `json:"target,omitempty"`
	StoppedIn string          `json:"stopped_in,omitempty"`
	Doubtful  bool            `json:"doubtful,omitempty"`
	Lies      *liesSnapshot   `json:"lies,omitempty"`
}

// A liesSnapshot is a calllog.Opening.
type liesSnapshot struct {
	Line    int    `json:"line"`
	At      int64  `json:"at"`
	Event   string `json:"event"`
	Party   string `json:"party"`
	Support string `json:"support"`
}

type callSnapshot struct {
	ID       string          `json:"id"`
	Begun    string          `json:"begun"`
	Parties  []string        `json:"parties"` // by number; the caller is the first
	Recorder json.RawMessage `json:"recorder"`
}

// MarshalJSON writes the system's snapshot: everything, with the header and the policy. The error is a *pause.SnapshotError for a header
// that no log can have, or for a call whose name is no text.
func (s System) MarshalJSON() ([]byte, error) {
	header, err := headerLine(s.header)
	if err != nil {
		return nil, err
	}
	snap := snapshot{Header: header, Policy: s.policy, Profile: slices.Collect(s.profile.All()), Phones: []phoneSnapshot{}, Calls: []callSnapshot{}}
	for party := range s.phones {
		if s.softphone(party) {
			snap.Phones = append(snap.Phones, s.phoneSnapshot(party))
		}
	}
	for i := range s.calls {
		c := &s.calls[i]
		if !utf8.ValidString(c.id) {
			return nil, &pause.SnapshotError{Field: "calls", Problem: fmt.Sprintf("%q is no text", c.id)}
		}
		snap.Calls = append(snap.Calls, s.callSnapshot(c))
	}
	return json.Marshal(snap)
}

// headerLine writes a header, and refuses one that cannot be read again.
func headerLine(h *calllog.Header) (json.RawMessage, error) {
	if h == nil {
		return nil, &pause.SnapshotError{Field: "header", Problem: "the zero System has none"}
	}
	var line bytes.Buffer
	if err := calllog.WriteHeader(&line, *h); err != nil {
		return nil, &pause.SnapshotError{Field: "header", Problem: err.Error()}
	}
	again, err := readHeader(line.Bytes())
	if err == nil && (again.SampleRate != h.SampleRate || again.Config != h.Config || !slices.Equal(again.Parties, h.Parties)) {
		err = &pause.SnapshotError{Field: "header", Problem: "no log can have it"}
	}
	return line.Bytes(), err
}

func readHeader(text []byte) (calllog.Header, error) {
	var line bytes.Buffer
	if err := json.Compact(&line, text); err != nil {
		return calllog.Header{}, &pause.SnapshotError{Field: "header", Problem: "missing"}
	}
	r, err := calllog.NewReader(&line)
	if err != nil {
		return calllog.Header{}, &pause.SnapshotError{Field: "header", Problem: err.Error()}
	}
	return r.Header, nil
}

func (s *System) phoneSnapshot(party int) phoneSnapshot {
	p := &s.phones[party]
	snap := phoneSnapshot{Party: s.id(party), State: p.State.String(), Call: p.call, Target: p.target, Doubtful: p.doubtful}
	snap.Display, _ = p.Display.MarshalJSON() // never fails
	if p.stoppedIn != 0 {
		snap.StoppedIn = p.stoppedIn.String()
	}
	if o := p.lies; o != nil {
		snap.Lies = &liesSnapshot{o.Line, o.At, o.Event.String(), o.Party, o.Support.String()}
	}
	return snap
}

func (s *System) callSnapshot(c *call) callSnapshot {
	snap := callSnapshot{ID: c.id, Begun: c.begun.String()}
	snap.Recorder, _ = c.rec.MarshalJSON() // never fails
	for _, party := range c.slots {
		snap.Parties = append(snap.Parties, s.id(party))
	}
	return snap
}

// UnmarshalJSON restores a system from its snapshot, or leaves it as it is and returns a *pause.SnapshotError. What it restores is a
// system that events could have led to, as far as its parts can tell: whatever happens next, nothing panics.
func (s *System) UnmarshalJSON(data []byte) error {
	snap, err := readSnapshot(data)
	if err != nil {
		return err
	}
	h, err := readHeader(snap.Header)
	if err != nil {
		return err
	}
	next, err := New(h, snap.Policy)
	if err != nil {
		return err
	}
	in := &restoring{System: next.Under(ProfileOf(snap.Profile...))}
	if err := in.restore(snap); err != nil {
		return err
	}
	*s = in.System
	return nil
}

func readSnapshot(data []byte) (snap snapshot, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err = d.Decode(&snap)
	var policy *pause.SnapshotError
	var typed *json.UnmarshalTypeError
	var unknown *spec.UnknownError
	switch {
	case errors.As(err, &policy):
		return snap, policy.Within("policy")
	case errors.As(err, &unknown):
		return snap, &pause.SnapshotError{Field: "profile", Problem: unknown.Error()}
	case errors.As(err, &typed):
		return snap, &pause.SnapshotError{Field: typed.Field, Problem: "not a " + typed.Type.String()}
	case err != nil:
		return snap, &pause.SnapshotError{Problem: err.Error()}
	}
	return snap, nil
}
