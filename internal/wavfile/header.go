package wavfile

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/go-audio/riff"
)

const wanted = "a WAV file of PCM16, PCM8, A-law or µ-law with one channel or two"

// A header is the container of a file up to its samples.
type header struct {
	Format
	samples, offset int64

	name  string
	size  int64
	in    *io.SectionReader
	parse *riff.Parser
}

func newHeader(file io.ReaderAt, size int64, name string) *header {
	in := io.NewSectionReader(file, 0, size)
	return &header{name: name, size: size, in: in, parse: riff.New(in)}
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

// next returns the next chunk with the size that the file says: NextChunk would round it up, and does not see that it is cut.
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

// skip goes on behind a chunk, and the byte that fills an odd one up.
func (h *header) skip(size int64) {
	h.offset += size + size%2
	h.in.Seek(h.offset, io.SeekStart) // cannot fail: the offset is not negative
}

func (h *header) format(chunk *riff.Chunk) error {
	const most = 1 << 10 // a larger one is no format, and the library would take the memory for it
	if chunk.Size < 16 || chunk.Size > most || chunk.DecodeWavHeader(h.parse) != nil {
		return h.fail("a broken format", wanted)
	}
	p := h.parse
	codec, ok := coding{h.code(chunk), int(p.BitsPerSample)}.codec()
	if !ok || p.NumChannels < 1 || p.NumChannels > 2 || p.SampleRate == 0 {
		return h.fail(fmt.Sprintf("format %d with %d channels of %d bits at %d Hz", p.WavAudioFormat, p.NumChannels, p.BitsPerSample, p.SampleRate), wanted)
	}
	h.Format = Format{Codec: codec, Channels: int(p.NumChannels), Rate: int(p.SampleRate)}
	return nil
}

// code returns the number of a format, also of one that is said to be extensible and has it further behind.
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

func (h *header) data(size int64) error {
	switch left := h.size - h.offset; {
	case h.Rate == 0:
		return h.fail("audio data before its format", wanted)
	case size > left:
		return h.fail(fmt.Sprintf("%d bytes of audio", left), fmt.Sprintf("the %d that its header says: the file is truncated, or was never completed", size))
	case size == 0 && left > 0:
		return h.fail(fmt.Sprintf("0 samples and %d bytes behind them", left), "the size of its audio: the file was never completed")
	case size%int64(h.Frame()) != 0:
		return h.fail(fmt.Sprintf("%d bytes of audio", size), fmt.Sprintf("whole samples of %d bytes", h.Frame()))
	}
	h.samples = size / int64(h.Frame())
	return h.behind(size)
}
