package model_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

func guaranteed(s calllog.Step) bool { return s.Support == spec.Guaranteed }

// L4: with one softphone and guaranteed events only the display never lies, and a softphone that shows "stopped" is in 通話中.
func TestOneToOneNeverLies(t *testing.T) {
	h := readHeader(t, nil, full("A"), "X external")
	states := explore(t, h, alphabet(h, "c1", "c2"), guaranteed, func(e edge) {
		if len(e.step.Mismatch) > 0 {
			t.Errorf("%v\nlies: %v", e.path, e.step.Mismatch)
		}
		if p, ok := e.step.Phones.Get("A"); ok && shows(p) && p.State != callstate.Talking {
			t.Errorf("%v\nshows \"stopped\" in %v", e.path, p.State)
		}
	})
	t.Log(states, "states")
}

// basic is what a softphone of the manual's chapters 2 to 4 does.
const basic = "call.invite call.answered call.failed call.hangup hold unhold hand.raise dtmf pause.click resume.click"

// transfers is what a * and a # transfer are made of.
const transfers = "star.begin star.answered star.complete star.cancel sharp.begin sharp.complete sharp.cancel"

// L4, the other half: the * and # transfers, and outbound calls, add exactly one false state each, and the rule says which.
func TestOneFalseStateAFunction(t *testing.T) {
	for _, function := range []struct {
		name    string
		events  string
		parties []string
		rule    spec.ID
	}{
		{"transfer", transfers, []string{full("A"), "X external", "T external"}, spec.XFR032},
		{"outbound", "outbound.wait outbound.connect outbound.leave", []string{full("A"), "X external"}, spec.OUT022},
	} {
		t.Run(function.name, func(t *testing.T) {
			h := readHeader(t, nil, function.parties...)
			found := map[string]bool{}
			follow := func(s calllog.Step) bool { return among(basic+" "+function.events, s.Event.String()) }
			states := explore(t, h, alphabet(h, "c1", "c2"), follow, func(e edge) {
				for _, m := range e.step.Mismatch {
					p, _ := e.step.Phones.Get(m.Party)
					found[p.State.String()+" "+m.Kind.String()+" "+m.Rule.String()] = true
				}
			})
			want := []string{"talking shown-stopped-but-recording " + function.rule.String()}
			if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, want) {
				t.Errorf("in %d states: got %q, want %q", states, got, want)
			}
		})
	}
}

// L5: between two softphones that talk, 6 of the 8 combinations of recording and displays are reachable: it is never stopped with
// nobody showing it, and never recording with both showing "stopped" (RP-S2S-210).
func TestSixOfEight(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("B"))
	found := map[[3]bool]*path{}
	states := explore(t, h, alphabet(h, "c1", "c2"), guaranteed, func(e edge) {
		a, _ := e.step.Phones.Get("A")
		b, _ := e.step.Phones.Get("B")
		if len(e.step.Calls) == 1 && a.State == callstate.Talking && b.State == callstate.Talking {
			found[[3]bool{e.step.Calls[0].Value.Recording == pause.On, shows(a), shows(b)}] = e.path
		}
	})
	for _, never := range [][3]bool{{false, false, false}, {true, true, true}} {
		if p := found[never]; p != nil {
			t.Errorf("recording, A and B show \"stopped\": %v is reached by%v", never, p)
		}
	}
	if len(found) != 6 {
		t.Errorf("in %d states: got %d combinations of recording and displays, want 6: %v", states, len(found), found)
	}
}

// L8: from every state that shows 録音再開 in an answered, recorded call, one click on it leads to a true display and one's own voice
// recorded: between two softphones that do whatever there is, and with a customer in the * and # transfers.
func TestResumeTellsTheTruth(t *testing.T) {
	t.Parallel()
	two := readHeader(t, nil, full("A"), full("B"))
	three := readHeader(t, nil, full("A"), full("B"), "X external")
	check := func(e edge) {
		for _, p := range e.step.Phones {
			if e.fresh && shows(p.Value) && (p.Value.State == callstate.Talking || p.Value.State == callstate.StarTalking) {
				checkResume(t, e, p.Key)
			}
		}
	}
	anything := func(calllog.Step) bool { return true }
	t.Log(explore(t, two, alphabet(two, "c1", "c2"), anything, check), "states of two")
	known := func(s calllog.Step) bool { return among(basic+" "+transfers, s.Event.String()) }
	t.Log(explore(t, three, alphabet(three, "c1", "c2"), known, check), "states of three")
}

// L9: in every state of two softphones, an event that has no meaning, or is refused, or unchanged, changes nothing; and an error says
// who could not do what in which state.
func TestErrorChangesNothing(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("B"))
	anything := func(calllog.Step) bool { return true }
	explore(t, h, alphabet(h, "c1"), anything, func(e edge) {
		if e.err != nil {
			checkError(t, e)
		}
		if (e.err != nil || e.step.Result != calllog.Applied) && key(e.after) != key(e.before) {
			t.Fatalf("%v\nis %v (%v), and changes\n%v\nto\n%v", e.path, e.step.Result, e.err, key(e.before), key(e.after))
		}
	})
}

func checkResume(t *testing.T, e edge, party string) {
	t.Helper()
	_, outcome, err := e.after.Next(calllog.Event{Line: 3, Kind: calllog.ResumeClick, Party: party})
	if err != nil || outcome.Step.Result != calllog.Applied {
		t.Fatalf("%v\n%s's click on 録音再開 is %v, %v", e.path, party, outcome.Step.Result, err)
	}
	for _, m := range outcome.Step.Mismatch {
		if m.Party == party {
			t.Fatalf("%v\nafter %s's click on 録音再開: %v", e.path, party, m)
		}
	}
	if p, _ := outcome.Step.Phones.Get(party); p.Toggle != pause.Stop {
		t.Fatalf("%v\nafter %s's click on 録音再開 it shows %v", e.path, party, p)
	}
}

func checkError(t *testing.T, e edge) {
	t.Helper()
	var typed *model.Error
	if !errors.As(e.err, &typed) || typed.Line != e.event.Line || typed.Party != e.event.Party || typed.Event != e.event.Kind || typed.State == "" {
		t.Fatalf("%v\n%#v names not line, party, event and state", e.path, e.err)
	}
}
