package audit_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
)

// under is a call in which somebody speaks all the time, as loud as given, with its beep as it is spoilt.
func under(t testing.TB, gain int, seed uint64, spoil func(*tape)) *tape {
	loud := func(seed uint64) []int16 {
		pcm := make([]int16, whole)
		for i, v := range speechOf(seed) {
			pcm[i] = clamp(int(v) * gain / 4)
		}
		return pcm
	}
	o := options(recording.TwoChannel, recording.PCM16)
	a, b := loud(seed), loud(seed+1)
	p := record(t, timeline(t, whole, first), whole, o, a, b)
	p.raw = [][]int16{a, b}
	spoil(p)
	return p
}

// A beep that is missing under speech of any loudness is found, or the report says that it cannot be told; a beep
// that is there is never found missing. Up to the loudness of ordinary speech it is always found.
func TestBeepUnderSpeech(t *testing.T) {
	for _, gain := range []int{0, 1, 4, 8, 16, 32} {
		found, unseen := 0, 0
		for seed := range uint64(20) {
			r := under(t, gain, 2*seed, func(*tape) {}).check(t, audit.Options{})
			require.Empty(t, r.Findings, "gain %d/4, seed %d", gain, seed)
			r = under(t, gain, 2*seed, func(p *tape) { p.unbeep(resume) }).check(t, audit.Options{})
			switch {
			case len(r.Findings) == 1 && r.Findings[0].Kind == audit.BeepMissing:
				found++
			case len(r.Findings) == 0 && undecided(r):
				unseen++
			default:
				t.Errorf("gain %d/4, seed %d: got %v and %v", gain, seed, r.Findings, r.Unseen)
			}
		}
		t.Logf("speech at %2d/4: missing beep found %d, not to be told %d of 20", gain, found, unseen)
		if gain <= 4 {
			require.Zero(t, unseen, "gain %d/4", gain)
		}
	}
}

func undecided(r audit.Report) bool {
	for _, u := range r.Unseen {
		if u.Why == "loud_voice" {
			return true
		}
	}
	return false
}

// Other ramps, and a length that is off by a few samples, are found where nobody speaks, and mostly not under
// speech: that is said here, for no report can say it of each.
func TestFineFlawsOfTheTone(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*recording.Tone)
	}{
		{"no ramps", func(t *recording.Tone) { t.Ramp = 0 }},
		{"ramps of 10 ms", func(t *recording.Tone) { t.Ramp *= 2 }},
		{"1 ms shorter", func(t *recording.Tone) { t.Length -= time.Millisecond }},
		{"1 ms longer", func(t *recording.Tone) { t.Length += time.Millisecond }},
		{"a sample shorter", func(t *recording.Tone) { t.Length -= time.Second / rate }},
		{"1.2 dB less", func(t *recording.Tone) { t.Peak = 4435 }},
	} {
		for _, gain := range []int{0, 1, 4} {
			found := 0
			for seed := range uint64(10) {
				r := under(t, gain, 2*seed, func(p *tape) {
					other := recording.DefaultTone()
					c.change(&other)
					p.unbeep(resume)
					p.sound(1, resume, other.PCM(rate))
				}).check(t, audit.Options{Exact: true})
				if len(r.Findings) == 1 && r.Findings[0].Kind == audit.NotTheTone {
					found++
				} else if len(r.Findings) > 0 {
					t.Errorf("%s at %d/4: got %v", c.name, gain, r.Findings)
				}
			}
			t.Logf("%s, speech at %d/4: found %d of 10", c.name, gain, found)
			if gain == 0 {
				require.Equal(t, 10, found, c.name)
			}
		}
	}
}

// A voice that hums next to the tone's frequency, however loud, does not make a sound beep a wrong one; and where
// it is so loud that it might be the beep, the report says that a missing one cannot be told.
func TestHumNextToTheTone(t *testing.T) {
	for _, amplitude := range []float64{300, 9000} {
		for at := int64(resume - 800); at < resume; at += 100 {
			hum := make([]int16, whole)
			for i := range hum {
				hum[i] = int16(amplitude * math.Sin(2*math.Pi*1408*float64(i)/rate))
			}
			o := options(recording.TwoChannel, recording.PCM16)
			p := record(t, timeline(t, whole, span(at-4000, at)), whole, o, speechOf(0), hum)
			r := p.check(t, audit.Options{})
			require.Empty(t, r.Findings, "%v at %d", amplitude, at)
			require.Equal(t, amplitude == 9000, undecided(r), "%v at %d", amplitude, at)
			copy(p.tracks[1][at:at+1600], hum[at:])
			r = p.check(t, audit.Options{})
			if amplitude == 300 {
				require.Equal(t, audit.BeepMissing, one(t, r).Kind)
			} else if r.Clean() {
				require.True(t, undecided(r), "%v at %d", amplitude, at)
			}
		}
	}
}

// Noise of any loudness does not make a sound beep a wrong one.
func TestNoiseOverTheBeep(t *testing.T) {
	for _, level := range []int{3000, 12_000, 20_000, 32_000} {
		for seed := range uint64(20) {
			noise := voice("noise", whole, seed)
			for i, v := range noise {
				noise[i] = clamp(int(v) * level / 2000)
			}
			o := options(recording.Split, recording.PCM16)
			p := record(t, timeline(t, whole, first), whole, o, speechOf(0), noise)
			require.Empty(t, p.check(t, audit.Options{}).Findings, "%d, seed %d", level, seed)
		}
	}
}
