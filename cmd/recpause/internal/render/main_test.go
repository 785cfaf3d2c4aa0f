package render

import (
	"bytes"
	"encoding/binary"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// run runs the subcommand.
func run(args []string, stdout, stderr io.Writer) int {
	return command.Run(append([]string{"render"}, args...), stdout, stderr, Command)
}

// The pause of the call that the tests render, and its end.
const (
	stop   = 92916
	resume = 182978
	end    = 259211
)

// aCall is a folder with the call's log and the voices of both.
func aCall(t *testing.T) string {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, callfiles.PlainOnePause()))
	return dir
}

// rendered runs the command in a folder and returns its exit code and what it said.
func rendered(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Chdir(dir)
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	return code, out.String(), errs.String()
}

// samples returns what a file holds, channel by channel, cut at the call's end.
func samples(t *testing.T, dir, name string) (channels [][]int16) {
	r, err := wav.Open(os.DirFS(dir), name)
	require.NoError(t, err)
	defer r.Close()
	data, pcm := make([]byte, r.Size()), make([]int16, r.Size()/2)
	_, err = r.ReadAt(data, 0)
	require.NoError(t, err)
	r.Codec.Decode(pcm, data)
	channels = make([][]int16, r.Channels)
	for i, v := range pcm[:min(len(pcm), end*r.Channels)] {
		channels[i%r.Channels] = append(channels[i%r.Channels], v)
	}
	return channels
}

// masked is the dumb definition of a side of the call.
func masked(said []int16, beep bool) []int16 {
	tone := recording.DefaultTone().PCM(8000)
	out := append([]int16(nil), said...)
	for i := range out {
		switch {
		case i >= stop && i < resume:
			out[i] = 0
		case beep && i >= resume && i < resume+len(tone):
			out[i] = clamp(int(said[i]) + int(tone[i-resume]))
		}
	}
	return out
}

func clamp(v int) int16 { return int16(max(-32768, min(32767, v))) }

// raw writes the two voices as a recorder would that knows of no pause.
func raw(t *testing.T, dir, name string, channels ...[]int16) {
	f := wav.Format{Codec: recording.PCM16, Channels: len(channels), Rate: 8000}
	data := f.Header(int64(len(channels[0]) * f.Frame()))
	for i := range channels[0] {
		for _, pcm := range channels {
			data = binary.LittleEndian.AppendUint16(data, uint16(pcm[i]))
		}
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
}

// The voices become each layout, to the sample what the dumb definition says.
func TestVoices(t *testing.T) {
	dir := aCall(t)
	operator, customer := masked(samples(t, dir, "operator.wav")[0], false),
		masked(samples(t, dir, "customer.wav")[0], true)
	for _, layout := range []string{"1ch", "2ch", "split"} {
		code, _, stderr := rendered(t, dir, "-layout", layout, "-out", "out", "customer.wav", "operator.wav")
		require.Zero(t, code, stderr)
	}
	mixed := samples(t, dir, "out/recording-1ch.wav")[0]
	voices := [][]int16{samples(t, dir, "operator.wav")[0], samples(t, dir, "customer.wav")[0]}
	tone := recording.DefaultTone().PCM(8000)
	for i, got := range mixed {
		want := clamp(int(operator[i]) + int(customer[i]))
		if i >= resume && i < resume+len(tone) {
			want = clamp(int(voices[0][i]) + int(voices[1][i]) + int(tone[i-resume]))
		}
		require.Equal(t, want, got, "sample %d", i)
	}
	require.Equal(t, [][]int16{operator, customer}, samples(t, dir, "out/recording-2ch.wav"))
	require.Equal(t, [][]int16{operator}, samples(t, dir, "out/recording-split-operator.wav"))
	require.Equal(t, [][]int16{customer}, samples(t, dir, "out/recording-split-counterpart.wav"))
}

// A ready recording becomes what the voices become, into new files and in place.
func TestReadyRecordings(t *testing.T) {
	dir := aCall(t)
	operator, customer := samples(t, dir, "operator.wav")[0], samples(t, dir, "customer.wav")[0]
	raw(t, dir, "two.wav", operator, customer)
	raw(t, dir, "one.wav", operator)
	raw(t, dir, "a.wav", operator)
	raw(t, dir, "b.wav", customer)
	for _, args := range []string{"-out voices -layout 1ch operator.wav customer.wav",
		"-out ready -in 2ch -layout 1ch two.wav",
		"-out ready -in split -layout 2ch a.wav b.wav", "-out ready -in 2ch -layout split two.wav",
		"-in 2ch -in-place two.wav", "-in split -in-place a.wav b.wav", "-in 1ch -beep=false -in-place one.wav"} {
		code, _, stderr := rendered(t, dir, strings.Fields(args)...)
		require.Zero(t, code, "%s: %s", args, stderr)
	}
	want := [][]int16{masked(operator, false), masked(customer, true)}
	require.Equal(t, samples(t, dir, "voices/recording-1ch.wav"), samples(t, dir, "ready/recording-1ch.wav"))
	require.Equal(t, want, samples(t, dir, "ready/recording-2ch.wav"))
	require.Equal(t, want[:1], samples(t, dir, "ready/recording-split-operator.wav"))
	require.Equal(t, want, samples(t, dir, "two.wav"))
	require.Equal(t, want[:1], samples(t, dir, "a.wav"))
	require.Equal(t, want[1:], samples(t, dir, "b.wav"))
	require.Equal(t, want[:1], samples(t, dir, "one.wav"))
}

// A second run in place changes nothing, and says so; without beeps, too.
func TestInPlaceTwice(t *testing.T) {
	dir := aCall(t)
	operator, customer := samples(t, dir, "operator.wav")[0], samples(t, dir, "customer.wav")[0]
	for _, flag := range []string{"-beep", "-beep=false"} {
		raw(t, dir, "two.wav", operator, customer)
		for _, told := range []string{"", "silent already"} {
			code, stdout, stderr := rendered(t, dir, "-in", "2ch", "-in-place", flag, "two.wav")
			require.Zero(t, code, stderr)
			require.Equal(t, "two.wav\n", stdout)
			require.Equal(t, told != "", stderr != "", stderr)
			require.Contains(t, stderr, told)
			require.Equal(t, [][]int16{masked(operator, false), masked(customer, flag == "-beep")},
				samples(t, dir, "two.wav"))
		}
	}
}

// What a killed run has left in the output's folder is removed by the next one, and the next one leaves nothing.
func TestLeftoversAreRemoved(t *testing.T) {
	dir := aCall(t)
	left := filepath.Join(dir, "out", ".recpause-1")
	require.NoError(t, os.MkdirAll(left, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(left, "lock"), nil, 0o644))
	code, _, stderr := rendered(t, dir, "-layout", "2ch", "-out", "out", "customer.wav", "operator.wav")
	require.Zero(t, code, stderr)
	files, err := os.ReadDir(filepath.Join(dir, "out"))
	require.NoError(t, err)
	require.Len(t, files, 1, "%v", files)
}

// Files with another header than RIFF are told of by their names, and nothing is written.
func TestOtherHeaders(t *testing.T) {
	dir := aCall(t)
	whole, err := os.ReadFile(filepath.Join(dir, "operator.wav"))
	require.NoError(t, err)
	for magic, want := range map[string]string{"RIFX": "RIFX", "OggS": "", "\xEF\xBB\xBFR": ""} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "operator.wav"), slices.Concat([]byte(magic), whole[4:]), 0o644))
		before := tree(t, dir)
		for _, args := range []string{"-out o customer.wav operator.wav", "-in 1ch -short -in-place operator.wav"} {
			code, stdout, stderr := rendered(t, dir, strings.Fields(args)...)
			require.Equal(t, 1, code, magic)
			require.Empty(t, stdout, magic)
			require.Contains(t, stderr, "operator.wav", magic)
			require.Contains(t, stderr, want)
			require.Equal(t, before, tree(t, dir), magic)
		}
	}
}

// However many parts are rendered at once, the files are the same.
func TestParts(t *testing.T) {
	dir := aCall(t)
	t.Chdir(dir)
	c, err := readCall("call.jsonl", "")
	require.NoError(t, err)
	in, err := openAll([]string{"operator.wav", "customer.wav"}, false)
	require.NoError(t, err)
	defer in.close()
	for _, layout := range []string{"1ch", "2ch", "split"} {
		j, err := c.job(options{holds: "voices", layout: layout, beep: true}, in)
		require.NoError(t, err)
		var want map[string]string
		for _, parts := range []int64{1, 2, 7} {
			out := t.TempDir()
			require.NoError(t, callfiles.Write(out, j, in[0].Rate, parts, in.readers))
			if got := tree(t, out); want == nil {
				want = got
			} else {
				require.Equal(t, want, got, "%s in %d parts", layout, parts)
			}
		}
	}
}

// Audio that ends before the call does is told of with both lengths, and nothing is written or changed: with -short it
// is rendered as far as it goes, and told of all the same.
func TestShort(t *testing.T) {
	dir := aCall(t)
	operator, customer := samples(t, dir, "operator.wav")[0][:end-1], samples(t, dir, "customer.wav")[0][:end-1]
	raw(t, dir, "two.wav", operator, customer)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "voices"), 0o755))
	raw(t, dir, "voices/operator.wav", operator)
	raw(t, dir, "voices/customer.wav", customer)
	want := [][]int16{masked(operator, false), masked(customer, true)}
	for args, written := range map[string]string{
		"-layout 2ch -out a voices/operator.wav voices/customer.wav": "a/recording-2ch.wav",
		"-in 2ch -out b two.wav":                                     "b/recording-2ch.wav",
		"-in 2ch -in-place two.wav":                                  "two.wav",
	} {
		raw(t, dir, "two.wav", operator, customer)
		before := tree(t, dir)
		code, stdout, stderr := rendered(t, dir, strings.Fields(args)...)
		require.Equal(t, 1, code, args)
		require.Empty(t, stdout, args)
		require.Contains(t, stderr,
			"it ends after 32.401 s (259210 samples), and the call lasts 32.401 s (259211 samples)", args)
		require.Equal(t, before, tree(t, dir), args)
		code, _, stderr = rendered(t, dir, strings.Fields("-short "+args)...)
		require.Zero(t, code, "%s: %s", args, stderr)
		require.Contains(t, stderr, "(259210 samples)", args)
		require.Equal(t, want, samples(t, dir, written), args)
	}
}

// A file whose header counts too little of its audio is not masked and not said to be: it is refused, and stays as it
// is.
func TestUncountedAudio(t *testing.T) {
	dir := aCall(t)
	raw(t, dir, "whole.wav", samples(t, dir, "operator.wav")[0])
	whole, err := os.ReadFile(filepath.Join(dir, "whole.wav"))
	require.NoError(t, err)
	for _, size := range []uint32{0, 40000, 0x7FFFFFFF, 0xFFFFFFFF} {
		name := filepath.Join(dir, "call.wav")
		require.NoError(t, os.WriteFile(name,
			slices.Concat(whole[:40], binary.LittleEndian.AppendUint32(nil, size), whole[44:]), 0o644))
		before := tree(t, dir)
		for _, args := range []string{"-in 1ch -short -in-place call.wav", "-in 1ch -short -out o call.wav"} {
			code, stdout, stderr := rendered(t, dir, strings.Fields(args)...)
			require.Equal(t, 1, code, "%d: %s", size, args)
			require.Empty(t, stdout, args)
			require.Contains(t, stderr, "call.wav: got ", args)
			require.Equal(t, before, tree(t, dir), args)
		}
	}
}

// What is wrong is said, with exit code 1 for files and 2 for flags, and no file is written or changed.
func TestErrors(t *testing.T) {
	dir := aCall(t)
	raw(t, dir, "two.wav", make([]int16, end), make([]int16, end))
	raw(t, dir, "long.wav", make([]int16, end+1), make([]int16, end+1))
	raw(t, dir, "short.wav", make([]int16, 9))
	raw(t, dir, "stranger.wav", make([]int16, end))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "o"), 0o755))
	raw(t, dir, "o/recording-2ch.wav", make([]int16, end), make([]int16, end))
	before := tree(t, dir)
	for args, want := range map[string]string{
		"":                                      "no file",
		"-in 3ch two.wav":                       "3ch",
		"-layout 3ch operator.wav customer.wav": "3ch",
		"-log none.jsonl two.wav":               "none.jsonl",
		"-call c9 two.wav":                      `"c9"`,
		"missing.wav":                           "missing.wav",
		"operator.wav":                          "customer.wav",
		"operator.wav short.wav":                "it has 9 samples",
		"stranger.wav":                          "stranger.wav",
		"two.wav":                               "one channel",
		"-in 2ch long.wav":                      "more than the 259211 of the call",
		"-in 1ch two.wav":                       "1ch recording",
		"-in 1ch -layout 2ch stranger.wav":      "make up",
		"-in split -in-place two.wav":           "split recording",
		"-in 2ch -layout 1ch -in-place two.wav": "in file 0",
		"-in 2ch -out o o/recording-2ch.wav":    "input and output",
		"-layout split customer.wav customer.wav operator.wav": "only once",
	} {
		code, stdout, stderr := rendered(t, dir, strings.Fields(args)...)
		require.NotZero(t, code, args)
		require.Empty(t, stdout, args)
		require.Contains(t, stderr, want, args)
		require.Equal(t, before, tree(t, dir), args)
	}
	code, _, _ := rendered(t, dir, "-nonsense")
	require.Equal(t, 2, code)
}

// tree is all files of a folder.
func tree(t *testing.T, dir string) map[string]string {
	all := map[string]string{}
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		all[name] = string(data)
		return err
	}))
	return all
}
