package main

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// asCommand makes this program the command itself, so that it can be interrupted.
const asCommand = "RECPAUSE_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// longCall writes a call with the voices of both, long enough to be interrupted.
func longCall(t *testing.T, minutes int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	log := `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},{"id":"X","kind":"external"}]}
{"at":-9,"event":"call.invite","party":"X","to":"A","call":"c1"}
{"at":0,"event":"call.answered","party":"A","call":"c1"}
{"at":8000,"event":"pause.click","party":"A"}
{"at":80000,"event":"resume.click","party":"A"}
`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "call.jsonl"), []byte(log), 0o644))
	samples := minutes * 60 * 8000
	data := wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}.Header(int64(2 * samples))
	for i := range samples {
		data = binary.LittleEndian.AppendUint16(data, uint16(1+i%30000))
	}
	for _, name := range []string{"A.wav", "X.wav"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	return dir
}

// interrupted runs the command, interrupts it after a while, and returns its exit code, -1 where the signal ended it,
// and what it said on standard error.
func interrupted(t *testing.T, dir string, after time.Duration, args ...string) (code int, said string) {
	t.Helper()
	var errs strings.Builder
	c := exec.Command(os.Args[0], args...)
	c.Env, c.Dir, c.Stderr = append(os.Environ(), asCommand+"=1", "LC_ALL=ja_JP.UTF-8", "TMPDIR="+dir), dir, &errs
	require.NoError(t, c.Start())
	time.AfterFunc(after, func() { c.Process.Signal(os.Interrupt) })
	if exit := (*exec.ExitError)(nil); !errors.As(c.Wait(), &exit) {
		return 0, errs.String()
	}
	return c.ProcessState.ExitCode(), errs.String()
}

// filesBelow are the files below a folder.
func filesBelow(t *testing.T, dir string) (all []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if name != dir {
			all = append(all, strings.TrimPrefix(name, dir+"/"))
		}
		return err
	}))
	return all
}

// Whenever a command is interrupted, it leaves everything that it writes, or nothing: no audio of the call lies about.
func TestInterrupted(t *testing.T) {
	for name, args := range map[string][]string{
		"replay":   {"replay", "-in", ".", "-out", "out"},
		"render":   {"render", "-layout", "2ch", "-out", "out", "A.wav", "X.wav"},
		"audit":    {"audit", "-log", "call.jsonl", "-layout", "split", "A.wav", "X.wav"},
		"stories":  {"stories", "-quiet", "-html", "out.html"},
		"simulate": {"simulate", "-port", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			minutes := map[string]int{"replay": 10, "render": 30}[name]
			dir := longCall(t, max(minutes, 1))
			before := filesBelow(t, dir)
			codes := map[int]int{}
			tries := 16
			if testing.Short() {
				tries = 6
			}
			var whole []string
			begun := time.Now()
			interrupted(t, dir, 3*time.Second, args...) // simulate would go on
			lasts := time.Since(begun)
			clear := func() {
				assert.NoError(t, os.RemoveAll(filepath.Join(dir, "out")))
				assert.NoError(t, os.RemoveAll(filepath.Join(dir, "out.html")))
			}
			clear()
			for i := range tries {
				after := time.Duration(i) * lasts / time.Duration(tries)
				code, said := interrupted(t, dir, after, args...)
				codes[code]++
				left := filesBelow(t, dir)
				switch code {
				case 0:
					if whole == nil {
						whole = left
					}
					assert.Equal(t, whole, left, "%v", after)
					clear()
					continue
				case 130:
					assert.Contains(t, said, "中断しました")
				}
				assert.Equal(t, before, left, "after %v, exit code %d: %s", after, code, said)
			}
			assert.Less(t, codes[0], tries, "none of them was interrupted")
		})
	}
}
