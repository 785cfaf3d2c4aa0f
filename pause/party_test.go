package pause_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
)

// Who cannot do what is asked is named in an error, with those who are in the call.
func TestPartyError(t *testing.T) {
	rows := []struct {
		name string
		act  action
		bad  pause.Party
		says string
	}{
		{"a stop by nobody in the call", action{Op: "stop", P: c}, c, "party 2 is not in the call, which has party 0 and party 1"},
		{"a resume by nobody in the call", action{Op: "resume", P: c}, c, "is not in the call"},
		{"nobody in the call leaves", action{Op: "leave", P: c}, c, "leave: party 2 is not in the call"},
		{"nobody in the call parks", action{Op: "park", P: c}, c, "park: party 2 is not in the call"},
		{"nobody in the call completes a transfer", action{Op: "complete", P: c, Q: d}, c, "is not in the call"},
		{"who is in the call joins", action{Op: "join", P: b}, b, "join: party 1 is in the call already"},
		{"a stop by who cannot be a party", action{Op: "stop", P: 64}, 64, "party 64 is beyond the 64 that one call can have"},
		{"a resume by who cannot be a party", action{Op: "resume", P: 255}, 255, "party 255 is beyond"},
		{"who cannot be a party joins", action{Op: "join", P: 64}, 64, "party 64 is beyond"},
		{"who cannot be a party leaves", action{Op: "leave", P: 64}, 64, "party 64 is beyond"},
		{"who cannot be a party parks", action{Op: "park", P: 64}, 64, "party 64 is beyond"},
		{"who cannot be a party transfers", action{Op: "transfer", P: 64, Q: c}, 64, "party 64 is beyond"},
		{"a target that cannot be a party", action{Op: "complete", P: a, Q: 64}, 64, "party 64 is beyond"},
		{"another target that cannot be a party", action{Op: "transfer", P: a, Q: 255}, 255, "party 255 is beyond"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			r, step, err := row.act.on(two)
			var got *pause.PartyError
			if !errors.As(err, &got) || got.Party != row.bad || got.Members != two.Members() || got.Op == "" {
				t.Fatalf("got error %v, want a *PartyError about %v", err, row.bad)
			}
			if !strings.HasPrefix(err.Error(), "pause: ") || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %q, want it to say %q", err, row.says)
			}
			if r != two || step != (pause.Step{}) {
				t.Errorf("got %+v and %+v, want nothing changed", r, step)
			}
		})
	}
}

// Nobody is in a call that is over.
func TestZeroRecorder(t *testing.T) {
	var r pause.Recorder
	if r.Members() != 0 || r.Silenced() != 0 || r.StoppedBy() != 0 || r.State() != pause.Off || r.Recorded() || r.Answered() || r.IsRoom() {
		t.Errorf("got %+v, want nothing", r)
	}
	if _, _, err := r.Stop(a); err == nil {
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
		t.Errorf("got %v, sides of %d and %d, want silent, 1 and 63", r.State(), r.OnSide(pause.Operator).Len(), r.OnSide(pause.Far).Len())
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
		if all := slices.Collect(got.All()); !slices.Equal(all, list) || got.Len() != len(list) || got != pause.PartiesOf(list...) {
			t.Fatalf("got %v (%d), want %v", all, got.Len(), list)
		}
	})
}

// Parties are listed as one would say it, and a look at them may end early.
func TestPartiesText(t *testing.T) {
	for want, set := range map[string]pause.Parties{"nobody": 0, "party 1": pause.PartiesOf(b), "party 0 and party 2": pause.PartiesOf(c, a),
		"party 0, party 1 and party 63": pause.PartiesOf(63, a, b)} {
		if got := set.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for p := range pause.PartiesOf(b, c).All() {
		if p != b {
			t.Errorf("got %v first, want %v", p, b)
		}
		break
	}
}
