// Package wavfile reads and writes the WAV files of call logs: PCM16, block by block. The container is go-audio's; this package
// adds what a recording must not be silent about, such as a file that is shorter than it says.
package wavfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/go-audio/audio"
	"github.com/go-audio/riff"
	"github.com/go-audio/wav"
)

// An Error says what is wrong with a file.
type Error struct {
	File, Got, Want string
}

func (e *Error) Error() string { return fmt.Sprintf("%s: got %s, expected %s", e.File, e.Got, e.Want) }

// A Reader reads one mono PCM16 file.
type Reader struct {
	Rate    int
	Samples int64

	name  string
	file  fs.File
	data  io.Reader
	bytes []byte
}

const wanted = "a WAV file with one channel of PCM16"

// Open opens a file and checks its container. The errors are *Error, or those of the file system.
func Open(fsys fs.FS, name string) (*Reader, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	r := &Reader{name: name, file: file}
	if err := r.header(); err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }

func (r *Reader) fail(got, want string) error { return &Error{r.name, got, want} }

func (r *Reader) header() error {
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	counted := &counter{in: r.file}
	p := riff.New(counted)
	if err := p.ParseHeaders(); err != nil || p.ID != riff.RiffID || p.Format != riff.WavFormatID {
		return r.fail("something else", wanted)
	}
	for {
		chunk, err := p.NextChunk()
		switch {
		case err != nil:
			return r.fail("no audio data", wanted)
		case chunk.ID == riff.FmtID:
			if err := r.format(p, chunk); err != nil {
				return err
			}
		case chunk.ID == riff.DataFormatID:
			if r.Rate == 0 {
				return r.fail("audio data before its format", wanted)
			}
			return r.start(chunk, info.Size()-counted.n)
		default:
			chunk.Drain()
		}
	}
}

func (r *Reader) format(p *riff.Parser, chunk *riff.Chunk) error {
	const most = 1 << 10 // a larger one is no format, and the library would take the memory for it
	if chunk.Size < 16 || chunk.Size > most || chunk.DecodeWavHeader(p) != nil {
		return r.fail("a broken format", wanted)
	}
	if p.WavAudioFormat != 1 || p.BitsPerSample != 16 || p.NumChannels != 1 || p.SampleRate == 0 {
		return r.fail(fmt.Sprintf("format %d with %d channels of %d bits", p.WavAudioFormat, p.NumChannels, p.BitsPerSample), wanted)
	}
	r.Rate = int(p.SampleRate)
	return nil
}

func (r *Reader) start(chunk *riff.Chunk, left int64) error {
	size := int64(chunk.Size)
	if size > left {
		return r.fail(fmt.Sprintf("%d bytes of audio", left), fmt.Sprintf("the %d that its header says: the file is truncated", size))
	}
	if size%2 != 0 {
		return r.fail(fmt.Sprintf("%d bytes of audio", size), "whole samples of two bytes")
	}
	r.Samples, r.data = size/2, io.LimitReader(r.file, size)
	return nil
}

type counter struct {
	in io.Reader
	n  int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// Read fills pcm with the next samples and returns how many there were; io.EOF comes with none.
func (r *Reader) Read(pcm []int16) (int, error) {
	if len(r.bytes) < 2*len(pcm) {
		r.bytes = make([]byte, 2*len(pcm))
	}
	n, err := io.ReadFull(r.data, r.bytes[:2*len(pcm)])
	for i := range n / 2 {
		pcm[i] = int16(binary.LittleEndian.Uint16(r.bytes[2*i:]))
	}
	if n > 0 && errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return n / 2, err
}

// A Writer writes one PCM16 file.
type Writer struct {
	file *os.File
	wav  *wav.Encoder
	buf  audio.IntBuffer
}

// Create starts a file.
func Create(name string, rate, channels int) (*Writer, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: file, wav: wav.NewEncoder(file, rate, 16, channels, 1)}
	w.buf.Format = &audio.Format{NumChannels: channels, SampleRate: rate}
	if err := w.Write(make([][]int16, channels)...); err != nil { // the header, also of an empty recording
		file.Close()
		return nil, err
	}
	return w, nil
}

// Write appends samples, one slice of the same length a channel.
func (w *Writer) Write(channels ...[]int16) error {
	w.buf.Data = w.buf.Data[:0]
	for i := range channels[0] {
		for _, c := range channels {
			w.buf.Data = append(w.buf.Data, int(c[i]))
		}
	}
	return w.wav.Write(&w.buf)
}

// Close completes the file.
func (w *Writer) Close() error { return errors.Join(w.wav.Close(), w.file.Close()) }
