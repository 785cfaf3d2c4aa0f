package shim

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// A subject's file is heard up to the length that its scene may have, and not one sample more.
func TestSizeOfWAV(t *testing.T) {
	const most = 8000
	f := wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}
	for samples, good := range map[int64]bool{most: true, most + 1: false, 1 << 30: false} {
		name := filepath.Join(t.TempDir(), "a.wav")
		header := f.Header(samples)
		if err := os.WriteFile(name, header, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, int64(len(header))+samples+samples%2); err != nil {
			t.Fatal(err)
		}
		pcm, err := channel(name, 0, most)
		var wrong *wav.Error
		if good != (err == nil) || good && int64(len(pcm)) != samples || !good && !errors.As(err, &wrong) {
			t.Errorf("%d samples: got %d, %v", samples, len(pcm), err)
		}
	}
}
