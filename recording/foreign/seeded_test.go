package foreign_test

import (
	"bytes"
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// A tape is a recording as a platform would have made it, before it leaves pauses out.
type tape struct {
	m      manifest.Manifest
	tracks [][]int16
	voices [][]int16
	random *rand.Rand
}

// record records a call by a manifest, each edge as far from its place as the manifest lets it be, at random. The
// voices are never quite silent.
func record(m manifest.Manifest, seed uint64) *tape {
	p := &tape{m: m, random: rand.New(rand.NewPCG(seed, 17))}
	for _, track := range m.Layout.Tracks() {
		voice := p.noise(whole, 1400)
		p.voices = append(p.voices, voice)
		p.tracks = append(p.tracks, slices.Clone(voice))
		for _, b := range m.Beeps {
			if b.Track == track {
				p.add(len(p.tracks)-1, b.From, m.Tone.PCM(m.Rate))
			}
		}
	}
	for _, s := range m.Silences {
		from, to := s.From+p.jitter(), s.To+p.jitter()
		for _, pcm := range p.tracks {
			clear(pcm[from:to])
		}
	}
	return p
}

// jitter is how far an edge is from its place.
func (p *tape) jitter() int64 { return p.random.Int64N(2*p.m.Uncertainty+1) - p.m.Uncertainty }

// noise is sound without a zero in it.
func (p *tape) noise(n, loud int) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = int16((1 + p.random.IntN(loud)) * (1 - 2*p.random.IntN(2)))
	}
	return pcm
}

// add puts sound into a track, over what is there.
func (p *tape) add(track int, at int64, sound []int16) {
	for i, v := range sound {
		p.tracks[track][at+int64(i)] += v
	}
}

// all puts a sound into every track.
func (p *tape) all(at int64, sound []int16) {
	for i := range p.tracks {
		p.add(i, at, sound)
	}
}

// cut leaves a span out.
func (p *tape) cut(s recording.Span) {
	for i, pcm := range p.tracks {
		p.tracks[i] = slices.Delete(pcm, int(s.From), int(s.To))
	}
}

// leaveOut leaves all pauses out, as a platform does that skips.
func (p *tape) leaveOut() {
	for _, s := range slices.Backward(pauses) {
		p.cut(s)
	}
}

func (p *tape) audit(t testing.TB) audit.Report {
	t.Helper()
	groups := [][][]int16{p.tracks}
	if p.m.Layout == recording.Split {
		groups = [][][]int16{p.tracks[:1], p.tracks[1:]}
	}
	var files []audit.File
	for i, tracks := range groups {
		data := make([]byte, 2*len(tracks)*len(tracks[0]))
		for k, pcm := range tracks {
			for at, v := range pcm {
				n := 2 * (at*len(tracks) + k)
				data[n], data[n+1] = byte(v), byte(uint16(v)>>8)
			}
		}
		files = append(files, audit.File{Name: []string{"a.wav", "b.wav"}[i], Rate: rate, Channels: len(tracks),
			Samples: int64(len(tracks[0])), Data: bytes.NewReader(data)})
	}
	r, err := audit.Check(p.m, files, audit.Options{})
	require.NoError(t, err)
	return r
}

func tones(n int, loud float64, hertz ...float64) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		for _, f := range hertz {
			pcm[i] += int16(loud * math.Sin(2*math.Pi*f*float64(i)/rate))
		}
	}
	return pcm
}

// ms are so many milliseconds in samples.
const ms = rate / 1000

var first = pauses[0]

// leaks are what is put into the first pause of a clean recording. Each must be found as a leak, by a finding that
// overlaps where it is.
var leaks = []struct {
	name  string
	where func(u int64) recording.Span // u is how uncertain an edge is
	spoil func(p *tape, s recording.Span)
}{
	{"20 ms whisper", at(500 * ms), func(p *tape, s recording.Span) { p.all(s.From, p.noise(20*ms, 20)) }},
	{"one side only", always, func(p *tape, s recording.Span) {
		copy(p.tracks[0][s.From:s.To], p.voices[0][s.From:s.To])
	}},
	{"late edge", func(u int64) recording.Span { return recording.Span{From: first.From + u, To: first.From + u + 20*ms} },
		func(p *tape, s recording.Span) {
			for i, pcm := range p.tracks {
				copy(pcm[first.From:s.To], p.voices[i][first.From:s.To])
			}
		}},
	{"early edge", func(u int64) recording.Span { return recording.Span{From: first.To - u - 20*ms, To: first.To - u} },
		func(p *tape, s recording.Span) {
			for i, pcm := range p.tracks {
				copy(pcm[s.From:first.To], p.voices[i][s.From:first.To])
			}
		}},
	{"attenuated", always, func(p *tape, s recording.Span) {
		for i, pcm := range p.tracks {
			for at := s.From; at < s.To; at++ {
				pcm[at] = p.voices[i][at] / 10
			}
		}
	}},
	{"comfort noise", always, func(p *tape, s recording.Span) { p.all(s.From, p.noise(int(s.Len()), 8)) }},
	{"DTMF", at(300 * ms), func(p *tape, s recording.Span) { p.all(s.From, tones(100*ms, 3000, 697, 1209)) }},
	{"a beep that hides speech", at(400 * ms), func(p *tape, s recording.Span) {
		p.all(s.From, tones(200*ms, 5093, 1400))
		p.all(s.From+50*ms, p.noise(100*ms, 300))
	}},
}

func at(after int64) func(int64) recording.Span {
	return func(int64) recording.Span {
		return recording.Span{From: first.From + after, To: first.From + after + 20*ms}
	}
}

func always(int64) recording.Span { return first }

// remains are what a platform that leaves pauses out may leave of them, each of which must be found as a leak.
var remains = []struct {
	name  string
	leave func(p *tape)
}{
	{"20 ms remain", func(p *tape) {
		p.cut(pauses[1])
		p.cut(recording.Span{From: first.From + 20*ms, To: first.To})
	}},
	{"the second pause is not left out", func(p *tape) { p.cut(first) }},
	{"the first pause is not left out", func(p *tape) {
		p.cut(pauses[1])
		for i, pcm := range p.tracks {
			copy(pcm[first.From:first.To], p.voices[i][first.From:])
		}
	}},
}

var layouts = []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split}

// leaked reports whether a report has a leak where it should.
func leaked(r audit.Report, where recording.Span) bool {
	return slices.ContainsFunc(r.Findings, func(f audit.Finding) bool {
		return f.Severity == audit.Leak && !f.Span.Intersect(where).Empty()
	})
}

// Every seeded leak is found by every platform's metadata, in every layout. Where a platform leaves pauses out, the
// recording has them all the same, and the leak in them, or has a part of them.
func TestSeededLeaks(t *testing.T) {
	const platforms, silent, skipped = 6, 4, 2
	found := map[string]int{}
	total := 0
	for i, s := range samples {
		for _, l := range layouts {
			m := s.manifest(t, l)
			for k, leak := range leaks {
				if l == recording.OneChannel && leak.name == "one side only" {
					continue
				}
				total++
				p := record(m, uint64(100*i+k))
				where := leak.where(m.Uncertainty)
				leak.spoil(p, where)
				if r := p.audit(t); leaked(r, where) {
					found[leak.name]++
				} else {
					t.Errorf("%s, %v, %v: got %v", leak.name, s, l, r.Findings)
				}
			}
			for k, left := range remains {
				if s.effect != manifest.Skipped {
					continue
				}
				total++
				p := record(m, uint64(100*i+50+k))
				left.leave(p)
				if r := p.audit(t); leaked(r, recording.Span{To: 2 * whole}) {
					found[left.name]++
				} else {
					t.Errorf("%s, %v, %v: got %v", left.name, s, l, r.Findings)
				}
			}
		}
	}
	for _, leak := range leaks {
		t.Logf("%-32s %2d", leak.name, found[leak.name])
	}
	for _, left := range remains {
		t.Logf("%-32s %2d", left.name, found[left.name])
	}
	require.Len(t, samples, platforms)
	require.Equal(t, platforms*(3*len(leaks)-1)+skipped*3*len(remains), total)
	require.Equal(t, silent+skipped, platforms)
}

var clean = flag.Int("clean", 900, "how many clean recordings to judge")

// A clean recording is never blamed, wherever its edges are within what its metadata is certain of.
func TestCleanRecordings(t *testing.T) {
	many := *clean
	judged := 0
	for _, s := range samples {
		for _, l := range layouts {
			m := s.manifest(t, l)
			for seed := range many / (len(samples) * len(layouts)) {
				p := record(m, uint64(seed))
				if s.effect == manifest.Skipped {
					p.leaveOut()
				}
				judged++
				if r := p.audit(t); len(r.Findings) > 0 {
					t.Fatalf("%v, %v, %d: got %v, want none", s, l, seed, r.Findings)
				}
			}
		}
	}
	require.GreaterOrEqual(t, judged, many-len(samples)*len(layouts))
}

// What the metadata is not certain of is not judged, and said.
func TestUncertainEdgesAreTold(t *testing.T) {
	tried := 0
	for _, s := range samples {
		m := s.manifest(t, recording.OneChannel)
		if m.Uncertainty == 0 || s.effect == manifest.Skipped {
			continue
		}
		tried++
		p := record(m, 1)
		p.add(0, first.From+m.Uncertainty-1, []int16{500})
		r := p.audit(t)
		require.Empty(t, r.Findings, s)
		told := slices.ContainsFunc(r.Unseen, func(u audit.Unseen) bool {
			return u.Why == "tolerant_edge" && u.Span.Has(first.From+m.Uncertainty-1)
		})
		require.True(t, told, s)
		p.tracks[0][first.From+m.Uncertainty] = 500
		require.True(t, leaked(p.audit(t), first), s)
	}
	require.Equal(t, 3, tried)
}
