package pause_test

import (
	"fmt"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// In a room, and among three parties or more, everybody silences the own voice only, and only a resume of one's own
// ends that.
func TestEverybodySilencesTheOwnVoice(t *testing.T) {
	for size := 2; size <= 4; size++ {
		members := []pause.Party{a, b, c, d}[:size]
		calls := map[spec.ID]pause.Call{spec.CNF010: start{members: members, room: true}.call(true)}
		if size > 2 {
			calls[spec.TPC020] = calltest.New(true, a, members[1:]...)
		}
		for rule, r := range calls {
			t.Run(fmt.Sprintf("%v/%d members", rule, size), func(t *testing.T) {
				sequences(t, r, 5, func(done []command, s pause.Step) {
					last := map[pause.Party]pause.Verb{}
					for _, click := range done {
						last[click.by] = click.verb
					}
					for _, p := range members {
						if got, want := s.After.Silenced().Has(p), last[p] == pause.Stop; got != want {
							t.Errorf("%v: %v: got %v silenced %t, want %t", rule, done, p, got, want)
						}
					}
				})
			})
		}
	}
}

// What a stop means changes with the number of members, and with the set that a leaver takes its name out of.
func TestMeaningChangesWithTheMembers(t *testing.T) {
	two := after(t, calltest.New(true, a, b), action{Op: "stop", P: a})
	three := after(t, calltest.New(true, a, b, c), action{Op: "stop", P: a})
	room := after(t, start{members: []pause.Party{a, b, c}, room: true}.call(true), action{Op: "stop", P: a})
	cd, ac := pause.PartiesOf(c, d), pause.PartiesOf(a, c)
	rows := []struct {
		name string
		r    pause.Call
		act  action
		want pause.Parties
	}{
		{"a third joins a stopped call of two", two, action{Op: "join", P: c}, pause.PartiesOf(a)},
		{"a third leaves a call that one of the two has stopped", three, action{Op: "leave", P: c},
			pause.PartiesOf(a, b)},
		{"who has stopped leaves a call of three", three, action{Op: "leave", P: a}, 0},
		{"a room of three becomes one of two", room, action{Op: "leave", P: c}, pause.PartiesOf(a)},
		{"the other parks a stopped call", two, action{Op: "park", P: b}, pause.PartiesOf(a)},
		{"who has stopped parks the call", two, action{Op: "park", P: a}, 0},
		{"a * transfer is completed", two, action{Op: "complete", P: a, Q: c}, 0},
		{"a * transfer is completed by the other", two, action{Op: "complete", P: b, Q: c}, 0},
		{"a transfer by the other keeps the stop", two, action{Op: "transfer", P: b, Q: c}, ac},
		{"a transfer takes the stop of the target along", two, action{Op: "transfer", P: a, Q: c, Stopped: ac},
			pause.PartiesOf(b, c)},
		{"a merge takes the stop of the target along", two,
			action{Op: "merge", Others: pause.PartiesOf(c), Stopped: cd}, ac},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := after(t, row.r, row.act).Silenced(); got != row.want {
				t.Errorf("got silenced %v, want %v", got, row.want)
			}
		})
	}
}

// after returns the call after actions that mean something.
func after(t testing.TB, r pause.Call, acts ...action) pause.Call {
	t.Helper()
	for _, act := range acts {
		next, _, err := act.on(r)
		if err != nil {
			t.Fatal(err)
		}
		r = next
	}
	return r
}

// A call of two is over when one leaves, and a room when it is empty; a parked call waits for whoever is left.
func TestWhenACallIsOver(t *testing.T) {
	two, room := calltest.New(true, a, b), start{members: []pause.Party{a, b}, room: true}.call(true)
	rows := []struct {
		name string
		r    pause.Call
		acts []action
		want pause.Parties
	}{
		{"one leaves a call of two", two, []action{{Op: "leave", P: a}}, 0},
		{"one leaves a room of two", room, []action{{Op: "leave", P: a}}, pause.PartiesOf(b)},
		{"both leave a room", room, []action{{Op: "leave", P: a}, {Op: "leave", P: b}}, 0},
		{"one parks a call of two", two, []action{{Op: "park", P: a}}, pause.PartiesOf(b)},
		{"who is left in a parked call leaves", two, []action{{Op: "park", P: a}, {Op: "leave", P: b}}, 0},
		{"who is left in a parked call parks it", two, []action{{Op: "park", P: a}, {Op: "park", P: b}}, 0},
		{"the call ends for all", two, []action{{Op: "end"}}, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			r := after(t, row.r, row.acts...)
			over := !r.IsRoom() && !r.Answered()
			if r.Members() != row.want || over != (row.want == 0) || !r.Recorded() { // it knows that when one asks for it
				t.Errorf("got %v in the call, over %t, recorded %t, want %v", r.Members(), over, r.Recorded(), row.want)
			}
		})
	}
}
