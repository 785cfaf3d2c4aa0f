package judge

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// A magnitude that is tolerated is one of PCM16: 32767 at most, and not below 0.
func TestToleranceLimits(t *testing.T) {
	for text, good := range map[string]bool{"0": true, "32767": true, "32768": false, "-1": false, "5,0s": true, "5,-1ms": false, "": false} {
		var o Options
		if err := (tolerance{&o}).Set(text); (err == nil) != good {
			t.Errorf("%q: got %v, want it taken: %t", text, err, good)
		}
	}
}

// A manifest of an archive is read to a bound: a hole of a terabyte is refused before it is read.
func TestManifestsAreReadToABound(t *testing.T) {
	for size, want := range map[int64]string{command.MostText: "no JSON", command.MostText + 1: "larger than 64 MiB",
		1 << 40: "larger than 64 MiB"} {
		_, err := readManifest(io.NewSectionReader(strings.NewReader(""), 0, size))
		require.ErrorContains(t, err, want, size)
	}
}
