package system_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// changed is a new system whose vendor has made changes.
func changed(t testing.TB, h calllog.Header, changes system.Changes) system.System {
	t.Helper()
	s := newSystem(t, h)
	s.Changes = changes
	return s
}

// playUnder plays a story under some changes, and says what all calls and softphones are at its end.
func playUnder(t *testing.T, p system.Changes, parties, events string) string {
	t.Helper()
	var list []string
	for id := range strings.FieldsSeq(parties) {
		if id < "X" {
			id = full(id)
		} else {
			id += " external"
		}
		list = append(list, id)
	}
	s := changed(t, readHeader(t, nil, list...), p)
	var last calllog.StepLine
	for i, e := range strings.Split(events, "; ") {
		next, outcome, err := applied(s, readEvent(t, i+2, e))
		if err != nil {
			t.Fatal(err)
		}
		s, last = next, outcome.Step
	}
	return shown(last)
}

func shown(s calllog.StepLine) string {
	var parts []string
	for _, c := range s.Calls {
		parts = append(parts, c.Key+" "+c.Value.Recording.String())
	}
	for _, p := range s.Phones {
		parts = append(parts, p.Key+" "+phoneText(p.Value))
	}
	if s.Result != calllog.Applied {
		parts = append(parts, s.Result.String())
	}
	return strings.Join(parts, "; ")
}

const (
	pair  = "A call.invite B c1; B call.answered c1; "
	three = "A room.join r; B room.join r; X room.join r; "
	talk  = "X call.invite A c1; A call.answered c1; A hold c1; A consult.dial B c2; B consult.answered c2; "
)

// Each change alone does what it says, and nothing else, in a story that tells it from what the manual documents.
func TestEachChangeAlone(t *testing.T) {
	for _, row := range []struct {
		change           system.Changes
		parties, events  string
		documented, then string
	}{
		{system.TellEverybody, "A B", pair + "A pause.click",
			"c1 silent; A talking 録音再開+message; B talking 録音停止",
			"c1 silent; A talking 録音再開+message; B talking 録音再開+message"},
		{system.TellEverybody, "A B", pair + "A pause.click; B resume.click",
			"c1 silent; A talking 録音再開+message; B talking 録音停止; unchanged",
			"c1 on; A talking 録音停止; B talking 録音停止"},
		// another call
		{system.TellEverybody, "A B C X",
			"C outbound.wait; C pause.click; C outbound.connect X c2; " + pair + "A pause.click",
			"c2 on; c1 silent; A talking 録音再開+message; B talking 録音停止; C talking 録音再開+message",
			"c2 on; c1 silent; A talking 録音再開+message; B talking 録音再開+message; C talking 録音再開+message"},
		{system.ClearDisplay, "A X", "A outbound.wait; A pause.click; A outbound.connect X c1",
			"c1 on; A talking 録音再開+message",
			"c1 on; A talking 録音停止"},
		{system.ClearDisplay, "A X Y",
			"X call.invite A c1; A call.answered c1; A star.begin Y c2; A pause.click; A star.cancel",
			"c1 on; A talking 録音再開+message",
			"c1 on; A talking 録音停止"},
		{system.ClearDisplay, "A B Y", pair + "A star.begin Y c2; Y star.answered c2; B pause.click; A star.complete",
			"c1 on; A idle; B talking 録音再開+message",
			"c1 on; A idle; B talking 録音停止"},
		{system.ClearDisplay, "A B", pair + "A pause.click; B pause.click; A resume.click", // a click is no call event
			"c1 on; A talking 録音停止; B talking 録音再開+message",
			"c1 on; A talking 録音停止; B talking 録音再開+message"},
		{system.ShowStop, "A B", pair + "A hold c1; B pause.click; A unhold c1",
			"c1 silent; A talking 録音停止; B talking 録音再開+message",
			"c1 silent; A talking 録音再開+message; B talking 録音再開+message"},
		{system.ShowStop, "A B", pair + "A pause.click; B hand.raise",
			"c1 silent; A talking 録音再開+message; B talking 録音停止",
			"c1 silent; A talking 録音再開+message; B talking 録音停止"},
		{system.StopForAll, "A B X", three + "A pause.click",
			"r partial; A talking 録音再開+message; B talking 録音停止",
			"r silent; A talking 録音再開+message; B talking 録音停止"},
		{system.StopForAll, "A B X", three + "A pause.click; B pause.click; A resume.click",
			"r partial; A talking 録音停止; B talking 録音再開+message",
			"r on; A talking 録音停止; B talking 録音再開+message"},
		{system.StopForAll, "A B X", "A room.join r; A pause.click; B room.join r; X room.join r; A room.leave r",
			"r on; A idle; B talking 録音停止",
			"r silent; A idle; B talking 録音停止"},
		{system.ToggleInTalks, "A B X", talk + "B pause.click",
			"c1 on; c2 silent; A transfer_talking; B talking 録音再開+message",
			"c1 on; c2 silent; A transfer_talking 録音停止; B talking 録音再開+message"},
		{system.ToggleInTalks, "A B X", talk + "A pause.click; A transfer.complete",
			"c1 on; A idle; B talking 録音停止",
			"c1 on; c2 silent; A transfer_talking 録音再開+message; B talking 録音停止; refused"},
		{system.ToggleInTalks, "A B X", talk + "A threeway.start; A pause.click",
			"c1 on; A three_way; B talking 録音停止; refused",
			"c1 partial; A three_way 録音再開+message; B talking 録音停止"},
		{system.CarryOver, "A X", "A outbound.wait; A pause.click; A outbound.connect X c1",
			"c1 on; A talking 録音再開+message",
			"c1 silent; A talking 録音再開+message"},
		{system.CarryOver, "A B Y", pair + "A star.begin Y c2; Y star.answered c2; B pause.click; A star.complete",
			"c1 on; A idle; B talking 録音再開+message",
			"c1 silent; A idle; B talking 録音再開+message"},
		{system.RefuseAmongMany, "A B X", three + "A pause.click",
			"r partial; A talking 録音再開+message; B talking 録音停止",
			"r on; A talking 録音停止; B talking 録音停止; refused"},
		{system.RefuseAmongMany, "A B X", pair + "A pause.click; B threeway.auto X",
			"c1 partial; A talking 録音再開+message; B three_way",
			"c1 on; A talking 録音再開+message; B three_way"},
	} {
		t.Run(row.change.String(), func(t *testing.T) {
			if got := playUnder(t, 0, row.parties, row.events); got != row.documented {
				t.Errorf("%s\ndocumented: got  %s\nwant %s", row.events, got, row.documented)
			}
			if got := playUnder(t, row.change, row.parties, row.events); got != row.then {
				t.Errorf("%s\nchanged: got  %s\nwant %s", row.events, got, row.then)
			}
		})
	}
}

// A call that is silent already is not stopped once more: the talk with the target begins with the stop of its ringing,
// and one step.
func TestCarryOverRepeatsNoStop(t *testing.T) {
	h := readHeader(t, nil, full("A"), "X external", "Y external")
	s := changed(t, h, system.CarryOver)
	var last system.Outcome
	for i, e := range []string{"X call.invite A c1", "A call.answered c1", "A star.begin Y c2", "A pause.click",
		"Y star.answered c2"} {
		next, outcome, err := applied(s, readEvent(t, i+2, e))
		if err != nil {
			t.Fatal(err)
		}
		s, last = next, outcome
	}
	if c, _ := last.Step.Calls.Get("c2"); c.Recording != pause.Silent || len(last.Calls) != 1 {
		t.Errorf("the talk is %v after %d steps, want silent after 1", c.Recording, len(last.Calls))
	}
}

// Whatever two to six parties do, a softphone that has the feature shows what happens under the synchronised changes.
func TestSynchronisedShowsWhatHappens(t *testing.T) {
	mismatches := 0
	for seed := range uint64(500) {
		s := randomStory(seed)
		documented, synchronised := newSystem(t, s.header), changed(t, s.header, system.Synchronised)
		for _, e := range s.events {
			next, outcome, _ := applied(documented, e)
			documented, mismatches = next, mismatches+len(outcome.Opened)
			next, outcome, _ = applied(synchronised, e)
			synchronised = next
			for _, m := range outcome.Step.Mismatch {
				if p, _ := synchronised.Phone(m.Party); p.Gate.Missing() == 0 {
					t.Fatalf("%v\nat line %d: %v", s, e.Line, m)
				}
			}
		}
	}
	if mismatches < 100 {
		t.Errorf("as documented, the same stories tell of %d mismatches only", mismatches)
	}
}

// Under the synchronised changes every step of a call is read back from its JSON.
func TestSynchronisedStepsAreReadBack(t *testing.T) {
	forAll := 0
	for seed := range uint64(200) {
		s := randomStory(seed)
		sys := changed(t, s.header, system.Synchronised)
		for _, e := range s.events {
			next, outcome, _ := applied(sys, e)
			sys = next
			for _, c := range outcome.Calls {
				text, err := json.Marshal(c.Step)
				var got pause.Step
				if err == nil {
					err = json.Unmarshal(text, &got)
				}
				if err != nil || got != c.Step {
					t.Fatalf("%v\nat line %d: %v\ngot  %v\nwant %v", s, e.Line, err, got, c.Step)
				}
				if c.Step.After.OwnVoices() && c.Step.Cause.Verb() == pause.Stop {
					forAll++
				}
			}
		}
	}
	if forAll < 20 {
		t.Errorf("only %d stops among many", forAll)
	}
}

// L6 holds under every set of changes: nothing that a softphone shows depends on whether the call is recorded.
func TestChangesShowNoSetting(t *testing.T) {
	for seed := range uint64(128) { // every set of changes
		s := randomStory(seed)
		p := system.Changes(seed)
		s.header.Config.RecordAllCalls, s.header.Config.RecordCallcenter = true, false
		on := changed(t, s.header, p)
		s.header.Config.RecordAllCalls = false
		off := changed(t, s.header, p)
		for _, e := range s.events {
			nextOn, a, errOn := applied(on, e)
			nextOff, b, errOff := applied(off, e)
			if diff := cmp.Diff(visible(b.Step), visible(a.Step)); diff != "" || (errOn == nil) != (errOff == nil) {
				t.Fatalf("%v\nat line %d: not recorded (-, %v), recorded (+, %v): %s", s, e.Line, errOff, errOn, diff)
			}
			on, off = nextOn, nextOff
		}
	}
}

// A system under any changes goes on from its snapshot as if nothing had been, and has the same key; a documented one
// says nothing of changes.
func TestChangesInSnapshot(t *testing.T) {
	for seed := range uint64(128) { // every set of changes
		s := randomStory(seed)
		sys := changed(t, s.header, system.Changes(seed))
		if strings.Contains(snapshotOf(t, sys), `"profile"`) != (seed > 0) {
			t.Fatalf("changes %d: %s", seed, snapshotOf(t, sys))
		}
		for _, e := range s.events {
			again := restored(t, sys)
			if again.Changes != sys.Changes || again.Key() != sys.Key() {
				t.Fatalf("%v\nat line %d: got changes %d, key %x, want %d, %x", s, e.Line, again.Changes, again.Key(),
					sys.Changes, sys.Key())
			}
			next, want, err := applied(sys, e)
			_, got, errAgain := applied(again, e)
			if diff := cmp.Diff(got.Step, want.Step); diff != "" || (err == nil) != (errAgain == nil) {
				t.Fatalf("%v\nat line %d: restored (-, %v) and not (+, %v): %s", s, e.Line, errAgain, err, diff)
			}
			sys = next
		}
	}
}

// A snapshot with a change that there is not is refused, and says where.
func TestUnknownChangeInSnapshot(t *testing.T) {
	text := snapshotOf(t, changed(t, readHeader(t, nil, full("A"), "X external"), system.ShowStop))
	var s system.System
	var wrong *pause.SnapshotError
	if err := json.Unmarshal([]byte(strings.Replace(text, "show_stop", "show_nothing", 1)), &s); !errors.As(err,
		&wrong) || wrong.Field != "profile[0]" {
		t.Errorf("got %v, want a *pause.SnapshotError about the changes", err)
	}
}

// Why agrees with what every step shows, under any changes.
func TestWhyIsWhatIsShown(t *testing.T) {
	for seed := range uint64(128) { // every set of changes
		s := randomStory(seed)
		sys := changed(t, s.header, system.Changes(seed))
		for _, e := range s.events {
			next, outcome, err := applied(sys, e)
			if err != nil {
				continue
			}
			sys = next
			for _, p := range outcome.Step.Phones {
				toggle := sys.Decide(p.Key, buttons.Toggle)
				if shown := p.Value.Toggle != 0; shown != (toggle.Verdict == buttons.Enabled) {
					t.Fatalf("%v\nat line %d: %s's toggle is %v, and %v because %v", s, e.Line, p.Key, p.Value.Toggle,
						toggle.Verdict, sys.Why(p.Key, buttons.Toggle))
				}
				for b := range buttons.All() {
					if want, _ := p.Value.Buttons.Get(b.String()); sys.Decide(p.Key, b).Verdict != want {
						t.Fatalf("%v\nat line %d: %s's %v is %v, and %v", s, e.Line, p.Key, b, want, sys.Why(p.Key, b))
					}
				}
			}
		}
	}
}

// Whoever shows something else without a click of its own, and has a call, has been told; under no changes nobody is.
func TestToldIsWhoChanges(t *testing.T) {
	for seed := range uint64(300) {
		s, r := randomStory(seed), rand.New(rand.NewPCG(seed, 3))
		sys := changed(t, s.header, system.Changes(r.IntN(128))*system.Changes(seed%2))
		for _, e := range s.events {
			next, outcome, err := applied(sys, e)
			if err != nil {
				continue
			}
			for _, p := range s.header.Parties {
				is, _ := next.Phone(p.ID)
				was, _ := sys.Phone(p.ID)
				changed := is.Display.Stopped != was.Display.Stopped && is.State != callstate.Idle &&
					(e.Kind.Verb() == 0 || e.Party != p.ID)
				if told := slices.Contains(outcome.Told, p.ID); changed && !told || told && sys.Changes == 0 {
					t.Fatalf("seed %d, changes%v: %s has changed: %t, was told: %t\n%v", seed, sys.Changes, p.ID, changed,
						told, s)
				}
			}
			sys = next
		}
	}
}
