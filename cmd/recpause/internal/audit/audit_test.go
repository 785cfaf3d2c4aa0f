package audit

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/recording"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var codecs = []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}

// The real call, rendered in every layout and codec, is clean: by its log and by its manifest, named or in an archive.
func TestRealCallIsClean(t *testing.T) {
	archive := t.TempDir()
	for _, l := range callfiles.Layouts {
		for _, c := range codecs {
			a := realCall(t, filepath.Join(archive, l.String()+"-"+c.String()), l, c)
			files := a.save(t)
			stdout, stderr, code := audited(append([]string{"-log", filepath.Join(a.dir, callfiles.Log), "-layout",
				l.String()}, files...)...)
			require.Equal(t, clean, code, stdout+stderr)
			a.manifest(t)
			stdout, stderr, code = audited(append([]string{"-manifest", filepath.Join(a.dir, "manifest.json")},
				files...)...)
			require.Equal(t, clean, code, stdout+stderr)
		}
	}
	stdout, stderr, code := audited("-dir", archive)
	require.Equal(t, clean, code, stdout+stderr)
	require.Contains(t, stdout, "clean recordings: 12, recordings with findings: 0, not judged: 0")
	require.Empty(t, stderr)
}

// In the real call, as an archive has it, one leaked sample is found, and exactly where.
func TestRealCallLeaksOneSample(t *testing.T) {
	for _, l := range callfiles.Layouts {
		for _, c := range codecs {
			a := realCall(t, t.TempDir(), l, c)
			a.tracks[0][(stop+5000)*c.Width()] ^= 0x21
			a.save(t)
			stdout, stderr, code := audited("-dir", a.dir)
			require.Equal(t, findings, code, stderr)
			require.Contains(t, stdout, "[97916,97917)", stdout)
			require.Contains(t, stdout, "findings: 1\n")
		}
	}
}

// What peers get wrong is found in the real call, in every layout and codec, as one finding of the right kind. PCM8 is
// left out: the room's noise is silence in it, and so the edges do not show.
func TestRealCallDefects(t *testing.T) {
	for _, d := range []struct {
		want  string
		spoil func(a *archived, track int)
	}{
		{"sound while stopped", func(a *archived, track int) { a.take(track, a.open, 100_000, 110_000) }},
		{"begins late", func(a *archived, track int) { a.take(track, a.open, stop, stop+100) }},
		{"ends early", func(a *archived, track int) { a.take(track, a.open, resume-100, resume) }},
		{"begins early", func(a *archived, track int) {
			a.codec.Fill(a.tracks[track][(stop-3000)*a.codec.Width() : stop*a.codec.Width()])
		}},
		{"ends late", func(a *archived, track int) {
			a.codec.Fill(a.tracks[track][resume*a.codec.Width() : (resume+3000)*a.codec.Width()])
		}},
		{"beep is missing", func(a *archived, track int) { a.take(track, a.mute, resume, resume+1600) }},
	} {
		for _, l := range callfiles.Layouts {
			for _, c := range []recording.Codec{recording.PCM16, recording.MuLaw, recording.ALaw} {
				a := realCall(t, t.TempDir(), l, c)
				d.spoil(a, len(a.tracks)-1)
				a.save(t)
				stdout, stderr, code := audited("-dir", a.dir)
				require.Equal(t, findings, code, "%s %v %v: %s", d.want, l, c, stderr)
				require.Contains(t, stdout, d.want, "%v %v", l, c)
				require.Contains(t, stdout, "findings: 1\n", "%s %v %v: %s", d.want, l, c, stdout)
			}
		}
	}
}

// An archive with a call of each kind reads like this; each call that cannot be judged is on stderr, with why.
func TestArchive(t *testing.T) {
	dir := t.TempDir()
	realCall(t, filepath.Join(dir, "1-clean"), recording.TwoChannel, recording.MuLaw).save(t)
	a := realCall(t, filepath.Join(dir, "2-late"), recording.TwoChannel, recording.PCM16)
	for i := range a.tracks[1][:2*160] {
		a.tracks[1][2*stop+i] = a.tracks[1][2*(stop-160)+i]
	}
	a.save(t)
	a = realCall(t, filepath.Join(dir, "3-gap"), recording.OneChannel, recording.ALaw)
	a.tracks[0] = append(a.tracks[0][:stop], a.tracks[0][resume:]...)
	a.save(t)
	a = realCall(t, filepath.Join(dir, "4-zero-bytes"), recording.Split, recording.MuLaw)
	clear(a.tracks[0][stop:resume])
	clear(a.tracks[1][stop:resume])
	a.save(t)
	a = realCall(t, filepath.Join(dir, "5-cut-short"), recording.OneChannel, recording.PCM8)
	path := a.save(t)[0]
	require.NoError(t, os.Truncate(path, 1000))
	realCall(t, filepath.Join(dir, "6-no-recording"), recording.OneChannel, recording.PCM16)
	a = realCall(t, filepath.Join(dir, "7-half"), recording.Split, recording.PCM16)
	require.NoError(t, os.Remove(a.save(t)[1]))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "8-broken-log"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "8-broken-log", callfiles.Log), []byte("{}\n"), 0o644))

	stdout, stderr, code := audited("-dir", dir)
	require.Equal(t, unjudged, code)
	golden(t, "archive.txt", strings.ReplaceAll(stdout+"---- stderr\n"+stderr, dir, "archive"))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// JSON is a line for each recording, also for one that could not be judged.
func TestJSONLines(t *testing.T) {
	dir := t.TempDir()
	realCall(t, filepath.Join(dir, "a"), recording.TwoChannel, recording.MuLaw).save(t)
	realCall(t, filepath.Join(dir, "b"), recording.TwoChannel, recording.MuLaw)
	stdout, _, code := audited("-json", "-max-silence", "5s", "-dir", dir)
	require.Equal(t, unjudged, code)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	require.Len(t, lines, 2)
	var report struct {
		Findings []struct{ Kind, Severity, Rule string }
		Unjudged string
	}
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &report))
	require.Len(t, report.Findings, 1)
	require.Equal(t, struct{ Kind, Severity, Rule string }{"stopped_too_long", "notice", "RP-RSP-020"},
		report.Findings[0])
	require.NoError(t, json.Unmarshal([]byte(lines[1]), &report))
	require.Equal(t, filepath.Join(dir, "b", callfiles.Log), report.Unjudged)
	for l, want := range map[string]string{"ja": "録音がありません", "en": "there is no recording of call"} {
		stdout, _, _ := audited("-json", "-lang", l, "-dir", filepath.Join(dir, "b"))
		var why struct{ Error, JA, EN string }
		require.NoError(t, json.Unmarshal([]byte(stdout), &why))
		require.Contains(t, why.Error, want)
		require.Contains(t, why.JA, "録音がありません")
		require.Contains(t, why.EN, "there is no recording of call")
	}
}

// What cannot be judged is exit code 2 and says why; flags that make no sense are, too.
func TestCouldNotJudge(t *testing.T) {
	a := realCall(t, t.TempDir(), recording.TwoChannel, recording.PCM16)
	file := a.save(t)[0]
	log := filepath.Join(a.dir, callfiles.Log)
	text := filepath.Join(a.dir, "text.wav")
	require.NoError(t, os.WriteFile(text, []byte("no audio"), 0o644))
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"nothing":               {nil, "expected exactly one"},
		"two sources":           {[]string{"-log", log, "-dir", a.dir}, "got 2"},
		"no file":               {[]string{"-log", log}, "no file"},
		"files and a folder":    {[]string{"-dir", a.dir, file}, "with -dir"},
		"layout twice":          {[]string{"-manifest", log, "-layout", "1ch", file}, "-manifest, which says both"},
		"unknown flag":          {[]string{"-nonsense"}, "no flag -nonsense"},
		"unknown language":      {[]string{"-lang", "fr", "-log", log, file}, "-lang"},
		"unknown layout":        {[]string{"-log", log, "-layout", "3ch", file}, "3ch"},
		"unknown call":          {[]string{"-log", log, "-call", "c9", file}, `"c9"`},
		"no log":                {[]string{"-log", log + "x", file}, "call.jsonlx"},
		"a log as manifest":     {[]string{"-manifest", log, file}, "manifest"},
		"no such file":          {[]string{"-log", log, file + "x"}, "not found"},
		"no WAV file":           {[]string{"-log", log, text}, "text.wav: no audio, or of an unknown kind"},
		"wrong channels":        {[]string{"-log", log, "-layout", "1ch", file}, "got 2 channels, expected 1"},
		"a file too few":        {[]string{"-log", log, "-layout", "split", file}, "got 1 files, expected the 2"},
		"no such folder":        {[]string{"-dir", log + "x"}, "call.jsonlx"},
		"an empty folder":       {[]string{"-dir", t.TempDir()}, "neither a call.jsonl nor a manifest.json"},
		"no tolerance":          {[]string{"-tolerance", "-1", "-log", log, file}, "magnitude"},
		"no duration":           {[]string{"-tolerance", "1,2", "-log", log, file}, "duration"},
		"metadata of no format": {[]string{"-metadata", "fax:" + log, file}, "got \"fax:"},
		"metadata without file": {[]string{"-metadata", "csv", file}, "expected a format and a file"},
		"a log as events":       {[]string{"-metadata", "asterisk_ami:" + log, file}, "no event of a recording"},
		"no metadata":           {[]string{"-metadata", "csv:" + log + "x", file}, "call.jsonlx"},
		"a length for a log":    {[]string{"-log", log, "-length", "1s", file}, "go with -metadata"},
		"a call of metadata":    {[]string{"-metadata", "csv:" + log, "-call", "c1", file}, "-recording does"},
		"length below zero":     {[]string{"-metadata", "csv:" + log, "-length", "-1s", file}, "-length"},
		"limit below zero":      {[]string{"-max-silence", "-1s", "-log", log, file}, "-max-silence"},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, code := audited(c.args...)
			require.Equal(t, unjudged, code, stdout)
			require.Contains(t, stderr, c.want)
			require.Empty(t, stdout)
		})
	}
}

// What archives hold besides recordings could not be judged, and says why in both languages: with exit code 2.
func TestBadInput(t *testing.T) {
	a := realCall(t, t.TempDir(), recording.OneChannel, recording.PCM16)
	file := a.save(t)[0]
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	lies := slices.Clone(whole)
	binary.LittleEndian.PutUint32(lies[40:], 0xFFFFFFF0)
	hour := "recording,from,to,unit,start,length\nc1,%s,%s,time,2026-04-01T09:00:00Z,32.401375\n"
	for name, row := range map[string]struct {
		audio    []byte
		metadata string
		en, ja   string
	}{
		"truncated":   {whole[:len(whole)/2], "", "the file is truncated", "途中で切れて"},
		"mislabelled": {[]byte("<html>404</html>"), "", "no audio, or of an unknown kind", "音声ファイルではないか"},
		"0 bytes":     {nil, "", "0 bytes, which is no recording", "0バイトです"},
		"4 GB header": {lies, "", "the file is truncated", "途中で切れて"},
		"an hour off": {whole, fmt.Sprintf(hour, "2026-04-01T10:00:11Z", "2026-04-01T10:00:22Z"), "another one, or another clock",
			"another clock"},
		"wrong metadata": {whole, "no,table\n", "csv: ", "csv: "},
	} {
		require.NoError(t, os.WriteFile(file, row.audio, 0o644))
		args := []string{"-log", filepath.Join(a.dir, callfiles.Log), file}
		if row.metadata != "" {
			table := filepath.Join(t.TempDir(), "pauses.csv")
			require.NoError(t, os.WriteFile(table, []byte(row.metadata), 0o644))
			args = []string{"-metadata", "csv:" + table, file}
		}
		stdout, stderr, code := audited(args...)
		require.Equal(t, unjudged, code, name)
		require.Empty(t, stdout, name)
		require.Contains(t, stderr, "could not be judged: ", name)
		require.Contains(t, stderr, row.en, name)
		_, stderr, code = audited(append([]string{"-lang", "ja"}, args...)...)
		require.Equal(t, unjudged, code, name)
		require.Contains(t, stderr, "判定できません: ", name)
		require.Contains(t, stderr, row.ja, name)
	}
	require.NoError(t, os.WriteFile(file, whole, 0o644))
	table := filepath.Join(t.TempDir(), "pauses.csv")
	require.NoError(t, os.WriteFile(table, fmt.Appendf(nil, hour, "2026-04-01T09:00:11.6145Z", "2026-04-01T09:00:22.87225Z"), 0o644))
	stdout, stderr, code := audited("-metadata", "csv:"+table, file)
	require.NotEqual(t, unjudged, code, stdout+stderr) // the clock was all that was wrong
}

// A tolerance lets faint sound pass, and what is louder is found.
func TestTolerance(t *testing.T) {
	a := realCall(t, t.TempDir(), recording.OneChannel, recording.PCM16)
	for i := stop; i < resume; i++ {
		a.tracks[0][2*i] = 3
	}
	a.save(t)
	_, _, code := audited("-dir", a.dir)
	require.Equal(t, findings, code)
	stdout, _, code := audited("-dir", a.dir, "-tolerance", "3,2ms")
	require.Equal(t, clean, code, stdout)
}

// Progress is for terminals: a file or a pipe gets none of it.
func TestNoProgressInFiles(t *testing.T) {
	dir := t.TempDir()
	realCall(t, dir, recording.OneChannel, recording.PCM16).save(t)
	log, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	require.NoError(t, err)
	defer log.Close()
	require.Zero(t, run([]string{"-dir", dir}, &bytes.Buffer{}, log))
	info, err := log.Stat()
	require.NoError(t, err)
	require.Zero(t, info.Size())
}

// A notice is told, and the exit code says that nothing is wrong.
func TestNoticesAreNoFailure(t *testing.T) {
	dir := t.TempDir()
	realCall(t, dir, recording.TwoChannel, recording.MuLaw).save(t)
	stdout, stderr, code := audited("-max-silence", "5s", "-dir", dir)
	require.Equal(t, clean, code, stdout+stderr)
	require.Contains(t, stdout, ": clean, notices: 1\n")
	require.Contains(t, stdout, "notice: stopped for longer than the limit")
	require.Contains(t, stdout, "clean recordings: 1, recordings with findings: 0")
}

// A report says what tolerance it was made with, and which edges that leaves out.
func TestToleranceIsTold(t *testing.T) {
	dir := t.TempDir()
	realCall(t, dir, recording.OneChannel, recording.PCM16).save(t)
	stdout, _, code := audited("-dir", dir, "-tolerance", "3,2ms")
	require.Equal(t, clean, code, stdout)
	require.Contains(t, stdout, "magnitudes up to 3 count as silence")
	require.Contains(t, stdout, "[92900,92932): the edge of a silence, which is not judged, by the tolerance")
	stdout, _, _ = audited("-dir", dir, "-json", "-tolerance", "3,2ms")
	require.Contains(t, stdout, `"tolerance":{"level":3,"edge":16}`)
}

// The metadata of another platform is held against the files, in whatever layout they are: the real call is clean by a
// table of its pause and by its log, and a table that has the pause elsewhere finds what sounds there.
func TestMetadata(t *testing.T) {
	for _, l := range callfiles.Layouts {
		a := realCall(t, filepath.Join(t.TempDir(), l.String()), l, recording.PCM16)
		a.tracks = a.mute
		files := a.save(t)
		write := func(from, to string) string {
			table := filepath.Join(a.dir, "pauses.csv")
			text := "recording,from,to,unit,length\nother,,,s,\nc1," + from + "," + to + ",s,32.401375\n"
			require.NoError(t, os.WriteFile(table, []byte(text), 0o644))
			return "csv:" + table
		}
		stdout, stderr, code := audited(append([]string{"-metadata", write("11.6145", "22.87225"), "-recording", "c1"}, files...)...)
		require.Equal(t, clean, code, stdout+stderr)
		stdout, _, code = audited(append([]string{"-metadata", write("10.6145", "22.87225"), "-recording", "c1"}, files...)...)
		require.Equal(t, findings, code)
		require.Contains(t, stdout, "leak: the silence begins late")
		_, stderr, code = audited(append([]string{"-metadata", write("1", "2")}, files...)...)
		require.Equal(t, unjudged, code)
		require.Contains(t, stderr, `got 2 recordings, expected the name of one: "other", "c1"`)
	}
}
