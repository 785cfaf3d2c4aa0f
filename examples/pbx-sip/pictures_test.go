package main

import (
	"bytes"
	"cmp"
	"flag"
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
)

var update = flag.Bool("update", false, "take the README's pictures of the page again")

// The README has pictures of the page: a call of two softphones in the fourth of the manual's five rows, in which a
// display is false. With -update they are taken again; what is on them depends on the fonts of the machine, and so it
// is their size that is tested.
func TestPicturesOfThePage(t *testing.T) {
	const width, height, most = 1440, 1100, 200_000
	if *update {
		takePictures(t, width, height)
	}
	for _, lang := range []string{"ja", "en"} {
		file, err := os.ReadFile(pictureOf(lang))
		if err != nil {
			t.Fatal(err)
		}
		size, err := png.DecodeConfig(bytes.NewReader(file))
		if err != nil || size.Width != width || size.Height != height || len(file) > most {
			t.Errorf("%s: %d × %d in %d bytes, %v", lang, size.Width, size.Height, len(file), err)
		}
	}
}

func pictureOf(lang string) string {
	return filepath.Join("..", "..", "docs", "pictures", "pbx-sip-"+lang+".png")
}

func takePictures(t *testing.T, width, height int64) {
	b := openChromium(t, "")
	for lang, scheme := range map[string]string{"ja": "light", "en": "dark"} {
		d := newDeskTest(t)
		finishStory(t, d.store)
		b.visit(d.URL+"/?lang="+lang, scheme, width)
		b.do(chromedp.EmulateViewport(width, height), chromedp.SetValue(chromedp.CSS(at("101", ".number")), "102"))
		for _, step := range [][2]string{{keyAt("101", "dial"), at("102", ".incoming")},
			{keyAt("102", "answer"), at("101", ".toggle:not(.absent)")}, {keyAt("101", "toggle"), at("101", ".toggle.resume")},
			{keyAt("102", "toggle"), at("102", ".toggle.resume")}, {keyAt("101", "toggle"), at("101", ".toggle:not(.resume)")},
			{keyAt("102", "hold"), at("102", ".hint.why")}} {
			b.click(step[0])
			b.do(chromedp.WaitVisible(chromedp.CSS(step[1])))
		}
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		b.must(err)
		b.must(os.WriteFile(pictureOf(lang), small(t, picture), 0o644))
	}
}

// small is a picture in its 256 commonest colours, each other one as the nearest of them.
func small(t *testing.T, picture []byte) []byte {
	full, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	count := map[color.Color]int{}
	for y := range full.Bounds().Dy() {
		for x := range full.Bounds().Dx() {
			count[full.At(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(c, d color.Color) int { return cmp.Compare(count[d], count[c]) })
	few := image.NewPaletted(full.Bounds(), colours[:min(len(colours), 256)])
	draw.Draw(few, few.Bounds(), full, image.Point{}, draw.Src)
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, few); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
