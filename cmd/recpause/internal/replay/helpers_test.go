package replay

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

// run runs the subcommand.
func run(args []string, stdout, stderr io.Writer) int {
	return command.Run(append([]string{"replay"}, args...), stdout, stderr, Command)
}

const (
	header = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},` +
		`{"id":"X","kind":"external"}]}`
	invite = `{"at":-10,"event":"call.invite","party":"X","to":"A","call":"c1"}`
	answer = `{"at":0,"event":"call.answered","party":"A","call":"c1"}`
	stop   = `{"at":100,"event":"pause.click","party":"A"}`
	resume = `{"at":300,"event":"resume.click","party":"A"}`
	hangup = `{"at":4000,"event":"call.hangup","party":"A","call":"c1"}`
)

// folder returns a log as a folder, with the given samples of audio for each party.
func folder(samples map[string][]int16, lines ...string) fstest.MapFS {
	f := fstest.MapFS{callfiles.Log: {Data: []byte(strings.Join(lines, "\n") + "\n")}}
	for party, pcm := range samples {
		f[party+".wav"] = &fstest.MapFile{Data: wavBytes(8000, 1, 16, pcm)}
	}
	return f
}

func wavBytes(rate, channels, bits int, pcm []int16) []byte {
	var b bytes.Buffer
	data := 2 * len(pcm)
	for _, v := range []any{[]byte("RIFF"), uint32(36 + data), []byte("WAVEfmt "), uint32(16), uint16(1),
		uint16(channels), uint32(rate),
		uint32(rate * channels * bits / 8), uint16(channels * bits / 8), uint16(bits), []byte("data"), uint32(data),
		pcm} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err) // a bytes.Buffer takes everything
		}
	}
	return b.Bytes()
}

// ramp returns n samples that are never silence, from a first value on.
func ramp(n int, first int16) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = first + int16(i%1000)
	}
	return pcm
}

func save(t *testing.T, f fs.FS) string {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, f))
	return dir
}

// replayed runs the command on a folder and returns where it wrote, what it printed and its exit code.
func replayed(t *testing.T, f fs.FS, args ...string) (out, stdout, stderr string, code int) {
	var o, e bytes.Buffer
	out = filepath.Join(t.TempDir(), "new", "out")
	code = run(append([]string{"-in", save(t, f), "-out", out, "-lang", "en"}, args...), &o, &e)
	return out, o.String(), e.String(), code
}

// readStory reads the log of a folder.
func readStory(source fs.FS, name string) (*callfiles.Story, error) {
	return printer{Call: &command.Call{}}.readStory(source, name,
		func(*callfiles.Story, calllog.Event, system.Outcome) error { return nil })
}

// pcm returns the samples of a file, channel by channel.
func pcm(t *testing.T, path string) [][]int16 {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "data", string(data[36:40]), path)
	require.Equal(t, len(data)-44, int(binary.LittleEndian.Uint32(data[40:])), "%s says how long it is", path)
	require.Equal(t, len(data)-8, int(binary.LittleEndian.Uint32(data[4:])), "%s says how long it is", path)
	channels := make([][]int16, binary.LittleEndian.Uint16(data[22:]))
	for i := 44; i < len(data); i += 2 {
		c := (i - 44) / 2 % len(channels)
		channels[c] = append(channels[c], int16(binary.LittleEndian.Uint16(data[i:])))
	}
	return channels
}

func raw(t *testing.T, f fs.FS, party string) []int16 {
	r, err := wav.Open(f, party+".wav")
	require.NoError(t, err)
	defer r.Close()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	all := make([]int16, r.Samples)
	recording.PCM16.Decode(all, data)
	return all
}

func filesIn(t *testing.T, dir string) string {
	files, err := list(dir)
	require.NoError(t, err)
	return fmt.Sprint(files)
}
