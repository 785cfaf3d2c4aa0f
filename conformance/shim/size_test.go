package shim

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// A subject's file is heard up to its stated size, and not one sample more.
func TestSizeOfWAV(t *testing.T) {
	f := wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}
	for size, good := range map[int64]bool{maxWAV: true, maxWAV + 1: false} {
		name := filepath.Join(t.TempDir(), "a.wav")
		header := f.Header(size)
		if err := os.WriteFile(name, header, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, int64(len(header))+size+size%2); err != nil {
			t.Fatal(err)
		}
		pcm, err := channel(name, 0)
		var wrong *wav.Error
		if good != (err == nil) || good && int64(len(pcm)) != size || !good && !errors.As(err, &wrong) {
			t.Errorf("%d bytes: got %d samples, %v", size, len(pcm), err)
		}
	}
}
