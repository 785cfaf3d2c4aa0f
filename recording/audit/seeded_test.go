package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
)

// A seed is one defect of some sizes, and the one finding that it must give.
type seed struct {
	name  string
	want  audit.Kind
	sizes []int64
	where func(n int64) recording.Span // it is, and must be found; nil for anywhere
	spoil func(p *tape, s recording.Span, n int64)
}

// apply spoils a tape.
func (s seed) apply(p *tape, n int64) {
	var where recording.Span
	if s.where != nil {
		where = s.where(n)
	}
	s.spoil(p, where, n)
}

var first, last = pauses[0], pauses[2]

// resume is where the first pause ends and its beep begins.
const resume = 16_000

func span(from, to int64) recording.Span { return recording.Span{From: from, To: to} }

// Where a defect of size n is.
func from(at int64) func(int64) recording.Span {
	return func(n int64) recording.Span { return span(at, at+n) }
}
func upTo(at int64) func(int64) recording.Span {
	return func(n int64) recording.Span { return span(at-n, at) }
}
func always(s recording.Span) func(int64) recording.Span {
	return func(int64) recording.Span { return s }
}
func pauseNumber(n int64) recording.Span { return pauses[n] }
func beepAt(n int64) recording.Span      { return span(n, n+1600) }

// in spoils a span whatever its size.
func in(spoil func(*tape, recording.Span)) func(*tape, recording.Span, int64) {
	return func(p *tape, s recording.Span, _ int64) { spoil(p, s) }
}

// beepIn puts the tone into a span.
func beepIn(p *tape, s recording.Span, _ int64) { p.sound(p.beepTrack(), s.From, tone) }

// atTone changes the tone of the first beep.
func atTone(change func(*recording.Tone, int64)) func(*tape, recording.Span, int64) {
	return func(p *tape, _ recording.Span, n int64) {
		other := recording.DefaultTone()
		change(&other, n)
		p.unbeep(resume)
		p.sound(p.beepTrack(), resume, other.PCM(rate))
	}
}

var seeds = []seed{
	{"leak inside", audit.SoundInPause, []int64{1, 2, 3, 20, 160, 1000, 3000}, from(10_000), in((*tape).leak)},
	{"pause ignored", audit.SoundInPause, []int64{0, 2}, pauseNumber, in((*tape).leak)},
	{"pause of one sample ignored", audit.SoundInPause, []int64{5000, 1000, -600}, always(pauses[1]),
		func(p *tape, s recording.Span, n int64) { p.constant(s, int16(n)) }},
	{"one side only", audit.OneSideOnly, []int64{0, 1}, always(first), func(p *tape, s recording.Span, n int64) {
		copy(p.tracks[n][s.From:s.To], p.raw[n][s.From:s.To])
	}},
	{"wrong silence in all of it", audit.WrongSilence, []int64{0, 1, 2}, pauseNumber, in((*tape).fill)},
	{"loud bytes within", audit.SoundInPause, []int64{1, 8, 500}, from(10_000), in((*tape).fill)},
	{"wrong silence within", audit.WrongSilence, []int64{80, 500, 5000}, from(10_000),
		func(p *tape, s recording.Span, _ int64) { p.constant(s, 256) }},
	{"attenuated to a share of", audit.Attenuated, []int64{3, 5, 10}, nil, func(p *tape, _ recording.Span, n int64) {
		p.each(func(i int, pcm []int16) {
			for at := first.From; at < first.To; at++ {
				pcm[at] = p.raw[i][at] / int16(n)
			}
		})
	}},
	{"begins late", audit.BeginsLate, []int64{1, 2, 40, 200, 1600}, from(first.From), in((*tape).leak)},
	{"ends early", audit.EndsEarly, []int64{1, 2, 40, 200, 1600}, upTo(first.To), in((*tape).leak)},
	{"begins early", audit.BeginsEarly, []int64{2, 3, 40, 200, 1600, 6000}, upTo(first.From), in((*tape).silence)},
	{"ends late", audit.EndsLate, []int64{2, 3, 40, 200, 1600, 6000, 8000}, from(first.To), in((*tape).silence)},
	{"never resumed", audit.EndsLate, []int64{whole - 36_000}, from(last.To), in((*tape).silence)},
	{"pause cut out", audit.CutOut, []int64{0, 1, 2}, pauseNumber, in((*tape).cut)},
	{"pause shortened", audit.CutOut, []int64{1, 2, 100, 7000}, upTo(first.To), in((*tape).cut)},
	{"end missing", audit.WrongLength, []int64{1, 160, 3000}, upTo(whole), in((*tape).cut)},
	{"too long", audit.WrongLength, []int64{1, 160, 8000}, from(whole), func(p *tape, _ recording.Span, n int64) {
		for i := range p.tracks {
			p.tracks[i] = append(slices.Clone(p.tracks[i]), p.raw[i][:n]...)
		}
	}},
	{"beep missing", audit.BeepMissing, []int64{resume}, beepAt,
		func(p *tape, _ recording.Span, at int64) { p.unbeep(at) }},
	{"beep on the wrong side", audit.BeepOnWrongSide, []int64{resume}, beepAt,
		func(p *tape, _ recording.Span, at int64) {
			p.unbeep(at)
			p.sound(0, at, tone)
		}},
	{"beep on both sides", audit.BeepExtra, []int64{resume}, beepAt,
		func(p *tape, _ recording.Span, at int64) { p.sound(0, at, tone) }},
	{"beep where none belongs", audit.BeepExtra, []int64{0, 2000, 20_001, 28_003, 42_000}, beepAt, beepIn},
	{"beep of the stop", audit.BeepExtra, []int64{first.From, first.From + 1}, beepAt, beepIn},
	{"beep moved by", audit.BeepMisplaced, []int64{-4000, -700, -80, -2, -1, 1, 2, 3, 80, 700, 4000}, nil,
		func(p *tape, _ recording.Span, n int64) {
			p.unbeep(resume)
			p.sound(p.beepTrack(), resume+n, tone)
		}},
	{"tone at % of the level", audit.NotTheTone, []int64{50, 70, 80, 125, 140, 200}, nil,
		atTone(func(t *recording.Tone, n int64) { t.Peak = int16(int64(t.Peak) * n / 100) })},
	{"tone at Hz", audit.NotTheTone, []int64{440, 1000, 1300, 1390, 1397, 1403, 1500, 2000}, nil,
		atTone(func(t *recording.Tone, n int64) { t.Hertz = float64(n) })},
	{"tone of ms", audit.NotTheTone, []int64{50, 100, 180, 190, 210, 250, 400}, nil,
		atTone(func(t *recording.Tone, n int64) { t.Length = time.Duration(n) * time.Millisecond })},
}

// twoTracks are the defects of which one track has none.
var twoTracks = []string{"one side only", "beep on the wrong side", "beep on both sides"}

// skip says which sizes a layout or a codec cannot hold: PCM8 turned down tenfold is silence for the most part.
func (s seed) skip(p *tape, n int64) bool {
	return len(p.tracks) == 1 && slices.Contains(twoTracks, s.name) ||
		s.want == audit.Attenuated && p.m.Codec == recording.PCM8 && n > 3
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
					s.apply(p, n)
					total[s.name]++
					if problem := s.judge(p.check(t, audit.Options{Exact: true}), n); problem != "" {
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
		if total[s.name] < 8 {
			t.Errorf("%s was tried %d times only", s.name, total[s.name])
		}
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
			o := options(l, c)
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
	p.silence(span(first.From-1, first.From))
	r := p.check(t, audit.Options{})
	require.True(t, r.Clean())
	require.Contains(t, facts(r), audit.Unseen{Why: "quiet_voice", Where: mixed, Span: span(0, whole), Samples: 2})
}

// judge returns what is wrong with a report of the seed.
func (s seed) judge(r audit.Report, n int64) string {
	if len(r.Findings) != 1 || r.Findings[0].Kind != s.want {
		return fmt.Sprintf("got %v, want one %v", r.Findings, s.want)
	}
	if f := r.Findings[0]; s.where != nil && f.Span != s.where(n) {
		return fmt.Sprintf("got %v at %v, want it at %v", f.Kind, f.Span, s.where(n))
	}
	return ""
}
