package judge

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/codec"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/foreign"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
)

var (
	every  = flag.Bool("every", false, "seed every leak into every coding, some minutes; otherwise into those that need no other program")
	update = flag.Bool("update", false, "with -every, rewrite docs/leaks.md")
)

// A coding is how the files of an archive are stored.
type coding struct {
	name, ending string
	rate         int
	mono         bool     // it has no two channels
	codec        int      // what is written here, without another program; -1 for none
	args         []string // of ffmpeg, where that writes it
	faint        faint
}

// A faint is how loud the faintest leaks of a coding are that are seeded: the largest magnitude of a whisper and of
// comfort noise. In PCM8, and in A-law, what is fainter is silence in the file.
type faint struct{ whisper, comfort int }

var (
	exact = faint{20, 8}
	g711  = faint{40, 24}
	pcm8  = faint{600, 400}
	lossy = faint{100, 100} // -50 dBm0
)

var codings = []coding{
	{"WAV, PCM16", ".wav", 8000, false, int(recording.PCM16), nil, exact},
	{"WAV, PCM8", ".wav", 8000, false, int(recording.PCM8), nil, pcm8},
	{"WAV, µ-law", ".wav", 8000, false, int(recording.MuLaw), nil, g711},
	{"WAV, A-law", ".wav", 8000, false, int(recording.ALaw), nil, g711},
	{"WAV, 24 bits", ".wav", 8000, false, -1, []string{"-c:a", "pcm_s24le"}, exact},
	{"WAV, float", ".wav", 8000, false, -1, []string{"-c:a", "pcm_f32le"}, exact},
	{"RF64", ".wav", 8000, false, -1, []string{"-rf64", "always"}, exact},
	{"FLAC", ".flac", 8000, false, -1, nil, exact},
	{"Opus, 12 kbit/s", ".opus", 8000, false, -1, []string{"-c:a", "libopus", "-b:a", "12k"}, lossy},
	{"Opus, 48 kbit/s", ".opus", 8000, false, -1, []string{"-c:a", "libopus", "-b:a", "48k"}, lossy},
	{"MP3, 16 kbit/s", ".mp3", 8000, false, -1, []string{"-b:a", "16k"}, lossy},
	{"MP3, 48 kbit/s", ".mp3", 8000, false, -1, []string{"-b:a", "48k"}, lossy},
	{"MP3 without a tag, 32 kbit/s", ".mp3", 8000, false, -1, []string{"-b:a", "32k", "-write_xing", "0"}, lossy},
	{"G.722, 64 kbit/s", ".g722", 16_000, true, -1, nil, lossy},
	{"GSM in WAV, 13 kbit/s", ".wav", 8000, true, -1, []string{"-c:a", "libgsm_ms"}, lossy},
}

// A platform is metadata of recording/foreign/testdata: of six seconds with two pauses.
type platform struct {
	name, file string
	format     foreign.Format
	recording  string
	skips      bool // pauses are left out of its files
	beeps      bool // the end of a pause is heard in its files
	rate       int  // the only one that it knows; 0 for any
}

var platforms = []platform{
	{"Asterisk AMI", "asterisk-ami.txt", foreign.AsteriskAMI, "1743467400.1", false, false, 0},
	{"Asterisk CEL", "asterisk-cel.csv", foreign.AsteriskCEL, "1743467400.1", false, false, 0},
	{"Genesys", "genesys.json", foreign.Genesys, "", true, false, 0},
	{"CSV", "pauses.csv", foreign.CSV, "a.wav", false, false, 0},
	{"CSV, left out", "pauses.csv", foreign.CSV, "b.wav", true, false, 0},
	{"call log", "call.jsonl", foreign.CallLog, "c1", false, true, 8000},
}

// manifest returns how the manifest of a platform's recording is made.
func (p platform) manifest(t testing.TB) func(Audio) (manifest.Manifest, error) {
	t.Helper()
	text, err := os.Open(filepath.Join("../../../../recording/foreign/testdata", p.file))
	require.NoError(t, err)
	defer text.Close()
	all, err := foreign.Read(p.format, text)
	require.NoError(t, err)
	rec, err := all.Find(p.recording)
	require.NoError(t, err)
	return Metadata{Format: p.format, Length: 6 * time.Second}.manifest(rec)
}

// A tape is a recording before it is stored: six seconds, silent in two pauses.
type tape struct {
	rate           int
	tracks, voices [][]int16
	random         *rand.Rand
}

// ms returns so many milliseconds in samples.
func (p *tape) ms(n int) int { return n * p.rate / 1000 }

// The first pause, and the second one.
func (p *tape) first() recording.Span {
	return recording.Span{From: int64(p.rate), To: int64(2 * p.rate)}
}
func (p *tape) second() recording.Span {
	return recording.Span{From: int64(4 * p.rate), To: int64(p.rate * 9 / 2)}
}

// record records two people, who are never quite silent but in the pauses.
func record(t testing.TB, c coding, l recording.Layout, seed int) *tape {
	p := &tape{rate: c.rate, random: rand.New(rand.NewPCG(uint64(seed), 23))}
	for i := range l.Tracks() {
		voice := p.noise(6*p.rate, 300)
		for k, v := range speech(t, []string{"operator.wav", "customer.wav"}[i], p.rate, 6*p.rate, seed) {
			voice[k] += v / 2
			if voice[k] == 0 {
				voice[k] = 1
			}
		}
		track := slices.Clone(voice)
		for _, s := range []recording.Span{p.first(), p.second()} {
			clear(track[s.From:s.To])
		}
		p.voices, p.tracks = append(p.voices, voice), append(p.tracks, track)
	}
	return p
}

// speech returns what somebody really said, from somewhere on.
func speech(t testing.TB, name string, rate, n, seed int) []int16 {
	file, err := wav.Open(os.DirFS("../../../../examples/pbx-sip/testdata"), name)
	require.NoError(t, err)
	defer file.Close()
	raw, err := io.ReadAll(file)
	require.NoError(t, err)
	said := make([]int16, file.Samples)
	file.Codec.Decode(said, raw)
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = said[(seed*4321+i*8000/rate)%len(said)]
	}
	return pcm
}

// noise is sound without a zero in it.
func (p *tape) noise(n, loud int) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = int16((1 + p.random.IntN(loud)) * (1 - 2*p.random.IntN(2)))
	}
	return pcm
}

func (p *tape) tones(n int, loud float64, hertz ...float64) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		for _, f := range hertz {
			pcm[i] += int16(loud * math.Sin(2*math.Pi*f*float64(i)/float64(p.rate)))
		}
	}
	return pcm
}

// all puts a sound into every track.
func (p *tape) all(at int64, sound []int16) {
	for _, pcm := range p.tracks {
		for i, v := range sound {
			pcm[int(at)+i] += v
		}
	}
}

// beeped puts the beeps of a platform's manifest into a tape.
func (p *tape) beeped(t testing.TB, l recording.Layout, of platform) *tape {
	t.Helper()
	m, err := of.manifest(t)(Audio{Samples: int64(6 * p.rate), Rate: recording.Rate(p.rate), Channels: 1 + len(l.Tracks())/2,
		Files: make([]string, len(l.Files()))})
	require.NoError(t, err)
	for _, b := range m.Beeps {
		track := p.tracks[slices.Index(l.Tracks(), b.Track)]
		for i, v := range m.Tone.PCM(m.Rate) {
			track[int(b.From)+i] += v
		}
	}
	return p
}

// cut leaves a span out.
func (p *tape) cut(s recording.Span) {
	for i, pcm := range p.tracks {
		p.tracks[i] = slices.Delete(pcm, int(s.From), int(s.To))
	}
}

// A seed is a leak that is put into the first pause. What is not judged at an edge is what the platform is uncertain of
// and what the coding smears: so much is left at either edge, and the leak is within.
type seed struct {
	name string
	put  func(p *tape, f faint, unjudged int) recording.Span // it returns where
}

// after returns a span of the first pause.
func (p *tape) after(from, length int) recording.Span {
	at := p.first().From + int64(p.ms(from))
	return recording.Span{From: at, To: at + int64(p.ms(length))}
}

var seeds = []seed{
	{"20 ms whisper", func(p *tape, f faint, _ int) recording.Span {
		s := p.after(500, 20)
		p.all(s.From, p.noise(int(s.Len()), f.whisper))
		return s
	}},
	{"one side only", func(p *tape, f faint, _ int) recording.Span {
		s := p.after(0, 1000)
		if len(p.tracks) > 1 {
			copy(p.tracks[0][s.From:s.To], p.voices[0][s.From:s.To])
		}
		return s
	}},
	{"late edge", func(p *tape, f faint, unjudged int) recording.Span {
		s := recording.Span{From: p.first().From, To: p.first().From + int64(unjudged+p.ms(20))}
		for i, pcm := range p.tracks {
			copy(pcm[s.From:s.To], p.voices[i][s.From:s.To])
		}
		return s
	}},
	{"early edge", func(p *tape, f faint, unjudged int) recording.Span {
		s := recording.Span{From: p.first().To - int64(unjudged+p.ms(20)), To: p.first().To}
		for i, pcm := range p.tracks {
			copy(pcm[s.From:s.To], p.voices[i][s.From:s.To])
		}
		return s
	}},
	{"attenuated", func(p *tape, f faint, _ int) recording.Span {
		share := int16(10)
		if f == pcm8 {
			share = 3
		}
		for i, pcm := range p.tracks {
			for at := p.first().From; at < p.first().To; at++ {
				pcm[at] = p.voices[i][at] / share
			}
		}
		return p.first()
	}},
	{"comfort noise", func(p *tape, f faint, _ int) recording.Span {
		p.all(p.first().From, p.noise(int(p.first().Len()), f.comfort))
		return p.first()
	}},
	{"DTMF", func(p *tape, f faint, _ int) recording.Span {
		s := p.after(500, 100)
		p.all(s.From, p.tones(int(s.Len()), 3000, 697, 1209))
		return s
	}},
	{"speech under a beep", func(p *tape, f faint, _ int) recording.Span {
		s := p.after(440, 200)
		p.all(s.From, p.tones(int(s.Len()), 5093, 1400))
		p.all(s.From+int64(p.ms(50)), p.noise(p.ms(100), 300))
		return s
	}},
}

// stored returns the files of a tape.
func (c coding) stored(t testing.TB, p *tape, l recording.Layout) (files [][]byte) {
	t.Helper()
	groups := [][][]int16{p.tracks}
	if l == recording.Split {
		groups = [][][]int16{p.tracks[:1], p.tracks[1:]}
	}
	for _, tracks := range groups {
		pcm := make([]int16, len(tracks)*len(tracks[0]))
		for k, track := range tracks {
			for i, v := range track {
				pcm[i*len(tracks)+k] = v
			}
		}
		as := recording.Codec(max(c.codec, 0))
		data := make([]byte, len(pcm)*as.Width())
		as.Encode(data, pcm)
		data = append(wav.Format{Codec: as, Channels: len(tracks), Rate: c.rate}.Header(int64(len(data))), data...)
		if c.codec < 0 {
			data = ffmpeg(t, data, c.ending, c.args...)
		}
		files = append(files, data)
	}
	return files
}

// ffmpeg returns what ffmpeg makes of a WAV file.
func ffmpeg(t testing.TB, in []byte, ending string, args ...string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out"+ending)
	cmd := exec.Command("ffmpeg", append(append([]string{"-v", "error", "-i", "pipe:0"}, args...), out)...)
	cmd.Stdin = bytes.NewReader(in)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	return data
}

// An opened recording is one whose files have been decoded, as a Job decodes them.
type opened []*codec.Audio

// open decodes files, until the test ends.
func (c coding) open(t testing.TB, files [][]byte) (all opened) {
	t.Helper()
	for i, data := range files {
		a, err := codec.Open(context.Background(), bytes.NewReader(data), int64(len(data)), string(rune('a'+i))+c.ending, codec.Options{})
		require.NoError(t, err, c.name)
		t.Cleanup(func() { _ = a.Close() })
		all = append(all, a)
	}
	return all
}

// judged judges a recording by a platform's metadata, with what a Job tolerates of its coding.
func (all opened) judged(t testing.TB, p platform) audit.Report {
	t.Helper()
	m, err := p.manifest(t)(audioOf(all))
	require.NoError(t, err, p.name)
	var files []audit.File
	for _, a := range all {
		require.NoError(t, a.At(m.Rate))
		_, err := a.Seek(0, io.SeekStart)
		require.NoError(t, err)
		files = append(files, a.File())
	}
	r, err := audit.Check(m, files, Options{}.at(m.Rate, all))
	require.NoError(t, err, p.name)
	return r
}

// leaked reports whether a report has a leak where it should.
func leaked(r audit.Report, where recording.Span) bool {
	return slices.ContainsFunc(r.Findings, func(f audit.Finding) bool {
		return f.Severity == audit.Leak && !f.Span.Intersect(where).Empty()
	})
}

// A share is how many of some.
type share struct{ found, of int }

func (s *share) add(found bool) {
	s.of++
	if found {
		s.found++
	}
}

func (s share) String() string { return fmt.Sprintf("%d of %d", s.found, s.of) }

// seeded seeds every leak into a coding, in every layout, and judges it by every platform's metadata. It returns how many
// of each were found, and how many clean recordings were blamed.
func (c coding) seeded(t testing.TB) (found []share, blamed share) {
	found = make([]share, len(seeds))
	for seed, l := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		if c.mono && l == recording.TwoChannel {
			continue
		}
		left := record(t, c, l, seed)
		left.cut(left.second())
		left.cut(left.first())
		whole, without := c.open(t, c.stored(t, record(t, c, l, seed), l)), c.open(t, c.stored(t, left, l))
		for _, p := range c.platforms() {
			files := whole
			switch {
			case p.skips:
				files = without
			case p.beeps:
				files = c.open(t, c.stored(t, record(t, c, l, seed).beeped(t, l, p), l))
			}
			r := files.judged(t, p)
			blamed.add(len(r.Findings) > 0)
			if slices.ContainsFunc(r.Findings, func(f audit.Finding) bool { return f.Severity == audit.Leak || c.faint != lossy }) {
				t.Errorf("%s, %v, %s, a clean recording: got %v", c.name, l, p.name, r.Findings)
			}
		}
		unjudged := int(whole[0].Tolerance().Edge) + 101*c.rate/1000 // no platform here is less certain than that
		for i, s := range seeds {
			if l == recording.OneChannel && s.name == "one side only" {
				continue
			}
			p := record(t, c, l, seed)
			where := s.put(p, c.faint, unjudged)
			files := c.open(t, c.stored(t, p, l))
			for _, p := range c.platforms() {
				r := files.judged(t, p)
				found[i].add(leaked(r, where))
				if !leaked(r, where) {
					t.Errorf("%s, %v, %s, %s: got %v", c.name, l, p.name, s.name, r.Findings)
				}
			}
		}
	}
	return found, blamed
}

// platforms returns those whose recordings can be in a coding.
func (c coding) platforms() (list []platform) {
	for _, p := range platforms {
		if p.rate == 0 || p.rate == c.rate {
			list = append(list, p)
		}
	}
	return list
}

// Every leak is found in every coding and by every platform's metadata, and no clean recording is blamed of one:
// docs/leaks.md is what comes of it. A beep that a lossy coding has changed may be another tone, which the page counts.
// Without -every only those codings are tried that no other program writes.
func TestSeededLeaksInEveryCoding(t *testing.T) {
	const name = "../../../../docs/leaks.md"
	page, err := os.ReadFile(name)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	var rows strings.Builder
	leaks, clean := share{}, share{}
	for _, c := range codings {
		if c.codec < 0 && !*every {
			continue
		}
		found, blamed := c.seeded(t)
		row := fmt.Sprintf("| %s | %g kHz | %d, %d |", c.name, float64(c.rate)/1000, c.faint.whisper, c.faint.comfort)
		for _, s := range found {
			leaks.found, leaks.of = leaks.found+s.found, leaks.of+s.of
			row += fmt.Sprintf(" %v |", s)
		}
		row += fmt.Sprintf(" %v |\n", blamed)
		clean.found, clean.of = clean.found+blamed.found, clean.of+blamed.of
		rows.WriteString(row)
		t.Log(row)
		if !*every {
			require.Contains(t, string(page), row, "docs/leaks.md: make leaks")
		}
	}
	if !*every {
		return
	}
	var heads strings.Builder
	for _, s := range seeds {
		heads.WriteString(" " + s.name + " |")
	}
	want := fmt.Sprintf(leaksPage, leaks, clean, heads.String(), strings.Repeat("---|", len(seeds)), rows.String())
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(page))
}

const leaksPage = `<!-- Written by "make leaks". Do not edit. -->
# Which leaks are found

Leaks of eight kinds, put into a pause of a second of a recording of six, in every layout (1ch, 2ch, split), stored in every coding, and judged by the metadata of every
platform that [recording/foreign](foreign-metadata.md) reads: Asterisk's AMI and CEL, Genesys, a table of pauses that are silent and of such that are left out, and our own log.
Of the leaks **%v** were found; of the clean recordings **%v** were blamed. A test holds this page; ` + "`make leaks`" + ` writes it anew.

The voices are real speech. A late or an early edge goes 20 ms beyond what is not judged: the 101 ms that a platform may be uncertain of, and what [the coding](codecs.md) smears. The
whisper and comfort noise are as faint as is said, in magnitudes of PCM16; PCM8 and A-law make silence of what is fainter, and lossy codings noise of their own. Attenuated is a tenth of the voice, in PCM8 a third.
DTMF is 100 ms long. The beep is as loud as ours, with speech of a tenth of that under it. Where a platform leaves pauses out, its leaks are in a file that has them all the same.

| coding | rate | whisper, noise |%s clean and blamed |
|---|---|---|%s---|
%s
The clean recording that is blamed is one of two channels in Opus at 12 kbit/s for both, whose beep beneath speech is no longer as loud as it was: the audit calls it *wrong*, and not a leak. In G.722 and GSM there are no two channels.
An MP3 without the tag of its encoder is late by a time that it does not say. It is taken to be LAME's, by which this one was encoded, and of a pause of a second two fifths are judged; the edges leave room for every other encoder. The call log knows one rate only, 8 kHz. How short and how faint a leak may be to be found in each lossy coding is [another table](codecs.md).
What a platform itself is uncertain of, and which leaks its metadata shows to the millisecond, is tested beside its reader (` + "`recording/foreign/seeded_test.go`" + `), with as many clean recordings as asked for:

` + "```sh" + `
go test ./recording/foreign -run CleanRecordings -clean 10000
` + "```" + `
`
