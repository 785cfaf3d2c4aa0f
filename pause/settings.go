package pause

import (
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/spec"
)

// A KeyLog is how the keys that somebody pressed in an IVR stand in the product's history. Neither a pause nor the
// contract 「録音一時停止」 has any part in it: whoever stops a recording has masked no key (RP-DTM-021, RP-DTM-040). The zero
// KeyLog masks nothing.
//
// The digits stay the caller's: the library stores none, and writes none to any output of its own.
type KeyLog struct {
	Masking bool // the option 「DTMF入力ログマスク化」
}

// Entry returns the history's entry for keys: as they were pressed (RP-DTM-010), or an x for each where they are
// masked. Of the option's condition the manual says only that there is one, so it is the integrator who says whether it
// is met.
func (k KeyLog) Entry(keys string, conditionMet bool) string {
	if k.Masking && conditionMet {
		return strings.Repeat("x", utf8.RuneCountInString(keys))
	}
	return keys
}

// A Policy answers the seven open questions that change behaviour. The zero Policy is the default answer to each.
type Policy struct {
	// A-09 (a): a command that changes nothing beeps too. The default is (b): only real changes do.
	BeepOnRepeat bool `json:"beep_on_repeat"`
	// A-10 (b): an automatic resume does not beep. The default is (a): it does where it ends somebody's silence. The
	// manual's own three end nobody's silence, except with A-26 (b), and so do not beep either way.
	NoBeepOnAutomatic bool `json:"no_beep_on_automatic"`
	// A-11 (b): nothing beeps where recording is off by setting. The default is (a): it beeps as always.
	NoBeepUnrecorded bool `json:"no_beep_unrecorded"`
	// A-19 (b): the beep of a stop is in the recording too. The default is (a): only that of a resume is.
	StopBeepInFile bool `json:"stop_beep_in_file"`
	// which side of a 2ch or split recording holds the beep.
	BeepSide BeepSide `json:"beep_side"`
	// A-25 (b): the target of a # transfer that answers talks with the softphone first, as that of a * transfer does.
	// The default is (a): it is joined at once. The call itself does not depend on it; a system does.
	SharpTalk bool `json:"sharp_talk"`
	// what a stop does while the target of a * or # transfer rings.
	WhileRinging WhileRinging `json:"while_ringing"`
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

// Validate returns an *spec.UnknownError for an answer that is none.
func (p Policy) Validate() error {
	if p.BeepSide > OtherLegs {
		return spec.Unknown("answer to A-20", p.BeepSide.String(), beepSideNames[:])
	}
	if p.WhileRinging > Nothing {
		return spec.Unknown("answer to A-26", p.WhileRinging.String(), whileRingingNames[:])
	}
	return nil
}
