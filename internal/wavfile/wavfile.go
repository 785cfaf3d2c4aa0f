// Package wavfile reads and writes the WAV files of calls: PCM16, PCM8, µ-law and A-law with one channel or two. The
// samples pass as raw bytes, block by block. It refuses what a recording must not be silent about, such as a file that
// is shorter than it says.
package wavfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

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

// A Writer writes one file: first a head of no samples, then samples, raw and channels interleaved. Close completes it.
type Writer struct {
	Format
	name string
	file *os.File
	data int64 // bytes of samples
}

const headSize = 44

// Create starts a file.
func Create(name string, f Format) (*Writer, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(f.head(0)); err != nil {
		file.Close()
		return nil, err
	}
	return &Writer{Format: f, name: name, file: file}, nil
}

// head returns what stands in front of so many bytes of samples.
func (f Format) head(data int64) []byte {
	code, le := codings[f.Codec], binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), uint32(min(headSize-chunkHead+data+data%2, math.MaxUint32)))
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(b, code.format)
	b = le.AppendUint16(b, uint16(f.Channels))
	b = le.AppendUint32(b, uint32(f.Rate))
	b = le.AppendUint32(b, uint32(f.Rate*f.Frame()))
	b = le.AppendUint16(b, uint16(f.Frame()))
	b = le.AppendUint16(b, code.bits)
	return le.AppendUint32(append(b, "data"...), uint32(data))
}

// Write appends samples. An *Error says that there are more than a WAV file holds, whose sizes have 32 bits; of p
// nothing is written then.
func (w *Writer) Write(p []byte) (int, error) {
	if err := w.fits(int64(len(p))); err != nil {
		return 0, err
	}
	n, err := w.file.Write(p)
	w.data += int64(n)
	return n, err
}

// Reserve appends room for so many bytes of samples and returns where they go, in any order and at once. The errors are
// those of Write.
func (w *Writer) Reserve(n int64) (*io.OffsetWriter, error) {
	if err := w.fits(n); err != nil {
		return nil, err
	}
	at := headSize + w.data
	w.data += n
	_, err := w.file.Seek(n, io.SeekCurrent)
	return io.NewOffsetWriter(w.file, at), err
}

// fits checks that a WAV file holds so many bytes more.
func (w *Writer) fits(n int64) error {
	if size := headSize + w.data + n - chunkHead; size > math.MaxUint32 {
		return &Error{w.name, fmt.Sprintf("%d bytes", size),
			fmt.Sprintf("%d or fewer, which is what a WAV file holds", int64(math.MaxUint32))}
	}
	return nil
}

// Close makes the size even, as that of every chunk is, writes how long the file and its samples are, and closes it.
func (w *Writer) Close() error {
	filled := w.data % 2
	err := w.fits(filled)
	if err == nil {
		_, err = w.file.Write(make([]byte, filled))
	}
	_, unwritten := w.file.WriteAt(w.head(w.data), 0)
	return errors.Join(err, unwritten, w.file.Close())
}
