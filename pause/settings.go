package pause

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/spec"
)

// A CheckBox is 「録音一時停止機能を有効にする」 of one softphone: as it is ticked on the screen, which changes nothing else
// (RP-AVL-052), and as it was last saved, which is what Gate.Saved takes. The zero CheckBox is neither ticked nor saved
//
type CheckBox struct {
	Ticked bool
	Saved  bool
}

// Save saves the check box as it is ticked. That counts from the next call on.
func (c *CheckBox) Save() { c.Saved = c.Ticked }

// Why returns why the check box does, or does not, let the softphone have the feature.
func (c CheckBox) Why() spec.Reason {
	r := spec.Because(spec.Guaranteed, spec.AVL051)
	r.Verdict = spec.Text{JA: "有効", EN: "on"}
	r.Fact = spec.Text{JA: "オンで保存されている", EN: "the check box is saved as on"}
	if !c.Saved {
		r = spec.Because(spec.Guaranteed, spec.AVL054)
		r.Verdict = spec.Text{JA: "無効", EN: "off"}
		r.Fact = spec.Text{JA: "オンで保存されていない", EN: "the check box is not saved as on"}
		r.Remedy = spec.Text{JA: "チェックを付けて保存すると、次の通話から使える", EN: "on from the next call after it is ticked and saved"}
	}
	if c.Ticked == c.Saved {
		return r
	}
	draft := spec.Because(spec.Guaranteed, spec.AVL052, r.Rule)
	draft.Verdict = r.Verdict
	draft.Fact = spec.Text{JA: "%v。画面の変更はまだ保存されていない",
		EN: "%v, and the change on the screen is not saved yet"}.With(r.Fact)
	draft.Remedy = spec.Text{JA: "保存すると、次の通話から変わる", EN: "changes with the next call after it is saved"}
	return draft
}

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

// Why returns why keys are masked in the history, or why they are not.
func (k KeyLog) Why(conditionMet bool) spec.Reason {
	r := spec.Because(spec.Guaranteed, spec.DTM030, spec.DTM040)
	if !k.Masking {
		r = spec.Because(spec.Guaranteed, spec.DTM010, spec.DTM021, spec.DTM040)
	}
	r.Verdict = spec.Text{JA: "押されたとおり", EN: "as pressed"}
	switch {
	case !k.Masking:
		r.Fact = spec.Text{JA: "「DTMF入力ログマスク化」がない。録音の停止は履歴に関わらない",
			EN: "the option 「DTMF入力ログマスク化」 is off, and a pause has no part in the history"}
		r.Remedy = spec.Text{JA: "「DTMF入力ログマスク化」があり、その条件に合えば伏せ字になる",
			EN: "masked with 「DTMF入力ログマスク化」, where its condition is met"}
	case conditionMet:
		r.Verdict = spec.Text{JA: "伏せ字", EN: "masked"}
		r.Fact = spec.Text{JA: "「DTMF入力ログマスク化」の条件に合う（A-05）", EN: "the condition of 「DTMF入力ログマスク化」 is met (A-05)"}
	default:
		r.Fact = spec.Text{JA: "「DTMF入力ログマスク化」の条件に合わない（A-05）", EN: "the condition of 「DTMF入力ログマスク化」 is not met (A-05)"}
	}
	return r
}

// A Policy answers the six open questions that change behaviour. The zero Policy is the default answer to each.
type Policy struct {
	// A-09 (a): a command that changes nothing beeps too. The default is (b): only real changes do.
	BeepOnRepeat bool `json:"beep_on_repeat"`
	// A-10 (b): an automatic resume does not beep. The default is (a): it does.
	NoBeepOnAutomatic bool `json:"no_beep_on_automatic"`
	// A-11 (b): nothing beeps where recording is off by setting. The default is (a): it beeps as always.
	NoBeepUnrecorded bool `json:"no_beep_unrecorded"`
	// A-19 (b): the beep of a stop is in the recording too. The default is (a): only that of a resume is.
	StopBeepInFile bool `json:"stop_beep_in_file"`
	// which side of a 2ch or split recording holds the beep.
	BeepSide BeepSide `json:"beep_side"`
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
