package conformance_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
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
	for _, want := range []string{"trace   (2 events) A clicks 「録音停止」 · B clicks 「録音停止」",
		"replay  go test -run 'TestFault/RP-S2S-131'"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}
