// Package pause is the recording pause itself, in two halves that know nothing of each other. The Display of a
// softphone knows its own confirmed clicks, and the Call of a PBX knows who has stopped its recording. A Gate says
// whether a softphone may use the feature at all, and a Policy answers the open questions that change behaviour.
//
// A PBX begins with NewCall: each command that a softphone sends, and whatever else happens to the call, returns a
// Step, which says who is silenced now, who hears a beep and where that is written. A softphone begins with
// buttons.NewPhone, which has a Display in it.
//
// Calls and displays are small values that change in place; who wants to try something copies them first. An error
// means that nothing has changed.
package pause

import "github.com/recpause/recpause/spec"

// A Verb is what a click on the toggle asks of the PBX. The zero Verb asks nothing.
type Verb uint8

// The two verbs.
const (
	Stop   Verb = 1 + iota // 録音停止
	Resume                 // 録音再開
)

// Only the two names are read as verbs: a name that is not known stops nothing, and above all it resumes nothing.
//
//enum:parse
var verbNames = [...]string{0: "none", Stop: "stop", Resume: "resume"}

var verbLabels = [...]spec.Text{{}, Stop: {JA: "録音停止", EN: "Stop recording"},
	Resume: {JA: "録音再開", EN: "Resume recording"}}

// Label returns what the button says: the manual's words in Japanese, ours in English; "" for no verb.
func (v Verb) Label(l spec.Lang) string {
	if int(v) < len(verbLabels) {
		return verbLabels[v].In(l)
	}
	return ""
}

// A Display is what one softphone knows of the recording: has it stopped it? Only its own confirmed clicks change that,
// and Clear does when the softphone is idle again (RP-OPS-032, RP-S2S-020). A softphone cannot know what the PBX
// records, and the two may differ. The zero Display has stopped nothing.
type Display struct {
	Stopped bool

	sent        uint32 // the number of the last command sent
	unanswered  uint32 // how many were sent since the last one that the PBX confirmed or refused
	unconfirmed uint32 // how many were sent since the last one that the PBX confirmed
}

// A Command is one click, on its way to the PBX. Commands of one softphone are numbered, so that a late or a second
// answer changes nothing. The zero Command asks nothing.
type Command struct {
	Verb Verb
	Seq  uint32
}

// Offers returns the verb on the button: exactly one of the two (RP-OPS-031).
func (d Display) Offers() Verb {
	if d.Stopped {
		return Resume
	}
	return Stop
}

// Message returns the text that stands beside the button where the toggle is shown, "" where nothing is stopped
// (RP-OPS-020, RP-OPS-060).
func (d Display) Message(l spec.Lang) string {
	if d.Stopped {
		return spec.Text{JA: "録音が停止状態です", EN: "The recording is stopped"}.In(l)
	}
	return ""
}

// Click sends the verb on the button. The display itself changes when the PBX confirms (U-06).
func (d *Display) Click() Command {
	d.sent, d.unanswered, d.unconfirmed = d.sent+1, d.unanswered+1, d.unconfirmed+1
	return Command{d.Offers(), d.sent}
}

// Confirm shows what the PBX has done. A second confirmation, one that a newer confirmation has overtaken, and one for
// a call that is over change nothing; one that comes after a time-out counts, for the PBX did it.
func (d *Display) Confirm(c Command) {
	since := d.since(c)
	if since >= d.unconfirmed || c.Verb != Stop && c.Verb != Resume {
		return
	}
	d.Stopped = c.Verb == Stop
	d.unconfirmed = since
	d.unanswered = min(d.unanswered, since)
}

// Reject notes that the PBX refused a command, or did not answer in time: what is shown stays.
func (d *Display) Reject(c Command) { d.unanswered = min(d.unanswered, d.since(c)) }

// Pending reports whether the PBX still owes an answer to the newest command.
func (d Display) Pending() bool { return d.unanswered > 0 }

// since returns how many commands were sent after a command. For one that was not sent yet the subtraction wraps to
// more than there can be, and so it changes nothing.
func (d *Display) since(c Command) uint32 { return d.sent - c.Seq }

// Clear forgets the call that is over: nothing is stopped, and no answer counts any more.
func (d *Display) Clear() { d.Stopped, d.unanswered, d.unconfirmed = false, 0, 0 }
