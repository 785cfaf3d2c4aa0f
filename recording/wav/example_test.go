package wav_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/wav"
)

// A call is recorded into a file, and the file is read again.
func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return
	}
	defer os.RemoveAll(dir)
	config := live.DefaultConfig(8000)
	config.Codec, config.Layout = recording.MuLaw, recording.TwoChannel

	call, _ := pause.NewCall(true, 0, 1)
	files, err := wav.Create(config, filepath.Join(dir, "c1.wav"))
	if err != nil {
		fmt.Println(err)
		return
	}
	rec, _ := live.New(config, call, files.Sinks()...)
	_ = rec.Write(0, 0, make([]byte, 160))
	_ = rec.Close(8000)
	_ = files.Close()

	r, err := wav.Open(os.DirFS(dir), "c1.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	fmt.Println(r.Samples, "samples at", r.Rate, "Hz:", r.Format)
	// Output: 8000 samples at 8000 Hz: 2 channels of mulaw (8 bits)
}
