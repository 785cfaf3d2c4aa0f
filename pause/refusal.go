package pause

import "fmt"

// A Problem is what keeps a party from what was asked. There is no zero one.
type Problem uint8

// The problems.
const (
	NotInCall   Problem = 1 + iota // it is not in the call
	InCall                         // it is in the call already
	CallOver                       // nobody is in the call
	OwnPlace                       // it would take its own place
	NoSuchParty                    // its number is beyond those of a call
)

var problemNames = [...]string{"none", NotInCall: "not_in_call", InCall: "in_call", CallOver: "call_over", OwnPlace: "own_place",
	NoSuchParty: "no_such_party"}

func (p Problem) String() string { return nameOf("Problem", problemNames[:], p) }

// MarshalText writes the problem's name.
func (p Problem) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// A PartyError reports a party that cannot do what was asked, or that cannot be a party.
type PartyError struct {
	Cause   Cause // what did not happen
	Party   Party // 0 for a merge, which nobody asks for alone
	Problem Problem
}

func (e *PartyError) Error() string {
	switch e.Problem {
	case NoSuchParty:
		return fmt.Sprintf("pause: not %v: party %d is beyond the %d that one call can have", e.Cause, e.Party, MaxParties)
	case OwnPlace:
		return fmt.Sprintf("pause: not %v: %v cannot take its own place", e.Cause, e.Party)
	case CallOver:
		return fmt.Sprintf("pause: not %v: nobody is in the call, and %v cannot", e.Cause, e.Party)
	case InCall:
		return fmt.Sprintf("pause: not %v: %v is in the call already", e.Cause, e.Party)
	}
	return fmt.Sprintf("pause: not %v: %v is not in the call", e.Cause, e.Party)
}

// refusals are made once, so that a refused command costs no more than another.
var refusals [Ended + 1][NoSuchParty + 1][1 << 8]PartyError

func init() {
	for c := range refusals {
		for problem := range refusals[c] {
			for p := range refusals[c][problem] {
				refusals[c][problem][p] = PartyError{Cause(c), Party(p), Problem(problem)}
			}
		}
	}
}

// refuse returns why something did not happen; of a number that no call can have, that is the problem.
func refuse(c Cause, p Party, problem Problem) error {
	if p >= MaxParties {
		problem = NoSuchParty
	}
	return &refusals[c][problem][p]
}
