package picture

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// Text and marks have the contrast of WCAG 2 level AA against whatever they are on: 4.5 for text, 3 for what must be seen.
func TestContrast(t *testing.T) {
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		for _, row := range []struct {
			what, on string
			least    float64
		}{
			{p.ink, p.paper, 4.5}, {p.muted, p.paper, 4.5}, {p.ink, p.green, 4.5}, {p.ink, p.amber, 4.5}, {p.onLie, p.lie, 4.5}, {p.lieText, p.paper, 4.5},
			{p.wave, p.tint, 3}, {p.wave, p.paper, 3}, {p.hatch, p.pattern, 3}, {p.hatch, p.tint, 3}, {p.greenEdge, p.paper, 3}, {p.amberEdge, p.paper, 3},
			{p.amberEdge, p.amber, 3}, {p.note, p.tint, 3}, {p.note, p.paper, 3}, {p.note, p.pattern, 3}, {p.lie, p.paper, 3},
		} {
			require.GreaterOrEqual(t, contrast(t, row.what, row.on), row.least, "%s: %s on %s", name, row.what, row.on)
		}
	}
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
