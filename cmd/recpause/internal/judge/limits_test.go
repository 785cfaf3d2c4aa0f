package judge

import "testing"

// A magnitude that is tolerated is one of PCM16: 32767 at most, and not below 0.
func TestToleranceLimits(t *testing.T) {
	for text, good := range map[string]bool{"0": true, "32767": true, "32768": false, "-1": false, "5,0s": true, "5,-1ms": false, "": false} {
		var o Options
		if err := (tolerance{&o}).Set(text); (err == nil) != good {
			t.Errorf("%q: got %v, want it taken: %t", text, err, good)
		}
	}
}
