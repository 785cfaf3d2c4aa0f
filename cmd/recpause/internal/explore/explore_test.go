package explore

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/system"
)

// run runs the subcommand.
func run(args []string, stdout, stderr io.Writer) int {
	return command.Run(append([]string{"explore"}, args...), stdout, stderr, Command)
}

var update = flag.Bool("update", false, "rewrite the texts in testdata with what the command prints")

// explored runs the command.
func explored(args ...string) (stdout, stderr string, code int) {
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	return out.String(), errs.String(), code
}

// The whole report for a softphone and a customer, in both languages, and with documented events only for two
// softphones.
func TestReport(t *testing.T) {
	for name, args := range map[string][]string{
		"one-to-one.ja": {"-parties", "A,X", "-lang", "ja"},
		"one-to-one.en": {"-parties", "A,X", "-lang", "en"},
		"documented.en": {"-parties", "A,B", "-lang", "en", "-documented"},
		"no-transfer.en": {"-parties", "A, X", "-lang", "en", "-events",
			"call.invite,call.answered,call.hangup,pause.click,resume.click"},
	} {
		t.Run(name, func(t *testing.T) {
			got, stderr, code := explored(args...)
			require.Zero(t, code, stderr)
			require.Empty(t, stderr)
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// Replay takes every story that the command writes.
func TestStoriesReplay(t *testing.T) {
	dir := t.TempDir()
	stories := filepath.Join(dir, "stories")
	stdout, stderr, code := explored("-parties", "A,B", "-lang", "en", "-out", stories)
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "mismatch-01")
	folders, err := os.ReadDir(stories)
	require.NoError(t, err)
	require.Greater(t, len(folders), 30)
	for _, f := range folders {
		var errs bytes.Buffer
		args := []string{"replay", "-lang", "en", "-in", filepath.Join(stories, f.Name()), "-out",
			filepath.Join(dir, "out")}
		require.Zero(t, command.Run(args, io.Discard, &errs, replay.Command), "%s: %s", f.Name(), &errs)
	}
}

// A story of a mismatch shows it in its last row.
func TestStoryShowsTheMismatch(t *testing.T) {
	stories := filepath.Join(t.TempDir(), "stories")
	_, stderr, code := explored("-parties", "A,X", "-out", stories)
	require.Zero(t, code, stderr)
	log, err := os.ReadFile(filepath.Join(stories, "mismatch-01", "call.jsonl"))
	require.NoError(t, err)
	require.Contains(t, string(log), `"event":"outbound.connect"`)
}

// What is wrong with a flag is said with what was expected, and nothing is written.
func TestErrors(t *testing.T) {
	full := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(full, "mine"), nil, 0o644))
	for name, c := range map[string]struct {
		args []string
		code int
		want []string
	}{
		"an argument":         {[]string{"A,B"}, 2, []string{`"A,B"`, "-parties"}},
		"an unknown flag":     {[]string{"-party", "A"}, 2, []string{"-party"}},
		"an unknown language": {[]string{"-lang", "fr"}, 2, []string{"-lang", "fr", "ja"}},
		"no parties":          {[]string{"-parties", " , "}, 2, []string{"-parties", "at least one party"}},
		"a party twice":       {[]string{"-parties", "A,A"}, 2, []string{"-parties", `"A" twice`}},
		"no calls":            {[]string{"-calls", "0"}, 2, []string{"-calls", "1 to 9"}},
		"many calls":          {[]string{"-calls", "10"}, 2, []string{"-calls", "1 to 9"}},
		"an unknown event":    {[]string{"-events", "hodl"}, 2, []string{"-events", "hodl", "hold"}},
		"a full folder":       {[]string{"-parties", "A", "-out", full}, 1, []string{"-out", full, "empty"}},
		"a file": {[]string{"-parties", "A", "-out", filepath.Join(full, "mine")}, 1,
			[]string{"-out", "mine"}},
		"below a file": {[]string{"-parties", "A,X", "-out", filepath.Join(full, "mine", "stories")}, 1,
			[]string{"mine"}},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, code := explored(c.args...)
			require.Equal(t, c.code, code, stderr)
			require.Empty(t, stdout)
			for _, want := range c.want {
				require.Contains(t, stderr, want)
			}
		})
	}
	left, err := os.ReadDir(full)
	require.NoError(t, err)
	require.Len(t, left, 1)
	_, _, code := explored("-h")
	require.Zero(t, code)
}

// Where something that is to hold does not, the exit code says so.
func TestExitCode(t *testing.T) {
	s, err := survey(mustWorld(t, options{parties: "A,X", calls: 1}), nil)
	require.NoError(t, err)
	require.True(t, s.holds())
	s.results[len(s.results)-1].Holds = false
	require.False(t, s.holds(), "a peculiarity that does not occur")
	s, err = survey(mustWorld(t, options{parties: "A,X", calls: 1, events: "pause.click,resume.click,room.join"}), nil)
	require.NoError(t, err)
	require.True(t, s.holds(), "among chosen events it may be out of reach")
	s.results[0].Holds = false
	require.False(t, s.holds(), "a law")
}

func mustWorld(t *testing.T, o options) (w system.World) {
	t.Helper()
	w, err := o.world()
	require.NoError(t, err)
	return w
}
