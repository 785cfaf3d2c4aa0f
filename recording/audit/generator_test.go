package audit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
)

// A generator makes a tone as another program does: in seconds and not in samples, so that it begins and ends between
// two of them, and with what that program does otherwise.
type generator struct {
	name    string
	late    float64 // milliseconds
	longer  float64 // milliseconds
	hertz   float64
	decibel float64 // louder
	phase   float64 // turns
	ramp    float64 // milliseconds
	fade    func(float64) float64
}

func cosine(x float64) float64 { return 0.5 - 0.5*math.Cos(math.Pi*x) }
func linear(x float64) float64 { return x }
func sine(x float64) float64   { return math.Sin(math.Pi / 2 * x) }

// sound adds the tone to a track, from a position on.
func (g generator) sound(track []int16, at int64) {
	begin := float64(at) + g.late*rate/1000
	end := begin + (200+g.longer)*rate/1000
	for i := int(begin) - 2; i < int(end)+2; i++ {
		edge := min(float64(i)-begin, end-float64(i)) / (g.ramp * rate / 1000)
		if edge <= 0 {
			continue
		}
		turn := (float64(i)-begin)*g.hertz/rate + g.phase
		v := 5093 * math.Pow(10, g.decibel/20) * math.Sin(2*math.Pi*turn) * g.fade(min(1, edge))
		track[i] = clamp(int(track[i]) + int(math.Round(v)))
	}
}

// generators are those of which a recording is right.
func generators() (list []generator) {
	add := func(name string, change func(*generator)) {
		g := generator{name: name, hertz: 1400, ramp: 5, fade: cosine}
		change(&g)
		list = append(list, g)
	}
	for i := range 10 {
		part := float64(i) / 10 / rate * 1000
		add(fmt.Sprintf("%d tenths of a sample late", i), func(g *generator) { g.late = part })
		add(fmt.Sprintf("%d tenths of a sample longer", i), func(g *generator) { g.longer = part })
	}
	for name, fade := range map[string]func(float64) float64{"linear": linear, "sine": sine} {
		add("ramps that are "+name, func(g *generator) { g.fade = fade })
		add("late ramps that are "+name, func(g *generator) { g.fade, g.late = fade, 0.07 })
	}
	for _, v := range []float64{-1.9, -1, 1, 1.9} {
		add(fmt.Sprintf("%g ms longer", v), func(g *generator) { g.longer = v })
	}
	for _, v := range []float64{-0.9, -0.4, 0.4, 0.9} {
		add(fmt.Sprintf("%g ms late", v), func(g *generator) { g.late = v })
		add(fmt.Sprintf("%g dB louder", v), func(g *generator) { g.decibel = v })
	}
	for _, v := range []float64{1394, 1398.6, 1401.4, 1406} {
		add(fmt.Sprintf("%g Hz", v), func(g *generator) { g.hertz = v })
	}
	for _, v := range []float64{0.25, 0.5, 0.75} {
		add(fmt.Sprintf("%g turns on", v), func(g *generator) { g.phase = v })
	}
	add("all of it", func(g *generator) {
		g.late, g.longer, g.hertz, g.decibel, g.phase, g.fade, g.ramp = 0.43, -1.2, 1403, 0.5, 0.3, linear, 4
	})
	return list
}

// over puts a generator's beep into a call of people who are as loud as given, in which no beep was.
func (g generator) over(t testing.TB, l recording.Layout, c recording.Codec, gain int, seed uint64) *tape {
	o := options(l, c)
	voices := [][]int16{make([]int16, whole), make([]int16, whole)}
	for i, pcm := range voices {
		for k, v := range speechOf(seed + uint64(i)) {
			pcm[k] = clamp(int(v) * gain / 4)
		}
	}
	silent := o
	silent.Tone.Peak = 0
	p := record(t, timeline(t, whole, first), whole, silent, voices...)
	p.m.Tone = o.Tone
	g.sound(p.tracks[p.beepTrack()], first.To)
	return p
}

// A clean recording whose beep another program has made is clean, over silence and over voices.
func TestOtherGeneratorsAreRight(t *testing.T) {
	passed, all := 0, 0
	for _, g := range generators() {
		for _, c := range codecs {
			for seed, gain := range []int{0, 1, 4} {
				r := g.over(t, layouts[all%len(layouts)], c, gain, uint64(2*seed)).check(t, audit.Options{})
				all++
				if len(r.Findings) == 0 {
					passed++
				} else {
					t.Errorf("%s, %v, speech at %d/4: %v", g.name, c, gain, r.Findings)
				}
			}
		}
	}
	if all != 528 {
		t.Errorf("judged %d recordings, want 528; clean: %d", all, passed)
	}
}

// What is not the tone is still found, and the report says what it may be beside what it is.
func TestOtherTonesAreWrong(t *testing.T) {
	for _, g := range []generator{
		{name: "10 Hz more", hertz: 1410}, {name: "10 Hz less", hertz: 1390}, {name: "another tone", hertz: 1000},
		{name: "shorter", hertz: 1400, longer: -10}, {name: "longer", hertz: 1400, longer: 10},
		{name: "quieter", hertz: 1400, decibel: -2.5}, {name: "louder", hertz: 1400, decibel: 2.5},
		{name: "later", hertz: 1400, late: 5}, {name: "earlier", hertz: 1400, late: -5},
	} {
		g.ramp, g.fade = 5, cosine
		for _, gain := range []int{0, 1} {
			r := g.over(t, recording.TwoChannel, recording.PCM16, gain, 0).check(t, audit.Options{})
			require.NotEmpty(t, r.Findings, g.name)
			kinds := []audit.Kind{audit.NotTheTone, audit.BeepMisplaced}
			require.Contains(t, kinds, r.Findings[len(r.Findings)-1].Kind, "%s: %v", g.name, r.Findings)
			require.Contains(t, r.Findings[len(r.Findings)-1].String(), "(allowed: ", g.name)
		}
	}
}

// To the sample only the tone itself is right.
func TestExactIsExact(t *testing.T) {
	for _, exact := range []bool{false, true} {
		g := generator{hertz: 1400, ramp: 5, fade: cosine, late: 0.06}
		r := g.over(t, recording.TwoChannel, recording.PCM16, 0, 0).check(t, audit.Options{Exact: exact})
		require.Equal(t, exact, len(r.Findings) > 0, r.Findings)
	}
}
