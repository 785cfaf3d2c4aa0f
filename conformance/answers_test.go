package conformance_test

import (
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// An answer to an open question fails where it is none consistently, or another than is declared; but nobody fails on
// what the catalogue only has recorded.
func TestAnswers(t *testing.T) {
	beepsOnSecondStop := func(_ conformance.Scene, o *conformance.Observation) {
		if o.Phones["A"].Message && o.Phones["B"].Message && len(o.Beeps) == 0 {
			o.Beeps = []conformance.Beep{{Party: "A", Sound: "beep"}}
		}
	}
	declares := func(id, key string) func(*conformance.Description) {
		return func(d *conformance.Description) {
			d.Choices[spec.ChoiceID(id)] = key
		}
	}
	for _, row := range []struct {
		name, choice string
		of           func(*wrapped)
		want         conformance.Verdict
	}{
		{"as declared", "A-09", func(*wrapped) {}, conformance.Pass},
		{"nothing declared", "A-09",
			func(w *wrapped) { w.describe = func(d *conformance.Description) { d.Choices = nil } }, conformance.Pass},
		{"a beep in row 3 and none in row 5", "A-09", func(w *wrapped) { w.see = beepsOnSecondStop }, conformance.Fail},
		{"declares another", "A-09", func(w *wrapped) { w.describe = declares("A-09", "a") }, conformance.Fail},
		{"declares another", "A-11", func(w *wrapped) { w.describe = declares("A-11", "b") }, conformance.Fail},
		{"declares another", "A-19", func(w *wrapped) { w.describe = declares("A-19", "b") }, conformance.Fail},
		{"declares another, recorded only", "A-10", func(w *wrapped) { w.describe = declares("A-10", "b") },
			conformance.Info},
		{"declares another, recorded only", "A-26", func(w *wrapped) { w.describe = declares("A-26", "b") },
			conformance.Info},
		{"no option, between two softphones", "A-20", func(w *wrapped) {
			w.read = func(s conformance.Scene, r *conformance.Contents) {
				if s.Peer == "B" {
					r.Tracks = onBothSides(r.Tracks)
				}
			}
		}, conformance.Info},
		{"not observable", "A-09", func(w *wrapped) {
			w.describe = func(d *conformance.Description) { d.Observables &^= spec.Beeps }
		}, conformance.Inconclusive},
		{"panics", "A-09", func(w *wrapped) {
			w.do = func(conformance.Scene,
				conformance.Event) error {
				panic("no event")
			}
		}, conformance.Broken},
	} {
		s := around(conformance.System)
		row.of(&s)
		r := check(t, s, conformance.Only(spec.AVL020))
		for _, a := range r.Answers() {
			if string(a.Choice) == row.choice && a.Verdict != row.want {
				t.Errorf("%s, %s: got %v", row.choice, row.name, a)
			}
		}
		if got := r.Overall() == conformance.Nonconformant; got != (row.want == conformance.Fail) {
			t.Errorf("%s, %s: got %v", row.choice, row.name, r.Overall())
		}
	}
}

// onBothSides writes every beep into all tracks.
func onBothSides(tracks []conformance.TrackContents) (all []conformance.TrackContents) {
	var beeps []conformance.Segment
	for _, track := range tracks {
		for _, s := range track.Segments {
			if s.Beep {
				beeps = append(beeps, s)
			}
		}
	}
	for _, track := range tracks {
		track.Segments = append(track.Segments[:len(track.Segments):len(track.Segments)], beeps...)
		all = append(all, track)
	}
	return all
}
