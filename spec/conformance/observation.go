package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// An Observation is what is seen of a subject. What is nil was not observable; it is never guessed.
type Observation struct {
	Phones      map[string]Phone // by party, the softphones
	Calls       map[string]Call  // the open ones
	Beeps       []Beep           // what has sounded; empty and not nil: nothing
	DTMF        []string         // whose click on the dial pad was sent; empty and not nil: nobody's
	Sent        []pause.Verb     // the commands that A has sent; empty and not nil: none
	History     *string          // what the IVR history shows of the keys that were pressed
	Support     *spec.Support    // what the subject says the vendor stands behind
	SupportRule spec.ID          // the rule behind Support
	Reasons     []spec.ID        // the rules by which the last event did what it did
}

// A Call is what the recording of one call does.
type Call struct {
	Recording pause.State
	Silenced  []string // whose voice is silence; nil where it does not say
}

// A Phone is what one softphone shows.
type Phone struct {
	State   callstate.State // 0 where it does not say
	Toggle  pause.Verb      // the label of the toggle, 0 where it is not shown
	Both    bool            // both labels are shown at once
	Message bool            // 「録音が停止状態です」
	Buttons map[buttons.Button]buttons.Verdict
	Reasons map[buttons.Button]spec.ID // by which rule a button is what it is
}

// A Beep is what one party hears. Sound names the tone, whatever it is: two beeps that sound alike have one name.
type Beep struct {
	Party string
	Sound string
}

// A Recording is the recording of one call.
type Recording struct {
	recording.Span
	Files      int // how many recordings of the call there are
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
	Noise  bool // it holds something else that is not silence
}

// A Speech is what speech-to-text wrote of one party.
type Speech struct {
	recording.Span
	Party string
}

// summary returns as much of an observation as a failure shows.
func (o Observation) summary(l spec.Lang) string {
	var parts []string
	if o.Calls != nil {
		for _, call := range [...]string{OriginalCall, TargetCall} {
			if c, open := o.Calls[call]; open {
				parts = append(parts, spec.Text{JA: "録音 ", EN: "recording "}.In(l)+c.Recording.In(l))
			}
		}
	}
	for _, party := range [...]string{A, B} {
		if p, ok := o.Phones[party]; ok {
			parts = append(parts, party+" "+p.summary())
		}
	}
	if o.Beeps != nil {
		parts = append(parts, fmt.Sprint("♪ ", o.heard()))
	}
	return strings.Join(parts, "   ")
}

func (p Phone) summary() string {
	text := "－"
	switch {
	case p.Both:
		text = "停止+再開"
	case p.Toggle == pause.Stop:
		text = "停止"
	case p.Toggle == pause.Resume:
		text = "再開"
	}
	if p.Message {
		text += " + message"
	}
	return text
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

// said returns how many samples of a party's speech a track holds in a span.
func (t Track) said(party string, in recording.Span) (n int64) {
	for _, s := range t.Segments {
		if slices.Contains(s.Voices, party) {
			n += s.Intersect(in).Len()
		}
	}
	return n
}

// beeps reports whether a beep starts at a position.
func (t Track) beeps(at int64) bool {
	return slices.ContainsFunc(t.Segments, func(s Segment) bool { return s.Beep && s.From == at })
}

// whole reports whether the segments cover a span without a gap.
func (t Track) whole(span recording.Span) bool {
	at := span.From
	for _, s := range t.Segments {
		if s.From != at {
			return false
		}
		at = s.To
	}
	return at == span.To
}
