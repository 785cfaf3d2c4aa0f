package audit_test

import (
	"testing"
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
)

// A short beep over voices is not missing: these voices, of 40,000, look most like a part of it.
func TestShortBeepOverVoices(t *testing.T) {
	for _, seed := range []uint64{19_091, 21_618, 23_913, 28_056, 30_205, 33_719, 34_421, 35_478, 35_656} {
		o := options(recording.OneChannel, codecs[seed%4])
		o.Tone = recording.Tone{Hertz: 1400, Length: 6 * time.Millisecond, Peak: 5000}
		a, b := voice("noise", 1000, seed), voice("noise", 1000, seed+1)
		p := record(t, timeline(t, 1000, span(100, 400)), 1000, o, a, b)
		if r := p.check(t, audit.Options{}); !r.Clean() {
			t.Errorf("seed %d: %v", seed, r.Findings)
		}
	}
}
