// Package wav reads and writes the WAV files of calls: PCM16, PCM8, µ-law and A-law with one channel or two, and RF64
// where a file is longer than 4 GB.
//
// Files are the sinks of a live recording. What a Recording writes, packet by packet, is joined in memory to a second
// of audio, or to 16 KiB where that is more, and then written at once; what it corrects is corrected at once in the
// file, or in memory where it is still there. So nothing comes into a file that has been taken out of it before. The
// header counts what is in the file and is written along, after every eighth such write: a player plays a file that
// grows. A process that dies leaves a file that lacks what was in memory, which Restore and live.Restore go on with.
//
// A Reader reads a file whose header counts all of it, and refuses what a recording must not be silent about, such as
// one that is shorter than it says.
package wav

import (
	"encoding/binary"
	"fmt"
	"math"

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
	format, bits uint16
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

const (
	chunkHead   = 8
	roomSize    = 28                                       // of the chunk in which RF64 says its sizes
	shortHeader = 44                                       // of a file that needs no such chunk
	longHeader  = shortHeader + chunkHead + roomSize       // with that chunk, or with room for it
	maxShort    = math.MaxUint32 - shortHeader + chunkHead // bytes of samples, made even, that need no such chunk
)

// Header returns what stands in front of so many bytes of samples in a whole file. Behind an odd number of them stands
// one zero.
func (f Format) Header(bytes int64) []byte { return f.header(bytes, bytes+bytes%2 > maxShort) }

// header returns Header, with room for the sizes of RF64 or without.
func (f Format) header(samples int64, room bool) []byte {
	code, le := codings[f.Codec], binary.LittleEndian
	form, chunk, riff, data := "RIFF", "JUNK", shortHeader-chunkHead+samples+samples%2, samples
	sizes := make([]byte, roomSize)
	if room {
		riff += chunkHead + roomSize
	}
	if riff > math.MaxUint32 {
		le.PutUint64(sizes, uint64(riff))
		le.PutUint64(sizes[8:], uint64(samples))
		le.PutUint64(sizes[16:], uint64(samples/int64(f.Frame())))
		form, chunk, riff, data = "RF64", "ds64", math.MaxUint32, math.MaxUint32
	}
	b := append(le.AppendUint32([]byte(form), uint32(riff)), "WAVE"...)
	if room {
		b = append(le.AppendUint32(append(b, chunk...), roomSize), sizes...)
	}
	b = le.AppendUint32(append(b, "fmt "...), 16)
	b = le.AppendUint16(b, code.format)
	b = le.AppendUint16(b, uint16(f.Channels))
	b = le.AppendUint32(b, uint32(f.Rate))
	b = le.AppendUint32(b, uint32(f.Rate*f.Frame()))
	b = le.AppendUint16(b, uint16(f.Frame()))
	b = le.AppendUint16(b, code.bits)
	return le.AppendUint32(append(b, "data"...), uint32(data))
}
