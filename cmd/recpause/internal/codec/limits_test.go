package codec_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/codec"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
)

var update = flag.Bool("update", false, "rewrite docs/codecs.md")

// A coding is how a recording is stored.
type coding struct {
	name, ending string
	rate         int
	args         []string
}

func codings() (list []coding) {
	list = []coding{
		{"µ-law in WAV", ".wav", 8000, []string{"-c:a", "pcm_mulaw"}},
		{"A-law in WAV", ".wav", 8000, []string{"-c:a", "pcm_alaw"}},
		{"24 bits in WAV", ".wav", 16_000, []string{"-c:a", "pcm_s24le"}},
		{"FLAC", ".flac", 16_000, nil},
		{"G.722, 64 kbit/s", ".g722", 16_000, nil},
		{"GSM in WAV, 13 kbit/s", ".wav", 8000, []string{"-c:a", "libgsm_ms"}},
	}
	for _, rate := range []int{8000, 16_000} {
		for _, kbit := range []int{12, 24, 48} {
			list = append(list, coding{fmt.Sprintf("Opus, %d kbit/s", kbit), ".opus", rate,
				[]string{"-c:a", "libopus", "-b:a", fmt.Sprint(kbit, "k")}})
		}
		for _, kbit := range []int{16, 48} {
			list = append(list, coding{fmt.Sprintf("MP3, %d kbit/s", kbit), ".mp3", rate, []string{"-b:a", fmt.Sprint(kbit, "k")}})
		}
	}
	list = append(list, coding{"MP3 without a tag, 32 kbit/s", ".mp3", 8000, []string{"-b:a", "32k", "-write_xing", "0"}})
	return list
}

// The leaks of a recording: one of each level and length, in a pause of its own.
var (
	levels  = []int{-30, -50, -55, -60} // dBm0
	lengths = []int{1, 5, 20, 100}
)

const trials = 2 // recordings of each coding, with leaks and without

// speech reads what somebody really said, at 8000 samples a second or twice that.
func speech(t testing.TB, name string, rate int) []int16 {
	file, err := wav.Open(os.DirFS("../../../../examples/pbx-sip/testdata"), name)
	require.NoError(t, err)
	defer file.Close()
	raw := make([]byte, 2*file.Samples)
	_, err = file.ReadAt(raw, 0)
	require.NoError(t, err)
	said := make([]int16, file.Samples)
	recording.PCM16.Decode(said, raw)
	pcm := make([]int16, len(said)*rate/8000)
	for i := range pcm {
		at := i * 8000 / rate
		next := said[min(at+1, len(said)-1)]
		if i*8000%rate == 0 {
			next = said[at]
		}
		pcm[i] = int16((int(said[at]) + int(next)) / 2)
	}
	return pcm
}

// A taped call is two people who talk, with a pause of a second and a half for each leak, and two seconds between.
type taped struct {
	m      manifest.Manifest
	pcm    []int16
	pauses []recording.Span
}

func tape(t testing.TB, rate, seed int) taped {
	a, b := speech(t, "customer.wav", rate), speech(t, "operator.wav", rate)
	n := len(levels) * len(lengths)
	p := taped{}
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	end := int64(0)
	for range n {
		stop := end + int64(2*rate)
		end = stop + int64(rate*3/2)
		_, err := tl.Stop(stop, 0)
		require.NoError(t, err)
		_, err = tl.Resume(end, 0)
		require.NoError(t, err)
		p.pauses = append(p.pauses, recording.Span{From: stop, To: end})
	}
	end += int64(2 * rate)
	_, err := tl.End(end)
	require.NoError(t, err)
	voices := [][]int16{make([]int16, end), make([]int16, end)}
	for i := range voices[0] {
		voices[0][i], voices[1][i] = a[(i+seed*4321)%len(a)]/2, b[(i+seed*1234)%len(b)]/2
	}
	o := manifest.Options{Call: "c1", Recorded: true, Layout: recording.OneChannel, Rate: recording.Rate(rate),
		Tone: recording.DefaultTone()}
	p.m, err = manifest.New(tl, recording.Span{To: end}, []string{"operator", "customer"}, o)
	require.NoError(t, err)
	p.pcm = make([]int16, end)
	tl.Plan(recording.Mixed, o.Tone.PCM(o.Rate)).Render(p.pcm, 0, voices)
	return p
}

// leak whispers into each pause: noise of a level and a length.
func (p taped) leak(rate, seed int) {
	r := rand.New(rand.NewPCG(uint64(seed), 9))
	for i, pause := range p.pauses {
		peak := 32767 * math.Pow(10, (float64(levels[i%len(levels)])-3.17)/20) // of a sine as loud
		n := lengths[i/len(levels)] * rate / 1000
		at, last := pause.From+pause.Len()/2, 0.0
		for k := range n {
			white := r.Float64()*2 - 1
			p.pcm[at+int64(k)] = int16(math.Round(peak * 1.3 * (0.7*white + 0.5*last)))
			last = white
		}
	}
}

// judged is the report of a tape that was stored in a coding.
func (c coding) judged(t testing.TB, p taped) (audit.Report, *codec.Audio) {
	data := ffmpeg(t, wavOf(p.pcm, 1, c.rate), c.ending, c.args...)
	a, err := codec.Open(context.Background(), bytes.NewReader(data), int64(len(data)), "x"+c.ending,
		codec.Options{Rate: recording.Rate(c.rate)})
	require.NoError(t, err, c.name)
	defer a.Close()
	r, err := audit.Check(p.m, []audit.File{a.File()}, audit.Options{Tolerance: a.Tolerance()})
	require.NoError(t, err, c.name)
	return r, a
}

var long = flag.Bool("limits", false, "find the limits of every coding anew, a minute or two")

// What is found in each coding, at which level and from which length on, is what docs/codecs.md says; and of clean
// recordings nothing is said but that they are clean.
func TestLimitsOfCodings(t *testing.T) {
	if !*long {
		t.Skip("-limits encodes and judges 76 recordings of a minute: make codecs")
	}
	var rows strings.Builder
	clean := 0
	for _, c := range codings() {
		found, kind := map[int]int{}, ""
		for seed := range trials {
			p := tape(t, c.rate, seed)
			r, _ := c.judged(t, p)
			clean++
			if !r.Clean() {
				t.Errorf("%s at %d Hz, a clean recording: %v", c.name, c.rate, r.Findings)
			}
			p.leak(c.rate, seed)
			r, a := c.judged(t, p)
			for i, pause := range p.pauses {
				if leaks(r, pause) {
					found[i]++
				}
			}
			kind = toleranceOf(a)
		}
		fmt.Fprintf(&rows, "| %s | %g kHz | %s |%s\n", c.name, float64(c.rate)/1000, kind, limits(found))
	}
	page := fmt.Sprintf(pageText, clean*len(levels)*len(lengths), clean, strings.Join(heads(), " | "), strings.Repeat("---|", len(levels)),
		rows.String())
	const name = "../../../../docs/codecs.md"
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(page), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), page)
}

func heads() (list []string) {
	for _, l := range levels {
		list = append(list, fmt.Sprintf("%d dBm0", l))
	}
	return list
}

// leaks reports whether a leak is found in a pause.
func leaks(r audit.Report, pause recording.Span) bool {
	for _, f := range r.Findings {
		if f.Severity == audit.Leak && !f.Span.Intersect(pause).Empty() {
			return true
		}
	}
	return false
}

// limits are the cells of a row: from which length on every leak was found, level by level.
func limits(found map[int]int) (cells string) {
	for level := range levels {
		cell := "none"
		for n := len(lengths) - 1; n >= 0 && found[n*len(levels)+level] == trials; n-- {
			cell = fmt.Sprintf("%d ms", lengths[n])
		}
		cells += " " + cell + " |"
	}
	return cells
}

// toleranceOf says what is tolerated of a file.
func toleranceOf(a *codec.Audio) string {
	tolerance := a.Tolerance()
	if tolerance == (audit.Tolerance{}) {
		return "nothing"
	}
	edge := recording.Rate(a.Rate).Duration(tolerance.Edge).Round(time.Millisecond)
	return fmt.Sprintf("magnitudes up to %d (%.0f dBm0), %v at an edge", tolerance.Level,
		20*math.Log10(float64(tolerance.Level)/math.MaxInt16)+3.17, edge)
}

const pageText = `<!-- Written by "go test ./cmd/recpause/internal/codec -run TestLimitsOfCodings -args -limits -update". Do not edit. -->
# What is found in which codec

A recording that went through a lossy codec has no digital silence left: the codec leaves a little noise, and smears what is said next to a pause into it.
` + "`recpause audit`" + ` therefore tolerates some of both, by the codec that it finds in the file. ` + "`-tolerance`" + ` sets something else. What is not lossy is judged to the sample.

The table says from which length on a leak was found in both of two recordings, at each level: noise like a whisper, as loud as a sine of that level, in the middle of a pause.
A leak within the tolerated edge of a pause is not found. In %d pauses of %d clean recordings, with a beep behind each, nothing was found.

| coding | rate | tolerated | %s |
|---|---|---|%s
%s
WAV in PCM16, PCM8, G.711, 24 and 32 bits and floating point, RF64, FLAC and Opus are decoded here; MP3, G.722, GSM, ADPCM, Vorbis and Speex by ffmpeg, where it is installed. G.722 and a file that ends in
` + "`.sln`, `.ulaw` or `.alaw`" + ` have no header, so their names are believed; of all others the content is. The encoders of this page are those of ffmpeg (libopus, libmp3lame): others may leave more noise.
An MP3 without the tag of its encoder does not say how much of its beginning is not audio. It is taken to be that of LAME, and its edges are tolerated so widely that it may be any other's.
`
