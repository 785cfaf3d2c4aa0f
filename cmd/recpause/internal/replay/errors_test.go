package replay

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
)

// Whatever is wrong with a log or its audio: a message that says where and what was expected, exit code 1, and nothing
// written.
func TestErrorsWriteNothing(t *testing.T) {
	good := []string{header, invite, answer, stop, resume, hangup}
	with := func(lines ...string) fstest.MapFS { return folder(nil, lines...) }
	wav := func(x []byte) fstest.MapFS {
		f := folder(audioOf(5000), good...)
		f["X.wav"] = &fstest.MapFile{Data: x}
		return f
	}
	whole := wavBytes(8000, 1, 16, ramp(5000, 1))
	missing := folder(audioOf(5000), good...)
	delete(missing, "X.wav")
	for name, c := range map[string]struct {
		folder fstest.MapFS
		want   []string
	}{
		"no log":    {fstest.MapFS{}, []string{"call.jsonl"}},
		"empty log": {fstest.MapFS{callfiles.Log: {}}, []string{"call.jsonl", "line 1"}},
		"no JSON":   {with(header, "{"), []string{"call.jsonl", "line 2", "JSON"}},
		"another version": {with(strings.Replace(header, "recpause/1", "recpause/2", 1)),
			[]string{"line 1", "log", "recpause/1"}},
		"unknown event": {with(header, `{"at":0,"event":"hodl","party":"A"}`),
			[]string{"line 2", "hodl", "hold"}},
		"unknown party": {with(header, `{"at":0,"event":"hand.raise","party":"B"}`),
			[]string{"line 2", `"B"`, "A, X"}},
		"time runs backwards": {with(header, invite, answer, `{"at":-1,"event":"hand.raise","party":"A"}`),
			[]string{"line 4", "at", "-1"}},
		"unknown party acts": {with(header, `{"at":0,"event":"hand.raise","party":"B"}`),
			[]string{"line 2", "hand.raise by B"}},
		"time and state": {with(header, invite, answer, `{"at":-1,"event":"hand.raise","party":"A"}`),
			[]string{"hand.raise by A", "state talking"}},
		"answer after 0": {folder(audioOf(5000), header, invite, strings.Replace(answer, "0", "40", 1)),
			[]string{"line 3", "call.answered by A", "40", "has to be at 0"}},
		"capital .WAV": {fstest.MapFS{callfiles.Log: {Data: []byte(header)}, "A.WAV": {}},
			[]string{"A.wav", "not found"}},
		"no meaning": {with(header, invite, answer, `{"at":1,"event":"unhold","party":"A","call":"c1"}`),
			[]string{"line 4", "unhold", "A", "talking"}},
		"missing track":    {missing, []string{"X.wav", "every party"}},
		"truncated WAV":    {wav(whole[:len(whole)-1000]), []string{"X.wav", "truncated"}},
		"WAV without data": {wav(whole[:36]), []string{"X.wav", "no audio data"}},
		"empty WAV":        {wav(nil), []string{"X.wav", "PCM16"}},
		"no WAV":           {wav([]byte("OggS and more of that kind")), []string{"X.wav", "PCM16"}},
		"8 bits":           {wav(wavBytes(8000, 1, 8, ramp(2500, 1))), []string{"X.wav", "8 bits", "PCM16"}},
		"stereo": {wav(wavBytes(8000, 2, 16, ramp(5000, 1))),
			[]string{"X.wav", "2 channels", "one channel"}},
		"another rate":   {wav(wavBytes(16000, 1, 16, ramp(5000, 1))), []string{"X.wav", "16000", "8000"}},
		"another length": {wav(wavBytes(8000, 1, 16, ramp(4999, 1))), []string{"X.wav", "4999", "5000"}},
		"enormous format": {wav(append([]byte("RIFF\x00\x00\x00\x00WAVEfmt \xff\xff\xff\x7f"), whole[20:]...)),
			[]string{"X.wav", "format"}},
	} {
		t.Run(name, func(t *testing.T) {
			out, stdout, stderr, code := replayed(t, c.folder)
			require.Equal(t, 1, code, stderr)
			require.Empty(t, stdout)
			for _, want := range c.want {
				require.Contains(t, stderr, want)
			}
			left, err := os.ReadDir(filepath.Dir(filepath.Dir(out)))
			require.NoError(t, err)
			require.Empty(t, left, "nothing is written")
		})
	}
}

// A failed replay leaves an earlier one as it was.
func TestFailureKeepsTheEarlierOutput(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	good := save(t, folder(audioOf(5000), header, invite, answer, stop, resume, hangup))
	bad := save(t, folder(nil, header, "{"))
	require.Zero(t, run([]string{"-in", good, "-out", out}, &bytes.Buffer{}, os.Stderr))
	before := filesIn(t, out)
	require.Equal(t, 1, run([]string{"-in", bad, "-out", out}, &bytes.Buffer{}, &bytes.Buffer{}))
	require.Equal(t, before, filesIn(t, out))
}

// A digit of the dial pad is in no output: not in the steps, not in the story, not in an error.
func TestDigitsAreNowhere(t *testing.T) {
	digit := `{"at":50,"event":"dtmf","party":"A","digit":"#"}`
	out, stdout, stderr, code := replayed(t, folder(nil, header, invite, answer, digit))
	require.Zero(t, code, stderr)
	steps, err := os.ReadFile(filepath.Join(out, "steps.jsonl"))
	require.NoError(t, err)
	require.NotContains(t, string(steps), "#")
	require.NotContains(t, stdout, "#")
	_, _, stderr, code = replayed(t,
		folder(nil, header, invite, answer, strings.Replace(digit, `"#"`, `"4242 4242"`, 1)))
	require.Equal(t, 1, code)
	require.NotContains(t, stderr, "4242 4242")
}

// Flags that make no sense are told apart from logs that make none.
func TestFlags(t *testing.T) {
	for _, args := range [][]string{{"-lang", "fr"}, {"-nonsense"}, {"somewhere"}} {
		require.Equal(t, 2, run(args, &bytes.Buffer{}, &bytes.Buffer{}), args)
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	require.Equal(t, 1, run([]string{"-out", file}, &bytes.Buffer{}, &bytes.Buffer{}))
}
