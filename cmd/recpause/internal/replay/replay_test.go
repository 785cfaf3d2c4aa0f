package replay

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

func audioOf(samples int) map[string][]int16 {
	return map[string][]int16{"A": ramp(samples, 1), "X": ramp(samples, 2000)}
}

// A log without audio gives steps and a table, and no recording.
func TestLogWithoutAudio(t *testing.T) {
	out, stdout, _, code := replayed(t, folder(nil, header, invite, answer, stop, resume, hangup))
	require.Zero(t, code)
	require.Equal(t, "[report.html steps.jsonl timeline.svg]", filesIn(t, out))
	require.Contains(t, stdout, "without audio")
	steps, err := os.ReadFile(filepath.Join(out, "steps.jsonl"))
	require.NoError(t, err)
	require.Equal(t, 5, strings.Count(string(steps), "\n"))
}

// With recording off by setting no recording is written, and the story says why.
func TestRecordingOff(t *testing.T) {
	off := strings.Replace(header, `"parties"`, `"config":{"record_all_calls":false},"parties"`, 1)
	out, stdout, _, code := replayed(t, folder(audioOf(5000), off, invite, answer, stop, resume, hangup))
	require.Zero(t, code)
	require.Equal(t, "[recording-1ch.json recording-2ch.json recording-split.json report.html steps.jsonl "+
		"timeline.json timeline.svg]", filesIn(t, out))
	require.Contains(t, stdout, "RP-REC-050")
}

// Tracks end at the earlier of the recording's end and the end of the audio.
func TestLengthOfTracks(t *testing.T) {
	for name, c := range map[string]struct{ audio, want int }{"audio goes on": {5000, 4000},
		"audio ends first": {3000, 3000}, "no audio at all": {0, 0}} {
		t.Run(name, func(t *testing.T) {
			out, _, stderr, code := replayed(t, folder(audioOf(c.audio), header, invite, answer, stop, resume, hangup))
			require.Zero(t, code, stderr)
			for _, file := range []string{callfiles.Mixed, callfiles.TwoChannel, callfiles.Operator,
				callfiles.Counterpart} {
				require.Len(t, pcm(t, filepath.Join(out, file))[0], c.want, file)
			}
		})
	}
}

// A call that is never hung up is recorded to the end of the audio, silent where it stayed stopped.
func TestOpenCallStaysStopped(t *testing.T) {
	out, _, stderr, code := replayed(t, folder(audioOf(200_000), header, invite, answer, stop))
	require.Zero(t, code, stderr)
	mixed := pcm(t, filepath.Join(out, callfiles.Mixed))[0]
	require.Len(t, mixed, 200_000)
	for i, v := range mixed {
		require.Equal(t, i < 100, v != 0, "sample %d is %d", i, v)
	}
}

const (
	twoPhones = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone",` +
		`"terminal":"installed"},{"id":"T","kind":"softphone","terminal":"installed"},{"id":"X","kind":"external"}]}`
	begin     = `{"at":1000,"event":"star.begin","party":"A","to":"T","call":"../c2"}`
	answered  = `{"at":2000,"event":"star.answered","party":"T","call":"../c2"}`
	stopped   = `{"at":2500,"event":"pause.click","party":"A"}`
	cancelled = `{"at":4000,"event":"star.cancel","party":"A"}`
)

// A further call has a folder of its own, whose name cannot lead out of the output.
func TestFurtherCallsHaveFolders(t *testing.T) {
	samples := audioOf(9000)
	samples["T"] = ramp(9000, 4000)
	out, _, stderr, code := replayed(t, folder(samples, twoPhones, invite, answer, begin, answered, stopped, cancelled))
	require.Zero(t, code, stderr)
	require.Contains(t, filesIn(t, out), "..%2Fc2/recording-1ch.wav")
	far := pcm(t, filepath.Join(out, "..%2Fc2", callfiles.Counterpart))[0]
	require.Len(t, far, 2000)
	require.Equal(t, samples["T"][2000:2500], far[:500])
	require.Equal(t, make([]int16, 1500), far[500:], "the talk with the target is silent from the stop on (RP-XFR-010)")
}

// A silenced voice is in no track of any call: from the begin of its transfer until A is back, the held call's
// recording has X alone.
func TestSilencedVoiceIsInNoCall(t *testing.T) {
	samples := map[string][]int16{"A": ramp(9000, 1), "T": make([]int16, 9000), "X": make([]int16, 9000)}
	out, _, stderr, code := replayed(t, folder(samples, twoPhones, invite, answer, begin, answered, stopped, cancelled))
	require.Zero(t, code, stderr)
	held := pcm(t, filepath.Join(out, callfiles.Mixed))[0]
	require.Equal(t, samples["A"][:1000], held[:1000])
	require.Equal(t, make([]int16, 3000), held[1000:4000])
	require.Equal(t, samples["A"][4000:], held[4000:])
}

// timeline.json says where each party is silent, and where the beep is.
func TestTimelineFile(t *testing.T) {
	out, _, _, code := replayed(t, folder(audioOf(5000), header, invite, answer, stop, resume, hangup))
	require.Zero(t, code)
	data, err := os.ReadFile(filepath.Join(out, "timeline.json"))
	require.NoError(t, err)
	var got timelineFile
	require.NoError(t, json.Unmarshal(data, &got))
	silence := []recording.Span{{From: 100, To: 300}}
	whole := recording.Span{From: 0, To: 4000}
	on := func(side string) []timelinePresence { return []timelinePresence{{side, whole}} }
	require.Equal(t, timelineFile{Call: "c1", SampleRate: 8000, Recorded: true, Span: whole,
		Parties: []timelineParty{{"A", on("operator"), silence}, {"X", on("counterpart"), silence}},
		Beeps:   []timelineBeep{{"counterpart", recording.Span{From: 300, To: 1900}}}}, got)
}

// The manifests have the digests of the files as they are.
func TestDigests(t *testing.T) {
	out, _, _, code := replayed(t, folder(audioOf(5000), header, invite, answer, stop, resume, hangup))
	require.Zero(t, code)
	for _, l := range callfiles.Layouts {
		text, err := os.ReadFile(filepath.Join(out, "recording-"+l.String()+".json"))
		require.NoError(t, err)
		m, err := manifest.Read(bytes.NewReader(text))
		require.NoError(t, err)
		require.Len(t, m.Files, len(callfiles.Names(l)))
		for _, f := range m.Files {
			audio, err := os.ReadFile(filepath.Join(out, f.Name))
			require.NoError(t, err)
			require.Equal(t, manifest.Digest(sha256.Sum256(audio)), f.SHA256, f.Name)
		}
	}
}

// The next stop cuts the beep, and so does the end.
func TestBeepIsCut(t *testing.T) {
	again := `{"at":700,"event":"pause.click","party":"A"}`
	back := `{"at":3900,"event":"resume.click","party":"A"}`
	silent := map[string][]int16{"A": make([]int16, 5000), "X": make([]int16, 5000)}
	out, _, stderr, code := replayed(t, folder(silent, header, invite, answer, stop, resume, again, back, hangup))
	require.Zero(t, code, stderr)
	far := pcm(t, filepath.Join(out, callfiles.Counterpart))[0]
	loud := func(from, to int) bool {
		for _, v := range far[from:to] {
			if v != 0 {
				return true
			}
		}
		return false
	}
	require.True(t, loud(300, 700))
	require.False(t, loud(700, 3900))
	require.True(t, loud(3900, 4000))
	require.False(t, loud(0, 300))
}

// A second replay takes the place of the first one's files and leaves all others alone.
func TestSecondReplayReplacesTheFirst(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	first := save(t, folder(audioOf(5000), header, invite, answer, stop, resume, hangup))
	second := save(t, folder(nil, header, invite, answer, hangup))
	var errs strings.Builder
	require.Zero(t, run([]string{"-in", first, "-out", out}, &strings.Builder{}, &errs), errs.String())
	require.NoError(t, os.WriteFile(filepath.Join(out, "notes.txt"), []byte("mine"), 0o644))
	require.Zero(t, run([]string{"-in", second, "-out", out}, &strings.Builder{}, &errs), errs.String())
	require.Equal(t, "[notes.txt report.html steps.jsonl timeline.svg]", filesIn(t, out))
}

// The recordings that a live PBX keeps beside its log are nobody's voice: such a log is one without audio.
func TestRecordingsBesideTheLog(t *testing.T) {
	f := folder(nil, header, invite, answer, stop, resume, hangup)
	f[callfiles.TwoChannel] = &fstest.MapFile{Data: wavBytes(8000, 2, 16, make([]int16, 10))}
	out, _, stderr, code := replayed(t, f)
	require.Zero(t, code, stderr)
	require.Equal(t, "[report.html steps.jsonl timeline.svg]", filesIn(t, out))
}

// The folder names of calls are usable and all different, also where the file system does not tell a from A.
func TestFolderNames(t *testing.T) {
	used := map[string]bool{}
	for _, c := range [][2]string{{"c1", "c1"}, {"C1", "C1-2"}, {"c1", "c1-3"}, {"..", "call-5"}, {"a/b", "a%2Fb"},
		{"steps.jsonl", "call-7"}, {"会議", "%E4%BC%9A%E8%AD%B0"}} {
		require.Equal(t, c[1], folderName(c[0], used), c[0])
	}
	long := folderName(strings.Repeat("x", 300), used)
	require.Less(t, len(long), 20)
}

// With a copy of the manual's page the story quotes its clauses; with something else it says so and writes nothing.
func TestStoryQuotesTheUsersOwnPage(t *testing.T) {
	f := folder(nil, header, invite, answer, stop, resume, hangup)
	if page := os.Getenv("RECPAUSE_DOCUMENT"); page != "" {
		_, stdout, stderr, code := replayed(t, f)
		require.Zero(t, code, stderr)
		require.Contains(t, stdout, "clause: ")
	}
	other := filepath.Join(t.TempDir(), "page.txt")
	require.NoError(t, os.WriteFile(other, []byte("something else"), 0o644))
	t.Setenv("RECPAUSE_DOCUMENT", other)
	_, _, stderr, code := replayed(t, f)
	require.Equal(t, 1, code)
	require.Contains(t, stderr, other)
}

// A replay into a folder below another one's output survives the next replay of that one, and files of others are never
// written over.
func TestOutputsBesideEachOther(t *testing.T) {
	source := save(t, folder(audioOf(5000), header, invite, answer, stop, resume, hangup))
	out := filepath.Join(t.TempDir(), "out")
	for _, dir := range []string{out, filepath.Join(out, "b"), out} {
		require.Zero(t, run([]string{"-in", source, "-out", dir}, &strings.Builder{}, os.Stderr))
	}
	files, err := list(out)
	require.NoError(t, err)
	require.Len(t, files, 22)
	taken := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(taken, callfiles.Mixed), []byte("mine"), 0o644))
	var errs strings.Builder
	require.Equal(t, 1, run([]string{"-in", source, "-out", taken}, &strings.Builder{}, &errs))
	require.Contains(t, errs.String(), callfiles.Mixed)
	require.Equal(t, "["+callfiles.Mixed+"]", filesIn(t, taken))
}

// Where one file cannot take its place, all is as it was.
func TestCommitIsAllOrNothing(t *testing.T) {
	source := save(t, folder(audioOf(5000), header, invite, answer, stop, resume, hangup))
	out := filepath.Join(t.TempDir(), "out")
	require.Zero(t, run([]string{"-in", source, "-out", out}, &strings.Builder{}, os.Stderr))
	require.NoError(t, os.Remove(filepath.Join(out, timelineName)))
	require.NoError(t, os.Mkdir(filepath.Join(out, timelineName), 0o755))
	before := filesIn(t, out)
	require.Equal(t, 1, run([]string{"-in", source, "-out", out}, &strings.Builder{}, &strings.Builder{}))
	require.Equal(t, before, filesIn(t, out))
}

// What a silenced customer says is in no other call's recording.
func TestSilencedCustomerIsInNoOtherCall(t *testing.T) {
	samples := map[string][]int16{"A": make([]int16, 5000), "T": make([]int16, 5000), "X": ramp(5000, 1)}
	out, _, stderr, code := replayed(t, folder(samples, twoPhones, invite, answer,
		`{"at":0,"event":"call.invite","party":"X","to":"T","call":"c2"}`,
		`{"at":0,"event":"call.answered","party":"T","call":"c2"}`, stop, resume))
	require.Zero(t, code, stderr)
	other := pcm(t, filepath.Join(out, "c2", callfiles.Mixed))[0]
	require.Equal(t, samples["X"][:100], other[:100])
	require.Equal(t, make([]int16, 200), other[100:300])
	require.Equal(t, samples["X"][300:], other[300:])
}

// A time above an hour is written in one way, in the table and in the report.
func TestHours(t *testing.T) {
	out, stdout, stderr, code := replayed(t, folder(nil, header, invite, answer,
		strings.Replace(hangup, "4000", "29288000", 1)))
	require.Zero(t, code, stderr)
	for _, text := range []string{stdout, written(t, out, reportFile), written(t, out, pictureFile)} {
		require.Contains(t, text, "1:01:01.000")
		require.NotContains(t, text, "61:01")
	}
}

// What has happened outside the softphone is replayed to the same files as it was recorded: a hold on the telephone
// while stopped, commands that no display knows of, and what was silenced afterwards. The story says which is which.
func TestWhatHappensOutsideTheSoftphone(t *testing.T) {
	out, stdout, stderr, code := replayed(t, folder(audioOf(5000), header, invite, answer,
		`{"at":500,"event":"pause.command","party":"X","call":"c1","source":"api"}`,
		`{"at":800,"event":"pause.click","party":"A"}`,
		`{"at":850,"event":"hold","party":"A","call":"c1","via":"fact"}`,
		`{"at":900,"event":"recording.silence","party":"A","call":"c1","from":200,"to":300}`, hangup))
	require.Zero(t, code, stderr)
	for i, v := range pcm(t, filepath.Join(out, callfiles.Mixed))[0] {
		silent := 200 <= i && i < 300 || i >= 500
		require.Equal(t, silent, v == 0, "sample %d is %d", i, v)
	}
	for _, text := range []string{"a pause is commanded for X (by API)", "A holds (not on the softphone)",
		"is silenced afterwards", "by a command that no display knows of"} {
		require.Contains(t, stdout, text)
	}
	out, _, stderr, code = replayed(t, folder(audioOf(5000), header, invite, answer, hangup,
		`{"at":4100,"event":"recording.silence","party":"A","call":"c1","from":3800,"to":4050}`))
	require.Zero(t, code, stderr)
	all := pcm(t, filepath.Join(out, callfiles.Mixed))[0]
	require.Len(t, all, 4000)
	for i, v := range all {
		require.Equal(t, i >= 3800, v == 0, "sample %d is %d", i, v)
	}
	_, _, stderr, code = replayed(t, folder(nil, header, invite, answer,
		`{"at":50,"event":"recording.silence","party":"A","call":"c2","from":1,"to":2}`, hangup))
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "recording.silence by A")
}
