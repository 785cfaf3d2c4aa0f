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

// checkAll fails for every property that does not hold, with its witness, and where not all was visited.
func checkAll(t *testing.T, w system.World, properties []system.Property) []system.Result {
	t.Helper()
	results, size, err := w.CheckAll(properties)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.Holds {
			t.Errorf("%s: %s does not hold: %s", r.ID(), r.Name.EN, system.Tell(r.Witness, spec.EN))
		}
	}
	if len(results) == 0 {
		t.Error("no property was tried")
	}
	saw(t, w, size)
	return results
}

const (
	basic     = "call.invite call.answered call.failed call.hangup hold unhold hand.raise dtmf pause.click resume.click"
	transfers = " star.begin star.answered star.complete star.cancel sharp.begin sharp.complete sharp.cancel"
	outbound  = " outbound.wait outbound.connect outbound.leave"
	together  = " room.join room.leave threeway.auto"
)

// In every step of these worlds the laws hold, and every quirk of the manual is met in one of them: the model is not
// vacuous.
func TestLawsHoldAndQuirksAreMet(t *testing.T) {
	unmet := map[spec.ID]bool{}
	for _, q := range system.Quirks() {
		unmet[q.Rule] = true
	}
	off := world(t, "A B")
	off.Header.Config.RecordAllCalls = false
	inThree := only(t, world(t, "A B X"), basic+together)
	inThree.Calls = 1
	for name, w := range map[string]system.World{
		"a softphone and a customer": world(t, "A X"), "two softphones": world(t, "A B"),
		"two customers":             world(t, "A X Y"),
		"rooms and three-way calls": inThree,
		"commands and facts":        anyway(t, "A X", 2), "commands and facts of two": anyway(t, "A B", 1),
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range checkAll(t, w, append(system.Laws(), system.Quirks()...)) {
				delete(unmet, r.Rule)
			}
		})
	}
	t.Run("recording off", func(t *testing.T) { checkAll(t, off, system.Laws()) })
	for id := range unmet {
		t.Errorf("%v is met in no world", id)
	}
}

// A property that fails says by which story, the most ordinary one; one that is never met has none.
func TestWitness(t *testing.T) {
	w := world(t, "A X")
	silent := func(e system.Edge) bool {
		return len(e.Outcome.Step.Calls) == 1 && e.Outcome.Step.Calls[0].Value.Recording == pause.Silent
	}
	results, _, err := w.CheckAll([]system.Property{
		{Law: "never silent", At: func(e system.Edge) bool { return !silent(e) }},
		{Law: "true", At: func(system.Edge) bool { return true }},
		{Law: "silent", Sometimes: true, At: silent},
		{Law: "false", Sometimes: true, At: func(system.Edge) bool { return false }},
		system.Property{Law: "left out"}.WithSoftphones(2)})
	if err != nil || len(results) != 4 {
		t.Fatalf("got %d results, %v, want 4", len(results), err)
	}
	for i, want := range []struct {
		holds bool
		story string
	}{
		{false, "X calls A → A answers → A clicks 「録音停止」"}, {true, ""},
		{true, "X calls A → A answers → A clicks 「録音停止」"}, {false, ""},
	} {
		if got := system.Tell(results[i].Witness, spec.EN); results[i].Holds != want.holds || got != want.story {
			t.Errorf("%s: got %v by %q, want %v by %q", results[i].Law, results[i].Holds, got, want.holds, want.story)
		}
	}
}

// What is asked of a world is what it can answer.
func TestWorldHas(t *testing.T) {
	w := world(t, "A X")
	limited := only(t, w, "room.join")
	for name, has := range map[string]bool{
		"nothing":                  w.Has(0, 0, 0),
		"all that there is":        w.Has(1, 2, 2, calllog.Park),
		"another softphone":        !w.Has(2, 0, 0),
		"another party":            !w.Has(0, 3, 0),
		"another call":             !w.Has(0, 0, 3),
		"an event that may happen": limited.Has(0, 0, 0, calllog.RoomJoin),
		"an event that may not":    !limited.Has(0, 0, 0, calllog.Park),
	} {
		if !has {
			t.Errorf("%s: the world says otherwise", name)
		}
	}
}

// Every law can fail: each has a step that was tampered with, in which it does.
func TestLawsCanFail(t *testing.T) {
	tampered := map[string]func(e system.Edge) (system.Edge, bool){
		"L1": func(e system.Edge) (system.Edge, bool) { // a stop that records on
			ok := e.Event.Kind == calllog.ResumeClick && len(e.Outcome.Calls) == 1 &&
				e.Outcome.Calls[0].Step.After.Members().Len() == 2
			e.Event.Kind = calllog.PauseClick
			return e, ok && e.Outcome.Calls[0].Step.After.State() == pause.On && !e.Outcome.Calls[0].Step.After.IsRoom()
		},
		"L2": func(e system.Edge) (system.Edge, bool) { // the one who clicks is somebody else
			ok := e.Event.Kind == calllog.PauseClick && e.Outcome.Step.Result == calllog.Applied
			e.Event.Party = "X"
			return e, ok
		},
		"L3": func(e system.Edge) (system.Edge, bool) {
			ok := e.Event.Kind == calllog.ResumeClick && e.Outcome.Step.Result == calllog.Applied
			e.Outcome.Step.Result = calllog.Rejected
			return e, ok
		},
		"L8": func(e system.Edge) (system.Edge, bool) { // a click on 録音再開 that does nothing
			e.Outcome.Step.Phones = slices.Clone(e.Outcome.Step.Phones)
			p := &e.Outcome.Step.Phones[0].Value
			ok := e.Fresh && p.Toggle == pause.Stop && p.State == callstate.Talking
			p.Toggle = pause.Resume
			return e, ok
		},
		"L9": func(e system.Edge) (system.Edge, bool) {
			ok := e.Fresh
			e.Outcome.Step.Result = calllog.Rejected
			return e, ok
		},
		"L10": func(e system.Edge) (system.Edge, bool) { // a beep that is said to be on the other side, or on none
			e.Outcome.Step.Beeps = slices.Clone(e.Outcome.Step.Beeps)
			ok := len(e.Outcome.Step.Beeps) > 0
			if ok {
				b := &e.Outcome.Step.Beeps[0]
				b.RecordedOn = slices.DeleteFunc(slices.Clone(b.To),
					func(p string) bool { return slices.Contains(b.RecordedOn, p) })
			}
			return e, ok && len(e.Outcome.Step.Beeps[0].To) > 0
		},
	}
	off := world(t, "A B")
	off.Header.Config.RecordAllCalls = false
	for _, law := range system.Laws() {
		if law.Law == "L6" {
			checkCanFail(t, off, law, func(e system.Edge) (system.Edge, bool) {
				e.Outcome.Step.Calls = calllog.Object[calllog.CallView]{{Key: "c1",
					Value: calllog.CallView{Recording: pause.On}}}
				return e, len(e.Outcome.Calls) > 0
			})
			continue
		}
		checkCanFail(t, world(t, "A B"), law, tampered[law.Law])
	}
}

func checkCanFail(t *testing.T, w system.World, law system.Property, tamper func(system.Edge) (system.Edge, bool)) {
	t.Helper()
	tried := 0
	visit(t, w, func(e system.Edge) {
		if other, ok := tamper(e); ok {
			tried++
			if law.At(other) {
				t.Errorf("%s: %s holds after it was broken", law.Law, system.Tell(e.Story(), spec.EN))
			}
		}
	})
	if tried == 0 {
		t.Errorf("%s: no step to tamper with", law.Law)
	}
}

// L4: with one softphone and documented events only the display is never false, and a softphone that shows a stop is in
// 通話中.
func TestOneToOneNeverLies(t *testing.T) {
	for _, parties := range []string{"A X", "A X Y"} {
		w := world(t, parties)
		w.DocumentedOnly = true
		checkAll(t, w, system.OneToOne())
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
			visit(t, only(t, world(t, row.parties), basic+row.events), func(e system.Edge) {
				mismatches.Add(e)
				for _, m := range e.Outcome.Step.Mismatch {
					p, _ := e.Outcome.Step.Phones.Get(m.Party)
					c, _ := e.Outcome.Step.Calls.Get(m.Call)
					found[fmt.Sprint(p.State, " ", m.Kind, " ", c.Recording, " ", m.Rule)] = true
				}
			})
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
		i := slices.IndexFunc(mismatches.All(), func(s system.Sighting) bool { return s.First.Opened.Event == cancel })
		if i < 0 || mismatches.All()[i].First.Opened.Party != "A" ||
			!strings.HasSuffix(kindNames(mismatches.All()[i].Story), "pause.click "+cancel.String()) {
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
	w.DocumentedOnly = true
	results, never := checkAll(t, w, system.BetweenTwo()), 0
	for _, r := range results {
		if !r.Sometimes {
			never++
		}
	}
	if len(results) != 8 || never != 2 {
		t.Errorf("got %d combinations, %d of them never, want 8 and 2", len(results), never)
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
			if want, ok := openers[s.First.Rule]; ok && !among(want, s.First.Opened.Event.String()) {
				t.Errorf("%v is opened by %v: %s", s.First.Rule, s.First.Opened.Event, system.Tell(s.Story, spec.EN))
			}
		}
	}
}
