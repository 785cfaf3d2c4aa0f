package calllog

import (
	"fmt"
	"slices"
	"strings"
)

// Index returns a party's place in the header, -1 where it is not there.
func (h Header) Index(id string) int {
	return slices.IndexFunc(h.Parties, func(p Party) bool { return p.ID == id })
}

// Check reports what an event lacks, whatever the state of things: a kind, parties that the header knows and that can do such a
// thing, a call. The error is an *Error.
func (h Header) Check(e Event) error {
	fail := func(field, got, want string) error { return &Error{Line: e.Line, Field: field, Got: got, Want: want} }
	if e.Kind == 0 || int(e.Kind) >= len(needs) {
		return fail("event", e.Kind.String(), "an event of the format")
	}
	need := needs[e.Kind]
	party := h.Index(e.Party)
	switch {
	case party < 0:
		return fail("party", fmt.Sprintf("%q", e.Party), "a party of the header: "+strings.Join(h.ids(), ", "))
	case need.Softphone && !h.Parties[party].Softphone:
		return fail("party", fmt.Sprintf("%q, who is external", e.Party), fmt.Sprintf("a softphone for %v", e.Kind))
	case need.Call && e.Call == "":
		return fail("call", "none", fmt.Sprintf("the name of the call, which %v needs", e.Kind))
	case need.To && h.Index(e.To) < 0:
		return fail("to", fmt.Sprintf("%q", e.To), "a party of the header: "+strings.Join(h.ids(), ", "))
	case need.To && e.To == e.Party:
		return fail("to", fmt.Sprintf("%q", e.To), "somebody else than party")
	}
	return nil
}

func (h Header) ids() (ids []string) {
	for _, p := range h.Parties {
		ids = append(ids, p.ID)
	}
	return ids
}
