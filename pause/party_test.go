package pause_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Nobody is in a call that is over.
func TestZeroCall(t *testing.T) {
	var r pause.Call
	if r.Members() != 0 || r.Silenced() != 0 || r.StoppedBy() != 0 || r.State() != pause.Off || r.Recorded() ||
		r.Answered() || r.IsRoom() {
		t.Errorf("got %+v, want nothing", r)
	}
	if _, err := r.Stop(a); err == nil {
		t.Error("got a stop of a call that is over, want an error")
	}
}

// All 64 parties fit in one call, and each of them silences the own voice.
func TestSixtyFourMembers(t *testing.T) {
	r := pause.NewRoom(true)
	for p := range pause.Party(pause.MaxParties) {
		r = after(t, r, action{Op: "join", P: p})
	}
	for p := range pause.Party(pause.MaxParties) {
		if r = after(t, r, action{Op: "stop", P: p}); r.Silenced().Len() != int(p)+1 || !r.Silenced().Has(p) {
			t.Fatalf("%v stops: got %v silenced, want %d with it", p, r.Silenced(), p+1)
		}
	}
	if r.State() != pause.Silent || r.OnSide(pause.Operator) != pause.PartiesOf(0) || r.OnSide(pause.Far).Len() != 63 {
		t.Errorf("got %v, sides of %d and %d, want silent, 1 and 63", r.State(), r.OnSide(pause.Operator).Len(),
			r.OnSide(pause.Far).Len())
	}
	if r = after(t, r, action{Op: "resume", P: 63}); r.Silenced().Has(63) || r.State() != pause.Partial {
		t.Errorf("party 63 resumes: got silenced %v, %v, want all others, partial", r.Silenced(), r.State())
	}
}

// A set of parties is a set of numbers; a number that no party can have is never in it.
func TestParties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var got pause.Parties
		want := map[pause.Party]bool{}
		near := rapid.SampledFrom([]pause.Party{0, 1, 2, 62, 63, 64, 65, 127, 128, 255})
		for range rapid.IntRange(0, 10).Draw(t, "changes") {
			p := near.Draw(t, "party")
			if rapid.Bool().Draw(t, "with") {
				got, want[p] = got.With(p), p < pause.MaxParties
			} else {
				got, want[p] = got.Without(p), false
			}
		}
		var list []pause.Party
		for p := range pause.Party(255) {
			if got.Has(p) != want[p] {
				t.Fatalf("%v: got %v in it %t, want %t", got, p, got.Has(p), want[p])
			}
			if want[p] {
				list = append(list, p)
			}
		}
		if all := slices.Collect(got.All()); !slices.Equal(all, list) || got.Len() != len(list) ||
			got != pause.PartiesOf(list...) {
			t.Fatalf("got %v (%d), want %v", all, got.Len(), list)
		}
	})
}

// Parties are listed as one would say it, and a look at them may end early.
func TestPartiesText(t *testing.T) {
	for want, set := range map[string]pause.Parties{"nobody": 0, "party 1": pause.PartiesOf(b),
		"party 0 and party 2":           pause.PartiesOf(c, a),
		"party 0, party 1 and party 63": pause.PartiesOf(63, a, b)} {
		if got := set.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := pause.Parties(0).In(spec.JA); got != "なし" {
		t.Errorf("nobody in Japanese: got %q, want なし", got)
	}
	for p := range pause.PartiesOf(b, c).All() {
		if p != b {
			t.Errorf("got %v first, want %v", p, b)
		}
		break
	}
}
