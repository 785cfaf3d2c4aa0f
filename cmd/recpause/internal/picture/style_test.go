package picture

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Text and marks have the contrast of WCAG 2 level AA against whatever they are on: 4.5 for text, 3 for what must be
// seen.
func TestContrast(t *testing.T) {
	light, dark, _ := strings.Cut(string(CSS), "\n@media (prefers-color-scheme:dark)")
	for name, block := range map[string]string{"light": light, "dark": dark} {
		for _, row := range []struct {
			what, on string
			least    float64
		}{
			{"ink", "paper", 4.5}, {"muted", "paper", 4.5}, {"ink", "green", 4.5}, {"ink", "amber", 4.5},
			{"on-lie", "lie", 4.5},
			{"lie-text", "paper", 4.5}, {"wave", "tint", 3}, {"wave", "paper", 3}, {"hatch", "pattern", 3},
			{"hatch", "tint", 3},
			{"green-edge", "paper", 3}, {"amber-edge", "paper", 3}, {"amber-edge", "amber", 3}, {"note", "tint", 3},
			{"note", "paper", 3}, {"note", "pattern", 3}, {"lie", "paper", 3},
		} {
			what, on := colour(t, block, row.what), colour(t, block, row.on)
			require.GreaterOrEqual(t, contrast(t, what, on), row.least, "%s: %s on %s", name, row.what, row.on)
		}
	}
}

// colour returns what the first block of a style sheet gives a variable.
func colour(t *testing.T, block, variable string) string {
	_, rest, ok := strings.Cut(block, "--"+variable+":")
	require.True(t, ok, variable)
	value, _, ok := strings.Cut(rest, ";")
	require.True(t, ok, variable)
	return value
}

// contrast is WCAG's definition.
func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(t *testing.T, colour string) (l float64) {
	for i, weight := range []float64{.2126, .7152, .0722} {
		v, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		require.NoError(t, err)
		c := float64(v) / 255
		if c <= .04045 {
			l += weight * c / 12.92
			continue
		}
		l += weight * math.Pow((c+.055)/1.055, 2.4)
	}
	return l
}
