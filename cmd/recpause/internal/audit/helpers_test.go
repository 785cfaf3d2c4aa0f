package audit

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// run runs the subcommand.
func run(args []string, stdout, stderr io.Writer) int {
	return command.Run(append([]string{"audit"}, args...), stdout, stderr, Command)
}

// The exit codes.
const (
	clean    = int(judge.Clean)
	findings = int(judge.Findings)
	unjudged = int(judge.Unjudged)
)

// Of the real call: where it is stopped, and where it ends.
const (
	stop   = 92_916
	resume = 182_978
	end    = 259_211
)

// An archived call is a folder with the real call's log and its recording in one layout and codec.
type archived struct {
	dir    string
	layout recording.Layout
	codec  recording.Codec
	tracks [][]byte
	open   [][]byte // the same without a stop
	mute   [][]byte // the same without a beep
}

// realCall renders the real call.
func realCall(t testing.TB, dir string, l recording.Layout, c recording.Codec) *archived {
	source := callfiles.PlainOnePause()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	log, err := fs.ReadFile(source, callfiles.Log)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, callfiles.Log), log, 0o644))
	s, err := callfiles.Open(filepath.Join(dir, callfiles.Log))
	require.NoError(t, err)
	var voices [][]byte
	for _, name := range s.Recordings[0].Names {
		voices = append(voices, raw(t, source, name+".wav", c))
	}
	a := &archived{dir: dir, layout: l, codec: c}
	nobodyStops := recording.NewTimeline(0, calltest.New(true, 0, 1))
	for _, track := range l.Tracks() {
		a.tracks = append(a.tracks, encoded(s.Recordings[0].Timeline.Plan(track, recording.DefaultTone().PCM(8000)), c,
			voices))
		a.mute = append(a.mute, encoded(s.Recordings[0].Timeline.Plan(track, nil), c, voices))
		a.open = append(a.open, encoded(nobodyStops.Plan(track, nil), c, voices))
	}
	return a
}

func encoded(p recording.Plan, c recording.Codec, voices [][]byte) []byte {
	data := make([]byte, end*c.Width())
	p.Encode(c, data, 0, voices)
	return data
}

// take puts samples of another rendering into a track.
func (a *archived) take(track int, from [][]byte, first, last int) {
	w := a.codec.Width()
	copy(a.tracks[track][first*w:last*w], from[track][first*w:last*w])
}

// raw returns the samples of a WAV file in a codec.
func raw(t testing.TB, source fs.FS, name string, c recording.Codec) []byte {
	r, err := wav.Open(source, name)
	require.NoError(t, err)
	defer r.Close()
	data := make([]byte, r.Samples*int64(r.Frame()))
	_, err = r.ReadAt(data, 0)
	require.NoError(t, err)
	pcm := make([]int16, r.Samples)
	r.Codec.Decode(pcm, data)
	coded := make([]byte, len(pcm)*c.Width())
	c.Encode(coded, pcm)
	return coded
}

// save writes the call's WAV files and returns their paths.
func (a *archived) save(t testing.TB) []string {
	var paths []string
	for i, name := range callfiles.Names(a.layout) {
		path := filepath.Join(a.dir, name)
		paths = append(paths, path)
		data := a.tracks[i]
		channels := 1
		if a.layout == recording.TwoChannel {
			channels, data = 2, make([]byte, 2*len(data))
			a.codec.Interleave(data, a.tracks[0], a.tracks[1])
		}
		head := wav.Format{Codec: a.codec, Channels: channels, Rate: 8000}.Header(int64(len(data)))
		require.NoError(t, os.WriteFile(path, append(head, data...), 0o644))
	}
	return paths
}

// manifest writes the call's manifest beside it and takes the log away.
func (a *archived) manifest(t testing.TB) {
	s, err := callfiles.Open(filepath.Join(a.dir, callfiles.Log))
	require.NoError(t, err)
	m, err := judge.InCall(callfiles.Call{CallRecording: s.Recordings[0], Story: s}, a.layout)(judge.Audio{Samples: end, Codec: a.codec})
	require.NoError(t, err)
	text, err := json.Marshal(m)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(a.dir, "manifest.json"), text, 0o644))
	require.NoError(t, os.Remove(filepath.Join(a.dir, callfiles.Log)))
}

// audited runs the command, in English.
func audited(args ...string) (stdout, stderr string, code int) {
	var o, e bytes.Buffer
	code = run(append([]string{"-lang", "en"}, args...), &o, &e)
	return o.String(), e.String(), code
}
