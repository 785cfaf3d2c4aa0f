package system_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// L4: with one softphone and guaranteed events only the display is never false, and a softphone that shows a stop is in
// 通話中.
func TestOneToOneNeverLies(t *testing.T) {
	for _, parties := range []string{"A X", "A X Y"} {
		w := world(t, parties)
		w.Follow = system.Guaranteed
		checkAll(t, w, system.OneToOne(), nil)
	}
}

// L4, the other half: the * and # transfers, and outbound calls, add exactly one false state, the same one: talking,
// shown stopped, recording. The rule says which function it comes from, and the shortest story how.
func TestOneFalseStateAFunction(t *testing.T) {
	for _, row := range []struct{ name, parties, events, rule, story string }{
		{"basic", "A X", "", "", ""},
		{"transfer", "A X Y", transfers, "RP-XFR-032", "pause.click call.hangup"},
		{"transfer, until it is cancelled", "A X Y", " star.begin star.answered star.complete star.cancel",
			"RP-XFR-032", "pause.click call.hangup"},
		{"outbound", "A X", outbound, "RP-OUT-022", "outbound.wait pause.click outbound.connect"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var mismatches system.Mismatches
			found := map[string]bool{}
			size := visit(t, only(t, world(t, row.parties), basic+row.events), func(e system.Edge) {
				mismatches.Add(e)
				for _, m := range e.Outcome.Step.Mismatch {
					p, _ := e.Outcome.Step.Phones.Get(m.Party)
					c, _ := e.Outcome.Step.Calls.Get(m.Call)
					found[fmt.Sprint(p.State, " ", m.Kind, " ", c.Recording, " ", m.Rule)] = true
				}
			})
			t.Logf("%d states, %d steps", size.States, size.Steps)
			var want []string
			if row.rule != "" {
				want = []string{"talking shown-stopped-but-recording on " + row.rule}
			}
			if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			if len(want) > 0 && !strings.HasSuffix(kindNames(mismatches.All()[0].Story), row.story) {
				t.Errorf("got %s, want … %s", kindNames(mismatches.All()[0].Story), row.story)
			}
		})
	}
}

// A cancel opens that false state by the same way, a stop and a cancel, whichever of the two transfers it is.
func TestStopAndCancel(t *testing.T) {
	for name, cancel := range map[string]calllog.Kind{"*": calllog.StarCancel, "#": calllog.SharpCancel} {
		var mismatches system.Mismatches
		visit(t, only(t, world(t, "A X Y"), basic+transfers), mismatches.Add)
		i := slices.IndexFunc(mismatches.All(), func(s system.Sighting) bool { return s.Opener == cancel })
		if i < 0 || !mismatches.All()[i].Own || !strings.HasSuffix(kindNames(mismatches.All()[i].Story),
			"pause.click "+cancel.String()) {
			t.Errorf("%s: no mismatch is opened by a stop and a cancel", name)
		}
	}
}

func kindNames(story []calllog.Event) string {
	var list []string
	for _, e := range story {
		list = append(list, e.Kind.String())
	}
	return strings.Join(list, " ")
}

// L5: between two softphones that talk, 6 of the 8 combinations of the recording and the displays are reachable: it is
// never stopped with nobody showing it, and never recording with both showing a stop (RP-S2S-210).
func TestSixOfEight(t *testing.T) {
	w := world(t, "A B")
	w.Follow = system.Guaranteed
	always, sometimes := system.BetweenTwo()
	if results := checkAll(t, w, always, sometimes); len(always) != 2 || len(results) != 8 {
		t.Errorf("got %d combinations, %d of them never, want 8 and 2", len(results), len(always))
	}
	found := map[[3]bool]bool{}
	visit(t, w, func(e system.Edge) {
		a, _ := e.Outcome.Step.Phones.Get("A")
		b, _ := e.Outcome.Step.Phones.Get("B")
		if len(e.Outcome.Step.Calls) == 1 && a.State == callstate.Talking && b.State == callstate.Talking {
			found[[3]bool{e.Outcome.Step.Calls[0].Value.Recording == pause.On, a.Message, b.Message}] = true
		}
	})
	if len(found) != 6 || found[[3]bool{false, false, false}] || found[[3]bool{true, true, true}] {
		t.Errorf("got %v, want six of the eight", found)
	}
}

// A mismatch of the transfer or of an outbound call is opened by the end of the one and the start of the other, and by
// nothing else.
func TestRulesOfOpeners(t *testing.T) {
	openers := map[spec.ID]string{spec.XFR032: "star.cancel sharp.cancel call.hangup", spec.OUT022: "outbound.connect"}
	for _, parties := range []string{"A B", "A X Y"} {
		var mismatches system.Mismatches
		visit(t, world(t, parties), mismatches.Add)
		for _, s := range mismatches.All() {
			if want, ok := openers[s.Rule]; ok && !among(want, s.Opener.String()) {
				t.Errorf("%v is opened by %v: %s", s.Rule, s.Opener, system.Tell(s.Story, spec.EN))
			}
		}
	}
}
