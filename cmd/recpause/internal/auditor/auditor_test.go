package auditor

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/spec"
)

// judged drops the call that comes with recpause, changed, on the page.
func judged(t *testing.T, change func(in string)) Page {
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	require.NoError(t, os.CopyFS(in, callfiles.PlainOnePause()))
	change(in)
	p := Page{Lang: spec.EN, Simulate: func([]byte) string { return "/?log=x" }}
	require.NoError(t, p.Judge(in, out))
	html, err := p.HTML()
	require.NoError(t, err)
	require.NotContains(t, string(html), "ZgotmplZ")
	return p
}

// masked returns the recording of the call that comes with recpause.
func masked(t *testing.T) []byte {
	dir := filepath.Join(t.TempDir(), "out")
	require.Zero(t, command.Run([]string{"replay", "-out", dir}, t.Output(), t.Output(), replay.Command))
	data, err := os.ReadFile(filepath.Join(dir, callfiles.Mixed))
	require.NoError(t, err)
	return data
}

func write(t *testing.T, path string, data []byte) {
	require.NoError(t, os.WriteFile(path, data, 0o644))
}

// A log with its voices is replayed, and there is nothing to audit.
func TestVoicesAreReplayed(t *testing.T) {
	p := judged(t, func(string) {})
	require.Len(t, p.Calls, 1)
	require.Nil(t, p.Calls[0].Audit)
	require.Zero(t, p.Calls[0].Replay.Code, p.Calls[0].Replay.Text)
	require.Contains(t, p.Calls[0].Files, File{callfiles.Mixed, filepath.Join(filepath.Dir(p.Calls[0].Report), callfiles.Mixed)})
	require.Equal(t, "/?log=x", p.Calls[0].Link)
}

// A recording is audited under the name that the commands know and under any other, beside a log of any name; a leak in
// it is found.
func TestRecordingsAreAudited(t *testing.T) {
	clean := masked(t)
	leaking := append([]byte(nil), clean...)
	leaking[44+2*100_000] ^= 0x7f
	for _, name := range []string{callfiles.Mixed, "any name.wav"} {
		for want, data := range [][]byte{clean, leaking} {
			p := judged(t, func(in string) {
				require.NoError(t, os.Rename(filepath.Join(in, callfiles.Log), filepath.Join(in, "monday.jsonl")))
				write(t, filepath.Join(in, name), data)
			})
			require.Len(t, p.Calls, 1)
			require.Equal(t, want, p.Calls[0].Audit.Code, "%s: %s", name, p.Calls[0].Audit.Text)
			require.Zero(t, p.Calls[0].Replay.Code, p.Calls[0].Replay.Text)
		}
	}
}

// What is no call, and a log that is none, are told.
func TestNoCall(t *testing.T) {
	p := judged(t, func(in string) { require.NoError(t, os.Remove(filepath.Join(in, callfiles.Log))) })
	require.Empty(t, p.Calls)
	require.Contains(t, p.Problem, "neither a call log")
	p = judged(t, func(in string) { write(t, filepath.Join(in, callfiles.Log), []byte("{}\n")) })
	require.NotZero(t, p.Calls[0].Replay.Code)
	require.Empty(t, p.Calls[0].Report)
}

// Folders that are dropped are calls of their own.
func TestFolders(t *testing.T) {
	in := t.TempDir()
	for _, name := range []string{"a", "b/c"} {
		require.NoError(t, os.CopyFS(filepath.Join(in, name), callfiles.PlainOnePause()))
	}
	p := Page{Lang: spec.JA}
	require.NoError(t, p.Judge(in, filepath.Join(t.TempDir(), "out")))
	require.Len(t, p.Calls, 2)
	require.Equal(t, "b/c", filepath.ToSlash(p.Calls[1].Name))
	require.Zero(t, p.Calls[1].Replay.Code, p.Calls[1].Replay.Text)
}
