package archive

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
)

// Of the call that is generated: where it leaks if it does, between a stop at 4000 and a resume at 8000, and where it
// ends.
const (
	from, to = 5000, 5160
	end      = 16000
)

const logText = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},{"id":"X","kind":"external"}]}
{"at":-9,"event":"call.invite","party":"X","to":"A","call":"c1"}
{"at":0,"event":"call.answered","party":"A","call":"c1"}
{"at":4000,"event":"pause.click","party":"A","call":"c1"}
{"at":8000,"event":"resume.click","party":"A","call":"c1"}
{"at":16000,"event":"call.hangup","party":"X","call":"c1"}
`

// A kind is one of the recordings that a generated archive has: its files, and what is to come of each.
type kind struct {
	name     string
	files    [][]byte // one, or for split the operator side's and the far side's
	metadata func(names []string) []byte
	want     judge.Outcome
	because  string // of an Unjudged, a part of it
}

// kindsOf returns recordings in every layout and codec, clean and with a leak, and everything that can be wrong with a
// file.
func kindsOf(t testing.TB) (all []kind) {
	story, err := callfiles.Read(strings.NewReader(logText))
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	voices := make([][]int16, 2)
	for i := range voices {
		for range end {
			voices[i] = append(voices[i], int16(random.IntN(6000)-3000)|1)
		}
	}
	for _, l := range callfiles.Layouts {
		for _, c := range []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw} {
			all = append(all, generated(t, story, voices, l, c, judge.Clean), generated(t, story, voices, l, c, judge.Findings))
		}
	}
	return append(all, broken(all[0])...)
}

// generated renders the call. With a leak, 20 ms of the pause are somebody's voice.
func generated(t testing.TB, s *callfiles.Story, voices [][]int16, l recording.Layout, c recording.Codec,
	want judge.Outcome) kind {
	var coded [][]byte
	for _, v := range voices {
		data := make([]byte, len(v)*c.Width())
		c.Encode(data, v)
		coded = append(coded, data)
	}
	k := kind{name: fmt.Sprintf("%v-%v-%v", l, c, want), want: want}
	var tracks [][]byte
	for _, track := range l.Tracks() {
		data := make([]byte, end*c.Width())
		s.Recordings[0].Timeline.Plan(track, recording.DefaultTone().PCM(8000)).Encode(c, data, 0, coded)
		if want == judge.Findings {
			copy(data[from*c.Width():to*c.Width()], coded[0][from*c.Width():])
		}
		tracks = append(tracks, data)
	}
	channels := 1
	if l == recording.TwoChannel {
		channels = 2
		data := make([]byte, 2*len(tracks[0]))
		c.Interleave(data, tracks[0], tracks[1])
		tracks = [][]byte{data}
	}
	for _, data := range tracks {
		k.files = append(k.files, append(wav.Format{Codec: c, Channels: channels, Rate: 8000}.Header(int64(len(data))), data...))
	}
	m, err := judge.InCall(callfiles.Call{CallRecording: s.Recordings[0], Story: s}, l)(judge.Audio{Samples: end, Codec: c})
	require.NoError(t, err)
	k.metadata = func(names []string) []byte {
		if l == recording.Split {
			m.Files = []manifest.File{{Name: names[0], Tracks: l.Tracks()[:1]}, {Name: names[1], Tracks: l.Tracks()[1:]}}
		}
		text, err := json.Marshal(m)
		require.NoError(t, err)
		return text
	}
	return k
}

// broken are what archives hold besides recordings.
func broken(good kind) (all []kind) {
	add := func(name, because string, file []byte, metadata func([]string) []byte) {
		all = append(all, kind{name, [][]byte{file}, metadata, judge.Unjudged, because})
	}
	audio, text := good.files[0], func(text string) func([]string) []byte {
		return func([]string) []byte { return []byte(text) }
	}
	lies := append([]byte(nil), audio...)
	binary.LittleEndian.PutUint32(lies[40:], 0xFFFFFFF0)
	add("truncated", "truncated", audio[:len(audio)/2], good.metadata)
	add("mislabelled", "no audio, or of an unknown kind", []byte("<html>404</html>"), good.metadata)
	add("empty", "0 bytes", nil, good.metadata)
	add("lies", "truncated", lies, good.metadata)
	add("wrong-metadata", "manifest", audio, text(`{"call":"c1"}`))
	add("no-metadata", "not found", audio, nil)
	add("cut-metadata", "manifest", audio, func(names []string) []byte { b := good.metadata(names); return b[:len(b)/2] })
	hour := func(names []string) []byte { // 3600 s later than the audio
		var m manifest.Manifest
		if err := json.Unmarshal(good.metadata(names), &m); err != nil {
			panic(err) // it was written above
		}
		const late = 3600 * 8000
		m.Span.To += late
		for i := range m.Silences {
			m.Silences[i].From, m.Silences[i].To = m.Silences[i].From+late, m.Silences[i].To+late
		}
		m.Beeps = nil
		for i := range m.Parties {
			for k := range m.Parties[i].Present {
				m.Parties[i].Present[k].To += late
			}
		}
		b, err := json.Marshal(m)
		if err != nil {
			panic(err) // it is consistent
		}
		return b
	}
	return append(all, kind{"hour", [][]byte{audio}, hour, judge.Findings, ""})
}

// generate writes an archive of so many recordings of mixed kinds, of which most are clean, and returns what is to come
// of each object: nothing for a second file of a recording, which is judged with the first.
func generate(t testing.TB, dir string, n int) map[string]string {
	kinds := kindsOf(t)
	random := rand.New(rand.NewPCG(3, 4))
	want := map[string]string{}
	made := ""
	for i := 0; len(want) < n; i++ {
		k := kinds[i%len(kinds)]
		if k.want != judge.Clean && i >= len(kinds) && random.IntN(10) > 0 {
			continue
		}
		folder := fmt.Sprintf("2026/%02d/%02d/%02d", 1+i/2000%12, 1+i/200%28, i/20%24)
		if folder != made {
			require.NoError(t, os.MkdirAll(filepath.Join(dir, folder), 0o755))
			made = folder
		}
		names := []string{fmt.Sprintf("%06d-%s.wav", i, k.name)}
		if len(k.files) > 1 {
			names = []string{fmt.Sprintf("%06d-%s-a.wav", i, k.name), fmt.Sprintf("%06d-%s-b.wav", i, k.name)}
		}
		for f, name := range names {
			require.NoError(t, os.WriteFile(filepath.Join(dir, folder, name), k.files[f], 0o644))
			want[folder+"/"+name] = ""
			if k.metadata != nil {
				require.NoError(t, os.WriteFile(filepath.Join(dir, folder, strings.TrimSuffix(name, ".wav")+".json"),
					k.metadata(names), 0o644))
			}
		}
		want[folder+"/"+names[0]] = k.want.String()
	}
	return want
}
