package conformance

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// An Observation is what is seen of a subject once it has settled after an event. What is nil was not observable; it is never
// guessed. Beeps, DTMF and Sent are since it was last looked at; everything else is what holds now.
type Observation struct {
	Phones      map[string]Phone // by party, the softphones
	Calls       map[string]Call  // the open ones
	Beeps       []Beep           // what has sounded; empty and not nil: nothing
	DTMF        []string         // whose click on the dial pad was sent; empty and not nil: nobody's
	Sent        []Sent           // the commands that softphones have sent; empty and not nil: none
	History     *string          // what the IVR history shows of all keys that were pressed in the scene
	Support     *spec.Support    // what the subject says the vendor stands behind
	SupportRule spec.ID          // the rule behind Support
	Reasons     []spec.ID        // the rules by which the last event did what it did
}

// A Call is what the recording of one call does.
type Call struct {
	Recording pause.State // silent: stopped by 録音停止; what rests for another reason, such as a hold, is off
	Silenced  []string    // whose voice is silence, in any order; nil where it does not say
}

// A Phone is what one softphone shows.
type Phone struct {
	State   callstate.State                    // 0 where it does not say
	Toggle  pause.Verb                         // the label of the toggle, 0 where it is not shown
	Both    bool                               // both labels are shown at once
	Message bool                               // 「録音が停止状態です」
	Buttons map[buttons.Button]buttons.Verdict // the ten and buttons.Toggle; one that is not there is hidden, one missing here was not looked at
	Reasons map[buttons.Button]spec.ID         // by which rule a button is what it is
}

// A Sent is a command that a softphone has sent.
type Sent struct {
	Party string
	Verb  pause.Verb
}

// A Beep is what one party hears. Sound names the tone, whatever it is: two beeps that sound alike have one name.
type Beep struct {
	Party string
	Sound string
}

// A Recording is the recording of one call; the zero Recording is of one that was not recorded. Position 0 is where the scene
// begins. Where a call has several recordings they are taken together: what is in one of them is in it.
type Recording struct {
	recording.Span
	Files      int // how many recordings of the call there are; a file a side is one
	Tracks     []Track
	Transcript []Speech // nil where there is no speech-to-text
}

// A Track is one stream of samples of a recording, its segments without a gap.
type Track struct {
	Track    recording.Track
	Segments []Segment
}

// A Segment is a span in which one thing holds. With no voice and no beep it is silence.
type Segment struct {
	recording.Span
	Voices []string // the parties whose real speech is in it, at whatever level
	Beep   bool
	Noise  bool // it holds something else that is louder than the tolerance for silence
}

// A Speech is what speech-to-text wrote of one party.
type Speech struct {
	recording.Span
	Party string
}

// heard returns who has heard a beep.
func (o Observation) heard() (parties []string) {
	for _, b := range o.Beeps {
		if !slices.Contains(parties, b.Party) {
			parties = append(parties, b.Party)
		}
	}
	slices.Sort(parties)
	return parties
}

// commands returns what a softphone has sent.
func (o Observation) commands(party string) (verbs []pause.Verb) {
	for _, s := range o.Sent {
		if s.Party == party {
			verbs = append(verbs, s.Verb)
		}
	}
	return verbs
}
