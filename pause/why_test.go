package pause_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

var (
	japanese = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)
	labels   = regexp.MustCompile(`録音停止|録音再開|アウトバウンド|「[^」]*」`)
)

// complete fails the test unless a reason says in both languages what is so and why, by rules that exist.
func complete(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, r spec.Reason) {
	t.Helper()
	for _, text := range []spec.Text{r.Verdict, r.Fact} {
		if text.JA == "" || text.EN == "" {
			t.Fatalf("%+v lacks a text", r)
		}
	}
	if (r.Remedy.JA == "") != (r.Remedy.EN == "") {
		t.Fatalf("%+v has a remedy in one language", r)
	}
	ja, en := r.In(spec.JA), r.In(spec.EN)
	if strings.Contains(ja+en, "%!") || !japanese.MatchString(labels.ReplaceAllString(ja, "")) ||
		japanese.MatchString(labels.ReplaceAllString(en, "")) {
		t.Fatalf("got %q and %q, want Japanese and English", ja, en)
	}
	for id := range r.Rules() {
		if _, ok := spec.Lookup(id); !ok {
			t.Fatalf("%q names a rule that does not exist", en)
		}
	}
}

// eachStep shows every moment under every policy, recorded or not, and steps that are none.
func eachStep(t testing.TB, see func(name string, s pause.Step)) {
	for _, p := range policies() {
		for _, recorded := range []bool{true, false} {
			for _, m := range moments {
				see(m.name, m.step(t, recorded, p))
			}
		}
	}
	see("nothing", pause.Step{})
	see("a cause that is none", pause.Step{Before: two, After: two, Cause: 200})
	see("a change without a cause", pause.Step{Before: two, After: after(t, two, stopA)})
}

// Every beep and every missing one has a reason, complete in both languages, that agrees with what sounds.
func TestWhyBeep(t *testing.T) {
	eachStep(t, func(name string, s pause.Step) {
		r := s.WhyBeep("operator", "customer", "target")
		complete(t, r)
		if sounds := s.Beep().Sounds(); sounds != (r.Verdict.EN == "beep") || r.Rule == 0 {
			t.Errorf("%s: sounds %t, got %q by %v", name, sounds, r.In(spec.EN), r.Rule)
		}
	})
}

// Along every way that a call can take, and under every policy, a beep's reason is complete and agrees with what
// sounds.
func TestWhyBeepOnAnyWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := rapid.SampledFrom(policies()).Draw(t, "policy")
		walk(t, func(act action, s pause.Step) {
			s.Before, s.After = calltest.With(s.Before, policy), calltest.With(s.After, policy)
			r := s.WhyBeep()
			complete(t, r)
			if sounds := s.Beep().Sounds(); sounds != (r.Verdict.EN == "beep") {
				t.Fatalf("%+v: sounds %t, got %q", act, sounds, r.In(spec.EN))
			}
		})
	})
}

// The reason of a beep tells where it is written exactly where it is.
func TestWhyBeepTellsTheSide(t *testing.T) {
	sounded := 0
	eachStep(t, func(name string, s pause.Step) {
		beep := s.Beep()
		sounds := beep.Sounds()
		if !sounds {
			return
		}
		sounded++
		fact := s.WhyBeep().Fact
		for _, on := range []pause.Sides{pause.Operator, pause.Far, both} {
			if got := strings.Contains(fact.EN, "written on "+on.In(spec.EN)); got != (beep.On == on) ||
				got != strings.Contains(fact.JA, "録音では"+on.In(spec.JA)) {
				t.Errorf("%s: the beep is on %v, got %q and %q", name, beep.On, fact.EN, fact.JA)
			}
		}
	})
	if sounded != 2269 {
		t.Errorf("%d steps have a beep, want 2269", sounded)
	}
}

// The reason of a written beep names the answers by which it is on its side, and the one by which that of a stop is
// written.
func TestWhyBeepNamesTheAnswers(t *testing.T) {
	written := 0
	for _, m := range moments {
		for _, p := range policies() {
			s := m.step(t, true, p)
			if beep := s.Beep(); beep.On == 0 {
				continue
			}
			written++
			want := map[string]bool{"nobody clicked": m.by == 0, "A-19 (b)": !m.resumes,
				"A-20 (a)": m.by != 0 && p.BeepSide == pause.OppositeClicker,
				"A-20 (b)": m.by != 0 && p.BeepSide == pause.FarSide,
				"A-20 (c)": m.by != 0 && p.BeepSide == pause.OtherLegs}
			for part, named := range want {
				if fact := s.WhyBeep().Fact.EN; strings.Contains(fact, part) != named {
					t.Errorf("%s, %+v: got %q, want %q in it %t", m.name, p, fact, part, named)
				}
			}
		}
	}
	if written != 792 {
		t.Errorf("%d beeps are written, want 792", written)
	}
}

// What a reason says of steps that no moment above tells apart.
func TestWhyBeepFact(t *testing.T) {
	parked := calltest.With(after(t, two, action{Op: "park", P: b}), pause.Policy{StopBeepInFile: true})
	rows := []struct {
		name   string
		r      pause.Call
		before []action
		act    action
		want   string
	}{
		{"one of three stops twice", three, []action{stopB}, stopB, "that voice is silent already"},
		{"one of three resumes twice", three, nil, action{Op: "resume", P: b}, "that voice is recorded already"},
		{"a call of two is stopped twice", two, []action{stopB}, stopB, "(stopped already)"},
		{"a call of two is resumed twice", two, nil, action{Op: "resume", P: b}, "(recording already)"},
		{"a third joins while it rings", calltest.Ringing(true, a, b), nil, action{Op: "join", P: c},
			"the call has not been answered"},
		{"a plain answer", calltest.Ringing(true, a, b), nil, action{Op: "answer"}, "the recording starts here"},
		{"an answer after a stop", calltest.Ringing(true, a, b), []action{stopA}, action{Op: "answer"},
			"the recording starts as silence"},
		{"a stop whose beep is for a side with nobody on it", parked, nil, stopA,
			"nobody is on the side that it belongs to"},
		{"a resume whose beep is for a side with nobody on it", parked, []action{stopA}, action{Op: "resume", P: a},
			"nobody is on the side that it belongs to"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, step, err := row.act.on(after(t, row.r, row.before...))
			if got := step.WhyBeep(); err != nil || !strings.Contains(got.Fact.EN, row.want) {
				t.Errorf("got %v, %v, want %q in it", got, err, row.want)
			}
		})
	}
	if got := (pause.Step{}).WhyBeep(); !strings.Contains(got.Fact.EN, "A-29") {
		t.Errorf("nothing: got %v, want the wait for an outbound call in it", got)
	}
}

// The remedy of a missing beep is the one other answer to an open question with which it sounds, where there is one.
func TestWhyBeepRemedy(t *testing.T) {
	missing := 0
	others := map[string]func(*pause.Policy){
		"A-09 (a)": func(p *pause.Policy) { p.BeepOnRepeat = true },
		"A-10 (a)": func(p *pause.Policy) { p.NoBeepOnAutomatic = false },
		"A-11 (a)": func(p *pause.Policy) { p.NoBeepUnrecorded = false },
	}
	for _, m := range moments {
		for _, p := range policies() {
			for _, recorded := range []bool{true, false} {
				s := m.step(t, recorded, p)
				if s.Beep().Sounds() {
					continue
				}
				missing++
				for answer, change := range others {
					other := p
					change(&other)
					would := m.step(t, recorded, other).Beep().Sounds()
					if got := s.WhyBeep().Remedy; strings.Contains(got.EN, answer) != would || strings.Contains(got.JA,
						answer) != would {
						t.Errorf("%s, %+v, recorded %t: with %s it sounds %t, got the remedy %q", m.name, p, recorded,
							answer, would, got.EN)
					}
				}
			}
		}
	}
	if missing != 3204 {
		t.Errorf("%d steps have no beep, want 3204", missing)
	}
}

// What decides a beep, or a missing one, and what the vendor says of it.
func TestWhyBeepRule(t *testing.T) {
	rows := []struct {
		rule    string
		moment  string
		policy  pause.Policy
		off     bool
		support spec.Support
		also    []spec.ID
	}{
		{"RP-NTF-010", "the operator stops", pause.Policy{}, false, spec.Documented,
			[]spec.ID{spec.NTF011, spec.REC021}},
		{"RP-NTF-012", "the operator resumes", pause.Policy{}, false, spec.Documented,
			[]spec.ID{spec.NTF013, spec.REC020, spec.REC030}},
		{"RP-NTF-012", "one of three resumes", pause.Policy{}, false, spec.NotGuaranteed,
			[]spec.ID{spec.NTF013, spec.REC020, spec.REC030}},
		{"RP-NTF-030", "a second stop", pause.Policy{}, false, spec.Unspecified, []spec.ID{spec.S2S200}},
		{"RP-NTF-030", "a second resume", pause.Policy{BeepOnRepeat: true}, false, spec.Unspecified,
			[]spec.ID{spec.S2S200, spec.REC020}},
		{"RP-NTF-030", "another of three resumes", pause.Policy{}, false, spec.Unspecified, nil},
		{"RP-NTF-040", "a * transfer is completed while stopped", pause.Policy{}, false, spec.Unspecified,
			[]spec.ID{spec.REC020, spec.REC030}},
		{"RP-NTF-040", "a * transfer is completed while stopped", pause.Policy{NoBeepOnAutomatic: true}, false,
			spec.Unspecified, nil},
		{"RP-NTF-050", "the operator stops", pause.Policy{}, true, spec.Unspecified,
			[]spec.ID{spec.NTF010, spec.NTF011, spec.REC050}},
		{"RP-NTF-050", "the operator stops", pause.Policy{NoBeepUnrecorded: true}, true, spec.Unspecified,
			[]spec.ID{spec.REC050}},
		{"RP-NTF-010", "a third leaves a call that one of the two has stopped", pause.Policy{}, false, spec.Unspecified,
			[]spec.ID{spec.NTF011, spec.REC020}},
		{"RP-NTF-014", "a third joins a call that is not stopped", pause.Policy{}, false, spec.Unspecified, nil},
		{"RP-NTF-014", "a stopped call ends", pause.Policy{}, false, spec.Unspecified, nil},
		{"RP-XFR-013", "a stop before the answer", pause.Policy{}, false, spec.Unspecified, nil},
		{"RP-XFR-013", "the answer after a stop", pause.Policy{}, false, spec.Unspecified, nil},
	}
	for _, row := range rows {
		t.Run(row.rule+"/"+row.moment, func(t *testing.T) {
			r := momentCalled(t, row.moment).step(t, !row.off, row.policy).WhyBeep()
			if got := slices.Collect(r.Rules()); got[0].String() != row.rule || r.Support != row.support ||
				!slices.Equal(got[1:], row.also) {
				t.Errorf("got %v, %v, want %s %v, %v", got, r.Support, row.rule, row.also, row.support)
			}
		})
	}
}

// A plain answer starts a recording without a beep, by the rule that every call starts recording.
func TestWhyNoBeepAtTheAnswer(t *testing.T) {
	call := calltest.Ringing(true, a, b)
	if r := call.Answer().WhyBeep(); r.Rule != spec.S2S230 || r.Support != spec.Documented {
		t.Errorf("got %v, %v, want %v, documented", r, r.Support, spec.S2S230)
	}
}

// The vendor stands behind a stop in a call of two, and behind no other.
func TestCallSupport(t *testing.T) {
	rows := []struct {
		rule string
		r    pause.Call
		want spec.Support
	}{
		{"RP-S2S-010", two, spec.Documented},
		{"RP-WAR-012", three, spec.NotGuaranteed},
		{"RP-WAR-011", start{members: []pause.Party{a, b}, room: true}.call(true), spec.NotGuaranteed},
		{"U-15", after(t, two, action{Op: "park", P: a}), spec.Unspecified},
		{"over", pause.Call{}, spec.Unspecified},
	}
	for _, row := range rows {
		if got := row.r.Support(); got != row.want {
			t.Errorf("%s: got %v, want %v", row.rule, got, row.want)
		}
	}
}
