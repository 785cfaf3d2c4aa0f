//go:build unix

package shim

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/recpause/recpause/recording/wav"
)

// A path that is no regular file is not read, whatever it is, and nobody waits for it.
func TestHearOnlyFiles(t *testing.T) {
	dir := t.TempDir()
	fifo, link := filepath.Join(dir, "fifo"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(fifo, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{fifo, link, dir, "/dev/zero", "/dev/null", "/dev/stdin"} {
		_, err := (audio{Tracks: []audioTrack{{Path: name}}}).hear(0)
		var wrong *wav.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: got %v, want a *wav.Error", name, err)
		}
	}
}
