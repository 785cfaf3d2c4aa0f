package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// A seed is one defect of a size, and the one finding that it must give.
type seed struct {
	name  string
	want  audit.Kind
	only  func(*tape) bool
	spoil func(p *tape, n int64)
	sizes []int64
	span  func(n int64) recording.Span // where it must be found, nil for anywhere
}

func twoTracks(p *tape) bool { return len(p.tracks) == 2 }

var first, last = pauses[0], pauses[2]

// resume is where the first pause ends and its beep begins.
const resume = 16_000

func span(from, to int64) recording.Span { return recording.Span{From: from, To: to} }

func atTone(change func(*recording.Tone, int64)) func(*tape, int64) {
	return func(p *tape, n int64) {
		other := recording.DefaultTone()
		change(&other, n)
		p.unbeep(resume)
		p.sound(p.beepTrack(), resume, other.PCM(rate))
	}
}

var seeds = []seed{
	{name: "leak inside", want: audit.SoundInPause, sizes: []int64{1, 2, 3, 20, 160, 1000, 3000},
		spoil: func(p *tape, n int64) { p.leak(span(10_000, 10_000+n)) }, span: func(n int64) recording.Span { return span(10_000, 10_000+n) }},
	{name: "pause ignored", want: audit.SoundInPause, sizes: []int64{0, 2}, spoil: func(p *tape, n int64) { p.leak(pauses[n]) },
		span: func(n int64) recording.Span { return pauses[n] }},
	{name: "pause of one sample ignored", want: audit.SoundInPause, sizes: []int64{5000, 1000, -600}, spoil: func(p *tape, n int64) {
		p.each(func(_ int, pcm []int16) { pcm[pauses[1].From] = int16(n) })
	}, span: func(int64) recording.Span { return pauses[1] }},
	{name: "one side only", want: audit.OneSideOnly, only: twoTracks, sizes: []int64{0, 1},
		spoil: func(p *tape, n int64) { copy(p.tracks[n][first.From:first.To], p.raw[n][first.From:first.To]) }, span: func(int64) recording.Span { return first }},
	{name: "wrong silence in all of it", want: audit.WrongSilence, sizes: []int64{0, 1, 2}, spoil: func(p *tape, n int64) { p.fill(pauses[n]) },
		span: func(n int64) recording.Span { return pauses[n] }},
	{name: "loud bytes within", want: audit.SoundInPause, sizes: []int64{1, 8, 500}, spoil: func(p *tape, n int64) { p.fill(span(10_000, 10_000+n)) },
		span: func(n int64) recording.Span { return span(10_000, 10_000+n) }},
	{name: "wrong silence within", want: audit.WrongSilence, sizes: []int64{80, 500, 5000}, spoil: func(p *tape, n int64) {
		p.each(func(_ int, pcm []int16) {
			for at := int64(10_000); at < 10_000+n; at++ {
				pcm[at] = 256
			}
		})
	},
		span: func(n int64) recording.Span { return span(10_000, 10_000+n) }},
	{name: "attenuated to a share of", want: audit.Attenuated, sizes: []int64{3, 5, 10}, spoil: func(p *tape, n int64) {
		p.each(func(i int, pcm []int16) {
			for at := first.From; at < first.To; at++ {
				pcm[at] = p.raw[i][at] / int16(n)
			}
		})
	}},
	{name: "begins late", want: audit.BeginsLate, sizes: []int64{1, 2, 40, 200, 1600},
		spoil: func(p *tape, n int64) { p.leak(span(first.From, first.From+n)) }, span: func(n int64) recording.Span { return span(first.From, first.From+n) }},
	{name: "ends early", want: audit.EndsEarly, sizes: []int64{1, 2, 40, 200, 1600},
		spoil: func(p *tape, n int64) { p.leak(span(first.To-n, first.To)) }, span: func(n int64) recording.Span { return span(first.To-n, first.To) }},
	{name: "begins early", want: audit.BeginsEarly, sizes: []int64{2, 3, 40, 200, 1600, 6000},
		spoil: func(p *tape, n int64) { p.hush(span(first.From-n, first.From)) }, span: func(n int64) recording.Span { return span(first.From-n, first.From) }},
	{name: "ends late", want: audit.EndsLate, sizes: []int64{2, 3, 40, 200, 1600, 6000, 8000},
		spoil: func(p *tape, n int64) { p.hush(span(first.To, first.To+n)) }, span: func(n int64) recording.Span { return span(first.To, first.To+n) }},
	{name: "never resumed", want: audit.EndsLate, sizes: []int64{whole}, spoil: func(p *tape, n int64) { p.hush(span(last.To, n)) },
		span: func(n int64) recording.Span { return span(last.To, n) }},
	{name: "pause cut out", want: audit.CutOut, sizes: []int64{0, 1, 2}, spoil: func(p *tape, n int64) { p.cut(pauses[n]) },
		span: func(n int64) recording.Span { return pauses[n] }},
	{name: "pause shortened", want: audit.CutOut, sizes: []int64{1, 2, 100, 7000}, spoil: func(p *tape, n int64) { p.cut(span(first.To-n, first.To)) },
		span: func(n int64) recording.Span { return span(first.To-n, first.To) }},
	{name: "end missing", want: audit.WrongLength, sizes: []int64{1, 160, 3000}, spoil: func(p *tape, n int64) { p.cut(span(whole-n, whole)) },
		span: func(n int64) recording.Span { return span(whole-n, whole) }},
	{name: "too long", want: audit.WrongLength, sizes: []int64{1, 160, 8000}, spoil: func(p *tape, n int64) {
		for i := range p.tracks {
			p.tracks[i] = append(slices.Clone(p.tracks[i]), p.raw[i][:n]...)
		}
	}, span: func(n int64) recording.Span { return span(whole, whole+n) }},
	{name: "beep missing", want: audit.BeepMissing, sizes: []int64{0}, spoil: func(p *tape, n int64) { p.unbeep(resume) },
		span: func(int64) recording.Span { return span(resume, resume+1600) }},
	{name: "beep on the wrong side", want: audit.BeepOnWrongSide, only: twoTracks, sizes: []int64{0}, spoil: func(p *tape, n int64) {
		p.unbeep(resume)
		p.sound(0, resume, tone)
	}, span: func(int64) recording.Span { return span(resume, resume+1600) }},
	{name: "beep on both sides", want: audit.BeepExtra, only: twoTracks, sizes: []int64{0}, spoil: func(p *tape, n int64) { p.sound(0, resume, tone) },
		span: func(int64) recording.Span { return span(resume, resume+1600) }},
	{name: "beep where none belongs", want: audit.BeepExtra, sizes: []int64{0, 2000, 20_001, 28_003, 42_000},
		spoil: func(p *tape, n int64) { p.sound(p.beepTrack(), n, tone) }, span: func(n int64) recording.Span { return span(n, n+1600) }},
	{name: "beep of the stop", want: audit.BeepExtra, sizes: []int64{0, 1},
		spoil: func(p *tape, n int64) { p.sound(p.beepTrack(), first.From+n, tone) }, span: func(n int64) recording.Span { return span(first.From+n, first.From+n+1600) }},
	{name: "beep moved by", want: audit.BeepMisplaced, sizes: []int64{-4000, -700, -80, -2, -1, 1, 2, 3, 80, 700, 4000}, spoil: func(p *tape, n int64) {
		p.unbeep(resume)
		p.sound(p.beepTrack(), resume+n, tone)
	}},
	{name: "tone at % of the level", want: audit.NotTheTone, sizes: []int64{50, 70, 80, 125, 140, 200},
		spoil: atTone(func(t *recording.Tone, n int64) { t.Peak = int16(int64(t.Peak) * n / 100) })},
	{name: "tone at Hz", want: audit.NotTheTone, sizes: []int64{440, 1000, 1300, 1390, 1397, 1403, 1500, 2000},
		spoil: atTone(func(t *recording.Tone, n int64) { t.Hertz = float64(n) })},
	{name: "tone of ms", want: audit.NotTheTone, sizes: []int64{50, 100, 180, 190, 210, 250, 400},
		spoil: atTone(func(t *recording.Tone, n int64) { t.Length = time.Duration(n) * time.Millisecond })},
}

// skip says which sizes a codec cannot hold: PCM8 turned down tenfold is silence for the most part.
func (s seed) skip(p *tape, n int64) bool {
	return s.only != nil && !s.only(p) || s.want == audit.Attenuated && p.m.Codec == recording.PCM8 && n > 3
}

// Each seeded defect, of each size, in every layout and codec, gives one finding, of its kind and where it is.
func TestSeededDefects(t *testing.T) {
	total, found := map[string]int{}, map[string]int{}
	for _, l := range layouts {
		for _, c := range codecs {
			for _, s := range seeds {
				for i, n := range s.sizes {
					p := call(t, l, c, uint64(100*i))
					if s.skip(p, n) {
						continue
					}
					s.spoil(p, n)
					total[s.name]++
					if problem := s.judge(p.check(t, audit.Options{}), n); problem != "" {
						t.Errorf("%s %d in %v %v: %s", s.name, n, l, c, problem)
						continue
					}
					found[s.name]++
				}
			}
		}
	}
	for _, s := range seeds {
		t.Logf("%-30s %4d of %4d", s.name, found[s.name], total[s.name])
	}
}

// One sample of silence too many, at either end, shows in a recording of a million samples of voice, and is told to
// be unseen in a short one, where a voice may just be zero there.
func TestOneSampleTooMany(t *testing.T) {
	const long = 1_100_000
	noise := voice("noise", long, 5)
	audible(noise)
	for _, l := range layouts {
		for _, c := range []recording.Codec{recording.PCM16, recording.MuLaw} {
			o := manifest.Options{Recorded: true, Layout: l, Codec: c, Rate: rate, Tone: recording.DefaultTone()}
			p := record(t, timeline(t, long, first), long, o, noise, noise)
			for i, at := range []int64{first.From - 1, first.To} {
				want := [][]int16{slices.Clone(p.tracks[0]), slices.Clone(p.tracks[len(p.tracks)-1])}
				p.each(func(_ int, pcm []int16) { pcm[at] = 0 })
				f := one(t, p.check(t, audit.Options{}))
				require.Equal(t, []audit.Kind{audit.BeginsEarly, audit.EndsLate}[i], f.Kind)
				require.Equal(t, span(at, at+1), f.Span)
				p.tracks[0], p.tracks[len(p.tracks)-1] = want[0], want[1]
			}
		}
	}
	p := call(t, recording.OneChannel, recording.PCM16, 0)
	p.hush(span(first.From-1, first.From))
	r := p.check(t, audit.Options{})
	require.True(t, r.Clean())
	require.Contains(t, r.Unseen, audit.Unseen{Why: audit.QuietVoice, Where: audit.Place{File: "a.wav", Track: recording.Mixed}, Span: span(0, whole), Samples: 2})
}

// judge returns what is wrong with a report of the seed.
func (s seed) judge(r audit.Report, n int64) string {
	if len(r.Findings) != 1 || r.Findings[0].Kind != s.want {
		return fmt.Sprintf("got %v, want one %v", r.Findings, s.want)
	}
	if f := r.Findings[0]; s.span != nil && f.Span != s.span(n) {
		return fmt.Sprintf("got %v at %v, want it at %v", f.Kind, f.Span, s.span(n))
	}
	return ""
}
