package conformance

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// An answer is what a subject answers to a question that the manual leaves open.
type answer struct {
	Choice   spec.ChoiceID `json:"choice"`
	Verdict  Verdict       `json:"verdict"`
	Question spec.Text     `json:"question"`
	Declared string        `json:"declared,omitempty"` // the key of the option that it says it takes
	Found    string        `json:"found,omitempty"`    // of the option that it was seen to take
	Reason   spec.Text     `json:"reason,omitzero"`
}

// A probe finds out which option a subject takes; "" where it takes none consistently.
type probe struct {
	choice spec.ChoiceID
	needs  spec.Observables
	find   func(*trial) string
}

// The questions whose answers can be seen.
var probes = []probe{
	{"A-09", spec.Beeps, func(t *trial) string {
		t.row(3)
		repeatedStop := t.sounded()
		t.row(5)
		return option(repeatedStop == t.sounded(), repeatedStop, "a", "b")
	}},
	{"A-10", spec.Beeps, func(t *trial) string {
		t.open(Scenario(Talking).between(B))
		t.click(B)
		t.fact(A, calllog.StarBegin, TargetCall)
		t.fact(T, calllog.StarAnswered, TargetCall)
		t.fact(A, calllog.StarComplete, TargetCall)
		return option(true, t.sounded(), "a", "b")
	}},
	{"A-11", spec.Beeps, func(t *trial) string {
		t.open(Scenario(Talking).with(unrecorded))
		t.click(A)
		stop := t.sounded()
		t.click(A)
		return option(stop == t.sounded(), stop, "a", "b")
	}},
	{"A-15", spec.Operability, func(t *trial) string {
		t.open(Scenario(Talking).between(B))
		free := t.button(A, buttons.Hold)
		t.click(B)
		byOther := t.button(A, buttons.Hold) != free
		t.click(A)
		t.click(B)
		byDisplay := t.button(A, buttons.Hold) != free // A shows a stop, and B has resumed
		return option(byOther != byDisplay, byOther, "b", "a")
	}},
	{"A-19", spec.File, func(t *trial) (key string) {
		t.pausedIn(Scenario(Talking), func(r recorded, in recording.Span) {
			beeps := slices.ContainsFunc(r.tracks(),
				func(track TrackContents) bool { return r.beepAt(track, in.From) })
			key = option(true, beeps, "b", "a")
		})
		return key
	}},
	{"A-20", spec.File, side},
	{"A-26", spec.RecorderState, func(t *trial) string {
		t.open(Scenario(StarHeld))
		t.click(A)
		if t.recorder(OriginalCall).Recording == pause.Silent {
			return "b"
		}
		t.fact(T, calllog.StarAnswered, TargetCall)
		return option(true, t.recorder(TargetCall).Recording == pause.Silent, "a", "c")
	}},
	{"A-27", spec.Screen, func(t *trial) string {
		t.open(Scenario(StarTalking))
		t.click(A)
		t.fact(A, calllog.StarComplete, TargetCall)
		return option(true, t.phone(A).Toggle == pause.Resume, "b", "a")
	}},
	{"A-30", spec.Screen, func(t *trial) string {
		t.connected()
		t.hangUp(C)
		return option(true, t.phone(A).Toggle == pause.Resume, "b", "a")
	}},
	{"A-42", spec.RecorderState, func(t *trial) string {
		t.open(Scenario(Member))
		t.click(A)
		t.hangUp(C)
		return remains(t.recorder(OriginalCall))
	}},
	{"A-46", spec.Beeps, func(t *trial) string {
		t.open(Scenario(InRoom))
		t.click(A)
		t.fact(A, calllog.RoomLeave, OriginalCall)
		return option(true, t.sounded(), "a", "b")
	}},
	{"A-47", spec.RecorderState, func(t *trial) string {
		t.open(Scenario(InRoom))
		t.fact(C, calllog.RoomLeave, OriginalCall)
		t.click(A)
		return option(true, t.recorder(OriginalCall).Recording == pause.Silent, "b", "a")
	}},
}

// remains says what is left of A's stop: all is silent, or A alone is, or nobody. A recording that is on and does not
// say of whom is no answer.
func remains(r Recorder) string {
	switch {
	case r.Recording == pause.Silent:
		return "a"
	case r.Recording == pause.Partial || slices.Equal(r.Silenced, []string{A}):
		return "b"
	case r.Silenced != nil:
		return "c"
	}
	return ""
}

// side finds out on which side a beep is when the softphone on the far side resumes: with one other party, and among
// three.
func side(t *trial) string {
	resumed := func(p Place) (on []recording.Track) {
		t.open(Scenario(p).between(B).with(func(s *Settings) { s.Layout = recording.TwoChannel }))
		t.click(B)
		at := t.click(B)
		t.wait()
		r := t.read()
		for _, track := range r.tracks() {
			if r.beepAt(track, at) {
				on = append(on, track.Track)
			}
		}
		return on
	}
	pair := resumed(Talking)
	switch {
	case slices.Equal(pair, []recording.Track{recording.FarSide}):
		return "b"
	case !slices.Equal(pair, []recording.Track{recording.OperatorSide}):
		return ""
	case !t.desc.Features.Has(Rooms) && t.desc.Choices["A-20"] == "c":
		return "c" // it shows with three only
	case !t.desc.Features.Has(Rooms):
		return "a"
	}
	return option(true, len(resumed(InRoom)) == 2, "c", "a")
}

// sounded reports whether anybody has heard a beep.
func (t *trial) sounded() bool {
	if t.now.Beeps == nil {
		t.hides(spec.Beeps, A)
	}
	return len(t.now.Beeps) > 0
}

// option returns the key of an option, "" where the subject is not consistent.
func option(consistent, is bool, yes, no string) string {
	switch {
	case !consistent:
		return ""
	case is:
		return yes
	}
	return no
}

// choices finds out what the subject answers to the open questions of its role.
func (j *judging) choices(ctx context.Context) []answer {
	answers := []answer{}
	for _, p := range probes {
		if j.desc.Role.Observables().Has(p.needs) {
			t, found := newTrial(ctx, j), ""
			t.run(p.needs, func(t *trial) { found = p.find(t) })
			answers = append(answers, t.answer(p.choice, j.desc.Choices[p.choice], found))
		}
	}
	return answers
}

// answer compares what was found with what the subject declares. Where the catalogue only has the answer recorded, or
// asserts something in other calls than this one, an answer that is no option fails nobody.
func (t *trial) answer(id spec.ChoiceID, declared, found string) answer {
	c, _ := spec.LookupChoice(id)
	a := answer{Choice: id, Verdict: Pass, Question: c.Question, Declared: declared, Found: found}
	switch {
	case t.Verdict != Pass:
		a.Found, a.Verdict, a.Reason = "", t.Verdict, t.Reason
		if t.Verdict == Fail {
			a.Verdict = Inconclusive // what went wrong on the way is a rule's affair
		}
	case found == "":
		a.Verdict, a.Reason = Info, say("どの選択肢にも当たりません。", "No option fits.")
		if c.Asserted == "declared" {
			a.Verdict = Fail
		}
	case declared != "" && declared != found:
		a.Verdict, a.Reason = Fail, say("申告は%s、観測された動作は%sです。", "It declares %s, and does %s.", declared, found)
		if c.Asserted == "recorded" {
			a.Verdict = Info
		}
	}
	return a
}

// checkChoices makes sure that a subject declares options that there are, and that the manual does not rule out.
func (d Description) checkChoices() error {
	for _, id := range slices.Sorted(maps.Keys(d.Choices)) {
		c, ok := spec.LookupChoice(id)
		if !ok {
			return &Error{"the subject's choices", string(id), "an open question"}
		}
		var keys []string
		for o := range c.Options() {
			keys = append(keys, o.Key)
		}
		key := d.Choices[id]
		if !slices.Contains(keys, key) {
			return &Error{"the subject's choice " + string(id), key, "one of its options: " + strings.Join(keys, ", ")}
		}
		if excluded(id) && key != c.Default {
			return &Error{"the subject's choice " + string(id), key,
				c.Default + ", for the manual itself rules out the others"}
		}
	}
	return nil
}

// excluded reports whether the manual itself rules out every option but the default.
func excluded(id spec.ChoiceID) bool {
	return slices.Contains([]spec.ChoiceID{"A-04", "A-22", "A-23", "A-29", "A-31"}, id)
}
