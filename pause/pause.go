// Package pause is the recording pause itself, in two halves that never look at each other: the Display of a softphone, which
// knows only its own confirmed clicks, and the Call of a PBX, which knows who has stopped it. A Gate says whether the
// feature may be used at all, and a Policy answers the open questions that change behaviour.
//
// Calls and displays are small values that change in place: who wants to try something copies them first. An error means that
// nothing has changed.
package pause

import "github.com/recpause/recpause/spec"

// A Verb is what a click on the toggle asks of the PBX. The zero Verb asks nothing.
type Verb uint8

// The two verbs.
const (
	Stop   Verb = 1 + iota // 録音停止
	Resume                 // 録音再開
)

// What is not known is not done, and above all it resumes nothing: only the two names are read as verbs, and none as none.
//
//enum:parse
var verbNames = [...]string{0: "none", Stop: "stop", Resume: "resume"}

var verbLabels = [...]spec.Text{{}, Stop: {JA: "録音停止", EN: "Stop recording"}, Resume: {JA: "録音再開", EN: "Resume recording"}}

// Label returns what the button says: the manual's words in Japanese, ours in English; "" for no verb.
func (v Verb) Label(l spec.Lang) string {
	if int(v) < len(verbLabels) {
		return verbLabels[v].In(l)
	}
	return ""
}
