package archive

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/evidence"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// asCommand has the test's program be the command, for tests that kill it.
const asCommand = "RECPAUSE_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	schemes["deadly"] = openDeadly
	if os.Getenv(asCommand) != "" {
		os.Exit(command.Run(os.Args[1:], os.Stdout, os.Stderr, Command))
	}
	os.Exit(m.Run())
}

// pattern are the flags of a generated archive.
var pattern = []string{"audit archive", "-lang", "en", "-recordings", "**/*.wav", "-metadata", "{dir}/{name}.json", "-format",
	"manifest"}

// audited runs the command.
func audited(args ...string) (stdout, stderr string, code int) {
	var o, e bytes.Buffer
	code = command.Run(slices.Concat(pattern, args), &o, &e, Command)
	return o.String(), e.String(), code
}

// outcomes returns what came of every object of some runs, as generate says it. An object that is in them twice is a
// failure.
func outcomes(t testing.TB, dirs ...string) map[string]string {
	t.Helper()
	got := map[string]string{}
	for _, dir := range dirs {
		_, last, err := read(dir, func(r record) error {
			if _, twice := got[string(r.Key)]; twice {
				return fmt.Errorf("%s is there twice", r.Key)
			}
			got[string(r.Key)] = ""
			if r.PartOf == "" {
				require.Len(t, r.Verdicts, 1, r.Key)
				got[string(r.Key)] = r.Verdicts[0].Outcome.String()
			}
			return nil
		})
		require.NoError(t, err)
		require.True(t, last.Done, "%s has not ended", dir)
	}
	return got
}

// Every object of an archive is judged once, and as it should be, whoever judges it: one process, shares, or an
// archive on S3. What cannot be judged says why.
func TestEveryObjectOnce(t *testing.T) {
	dir := t.TempDir()
	want := generate(t, dir, 300)
	t.Run("folder", func(t *testing.T) {
		run := t.TempDir()
		stdout, stderr, code := audited("-out", run, dir)
		require.Equal(t, int(judge.Unjudged), code, stderr)
		require.Equal(t, want, outcomes(t, run))
		require.Empty(t, stderr)
		require.Contains(t, stdout, "leak: a stop did not keep something out")
		because := map[string]bool{}
		_, _, err := read(run, func(r record) error {
			for _, v := range r.Verdicts {
				for _, k := range broken(kind{files: [][]byte{make([]byte, 100)}}) {
					if v.Outcome == judge.Unjudged && strings.Contains(string(r.Key), "-"+k.name+".") {
						require.Contains(t, v.Because.EN, k.because, r.Key)
						because[k.name] = true
					}
				}
			}
			return nil
		})
		require.NoError(t, err)
		require.Len(t, because, 7)
	})
	t.Run("address", func(t *testing.T) {
		run := t.TempDir()
		_, _, _ = audited("-out", run, "file://"+filepath.ToSlash(dir))
		require.Equal(t, want, outcomes(t, run))
	})
	t.Run("shards", func(t *testing.T) {
		var runs []string
		for i := range 3 {
			runs = append(runs, filepath.Join(t.TempDir(), fmt.Sprint(i)))
			_, _, _ = audited("-shard", fmt.Sprintf("%d/3", i), "-out", runs[i], dir)
		}
		require.Equal(t, want, outcomes(t, runs...))
		all := t.TempDir()
		stdout, stderr, code := audited(slices.Concat([]string{"-report", "-out", all}, runs)...)
		require.Equal(t, int(judge.Unjudged), code, stderr)
		require.Contains(t, stdout, "(3 runs)")
		_, stderr, code = audited("-report", "-out", all, runs[0], runs[1])
		require.Equal(t, int(judge.Unjudged), code)
		require.Contains(t, stderr, "of 3 shards there are 2 only")
		_, stderr, _ = audited("-report", "-out", all, runs[0], runs[1], runs[1])
		require.Contains(t, stderr, "would count recordings twice")
	})
	t.Run("s3", func(t *testing.T) {
		run := t.TempDir()
		_, stderr, code := audited("-out", run, onS3(t, dir))
		require.Equal(t, int(judge.Unjudged), code, stderr)
		require.Equal(t, want, outcomes(t, run))
	})
	t.Run("printed", func(t *testing.T) {
		stdout, stderr, code := audited(dir)
		require.Equal(t, int(judge.Unjudged), code)
		require.Equal(t, strings.Count(stdout, "[RP-REC-")+strings.Count(stdout, ": clean"), strings.Count(stdout, "\nc1 ")+1)
		require.Contains(t, stderr, "could not be judged")
	})
}

// The reports say the same as the journal, and can be read by what reads such files.
func TestReports(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	want := generate(t, dir, 200)
	counts := map[string]int{}
	for _, outcome := range want {
		counts[outcome]++
	}
	stdout, stderr, _ := audited("-out", run, dir)
	require.Empty(t, stderr)
	require.Contains(t, stdout, fmt.Sprintf("could not be judged: %d (", counts["unjudged"]))
	text, err := os.ReadFile(filepath.Join(run, testsName))
	require.NoError(t, err)
	var suites struct {
		Suite struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Cases    []struct {
				Failures []struct{} `xml:"failure"`
				Error    *struct{}  `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(text, &suites))
	require.Equal(t, counts["findings"], suites.Suite.Failures)
	require.Equal(t, counts["unjudged"], suites.Suite.Errors)
	require.Len(t, suites.Suite.Cases, suites.Suite.Tests)
	failed, wrong := 0, 0
	for _, c := range suites.Suite.Cases {
		failed += min(1, len(c.Failures))
		if c.Error != nil {
			wrong++
		}
	}
	require.Equal(t, [2]int{counts["findings"], counts["unjudged"]}, [2]int{failed, wrong})
	table, err := os.Open(filepath.Join(run, tableName))
	require.NoError(t, err)
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	require.NoError(t, err)
	keys := map[string]bool{}
	for _, row := range rows[1:] {
		keys[row[0]] = true
	}
	require.Len(t, keys, counts["findings"]+counts["unjudged"])
	lines, err := os.ReadFile(filepath.Join(run, linesName))
	require.NoError(t, err)
	require.Equal(t, counts["findings"]+counts["unjudged"], bytes.Count(lines, []byte("\n")))
	page, err := os.ReadFile(filepath.Join(run, pageName))
	require.NoError(t, err)
	require.Contains(t, string(page), "sound while stopped")
}

// Where the clock of one recording is off by an hour, that one could not be judged, and says why; the others are.
func TestClockOffByAnHour(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	table := "recording,from,to,unit,start,length\n"
	for i, name := range []string{"a", "b", "c"} {
		data := bytes.Repeat([]byte{0x11, 0x11}, end)
		clear(data[2*from : 2*to])
		file := append(wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}.Header(int64(len(data))), data...)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".wav"), file, 0o644))
		table += fmt.Sprintf("%s,2026-04-01T%02d:00:00.625Z,2026-04-01T%02d:00:00.645Z,time,2026-04-01T09:00:00Z,2\n", name, 9+i%2, 9+i%2)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pauses.csv"), []byte(table), 0o644))
	flags := []string{"audit archive", "-lang", "en", "-recordings", "*.wav", "-metadata", "pauses.csv", "-format", "csv"}
	var o, e bytes.Buffer
	code := command.Run(append(flags, "-out", run, dir), &o, &e, Command)
	require.Equal(t, int(judge.Unjudged), code, e.String())
	require.Equal(t, map[string]string{"a.wav": "clean", "b.wav": "unjudged", "c.wav": "clean"}, outcomes(t, run), e.String())
	e.Reset()
	require.Equal(t, int(judge.Unjudged), command.Run(append(flags, dir), &o, &e, Command))
	require.Contains(t, e.String(), "b.wav: could not be judged: ")
	require.Contains(t, e.String(), "another one, or another clock")
}

// The page of evidence says of an archive with leaks what was found in it, and why some could not be judged, in both
// languages: out of the run's own journal.
func TestEvidenceOfAnArchive(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	counts := map[string]int{}
	for _, outcome := range generate(t, dir, 100) {
		counts[outcome]++
	}
	_, stderr, _ := audited("-out", run, dir)
	require.Empty(t, stderr)
	for l, words := range map[string][]string{
		"en": {"leak", "sound while stopped", "no audio, or of an unknown kind", "SHA-256"},
		"ja": {"漏れ", "停止中の区間に音がある", "音声ファイルではないか", "SHA-256"},
	} {
		var o, e bytes.Buffer
		name := filepath.Join(run, l+".html")
		code := command.Run([]string{"evidence", "-lang", l, "-out", name, filepath.Join(run, journalName)}, &o, &e, evidence.Command)
		require.Zero(t, code, e.String())
		page, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, word := range words {
			require.Contains(t, string(page), word, l)
		}
		require.Contains(t, o.String(), fmt.Sprint(counts["clean"]+counts["findings"]+counts["unjudged"]))
	}
}

// The page in Japanese has the severities in Japanese.
func TestReportInJapanese(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	generate(t, dir, 60)
	_, stderr, _ := audited("-lang", "ja", "-out", run, dir)
	require.Empty(t, stderr)
	page, err := os.ReadFile(filepath.Join(run, pageName))
	require.NoError(t, err)
	require.Contains(t, string(page), `<td class="leak">漏れ</td>`)
	require.Contains(t, string(page), `<td class="unjudged">判定できない</td>`)
	require.NotContains(t, string(page), ">leak<")
}
