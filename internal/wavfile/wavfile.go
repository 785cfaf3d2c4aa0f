// Package wavfile reads and writes the WAV files of calls: PCM16, PCM8, µ-law and A-law with one channel or two. The
// container is go-audio's; the samples pass as raw bytes, block by block. It adds what a recording must not be silent
// about, such as a file that is shorter than it says.
package wavfile

import (
	"fmt"

	"github.com/recpause/recpause/recording"
)

// A Format is how the samples of a file are laid down.
type Format struct {
	Codec    recording.Codec
	Channels int // 1 or 2, interleaved
	Rate     int // samples a second
}

// Frame returns how many bytes one sample of every channel takes.
func (f Format) Frame() int { return f.Channels * f.Codec.Width() }

func (f Format) String() string {
	channels := "one channel"
	if f.Channels != 1 {
		channels = fmt.Sprintf("%d channels", f.Channels)
	}
	return fmt.Sprintf("%s of %v (%d bits)", channels, f.Codec, 8*f.Codec.Width())
}

// An Error says what is wrong with a file.
type Error struct {
	File, Got, Want string
}

func (e *Error) Error() string { return fmt.Sprintf("%s: got %s, expected %s", e.File, e.Got, e.Want) }

// A coding is what the header of a WAV file says of its samples.
type coding struct {
	format, bits int
}

var codings = map[recording.Codec]coding{
	recording.PCM16: {1, 16},
	recording.PCM8:  {1, 8},
	recording.ALaw:  {6, 8},
	recording.MuLaw: {7, 8},
}

// codec returns what a header means.
func (c coding) codec() (recording.Codec, bool) {
	for codec, known := range codings {
		if c == known {
			return codec, true
		}
	}
	return 0, false
}
