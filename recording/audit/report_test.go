package audit_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

func withData(f audit.File, data []byte) audit.File {
	f.Data = bytes.NewReader(data)
	return f
}

// spoilt is a call with a defect of most kinds.
func spoilt(t *testing.T) audit.Report {
	p := call(t, recording.TwoChannel, recording.MuLaw, 0)
	p.leak(span(10_000, 10_007))
	p.silence(span(7800, 8000))
	p.unbeep(resume)
	p.sound(0, 42_000, tone)
	p.fill(span(33_000, 33_100))
	copy(p.tracks[0][24_000:24_001], p.raw[0][24_000:24_001])
	return p.check(t, audit.Options{MaxSilence: 4000})
}

// Reports read like this, in both languages and as JSON.
func TestReports(t *testing.T) {
	r := spoilt(t)
	for _, l := range []spec.Lang{spec.JA, spec.EN} {
		var b bytes.Buffer
		require.NoError(t, r.WriteText(&b, l))
		golden(t, "report."+l.String()+".txt", b.Bytes())
	}
	text, err := json.MarshalIndent(r, "", " ")
	require.NoError(t, err)
	golden(t, "report.json", append(text, '\n'))
}

// Findings come the gravest first, and each has a name, words in both languages, and a rule that there is.
func TestFindingsAreInOrder(t *testing.T) {
	r := spoilt(t)
	for i, f := range r.Findings {
		require.NotZero(t, f.Rule, f)
		require.NotEqual(t, f.In(spec.JA), f.In(spec.EN))
		require.NotContains(t, f.In(spec.JA)+f.In(spec.EN), "%!")
		if i > 0 {
			require.LessOrEqual(t, f.Severity, r.Findings[i-1].Severity)
		}
	}
}

// Every kind has a name of its own, a text in both languages and a rule; a number that is no kind prints as one.
func TestKinds(t *testing.T) {
	names := map[string]bool{}
	for k := audit.SoundInPause; k <= audit.StoppedTooLong; k++ {
		require.Regexp(t, `^[a-z][a-z0-9_]*$`, k.String())
		require.False(t, names[k.String()], k)
		names[k.String()] = true
		require.NotEqual(t, k.In(spec.JA), k.In(spec.EN), k)
	}
	require.Equal(t, "none Kind(200)", fmt.Sprint(audit.Kind(0), audit.Kind(200)))
	require.Equal(t, "Severity(9)", fmt.Sprint(audit.Severity(9)))
}

// The duty is the statement of its rule, with where the manual says so.
func TestDuty(t *testing.T) {
	for l, want := range map[spec.Lang]string{
		spec.EN: " (RP-RSP-040, §1 responsibility-2, line 13)", spec.JA: "（RP-RSP-040、§1 運用責任-2（原文13行目））",
	} {
		require.Equal(t, spec.RSP040.Says(l)+want, audit.Duty().In(l))
	}
}
