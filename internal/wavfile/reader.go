package wavfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/go-audio/riff"
)

// A Reader reads the samples of one file as they are: raw, channels interleaved, from their first on or anywhere.
type Reader struct {
	Format
	*io.SectionReader
	Samples int64 // of each channel
	Offset  int64 // where in the file they start

	file io.Closer
}

// Open opens a file and checks it as New does. The errors are *Error, or those of the file system.
func Open(fsys fs.FS, name string) (*Reader, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	r, err := open(file, name)
	if err != nil {
		file.Close()
		return nil, err
	}
	r.file = file
	return r, nil
}

func open(file fs.File, name string) (*Reader, error) {
	at, ok := file.(io.ReaderAt)
	if !ok {
		return nil, &Error{name, "a file that is read from its start only", "one that can be read anywhere"}
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return New(at, info.Size(), name)
}

// New reads a file that is open already, and stays open. It checks the container: that no audio is missing of what it
// counts, and that it counts all audio that the file may hold. The errors are *Error, or those of the file.
func New(file io.ReaderAt, size int64, name string) (*Reader, error) {
	in := io.NewSectionReader(file, 0, size)
	h := header{name: name, size: size, in: in, parse: riff.New(in)}
	if err := h.read(); err != nil {
		return nil, err
	}
	samples := io.NewSectionReader(file, h.offset, h.samples*int64(h.Frame()))
	return &Reader{Format: h.Format, SectionReader: samples, Samples: h.samples, Offset: h.offset}, nil
}

// Close closes a file that Open has opened.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

// unread reports whether an error is that of a file that cannot be read, and not that of what it holds.
func unread(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

const wanted = "a WAV file of PCM16, PCM8, A-law or µ-law with one channel or two"

// A header is the container of a file up to its samples.
type header struct {
	Format
	samples int64 // of each channel
	offset  int64 // of what is read next, and at the end that of the samples

	name  string
	size  int64 // bytes of the file
	in    *io.SectionReader
	parse *riff.Parser
}

func (h *header) fail(got, want string) error { return &Error{h.name, got, want} }

// read reads chunk after chunk, up to the samples.
func (h *header) read() error {
	err := h.parse.ParseHeaders()
	if !unread(err) && (err != nil || h.parse.Format != riff.WavFormatID) {
		return h.fail("something else", wanted)
	}
	for h.offset = 12; err == nil; {
		var chunk *riff.Chunk
		if chunk, err = h.next(); err != nil {
			break
		}
		size := int64(uint32(chunk.Size)) // an int of 32 bits makes a large one negative
		switch chunk.ID {
		case riff.FmtID:
			err = h.format(chunk)
		case riff.DataFormatID:
			return h.data(size)
		}
		h.skip(size)
	}
	return err
}

// next returns the next chunk with the size that the file says: NextChunk would round it up, and does not see that it
// is cut.
func (h *header) next() (*riff.Chunk, error) {
	id, size, err := h.parse.IDnSize()
	if unread(err) {
		return nil, err
	}
	if h.offset += 8; err != nil || h.offset > h.size {
		return nil, h.fail("no audio data", wanted)
	}
	return &riff.Chunk{ID: id, Size: int(size), R: h.in}, nil
}

// skip goes on after a chunk, and the byte that fills an odd one up.
func (h *header) skip(size int64) {
	h.offset += size + size%2
	h.in.Seek(h.offset, io.SeekStart) // cannot fail: the offset is not negative
}

func (h *header) format(chunk *riff.Chunk) error {
	const most = 1 << 10 // bytes: a larger one is no format, and the library would take the memory for it
	if chunk.Size < 16 || chunk.Size > most || chunk.DecodeWavHeader(h.parse) != nil {
		return h.fail("a broken format", wanted)
	}
	p := h.parse
	codec, ok := coding{h.code(chunk), int(p.BitsPerSample)}.codec()
	if !ok || p.NumChannels < 1 || p.NumChannels > 2 || p.SampleRate == 0 {
		return h.fail(fmt.Sprintf("format %d with %d channels of %d bits at %d Hz", p.WavAudioFormat, p.NumChannels,
			p.BitsPerSample, p.SampleRate), wanted)
	}
	h.Format = Format{Codec: codec, Channels: int(p.NumChannels), Rate: int(p.SampleRate)}
	return nil
}

// code returns the number of a format. One that is said to be extensible has its number further on.
func (h *header) code(chunk *riff.Chunk) int {
	const extensible, at = 0xFFFE, 24
	var code [2]byte
	if h.parse.WavAudioFormat != extensible || chunk.Size < at+len(code) {
		return int(h.parse.WavAudioFormat)
	}
	if n, _ := h.in.ReadAt(code[:], h.offset+at); n < len(code) {
		return extensible
	}
	return int(binary.LittleEndian.Uint16(code[:]))
}

// data checks that so many bytes of samples are whole and in the file, and what comes after them.
func (h *header) data(size int64) error {
	switch left := h.size - h.offset; {
	case h.Rate == 0:
		return h.fail("audio data before its format", wanted)
	case size > left:
		return h.fail(fmt.Sprintf("%d bytes of audio", left),
			fmt.Sprintf("the %d that its header says: the file is truncated, or was never completed", size))
	case size == 0 && left > 0:
		return h.fail(fmt.Sprintf("0 samples and %d bytes behind them", left),
			"the size of its audio: the file was never completed")
	case size%int64(h.Frame()) != 0:
		return h.fail(fmt.Sprintf("%d bytes of audio", size), fmt.Sprintf("whole samples of %d bytes", h.Frame()))
	}
	h.samples = size / int64(h.Frame())
	return h.rest(h.offset + size + size%2)
}

// rest checks what comes after the samples: whole chunks up to the end of the file, and no more samples. Anything else
// may be audio that the header does not count, as a recorder leaves it that crashed, and who masks the file would leave
// it as it is.
func (h *header) rest(at int64) error {
	head := make([]byte, 8)
	for at < h.size {
		if n, err := h.in.ReadAt(head, at); n < len(head) && err != io.EOF {
			return err
		} else if n < len(head) || !named(head[:4]) {
			return h.uncounted(at)
		}
		if [4]byte(head) == riff.DataFormatID {
			return h.fail(fmt.Sprintf("a second data chunk at byte %d", at), "all samples in one chunk")
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if at+8+size > h.size {
			return h.uncounted(at)
		}
		at += 8 + size + size%2
	}
	return nil
}

func (h *header) uncounted(at int64) error {
	return h.fail(fmt.Sprintf("%d bytes behind its audio, from byte %d on, that are no chunk", h.size-at, at),
		"whole chunks up to the end of the file: its header counts too few bytes of audio, or the file is broken")
}

// named reports whether four bytes can be the name of a chunk. Those of digital silence are none, in any codec.
func named(id []byte) bool {
	for _, b := range id {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}
