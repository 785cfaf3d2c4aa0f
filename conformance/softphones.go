package conformance

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// softphones is a call between two softphones: the five rows of chapter 5, and what they come to.
var softphones = []check{
	{spec.S2S010, func(t *trial) {
		for _, party := range []string{A, B} {
			t.open(Scenario(Talking).between(B))
			t.shows(A, pause.Stop)
			t.shows(B, pause.Stop)
			t.click(party)
			t.shows(party, pause.Resume)
			t.recording(pause.Silent)
			t.click(party)
			t.shows(party, pause.Stop)
			t.recording(pause.On)
		}
	}},
	{spec.S2S020, func(t *trial) {
		t.both(func(clicked string) {
			if clicked == A {
				t.unchanged(B)
			} else {
				t.unchanged(A)
			}
		})
	}},
	{spec.S2S021, func(t *trial) {
		t.row(2)
		t.label(B, pause.Stop)
		t.recording(pause.Silent)
		t.row(4)
		t.label(B, pause.Resume)
		t.recording(pause.On)
	}},
	{spec.S2S111, recordingIn(1, pause.On)},
	{spec.S2S112, phoneIn(1, A, pause.Stop)},
	{spec.S2S113, phoneIn(1, B, pause.Stop)},
	{spec.S2S121, recordingIn(2, pause.Silent)},
	{spec.S2S122, phoneIn(2, A, pause.Resume)},
	{spec.S2S123, phoneIn(2, B, pause.Stop)},
	{spec.S2S131, recordingIn(3, pause.Silent)},
	{spec.S2S132, phoneIn(3, A, pause.Resume)},
	{spec.S2S133, phoneIn(3, B, pause.Resume)},
	{spec.S2S141, recordingIn(4, pause.On)},
	{spec.S2S142, phoneIn(4, A, pause.Stop)},
	{spec.S2S143, phoneIn(4, B, pause.Resume)},
	{spec.S2S151, recordingIn(5, pause.On)},
	{spec.S2S152, phoneIn(5, A, pause.Stop)},
	{spec.S2S153, phoneIn(5, B, pause.Stop)},
	{spec.S2S200, func(t *trial) {
		t.both(func(clicked string) {
			want := pause.On
			if t.displays[clicked].Stopped {
				want = pause.Silent
			}
			t.recording(want)
		})
	}},
	{spec.S2S210, func(t *trial) {
		var seen []string
		t.both(func(string) {
			a, b, state := t.phone(A).Toggle == pause.Resume, t.phone(B).Toggle == pause.Resume, t.recorder(OriginalCall).Recording
			switch {
			case state == pause.Silent && !a && !b:
				t.fail(say("停止表示の端末がある", "a softphone that shows the stop"), nothing)
			case state == pause.On && a && b:
				t.fail(say("双方ともに停止表示ではない", "not both showing a stop"), say("双方", "both"))
			}
			if key := fmt.Sprint(state, a, b); !slices.Contains(seen, key) {
				seen = append(seen, key)
			}
		})
		if t.altogether(); t.depth >= 3 && len(seen) != 6 {
			t.fail(say("8通りのうち6通り", "6 of the 8 combinations"), say("%d通り", "%d", len(seen)))
		}
	}},
	{spec.S2S220, func(t *trial) {
		t.row(4)
		t.click(B)
		t.shows(B, pause.Stop)
		t.recording(pause.On)
		t.click(B)
		t.shows(B, pause.Resume)
		t.recording(pause.Silent)
	}},
	{spec.S2S230, func(t *trial) {
		for _, peer := range []string{C, B} {
			t.open(Scenario(Talking).between(peer))
			for range 2 {
				t.recording(pause.On)
				t.shows(A, pause.Stop)
				if peer == B {
					t.shows(B, pause.Stop)
				}
				t.click(A)
				t.hangUp(peer, OriginalCall)
				t.call()
			}
		}
	}},
}

// row plays the document's five rows up to one of them: it starts, A stops, B stops, A resumes, B resumes.
func (t *trial) row(n int) {
	t.open(Scenario(Talking).between(B))
	for _, party := range []string{A, B, A, B}[:n-1] {
		t.click(party)
	}
}

func recordingIn(row int, want pause.State) func(*trial) {
	return func(t *trial) { t.row(row); t.recording(want) }
}

func phoneIn(row int, party string, want pause.Verb) func(*trial) {
	return func(t *trial) { t.row(row); t.shows(party, want) }
}

// both plays all sequences of clicks of two softphones up to the trial's depth, and looks after each click.
func (t *trial) both(look func(clicked string)) {
	by := func(party string) func() {
		return func() { t.click(party); look(party) }
	}
	t.walk(Scenario(Talking).between(B), by(A), by(B))
}
