package system_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A step names the rules that its event has to do with, and no others: a row beside one like it, for which less or more
// is so.
func TestStepsNameTheirRules(t *testing.T) {
	const (
		rings = "X call.invite A c1; A call.answered c1; A star.begin T c2"
		star  = rings + "; T star.answered c2"
	)
	for _, row := range []struct{ name, story, want string }{
		{"a stop in the talk with the target", star + "; A pause.click",
			"RP-OPS-010 RP-XFR-010 RP-XFR-011 RP-OPS-020 RP-WAR-021"},
		{"a stop of the target", star + "; T pause.click", "RP-OPS-010 RP-OPS-020 RP-WAR-021"},
		{"a resume in that talk", star + "; A pause.click; A resume.click",
			"RP-OPS-040 RP-REC-020 RP-OPS-050 RP-WAR-021 RP-WAR-010"},
		{"a stop after the talk", star + "; A pause.click; A resume.click; A star.cancel; A pause.click",
			"RP-OPS-010 RP-OPS-020"},
		{"a cancel while stopped", star + "; A pause.click; A star.cancel",
			"RP-XFR-030 RP-XFR-031 RP-BTN-110 RP-VIS-022 RP-VIS-020 RP-WAR-021 RP-WAR-010"},
		{"the way out of it", star + "; A pause.click; A star.cancel; A resume.click",
			"RP-OPS-040 RP-S2S-200 RP-OPS-050 RP-XFR-033 RP-WAR-010"},
		{"a cancel after a resume", star + "; A pause.click; A resume.click; A star.cancel",
			"RP-VIS-022 RP-VIS-020 RP-WAR-021"},
		{"the target hangs up while it rings", rings + "; A pause.click; T call.hangup c2",
			"RP-XFR-030 RP-XFR-031 RP-BTN-110 RP-VIS-022 RP-VIS-020 RP-WAR-020"},
		{"the target hangs up", star + "; A pause.click; T call.hangup c2",
			"RP-XFR-030 RP-XFR-031 RP-BTN-110 RP-VIS-022 RP-VIS-020 RP-WAR-021"},
		{"one of three hangs up", star + "; A pause.click; T threeway.auto U; U call.hangup c2",
			"RP-VIS-022 RP-VIS-020 RP-WAR-021 RP-WAR-012"},
		{"a consultation hangs up",
			"X call.invite A c1; A call.answered c1; A hold c1; A consult.dial T c2; T consult.answered c2; T " +
				"call.hangup c2",
			"RP-VIS-026 RP-VIS-020 RP-ENV-021"},
		{"completed while stopped", star + "; A pause.click; A star.complete",
			"RP-XFR-020 RP-VIS-020 RP-WAR-021 RP-WAR-010"},
		{"completed after the target has stopped", star + "; T pause.click; A star.complete",
			"RP-XFR-020 RP-VIS-020 RP-WAR-021"},
		{"completed", star + "; A star.complete", "RP-VIS-020 RP-WAR-021"},
		{"outbound while stopped", "A outbound.wait; A pause.click; A outbound.connect X c1",
			"RP-S2S-230 RP-OUT-020 RP-OUT-021 RP-BTN-110 RP-VIS-022 RP-WAR-014 RP-WAR-010"},
		{"outbound", "A outbound.wait; A outbound.connect X c1", "RP-S2S-230 RP-VIS-022 RP-WAR-014"},
		{"a stop while it rings", rings + "; A pause.click", "RP-XFR-013 RP-OPS-020 RP-WAR-020"},
		{"a hand while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A hand.raise", "RP-BTN-060"},
		{"a hand", "X call.invite A c1; A call.answered c1; A hand.raise", ""},
		{"a hang-up while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A call.hangup c1",
			"RP-BTN-030 RP-VIS-020"},
		{"a key", "X call.invite A c1; A call.answered c1; A dtmf", "RP-BTN-102"},
		{"a key while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A dtmf",
			"RP-BTN-100 RP-BTN-101"},
		{"a second stop", "X call.invite A c1; A call.answered c1; A pause.click; A pause.click", "RP-OPS-080"},
		{"a stop where there is no toggle", "X call.invite A c1; A pause.click", "RP-VIS-021"},
		{"a hold while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A hold c1", "RP-BTN-020"},
		{"a # transfer while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A sharp.begin T c2",
			"RP-BTN-160 RP-WAR-013"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := readHeader(t, nil, full("A"), full("T"), full("U"), "X external")
			_, steps := play(t, h, strings.Split(row.story, "; ")...)
			if got := strings.Trim(fmt.Sprint(steps[len(steps)-1].Rules), "[]"); got != row.want {
				t.Errorf("%s: got %s, want %s", row.story, got, row.want)
			}
		})
	}
}

// A step's support is the weakest of the rules that it names, and unspecified where it names none. Everywhere.
func TestSupportIsThatOfTheWeakestRule(t *testing.T) {
	named := map[spec.Support]int{}
	visit(t, world(t, "A X"), func(e system.Edge) {
		want := spec.Unspecified
		for i, id := range e.Outcome.Step.Rules {
			r, _ := spec.Lookup(id)
			if i == 0 || r.Support < want {
				want = r.Support
			}
		}
		if named[want]++; e.Outcome.Step.Support != want {
			t.Fatalf("%v of %s names %v: got %v, want %v", e.Event.Kind, e.Event.Party, e.Outcome.Step.Rules,
				e.Outcome.Step.Support, want)
		}
	})
	if len(named) != 3 {
		t.Errorf("got steps of the levels %v, want all three", named)
	}
}

// An event that no rule speaks of is unspecified, however ordinary.
func TestWhatNoRuleSpeaksOfIsUnspecified(t *testing.T) {
	h := readHeader(t, nil, full("A"), "X external", "Y external")
	const call = "X call.invite A c1; A call.answered c1; "
	for story, want := range map[string]spec.Support{
		"A hand.raise": spec.Unspecified, call + "A hand.raise": spec.Unspecified, "X call.invite Y c1": spec.Unspecified,
		call + "A pause.click refused": spec.Unspecified, call + "A park c1": spec.Unspecified,
		call + "A hold c1; A consult.dial Y c2": spec.Unspecified, call + "A pause.click; A hand.raise": spec.Documented,
		call + "A hold c1": spec.Documented, "A room.join r; A hand.raise": spec.NotGuaranteed,
	} {
		_, steps := play(t, h, strings.Split(story, "; ")...)
		if got := steps[len(steps)-1].Support; got != want {
			t.Errorf("%s: got %v, want %v", story, got, want)
		}
	}
}

// An outcome names the rule behind its support level, 0 where the manual does not mention the situation.
func TestOutcomesNameTheirSupport(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("T"), "X external")
	for _, row := range []struct {
		before, event string
		want          spec.ID
	}{
		{"X call.invite A c1", "A call.answered c1", spec.ENV010},
		{"X room.join r", "A room.join r", spec.WAR011},
		{"X call.invite A c1; A call.answered c1", "A star.begin T c2", spec.WAR013},
		{"X room.join r; A room.join r", "A star.begin T c2", spec.WAR013}, // what begins comes before where it does
		{"X call.invite A c1; A call.answered c1", "A pause.click refused", 0},
	} {
		s, _ := play(t, h, strings.Split(row.before, "; ")...)
		_, outcome, err := applied(s, readEvent(t, 99, row.event))
		if err != nil || outcome.SupportRule != row.want {
			t.Errorf("%s; %s: got %v, %v, want %v", row.before, row.event, outcome.SupportRule, err, row.want)
		}
	}
}

// The rule of a mismatch is that of what opened it: the transfer or the outbound call in which its softphone stopped,
// until its display has been true again in a call; from then on what makes it false is the other softphone's click.
func TestMismatchNamesWhatOpenedIt(t *testing.T) {
	const (
		cancelled = "B call.invite A c1; A call.answered c1; A star.begin X c2; A pause.click; A star.cancel"
		outbound  = "A outbound.wait; A pause.click; A outbound.connect B c1"
		talk      = "X call.invite A c1; A call.answered c1; A star.begin B c2; B star.answered c2; A pause.click; " +
			"B pause.click; B resume.click"
		meanwhile = "B call.invite A c1; A call.answered c1; A star.begin X c2; X star.answered c2; A pause.click; " +
			"B pause.click; A star.cancel"
	)
	for _, row := range []struct{ name, story, want string }{
		{"a cancel", cancelled, "RP-XFR-032"},
		{"and a resume of the other softphone", cancelled + "; B pause.click; B resume.click", "RP-S2S-021"},
		{"an outbound call", outbound, "RP-OUT-022"},
		{"and a resume of the other softphone", outbound + "; B pause.click; B resume.click", "RP-S2S-021"},
		{"a resume of the target", talk, "RP-S2S-021"},
		{"and a cancel after it", talk + "; A star.cancel", "RP-XFR-032"},
		{"a resume after the held party has gone",
			talk[:len(talk)-len("; B resume.click")] + "; X call.hangup c1; B resume.click", "RP-S2S-021"},
		{"a cancel into a call that is stopped, and a resume there", meanwhile + "; B resume.click", "RP-S2S-021"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, steps := play(t, readHeader(t, nil, full("A"), full("B"), "X external"),
				strings.Split(row.story, "; ")...)
			last := steps[len(steps)-1]
			if len(last.Mismatch) != 1 || last.Mismatch[0].Party != "A" || last.Mismatch[0].Rule.String() != row.want {
				t.Errorf("%s: got %v, want one of A's by %s", row.story, last.Mismatch, row.want)
			}
		})
	}
}

// A # transfer whose softphone is free at once: the target rings alone, and has the softphone's place and side from its
// answer on; without one the call stays open with who is left, and ends with it, and then nothing rings any more.
func TestSharpBlind(t *testing.T) {
	const begun = "X call.invite A c1; A call.answered c1; A sharp.blind T c2"
	for _, row := range []struct{ name, story, phones, calls string }{
		{"it rings", begun, "A idle, T alerting", "c1 on, c2 off"},
		{"the target answers", begun + "; T sharp.answered c2", "A idle, T talking", "c1 on"},
		{"a stop then silences all", begun + "; T sharp.answered c2; T pause.click", "A idle, T talking", "c1 silent"},
		{"the target does not answer", begun + "; T sharp.failed c2", "A idle, T idle", "c1 on"},
		{"the target refuses", begun + "; T call.hangup c2", "A idle, T idle", "c1 on"},
		{"who is left hangs up", begun + "; X call.hangup c1", "A idle, T idle", ""},
		{"the softphone has another call meanwhile", begun + "; Y call.invite A c3; A call.answered c3; T sharp.answered c2",
			"A talking, T talking", "c1 on, c3 on"},
		{"a stop of the other softphone resumes", "T call.invite A c1; A call.answered c1; T pause.click; " +
			"A sharp.blind X c2", "A idle, T talking", "c1 on, c2 off"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, steps := play(t, readHeader(t, nil, full("A"), full("T"), "X external", "Y external"),
				strings.Split(row.story, "; ")...)
			step := steps[len(steps)-1]
			var phones, calls []string
			for _, p := range step.Phones {
				phones = append(phones, p.Key+" "+p.Value.State.String())
			}
			for _, c := range step.Calls {
				calls = append(calls, c.Key+" "+c.Value.Recording.String())
			}
			if got := strings.Join(phones, ", "); got != row.phones {
				t.Errorf("got %s, want %s", got, row.phones)
			}
			if got := strings.Join(calls, ", "); got != row.calls {
				t.Errorf("got calls %s, want %s", got, row.calls)
			}
		})
	}
	s := timelines(t, tell(t, begun+"; T sharp.answered c2"))
	if _, operator := s[0].Timeline.Parties(); operator.Len() != 2 {
		t.Errorf("got %v on the operator side, want the softphone and then the target", operator)
	}
}

// The answer of a # transfer's target joins it at once, or is the beginning of a talk that can be stopped, completed and
// cancelled: A-25 decides.
func TestSharpTalk(t *testing.T) {
	const begun = `{"at":1,"event":"sharp.begin","party":"A","to":"T","call":"c2"}
{"at":2,"event":"sharp.answered","party":"T","call":"c2"}
`
	talk := pause.Policy{SharpTalk: true}
	for _, row := range []struct {
		name, lines string
		policy      pause.Policy
		state       callstate.State
		calls       string
	}{
		{"joined at once", begun, pause.Policy{}, callstate.Idle, "c1 on"},
		{"a talk", begun, talk, callstate.StarTalking, "c1 on, c2 on"},
		{"that is stopped", begun + `{"at":3,"event":"pause.click","party":"A"}`, talk, callstate.StarTalking,
			"c1 on, c2 silent"},
		{"and completed", begun + `{"at":3,"event":"pause.click","party":"A"}
{"at":4,"event":"sharp.complete","party":"A"}`, talk, callstate.Idle, "c1 on"},
		{"or cancelled", begun + `{"at":3,"event":"pause.click","party":"A"}
{"at":4,"event":"sharp.cancel","party":"A"}`, talk, callstate.Talking, "c1 on"},
		{"or hung up by the target", begun + `{"at":4,"event":"call.hangup","party":"T","call":"c2"}`, talk,
			callstate.Talking, "c1 on"},
	} {
		t.Run(row.name, func(t *testing.T) {
			step, err := run(t, row.policy, row.lines)
			a, _ := step.Phones.Get("A")
			var calls []string
			for _, c := range step.Calls {
				calls = append(calls, c.Key+" "+c.Value.Recording.String())
			}
			if got := strings.Join(calls, ", "); !errors.Is(err, io.EOF) || a.State != row.state || got != row.calls ||
				step.Support != spec.NotGuaranteed {
				t.Errorf("%v: got %v, %s, %v, want %v, %s, not guaranteed", err, a.State, got, step.Support, row.state,
					row.calls)
			}
		})
	}
}

// While a stop is shown a # transfer cannot be begun, for no key is sent, and can be cancelled, for the manual says what
// follows and not how: both say why, with the rules, in both languages.
func TestWhyTransfer(t *testing.T) {
	const begun = "X call.invite A c1; A call.answered c1; A sharp.begin T c2; A pause.click; "
	for _, row := range []struct {
		name, story string
		want        []spec.ID
		fact        string
	}{
		{"begun", "X call.invite A c1; A call.answered c1; A pause.click; A sharp.begin T c2",
			[]spec.ID{spec.BTN160, spec.BTN101}, "no key sends its DTMF, so no # transfer can begin"},
		{"cancelled", begun + "A sharp.cancel", []spec.ID{spec.XFR030, spec.XFR031, spec.BTN090, spec.BTN101},
			"a cancel is taken as a fact (A-41)"},
		{"cancelled by the target", begun + "T call.hangup c2",
			[]spec.ID{spec.XFR030, spec.XFR031, spec.BTN090, spec.BTN101}, "a cancel is taken as a fact (A-41)"},
		{"completed", begun + "A sharp.complete", nil, ""},
		{"not stopped", "X call.invite A c1; A call.answered c1; A sharp.begin T c2; A sharp.cancel", nil, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, steps := play(t, readHeader(t, nil, full("A"), "T external", "X external"),
				strings.Split(row.story, "; ")...)
			why, ok := system.WhyTransfer(steps[len(steps)-1])
			rules := slices.Collect(why.Rules())
			if !slices.Equal(rules, row.want) || !strings.Contains(why.Fact.EN, row.fact) ||
				ok == (why.Fact.JA == "" || why.Verdict.JA == "") {
				t.Errorf("got %v by %v, want %q by %v", why, rules, row.fact, row.want)
			}
		})
	}
}

// A softphone that shows no toggle at all shows no stop either where its voice is silence: the mismatch says so, and
// names no rule, for RP-S2S-021 is about what is shown.
func TestMismatchWithoutToggle(t *testing.T) {
	const webrtc = "B softphone webrtc"
	for _, row := range []struct {
		name, second, story string
		party               string
		noToggle            bool
		rule                spec.ID
	}{
		{"a softphone with the feature", full("B"), "A call.invite B c1; B call.answered c1; A pause.click", "B", false,
			spec.S2S021},
		{"WebRTC", webrtc, "A call.invite B c1; B call.answered c1; A pause.click", "B", true, 0},
		{"転送通話中", full("B"), "X call.invite A c1; A call.answered c1; A hold c1; A consult.dial B c2; " +
			"B consult.answered c2; B pause.click", "A", true, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, steps := play(t, readHeader(t, nil, full("A"), row.second, "X external"),
				strings.Split(row.story, "; ")...)
			step := steps[len(steps)-1]
			i := slices.IndexFunc(step.Mismatch, func(m calllog.Mismatch) bool { return m.Party == row.party })
			if i < 0 {
				t.Fatalf("got %+v, want a mismatch of %s", step.Mismatch, row.party)
			}
			if m := step.Mismatch[i]; m.NoToggle != row.noToggle || m.Rule != row.rule ||
				m.Kind != calllog.RecordingButStopped {
				t.Errorf("got %+v, want no_toggle %t, rule %v", m, row.noToggle, row.rule)
			}
		})
	}
}

// A stop while the target of a * transfer rings is for the talk with the target, for the held call, or for nothing:
// open question A-26 has three answers, and the display is the same in each.
func TestStopWhileTheTargetRings(t *testing.T) {
	events := strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; A pause.click; T "+
		"star.answered c2", "; ")
	for _, row := range []struct {
		name         string
		policy       pause.WhileRinging
		held, target pause.State
	}{
		{"from the answer", pause.FromAnswer, pause.On, pause.Silent},
		{"the held call", pause.HeldCall, pause.Silent, pause.On},
		{"nothing", pause.Nothing, pause.On, pause.On},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := system.New(readHeader(t, nil, full("A"), "X external", "T external"),
				pause.Policy{WhileRinging: row.policy})
			if err != nil {
				t.Fatal(err)
			}
			var step calllog.StepLine
			for i, e := range events {
				next, outcome, err := applied(s, readEvent(t, i+2, e))
				if err != nil {
					t.Fatal(err)
				}
				s, step = next, outcome.Step
			}
			held, _ := step.Calls.Get("c1")
			target, _ := step.Calls.Get("c2")
			if held.Recording != row.held || target.Recording != row.target {
				t.Errorf("got held call %v and target's call %v, want %v and %v", held.Recording, target.Recording,
					row.held, row.target)
			}
			if a, _ := step.Phones.Get("A"); !shows(a) {
				t.Errorf("got %v, want 録音再開", a)
			}
		})
	}
}

// An external party may be in the held call and in the target's call at once. A transfer is completed all the same: the
// set of the held call is emptied, so that S is recorded again (RP-XFR-020).
func TestCompleteEmptiesTheSetWhoeverTheTarget(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("S"), full("T"))
	_, steps := play(t, h,
		strings.Split("X room.join r; A room.join r; S room.join r; S pause.click r; A star.begin T c2; T "+
			"star.answered c2; "+
			"T threeway.auto X; T call.hangup c2; A star.complete", "; ")...)
	step := steps[len(steps)-1]
	if r, ok := step.Calls.Get("r"); !ok || r.Recording != pause.On || len(step.Calls) != 1 {
		t.Errorf("got %s, want room r recording", stepText(step))
	}
}

// Whoever else talks with the target comes with it: U is in the room then, and can leave it.
func TestCompleteLeavesNobodyBehind(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("T"), full("U"))
	s, steps := play(t, h,
		strings.Split("X room.join r; A room.join r; A star.begin T c2; T star.answered c2; T threeway.auto U; "+
			"U threeway.auto X; T call.hangup c2; A star.complete", "; ")...)
	_, outcome, err := applied(s, readEvent(t, 99, "U call.hangup r"))
	if err != nil {
		t.Fatalf("after %sU cannot leave the room: %v", stepText(steps[len(steps)-1]), err)
	}
	if u, _ := outcome.Step.Phones.Get("U"); u.State != callstate.Idle {
		t.Errorf("got %s, want U idle", stepText(outcome.Step))
	}
}

// The target that was called takes the operator side, not whoever else talks with it: U, who is on the far side,
// resumes, and the beep is written for T.
func TestTheTargetTakesTheSide(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("U"), full("T"))
	_, steps := play(t, h,
		strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; T star.answered c2; T "+
			"threeway.auto U; "+
			"A star.complete; U pause.click c1; U resume.click c1", "; ")...)
	beeps := steps[len(steps)-1].Beeps
	if len(beeps) != 1 || !slices.Equal(beeps[0].RecordedOn, []string{"T"}) {
		t.Errorf("got %+v, want one beep, written for T", beeps)
	}
}

// Where a target has brought the held party into its own call and gone, a completed transfer leaves that party alone
// with itself: both calls are over.
func TestCompleteLeavesNobodyAlone(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("T"))
	s, steps := play(t, h,
		strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; T star.answered c2; T "+
			"threeway.auto X; "+
			"T call.hangup c2; A star.complete", "; ")...)
	if step := steps[len(steps)-1]; len(step.Calls) != 0 || s.Doing("X") != "in no call" {
		t.Errorf("got %s, and X %s, want no call", stepText(step), s.Doing("X"))
	}
}

// A call in which 64 parties have been takes no target of a transfer: a typed error, and the room goes on.
func TestCompleteIntoAFullRoom(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("T"))
	events := []string{"A room.join r"}
	for i := range pause.MaxParties - 1 {
		id := fmt.Sprintf("P%d", i)
		h.Parties = append(h.Parties, calllog.Participant{ID: id})
		events = append(events, id+" room.join r")
	}
	s, _ := play(t, h, append(events, "A star.begin T c2", "T star.answered c2")...)
	after, _, err := applied(s, readEvent(t, 99, "A star.complete"))
	if typed := (*system.Error)(nil); !errors.As(err, &typed) || typed.Party != "A" || key(after) != key(s) {
		t.Errorf("got %v, want a *system.Error of A's, and no change", err)
	}
}
