package pause

import "fmt"

// A Policy answers the six open questions that change behaviour. The zero Policy is the default answer to each.
type Policy struct {
	BeepOnRepeat      bool         `json:"beep_on_repeat"`       // A-09 (a): a command that changes nothing beeps too; default (b): only real changes do
	NoBeepOnAutomatic bool         `json:"no_beep_on_automatic"` // A-10 (b): an automatic resume is silent; default (a): it beeps
	NoBeepUnrecorded  bool         `json:"no_beep_unrecorded"`   // A-11 (b): no beep where recording is off by setting; default (a): as always
	StopBeepInFile    bool         `json:"stop_beep_in_file"`    // A-19 (b): the beep of a stop is in the recording too; default (a): only that of a resume
	BeepSide          BeepSide     `json:"beep_side"`            // which side of a 2ch or split recording holds the beep
	WhileRinging      WhileRinging `json:"while_ringing"`        // what a stop does while the target of a * or # transfer rings
}

// A BeepSide is an answer to A-20. The zero value is the default.
type BeepSide uint8

// The answers.
const (
	OppositeClicker BeepSide = iota // (a) the side opposite the one who clicked
	FarSide                         // (b) always the far side, as the call was set up
	OtherLegs                       // (c) every side on which somebody else is
)

//enum:text
var beepSideNames = [...]string{"opposite_clicker", FarSide: "far_side", OtherLegs: "other_legs"}

// A WhileRinging is an answer to A-26. The zero value is the default.
type WhileRinging uint8

// The answers.
const (
	FromAnswer WhileRinging = iota // (a) the talk with the target starts silent; the held call records on
	HeldCall                       // (b) the held call is silenced
	Nothing                        // (c) nothing is stopped; the display changes all the same
)

//enum:text
var whileRingingNames = [...]string{"from_answer", HeldCall: "held_call", Nothing: "nothing"}

// Validate returns a *PolicyError for an answer that is none.
func (p Policy) Validate() error {
	if p.BeepSide > OtherLegs {
		return &PolicyError{"BeepSide", uint8(p.BeepSide), uint8(OtherLegs)}
	}
	if p.WhileRinging > Nothing {
		return &PolicyError{"WhileRinging", uint8(p.WhileRinging), uint8(Nothing)}
	}
	return nil
}

// A PolicyError reports an answer to an open question that is not one of its options.
type PolicyError struct {
	Field     string
	Got, Last uint8
}

func (e *PolicyError) Error() string {
	return fmt.Sprintf("pause: Policy.%s is %d; the options are 0 to %d", e.Field, e.Got, e.Last)
}
