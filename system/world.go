package system

import (
	"bytes"
	"encoding/json"

	"github.com/recpause/recpause/calllog"
)

// Among returns a world in which anything may happen, two calls at once: a party whose name begins with X, Y or Z has an external
// telephone, every other one a softphone with every setting. A *calllog.Error reports names that no log can have.
func Among(parties ...string) (World, error) {
	type party struct {
		ID           string `json:"id"`
		Kind         string `json:"kind"`
		Terminal     string `json:"terminal,omitempty"`
		AutoThreeWay bool   `json:"auto_threeway,omitempty"`
		StarTransfer bool   `json:"star_transfer,omitempty"`
	}
	line := struct {
		Log        string  `json:"log"`
		SampleRate int     `json:"sample_rate"`
		Parties    []party `json:"parties"`
	}{calllog.Version, 8000, nil}
	for _, id := range parties {
		p := party{id, "softphone", "installed", true, true}
		if external(id) {
			p = party{ID: id, Kind: "external"}
		}
		line.Parties = append(line.Parties, p)
	}
	header, err := json.Marshal(line)
	if err != nil {
		return World{}, err
	}
	r, err := calllog.NewReader(bytes.NewReader(header))
	if err != nil {
		return World{}, err
	}
	return World{Header: r.Header, Calls: 2}, nil
}

func external(id string) bool { return id != "" && 'X' <= id[0] && id[0] <= 'Z' }

// Alphabet returns every event that may happen in the world: a call bears one of as many names as may be open, and a click is
// confirmed by the PBX, refused or not answered.
func (w World) Alphabet() (events []calllog.Event) {
	kinds := w.Kinds
	if len(kinds) == 0 {
		for k := range calllog.Kinds() {
			kinds = append(kinds, k)
		}
	}
	for _, k := range kinds {
		for _, p := range w.Header.Parties {
			if p.Softphone || !k.Needs().Softphone {
				events = append(events, w.forms(calllog.Event{Kind: k, Party: p.ID})...)
			}
		}
	}
	return events
}

// forms completes an event with each party and each call that it may name, and with each answer of the PBX.
func (w World) forms(e calllog.Event) (events []calllog.Event) {
	answers := []calllog.Answer{calllog.Confirmed}
	if e.Kind == calllog.PauseClick || e.Kind == calllog.ResumeClick {
		answers = append(answers, calllog.Refused, calllog.TimedOut)
	}
	for _, to := range w.targets(e) {
		for _, call := range w.callNames(e.Kind) {
			for _, answer := range answers {
				e.To, e.Call, e.PBX = to, call, answer
				events = append(events, e)
			}
		}
	}
	return events
}

func (w World) targets(e calllog.Event) (ids []string) {
	if !e.Kind.Needs().To {
		return []string{""}
	}
	for _, p := range w.Header.Parties {
		if p.ID != e.Party {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (w World) callNames(k calllog.Kind) (names []string) {
	if !k.Needs().Call {
		return []string{""}
	}
	for i := range max(1, w.Calls) {
		names = append(names, callName(i))
	}
	return names
}

func callName(i int) string { return "c" + string(rune('1'+i)) }

// alias reports whether another event differs by the name of a new call only: a new call takes the first name that is free.
func alias(call string, open calllog.Object[calllog.CallView]) bool {
	if _, is := open.Get(call); is || call == "" {
		return false
	}
	for i := 0; callName(i) < call; i++ {
		if _, is := open.Get(callName(i)); !is {
			return true
		}
	}
	return false
}
