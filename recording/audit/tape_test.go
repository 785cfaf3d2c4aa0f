package audit_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

const (
	rate  = 8000
	whole = 48_000
)

// pauses are those of the call in which defects are seeded.
var pauses = []recording.Span{{From: 8000, To: 16_000}, {From: 24_000, To: 24_001}, {From: 32_000, To: 36_000}}

var (
	layouts = []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split}
	codecs  = []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}
	tone    = recording.DefaultTone().PCM(rate)
)

// Where a track is: the mixed one of a 1ch recording, and the far side of a 2ch one.
var (
	mixed = audit.Place{File: "a.wav"}
	far   = audit.Place{File: "a.wav", Channel: 1, Track: recording.FarSide}
)

// options are those of a recording.
func options(l recording.Layout, c recording.Codec) manifest.Options {
	return manifest.Options{Call: "c1", Recorded: true, Layout: l, Codec: c, Rate: rate, Tone: recording.DefaultTone()}
}

// did is for what a timeline allows: did(t)(tl.Stop(100, 0)).
func did(t require.TestingT) func(pause.Step, error) {
	return func(_ pause.Step, err error) { require.NoError(t, err) }
}

// timeline is a call of two with pauses, from 0 to its end.
func timeline(t testing.TB, end int64, pauses ...recording.Span) *recording.Timeline {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	for _, p := range pauses {
		did(t)(tl.Stop(p.From, 0))
		if p.To >= end {
			continue
		}
		did(t)(tl.Resume(p.To, 0))
	}
	did(t)(tl.End(end))
	return tl
}

// A tape is a recording that can be spoiled: the samples of every track, and the same without a stop.
type tape struct {
	m      manifest.Manifest
	tracks [][]int16
	raw    [][]int16
	rate   recording.Rate
}

// record renders a timeline. Voices that would be silence in some codec, or together, are made a little louder
// where they are heard.
func record(t require.TestingT, tl *recording.Timeline, end int64, o manifest.Options, voices ...[]int16) *tape {
	names := []string{"operator", "customer", "third", "fourth"}
	m, err := manifest.New(tl, recording.Span{From: tl.Origin(), To: end}, names, o)
	require.NoError(t, err)
	p := &tape{m: m, rate: o.Rate}
	for i, track := range o.Layout.Tracks() {
		p.tracks = append(p.tracks, make([]int16, end-tl.Origin()))
		o.Guard.Plan(tl, track, o.Tone.PCM(o.Rate)).Render(p.tracks[i], tl.Origin(), voices)
		p.raw = append(p.raw, nil)
	}
	return p
}

// call is the recording of two people who are never quite silent, with the pauses above.
func call(t testing.TB, l recording.Layout, c recording.Codec, seed uint64) *tape {
	o := options(l, c)
	a, b := speechOf(seed), speechOf(seed+1)
	p := record(t, timeline(t, whole, pauses...), whole, o, a, b)
	for i, track := range l.Tracks() {
		p.raw[i] = make([]int16, whole)
		timeline(t, whole).Plan(track, nil).Render(p.raw[i], 0, [][]int16{a, b})
		audible(p.raw[i])
		stopped := recording.Spans(pauses)
		for at, v := range p.tracks[i] {
			if !stopped.Has(int64(at)) && magnitude(v) < 300 {
				p.tracks[i][at] = p.raw[i][at]
			}
		}
	}
	return p
}

// audible makes what is nearly silent a noise that is silence in no codec.
func audible(pcm []int16) {
	r := rand.New(rand.NewPCG(1, 2))
	for i, v := range pcm {
		if magnitude(v) < 300 {
			pcm[i] = int16((300 + r.IntN(900)) * (1 - 2*r.IntN(2)))
		}
	}
}

func magnitude(v int16) int { return max(int(v), -int(v)) }

// said are the speeches of calls, which many tests share.
var said = map[uint64][]int16{}

func speechOf(seed uint64) []int16 {
	if said[seed] == nil {
		said[seed] = speech(whole, seed, rate)
	}
	return said[seed]
}

// speech is like it: syllables of a gliding pitch with harmonics, over the noise of a room.
func speech(n int, seed uint64, rate float64) []int16 {
	r := rand.New(rand.NewPCG(seed, 1))
	pcm := make([]int16, n)
	pitch, loud, phase := 120+80*r.Float64(), 0.0, 0.0
	for i := range pcm {
		if i%int(rate/8) == 0 {
			pitch, loud = 100+120*r.Float64(), 4000*r.Float64()*float64(r.IntN(2))
		}
		pitch *= 1 + 2e-5*(r.Float64()-0.3)
		phase += 2 * math.Pi * pitch / rate
		v := 60 * r.NormFloat64()
		for k := 1.0; k < 12; k++ {
			v += loud / k * math.Sin(k*phase)
		}
		pcm[i] = int16(v)
	}
	return pcm
}

// files are the tape as its codec and layout store it.
func (p *tape) files() (files []audit.File) {
	group := [][][]int16{p.tracks}
	if p.m.Layout == recording.Split {
		group = [][][]int16{p.tracks[:1], p.tracks[1:]}
	}
	for i, tracks := range group {
		var pcm []int16
		for at := range tracks[0] {
			for _, track := range tracks {
				pcm = append(pcm, track[at])
			}
		}
		data := make([]byte, len(pcm)*p.m.Codec.Width())
		p.m.Codec.Encode(data, pcm)
		files = append(files, audit.File{Name: []string{"a.wav", "b.wav"}[i], Codec: p.m.Codec, Rate: p.rate,
			Channels: len(tracks), Samples: int64(len(tracks[0])), Data: bytes.NewReader(data)})
	}
	return files
}

// check audits the tape.
func (p *tape) check(t require.TestingT, o audit.Options) audit.Report {
	r, err := audit.Check(p.m, p.files(), o)
	require.NoError(t, err)
	return r
}

// each does something to every track.
func (p *tape) each(f func(track int, pcm []int16)) {
	for i, pcm := range p.tracks {
		f(i, pcm)
	}
}

// leak puts what was said into a span of every track.
func (p *tape) leak(s recording.Span) {
	p.each(func(i int, pcm []int16) { copy(pcm[s.From:s.To], p.raw[i][s.From:s.To]) })
}

// silence silences a span of every track.
func (p *tape) silence(s recording.Span) {
	p.each(func(_ int, pcm []int16) { clear(pcm[s.From:s.To]) })
}

// wrongSilence is what a recorder may take for silence that knows another codec only: the byte 0x00, or of PCM16 0x80.
var wrongSilence = [][]byte{
	recording.PCM16: {0x80, 0x80},
	recording.PCM8:  {0},
	recording.MuLaw: {0},
	recording.ALaw:  {0},
}

// fill writes a wrong silence into a span of every track.
func (p *tape) fill(s recording.Span) {
	var value [1]int16
	p.m.Codec.Decode(value[:], wrongSilence[p.m.Codec])
	p.constant(s, value[0])
}

// constant writes one value into a span of every track.
func (p *tape) constant(s recording.Span, v int16) {
	p.each(func(_ int, pcm []int16) {
		for at := s.From; at < s.To; at++ {
			pcm[at] = v
		}
	})
}

// cut takes a span out of every track.
func (p *tape) cut(s recording.Span) {
	for i, pcm := range p.tracks {
		p.tracks[i] = slices.Delete(slices.Clone(pcm), int(s.From), int(s.To))
	}
}

// beepTrack is the track that holds the beeps.
func (p *tape) beepTrack() int { return len(p.tracks) - 1 }

// sound puts a tone into a track, over what is there.
func (p *tape) sound(track int, at int64, wave []int16) {
	for i, v := range wave {
		if k := at + int64(i); k >= 0 && k < int64(len(p.tracks[track])) {
			p.tracks[track][k] = clamp(int(p.tracks[track][k]) + int(v))
		}
	}
}

// unbeep takes the beep at a position away again.
func (p *tape) unbeep(at int64) {
	track := p.beepTrack()
	copy(p.tracks[track][at:at+int64(len(tone))], p.raw[track][at:])
}

func clamp(v int) int16 { return int16(max(math.MinInt16, min(math.MaxInt16, v))) }
