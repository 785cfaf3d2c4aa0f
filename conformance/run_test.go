package conformance_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/spec"
)

// itself runs these tests in a process of their own, those that a pattern names, and returns what it prints.
func itself(t *testing.T, pattern string, env ...string) (output string, passed bool) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.v", "-test.run", pattern)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// One rule's check runs by its ID, and no other does.
func TestRunOneRule(t *testing.T) {
	out, passed := itself(t, "^TestRules$/RP-XFR-030")
	ran := regexp.MustCompile(`--- PASS: TestRules/\S+`).FindAllString(out, -1)
	if !passed || len(ran) != 1 || ran[0] != "--- PASS: TestRules/RP-XFR-030" {
		t.Errorf("got %q:\n%s", ran, out)
	}
}

// A pattern that no rule has fails, so that nobody takes nothing for a pass.
func TestRunNoRule(t *testing.T) {
	for _, name := range []string{"RP-XFR-999", "RP-DOC-010", "nothing"} {
		out, passed := itself(t, "^TestRules$/"+name)
		if passed || !strings.Contains(out, "no rule was judged") {
			t.Errorf("%s: got\n%s", name, out)
		}
	}
}

// TestFault runs the kit on a fault, for the tests of how Run fails; by itself it does nothing.
func TestFault(t *testing.T) {
	id := os.Getenv("RECPAUSE_TEST_FAULT")
	if id == "" {
		t.Skip("only for TestRunFails")
	}
	f, err := faults.Lookup(id)
	if err != nil {
		t.Fatal(err)
	}
	conformance.Run(t, f.Subject())
}

// A rule that fails fails its subtest, with the way to it and the command that shows it again.
func TestRunFails(t *testing.T) {
	out, passed := itself(t, "^TestFault$", "RECPAUSE_TEST_FAULT=F14")
	if passed || !strings.Contains(out, "--- FAIL: TestFault/RP-S2S-131") || strings.Contains(out,
		"--- FAIL: TestFault/RP-S2S-121") {
		t.Errorf("got\n%s", out)
	}
	for _, want := range []string{"trace     (2 events) A clicks 「録音停止」 → B clicks 「録音停止」",
		"replay  go test -run 'TestFault/RP-S2S-131'"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}

// What a subject does not claim to have is skipped and costs it nothing; a rule that could not be seen does.
func TestOverall(t *testing.T) {
	for _, row := range []struct {
		name string
		of   func(*conformance.Description)
		want conformance.Overall
	}{
		{"everything", func(*conformance.Description) {}, conformance.Conformant},
		{"no feature beside the core", func(d *conformance.Description) { d.Features = 0 }, conformance.Conformant},
		{"no screen", func(d *conformance.Description) { d.Observables &^= spec.Screen },
			conformance.ConformantAsObserved},
		{"a screen only", func(d *conformance.Description) { d.Observables = spec.Screen },
			conformance.ConformantAsObserved},
		{"nothing to see", func(d *conformance.Description) { d.Observables = 0 }, conformance.Unjudged},
	} {
		s := around(conformance.System)
		s.describe = row.of
		r := check(t, s)
		if got := r.Overall(); got != row.want {
			t.Errorf("%s: got %v, want %v\n%v", row.name, got, row.want, r)
		}
	}
	s := around(conformance.System)
	if got := check(t, s, conformance.Only(spec.OPS010)).Overall(); got != conformance.ConformantAsObserved {
		t.Errorf("one rule only: got %v", got)
	}
	s.do = func(conformance.Scene, conformance.Event) error { return conformance.ErrRejected }
	if got := check(t, s, conformance.Only(spec.OPS010)).Overall(); got != conformance.Nonconformant {
		t.Errorf("a stop that is refused: got %v", got)
	}
}

// Each feature that is not claimed skips rules, and none of those that need nothing beside the core.
func TestUnclaimedFeaturesAreSkipped(t *testing.T) {
	for _, row := range []struct {
		feature conformance.Features
		skipped []spec.ID
	}{
		{conformance.TwoChannel, []spec.ID{spec.REC030}}, {conformance.SplitFiles, []spec.ID{spec.REC031}},
		{conformance.Transcribes, []spec.ID{spec.ASR010, spec.ASR012, spec.ASR011}},
		{conformance.KeyHistory, []spec.ID{spec.DTM010, spec.DTM021, spec.DTM040}},
		{conformance.Rooms, []spec.ID{spec.WAR011, spec.CNF010, spec.CNF011, spec.CNF012}},
		{conformance.Outbound, []spec.ID{spec.OUT010, spec.OUT011, spec.OUT020, spec.OUT021, spec.OUT022}},
		{conformance.ThreeWay, []spec.ID{spec.VIS029, spec.TPC010, spec.TPC011, spec.TPC012, spec.TPC020, spec.TPC021}},
	} {
		s := around(conformance.System)
		s.describe = func(d *conformance.Description) { d.Features &^= row.feature }
		r := check(t, s, conformance.WithProfile(conformance.Quirks))
		if r.Overall() != conformance.Conformant {
			t.Errorf("without %v: got %v", row.feature, r)
		}
		for _, id := range row.skipped {
			if f, _ := r.Find(id); f.Verdict != conformance.Skip || !strings.Contains(f.Reason.EN,
				row.feature.String()) {
				t.Errorf("without %v: got %v", row.feature, f)
			}
		}
		for _, id := range []spec.ID{spec.REC011, spec.REC020, spec.VIS010, spec.DEF030, spec.OPS010, spec.AVL020} {
			if f, _ := r.Find(id); f.Verdict != conformance.Pass {
				t.Errorf("without %v: got %v", row.feature, f)
			}
		}
	}
}
