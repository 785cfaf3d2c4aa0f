package codec_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/recpause/recpause/cmd/recpause/internal/codec"
)

// Whatever a file holds that is decoded here, it is refused, or all of its samples can be read. What ffmpeg decodes is
// its own.
func FuzzOpen(f *testing.F) {
	good := wavOf(sweep(900, 2), 2, 8000)
	f.Add(good, "x.wav")
	f.Add(good[44:], "x.sln")
	for _, c := range [][]string{{".flac"}, {".opus", "-c:a", "libopus"}, {".wav", "-c:a", "pcm_s24le"}} {
		f.Add(ffmpeg(f, good, c[0], c[1:]...), "x"+c[0])
	}
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		t.Setenv("PATH", "") // no ffmpeg
		a, err := codec.Open(context.Background(), bytes.NewReader(data), int64(len(data)), name, codec.Options{})
		if err != nil {
			return
		}
		defer a.Close()
		n, err := io.Copy(io.Discard, a)
		if err != nil || n != a.Samples*int64(a.Frame()) || a.Channels < 1 || a.Rate < 1 {
			t.Fatalf("%v of %d samples at %d Hz: read %d bytes, %v", a.Format, a.Samples, a.Rate, n, err)
		}
	})
}
