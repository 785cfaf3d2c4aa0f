package wavfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/go-audio/audio"
	"github.com/go-audio/wav"

	"github.com/recpause/recpause/recording"
)

// A RawWriter writes one file: first the samples, raw and channels interleaved, then further chunks, if any. Close
// completes it.
type RawWriter struct {
	Format
	name string
	file *os.File
	data int64 // bytes of samples
	size int64 // bytes of the file
	over bool  // no more samples
}

const headerSize = 44

// CreateRaw starts a file.
func CreateRaw(name string, f Format) (*RawWriter, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := writeHeader(file, f); err != nil {
		file.Close()
		return nil, err
	}
	return &RawWriter{Format: f, name: name, file: file, size: headerSize}, nil
}

// writeHeader has the library write a file without samples. Its sizes are put right at the end, here and not by the
// library, which knows only of samples that it has taken one by one.
func writeHeader(file io.WriteSeeker, f Format) error {
	code := codings[f.Codec]
	e := wav.NewEncoder(file, 1, code.bits, f.Channels, code.format) // at 1 Hz, for it takes memory for a minute
	e.SampleRate = f.Rate
	return e.Write(&audio.IntBuffer{Format: &audio.Format{NumChannels: f.Channels, SampleRate: f.Rate}})
}

// Write appends samples. An *Error says that there are more than a WAV file holds, whose sizes have 32 bits; of p
// nothing is written then.
func (w *RawWriter) Write(p []byte) (int, error) {
	if w.over {
		return 0, w.late()
	}
	n, err := w.append(p)
	w.data += int64(n)
	return n, err
}

// Reserve appends room for so many bytes of samples and returns where they go, in any order and at once. The errors are
// those of Write.
func (w *RawWriter) Reserve(n int64) (*io.OffsetWriter, error) {
	if w.over {
		return nil, w.late()
	}
	if err := w.fits(n); err != nil {
		return nil, err
	}
	at := w.size
	w.size, w.data = w.size+n, w.data+n
	_, err := w.file.Seek(w.size, io.SeekStart)
	return io.NewOffsetWriter(w.file, at), err
}

func (w *RawWriter) late() error {
	return &Error{w.name, "samples after another chunk", "all samples in one chunk"}
}

func (w *RawWriter) append(p []byte) (int, error) {
	if err := w.fits(int64(len(p))); err != nil {
		return 0, err
	}
	n, err := w.file.Write(p)
	w.size += int64(n)
	return n, err
}

// fits checks that a WAV file holds so many bytes more.
func (w *RawWriter) fits(n int64) error {
	if size := w.size + n - 8; size > math.MaxUint32 {
		return &Error{w.name, fmt.Sprintf("%d bytes", size),
			fmt.Sprintf("%d or fewer, which is what a WAV file holds", int64(math.MaxUint32))}
	}
	return nil
}

// Append appends whole chunks after the samples, such as cue and LIST, each with its head and of an even size. Open
// refuses them in a file without samples, which is how a recorder leaves one that crashed.
func (w *RawWriter) Append(chunks []byte) error {
	if err := w.fill(); err != nil {
		return err
	}
	w.over = true
	_, err := w.append(chunks)
	return err
}

// fill makes the size even, as that of every chunk is.
func (w *RawWriter) fill() error {
	_, err := w.append(make([]byte, w.size%2))
	return err
}

// Close writes how long the file and its samples are, and closes it.
func (w *RawWriter) Close() error {
	err := w.fill()
	return errors.Join(err, w.putSize(4, w.size-8), w.putSize(headerSize-4, w.data), w.file.Close())
}

func (w *RawWriter) putSize(at, size int64) error {
	_, err := w.file.WriteAt(binary.LittleEndian.AppendUint32(nil, uint32(size)), at)
	return err
}

// A Writer writes one PCM16 file from samples that are numbers.
type Writer struct {
	raw    *RawWriter
	tracks [][]byte // a channel each
	bytes  []byte   // all of them by turns
}

// Create starts a PCM16 file.
func Create(name string, rate, channels int) (*Writer, error) {
	raw, err := CreateRaw(name, Format{Codec: recording.PCM16, Channels: channels, Rate: rate})
	if err != nil {
		return nil, err
	}
	return &Writer{raw: raw, tracks: make([][]byte, channels)}, nil
}

// Write appends samples, one slice of the same length a channel.
func (w *Writer) Write(channels ...[]int16) error {
	for i, pcm := range channels {
		w.tracks[i] = room(w.tracks[i], 2*len(pcm))
		recording.PCM16.Encode(w.tracks[i], pcm)
	}
	all := w.tracks[0]
	if len(channels) == 2 {
		w.bytes = room(w.bytes, 2*len(all))
		recording.PCM16.Interleave(w.bytes, w.tracks[0], w.tracks[1])
		all = w.bytes
	}
	_, err := w.raw.Write(all)
	return err
}

// room returns n bytes, of a buffer if that has them.
func room(buffer []byte, n int) []byte {
	if n > cap(buffer) {
		return make([]byte, n)
	}
	return buffer[:n]
}

// Close completes the file.
func (w *Writer) Close() error { return w.raw.Close() }
