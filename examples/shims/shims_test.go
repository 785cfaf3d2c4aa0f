// Package shims_test runs the example shims as the programs that they are.
package shims_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/spec"
)

// The softphones in other languages, and what the kit does not judge them by, for they do not claim it.
var softphones = []struct {
	argv    []string
	skipped []spec.ID
}{
	{[]string{"python3", "python/softphone.py"}, supportLevels},
	{[]string{"node", "typescript/softphone.mjs"},
		append([]spec.ID{spec.VIS024, spec.VIS025, spec.VIS029, spec.TPC010, spec.TPC011, spec.TPC012,
			spec.XFR031, spec.OUT010, spec.OUT011, spec.OUT021}, supportLevels...)},
}

// supportLevels is the rules that only a subject shows that says what the vendor stands behind.
var supportLevels = []spec.ID{spec.WAR010, spec.WAR011, spec.WAR012, spec.WAR013, spec.WAR014, spec.WAR020, spec.WAR021,
	spec.XFR001}

// debian names the packages of interpreters.
var debian = map[string]string{"python3": "python3", "node": "nodejs"}

// interpreted skips a test whose interpreter is not installed, or fails it where RECPAUSE_TOOLS says that it is
// required. It looks at the program, so that a result is not taken from the test cache when that has changed.
func interpreted(t *testing.T, argv []string) {
	t.Helper()
	for _, file := range argv[1:] {
		require.FileExists(t, file)
	}
	if _, err := exec.LookPath(argv[0]); err == nil {
		return
	}
	missing := argv[0] + " is not installed; Debian has it in the package " + debian[argv[0]]
	if os.Getenv("RECPAUSE_TOOLS") == "required" {
		t.Fatal(missing + ", and RECPAUSE_TOOLS=required")
	}
	t.Skip(missing)
}

// checked judges a program, and makes sure that what was said keeps to the protocol.
func checked(t *testing.T, argv []string, p conformance.Profile) *conformance.Report {
	t.Helper()
	interpreted(t, argv)
	var said bytes.Buffer
	s, err := shim.Command(t.Context(), argv, shim.Options{Record: &said})
	require.NoError(t, err)
	r, err := conformance.Check(t.Context(), s, conformance.WithProfile(p))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, shim.CheckTranscript(&said))
	return r
}

// programs are all that were written from the manual in other languages, and what cannot be seen of them.
var programs = []struct {
	argv   []string
	unseen []string
}{
	{[]string{"python3", "python/softphone.py"}, nil},
	{[]string{"node", "typescript/softphone.mjs"}, nil},
	{[]string{"python3", "python/pbx.py"}, []string{"RP-ASR-010", "RP-ASR-011", "RP-ASR-012"}},
	{[]string{"python3", "python/system.py"}, []string{"RP-ASR-010", "RP-ASR-011", "RP-ASR-012"}},
}

// Programs that were written from the manual in other languages are conformant by all that the command asks, nothing
// that they claim stays unseen, and docs/results.md says so. What was said keeps to the protocol.
func TestProgramsAreConformant(t *testing.T) {
	results := page(t, "results.md")
	for _, p := range programs {
		t.Run(p.argv[1], func(t *testing.T) {
			interpreted(t, p.argv)
			said := filepath.Join(t.TempDir(), "said.jsonl")
			out, err := exec.CommandContext(t.Context(), rpconform,
				append([]string{"run", "-extra", "0", "-report", "json", "-record", said, "--"}, p.argv...)...).Output()
			require.NoError(t, err, string(out))
			var r struct {
				Overall  string
				Subject  struct{ Name, Version string }
				Findings []struct{ Rule, Verdict string }
			}
			require.NoError(t, json.Unmarshal(out, &r))
			var unseen []string
			for _, f := range r.Findings {
				if f.Verdict == "INCONCLUSIVE" {
					unseen = append(unseen, f.Rule)
				}
			}
			require.ElementsMatch(t, p.unseen, unseen)
			want := "conformant"
			if len(p.unseen) > 0 {
				want = "conformant as observed"
			}
			require.Equal(t, strings.ReplaceAll(want, " ", "-"), r.Overall)
			require.Regexp(t, "(?m)^\\| "+r.Subject.Name+" "+r.Subject.Version+" \\|.*\\| "+want+" \\|", results)
			file, err := os.Open(said)
			require.NoError(t, err)
			defer file.Close()
			require.NoError(t, shim.CheckTranscript(file))
		})
	}
}

// They are conformant in what the vendor does not stand behind, too.
func TestOtherLanguagesAreConformant(t *testing.T) {
	for _, s := range softphones {
		t.Run(s.argv[0], func(t *testing.T) {
			r := checked(t, s.argv, conformance.Quirks)
			if r.Overall() != conformance.Conformant || r.Count(conformance.Inconclusive) > 0 {
				t.Error(r)
			}
			require.ElementsMatch(t, s.skipped, withVerdict(r, conformance.Skip))
		})
	}
}

// The three mistakes in defects.py fail the rules that they break and no other, each by a shortest trace.
func TestPlantedDefectsAreFound(t *testing.T) {
	const stop, park, key = "A clicks 「録音停止」", "A clicks 「パーク」", "A clicks 「ダイヤル 0」"
	want := map[string]string{
		"RP-AVL-010": "A is in a call, version 3.9.0:", // compares versions as strings
		"RP-BTN-001": "A is in a call: " + stop,        // does not lock 「パーク」
		"RP-BTN-050": "A is in a call: " + stop,
		"RP-BTN-120": "A is in a call: " + stop + " · " + park,
		"RP-BTN-101": "A is in a call: " + stop + " · " + key, // sends DTMF while stopped
	}
	r := checked(t, []string{"python3", "python/defects.py"}, conformance.Quirks)
	got := map[string]string{}
	for _, f := range r.Findings {
		if f.Failure != nil {
			got[f.Rule.String()] = story(f.Failure)
		}
	}
	require.Equal(t, want, got)
	require.Equal(t, conformance.Nonconformant, r.Overall())
}

// A shim passes over fields that it does not know, answers unsupported to what it has not, says what broke, and ends
// with its input.
func TestOtherLanguagesKeepToTheProtocol(t *testing.T) {
	const asked = `{"id":1,"op":"hello","protocol":"recpause-shim/1","suite":"1","sample_rate":8000,"later":{"a":[]}}
{"id":2,"op":"later"}
{"id":3,"op":"open","scene":{"place":"later","peer":"C","incoming":false,"settings":{}}}
{"id":4,"op":"recording","session":"1"}
{"id":5,"op":"open"}
{"id":6,"op":"hello","protocol":"recpause-shim/2","suite":"1","sample_rate":8000}
`
	for _, s := range softphones {
		t.Run(s.argv[0], func(t *testing.T) {
			interpreted(t, s.argv)
			cmd := exec.CommandContext(t.Context(), s.argv[0], s.argv[1:]...)
			cmd.Stdin = strings.NewReader(asked)
			out, err := cmd.Output()
			require.NoError(t, err)
			var got []string
			for line := range strings.Lines(string(out)) {
				var answer struct{ Result string }
				require.NoError(t, json.Unmarshal([]byte(line), &answer), line)
				got = append(got, answer.Result)
			}
			require.Equal(t, []string{"done", "unsupported", "unsupported", "unsupported", "error", "error"}, got)
		})
	}
}

// story is where a failure shows.
func story(f *conformance.Failure) string {
	var events []string
	for _, e := range f.Trace {
		events = append(events, e.String())
	}
	return strings.TrimSpace(f.Scene.String() + ": " + strings.Join(events, " · "))
}

// withVerdict returns the rules with a verdict, in document order.
func withVerdict(r *conformance.Report, v conformance.Verdict) (ids []spec.ID) {
	for _, f := range r.Findings {
		if f.Verdict == v {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}
