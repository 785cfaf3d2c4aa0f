package pause

import (
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/spec"
)

// A KeyLog is how the keys that somebody pressed in an IVR stand in the product's history. Neither a pause nor the contract
// 「録音一時停止」 has any part in it: whoever stops a recording has masked no key (RP-DTM-021, RP-DTM-040). The zero KeyLog masks nothing.
//
// The digits stay the caller's: the library stores none, and writes none to any output of its own.
type KeyLog struct {
	Masking bool // the option 「DTMF入力ログマスク化」
}

// Masks reports whether keys are masked. Of the option's condition the manual says only that there is one, so it is the
// integrator who says whether it is met.
func (k KeyLog) Masks(conditionMet bool) bool { return k.Masking && conditionMet }

// Entry returns the history's entry for keys: as they were pressed (RP-DTM-010), or an x for each of them.
func (k KeyLog) Entry(keys string, conditionMet bool) string {
	if k.Masks(conditionMet) {
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
		r.Fact = spec.Text{JA: "「DTMF入力ログマスク化」がない。録音の停止は履歴に関わらない", EN: "the option 「DTMF入力ログマスク化」 is off, and a pause has no part in the history"}
		r.Remedy = spec.Text{JA: "「DTMF入力ログマスク化」があり、その条件に合えば伏せ字になる", EN: "masked with 「DTMF入力ログマスク化」, where its condition is met"}
	case conditionMet:
		r.Verdict = spec.Text{JA: "伏せ字", EN: "masked"}
		r.Fact = spec.Text{JA: "「DTMF入力ログマスク化」の条件に合う（A-05）", EN: "the condition of 「DTMF入力ログマスク化」 is met (A-05)"}
	default:
		r.Fact = spec.Text{JA: "「DTMF入力ログマスク化」の条件に合わない（A-05）", EN: "the condition of 「DTMF入力ログマスク化」 is not met (A-05)"}
	}
	return r
}
