package browser_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the screenshots of the READMEs")

// The READMEs have screenshots of the fourth of the manual's five rows, at which a display is false. -update takes them
// again; what is on them depends on the fonts of the machine, and so it is their size that is tested.
func TestScreenshotsOfSimulator(t *testing.T) {
	const width, height, most = 1440, 1120, 250_000
	if *update {
		takeScreenshots(t, width, height)
	}
	for _, lang := range []string{"ja", "en"} {
		for _, scheme := range []string{"light", "dark"} {
			file, err := os.ReadFile(screenshot(lang, scheme))
			require.NoError(t, err)
			size, err := png.DecodeConfig(bytes.NewReader(file))
			require.NoError(t, err)
			require.Equal(t, []int{width, height}, []int{size.Width, size.Height})
			require.Less(t, len(file), most, "%s %s", lang, scheme)
		}
	}
}

func screenshot(lang, scheme string) string {
	return filepath.Join("..", "..", "..", "..", "docs", "pictures", fmt.Sprintf("simulator-%s-%s.png", lang, scheme))
}

func takeScreenshots(t *testing.T, width, height int64) {
	b := clicker{t, openChromium(t), simulator(t), ""}
	for _, lang := range []string{"ja", "en"} {
		for _, scheme := range []string{"light", "dark"} {
			b.look(scheme, width)
			b.do(chromedp.EmulateViewport(width, height))
			b.open(b.scene("5行").with("n", "5").with("lang", lang))
			require.NoError(t, os.WriteFile(screenshot(lang, scheme),
				small(t, get(b.chromium, chromedp.CaptureScreenshot())), 0o644))
		}
	}
}

// small is a picture in its 256 commonest colours, each other one as the nearest of them, in as few bytes as there is
// time for.
func small(t *testing.T, picture []byte) []byte {
	full, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	few := image.NewPaletted(full.Bounds(), commonest(full))
	draw.Draw(few, few.Bounds(), full, image.Point{}, draw.Src)
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	require.NoError(t, encoder.Encode(&b, few))
	return b.Bytes()
}

func commonest(m image.Image) color.Palette {
	count := map[color.Color]int{}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			count[m.At(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count),
		func(c, d color.Color) int { return cmp.Compare(count[d], count[c]) })
	return colours[:min(len(colours), 256)]
}
