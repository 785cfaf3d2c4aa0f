package recording_test

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
)

// rates are those that audio has, odd ones and the edges among them.
var rates = []recording.Rate{1, 7, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 176400,
	191999, 192000}

// years200 is 200 years of seconds.
const years200 = 200 * 365.25 * 24 * 60 * 60

// Samples to time and back is the identity, up to 192 kHz and 200 years, before zero too.
func TestSamplesThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := recording.Rate(rapid.Int64Range(1, 192_000).Draw(t, "rate"))
		n := rapid.Int64Range(-years200*int64(rate), years200*int64(rate)).Draw(t, "n")
		if got := rate.Samples(rate.Duration(n)); got != n {
			t.Fatalf("at %d Hz sample %d is %v, which is sample %d", rate, n, rate.Duration(n), got)
		}
	})
}

// The identity holds on the edges: around zero, whole seconds, hours, and 200 years.
func TestSamplesThereAndBackAtEdges(t *testing.T) {
	for _, rate := range rates {
		for _, seconds := range []int64{0, 1, 59, 60, 3600, 53 * 3600, 1 << 31, years200} {
			for near := int64(-3); near <= 3; near++ {
				for _, n := range []int64{seconds*int64(rate) + near, -seconds*int64(rate) + near} {
					if got := rate.Samples(rate.Duration(n)); got != n {
						t.Errorf("at %d Hz sample %d is %v, which is sample %d", rate, n, rate.Duration(n), got)
					}
				}
			}
		}
	}
}

// Every sample of a second survives the way to time and back, on both sides of zero.
func TestSamplesThereAndBackForASecond(t *testing.T) {
	for _, rate := range rates {
		for n := -int64(rate); n <= int64(rate); n++ {
			if got := rate.Samples(rate.Duration(n)); got != n {
				t.Fatalf("at %d Hz sample %d is %v, which is sample %d", rate, n, rate.Duration(n), got)
			}
		}
	}
}

// A duration becomes the nearest sample: never more than half a sample away.
func TestSamplesRoundsToNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := recording.Rate(rapid.Int64Range(1, 192_000).Draw(t, "rate"))
		d := time.Duration(rapid.Int64Range(-years200*int64(time.Second), years200*int64(time.Second)).Draw(t, "d"))
		if got := rate.Samples(d); !nearest(got, int64(d), int64(rate), int64(time.Second)) {
			t.Fatalf("at %d Hz %v (%d ns) is sample %d, which is not the nearest", rate, d, int64(d), got)
		}
	})
}

// A position becomes the nearest nanosecond: never more than half of one away.
func TestDurationRoundsToNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := recording.Rate(rapid.Int64Range(1, 192_000).Draw(t, "rate"))
		n := rapid.Int64Range(-years200*int64(rate), years200*int64(rate)).Draw(t, "n")
		if got := rate.Duration(n); !nearest(int64(got), n, int64(time.Second), int64(rate)) {
			t.Fatalf("at %d Hz sample %d is %d ns, which is not the nearest", rate, n, int64(got))
		}
	})
}

// nearest reports whether got is within a half of a·b/c, without a limit to the numbers.
func nearest(got, a, b, c int64) bool {
	distance := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	distance.Sub(distance, new(big.Int).Mul(big.NewInt(got), big.NewInt(c)))
	return distance.Abs(distance).Lsh(distance, 1).Cmp(big.NewInt(c)) <= 0
}

// A rate that is none gives no time, no sample and no tone.
func TestRateThatIsNone(t *testing.T) {
	for _, rate := range []recording.Rate{0, -1, -8000} {
		if got := rate.Duration(8000); got != 0 {
			t.Errorf("at %d Hz sample 8000 is at %v, want 0", rate, got)
		}
		if got := recording.DefaultTone().PCM(rate); len(got) != 0 {
			t.Errorf("at %d Hz the tone has %d samples, want none", rate, len(got))
		}
	}
}

// Time turned around gives the same samples, turned around: halves go away from zero on both sides.
func TestSamplesOfNegativeTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom(rates).Draw(t, "rate")
		d := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "d"))
		if got, want := rate.Samples(-d), -rate.Samples(d); got != want {
			t.Fatalf("at %d Hz %v is sample %d, and %v is %d", rate, d, -want, -d, got)
		}
	})
}
