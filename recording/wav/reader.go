package wav

import (
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
)

// A Reader reads the samples of one file as they are: raw, channels interleaved, from their first on or anywhere.
type Reader struct {
	Format
	*io.SectionReader
	Samples int64 // of each channel
	Offset  int64 // where in the file they start

	file io.Closer
}

// Open opens a file and checks it as NewReader does. The errors are *Error, or those of the file system.
func Open(fsys fs.FS, name string) (*Reader, error) {
	info, err := fs.Stat(fsys, name) // before it is opened: a pipe would wait for somebody to write into it
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &Error{name, "no file (" + info.Mode().String() + ")", "a file"}
	}
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
	return NewReader(at, info.Size(), name)
}

// NewReader reads a file that is open already, and stays open. It checks the container: that no audio is missing of what it
// counts, and that it counts all audio that the file may hold. The errors are *Error, or those of the file.
func NewReader(file io.ReaderAt, size int64, name string) (*Reader, error) {
	in := io.NewSectionReader(file, 0, size)
	h := header{name: name, size: size, in: in, long: -1, ours: true}
	if err := h.read(); err != nil {
		return nil, err
	}
	samples := io.NewSectionReader(file, h.offset, h.samples*int64(h.Frame()))
	return &Reader{Format: h.Format, SectionReader: samples, Samples: h.samples, Offset: h.offset}, nil
}

// A Coding is what the header of a WAV file says of its samples, and where they are, whatever coding they have: for who
// decodes codings that a Reader refuses, such as 24 bits.
type Coding struct {
	Number         int // of the format: 1 for PCM, 3 for floating point, 6 for A-law, 7 for µ-law
	Channels, Rate int
	Block          int // bytes that belong together: of PCM one sample of every channel
	Bits           int // of a sample of one channel; 0 where the coding has none
	Offset, Bytes  int64
}

// ReadCoding checks the container of a file as NewReader does, and not the coding of its samples. The errors are *Error,
// or those of the file.
func ReadCoding(file io.ReaderAt, size int64, name string) (Coding, error) {
	h := header{name: name, size: size, in: io.NewSectionReader(file, 0, size), long: -1}
	if err := h.read(); err != nil {
		return Coding{}, err
	}
	return h.coding, nil
}

// Close closes a file that Open has opened.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

const wanted = "a WAV file of PCM16, PCM8, A-law or µ-law with one channel or two"

// A header is the container of a file.
type header struct {
	Format
	samples int64 // of each channel
	offset  int64 // of the samples
	long    int64 // bytes of samples by the chunk that RF64 has for it, or -1
	coding  Coding
	ours    bool // the coding must be one of ours

	name   string
	size   int64 // bytes of the file
	in     *io.SectionReader
	chunks int // so far
}

// mostChunks is how many chunks of a file are looked at: it has a dozen, and a disk holds billions that are empty.
const mostChunks = 10_000

func (h *header) fail(got, want string) error { return &Error{h.name, got, want} }

// bytes reads n bytes at a position, or as many as there are.
func (h *header) bytes(at int64, n int) ([]byte, error) {
	b := make([]byte, n)
	n, err := h.in.ReadAt(b, at)
	if err == io.EOF {
		err = nil
	}
	return b[:n], err
}

// chunk reads the name of the chunk at a position, "" where there is none, and how many bytes it has behind its head.
func (h *header) chunk(at int64) (id string, size int64, err error) {
	if h.chunks++; h.chunks > mostChunks {
		return "", 0, h.fail(fmt.Sprintf("more than %d chunks", mostChunks), wanted)
	}
	head, err := h.bytes(at, chunkHead)
	if err != nil || len(head) < chunkHead {
		return "", 0, err
	}
	return string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:])), nil
}

// behind returns where the next chunk is: the size of each is made even.
func behind(at, size int64) int64 { return at + chunkHead + size + size%2 }

// read reads chunk after chunk.
func (h *header) read() error {
	head, err := h.bytes(0, 12)
	if err != nil {
		return err
	}
	if len(head) < 12 || string(head[8:]) != "WAVE" {
		return h.fail("something else", wanted)
	}
	switch form := string(head[:4]); form {
	case "RIFF":
	case "RF64":
		if err := h.sizes(); err != nil {
			return err
		}
	case "RIFX":
		return h.fail("RIFX, whose numbers are big-endian", wanted)
	default:
		return h.fail("something else", wanted)
	}
	for at := int64(12); ; {
		id, size, err := h.chunk(at)
		switch {
		case err != nil:
			return err
		case id == "":
			return h.fail("no audio data", wanted)
		case id == "data" && size == math.MaxUint32 && h.long >= 0:
			return h.data(at, h.long)
		case id == "data":
			return h.data(at, size)
		case id == "fmt ":
			if err := h.format(at, size); err != nil {
				return err
			}
		}
		at = behind(at, size)
	}
}

// sizes reads the first chunk of an RF64 file, which says how long the others are.
func (h *header) sizes() error {
	const least = 24
	id, size, err := h.chunk(12)
	if err != nil {
		return err
	}
	b, err := h.bytes(12+chunkHead, least)
	if err != nil {
		return err
	}
	if id != "ds64" || size < least || len(b) < least {
		return h.fail("an RF64 file that does not say its sizes", wanted)
	}
	h.long = int64(min(binary.LittleEndian.Uint64(b[8:]), math.MaxInt64))
	return nil
}

// format reads the chunk that says how the samples are laid down.
func (h *header) format(at, size int64) error {
	const least, extensible, further = 16, 0xFFFE, 24 // one that is said to be extensible has its number further on
	b, err := h.bytes(at+chunkHead, further+2)
	if err != nil {
		return err
	}
	if size < least || at+chunkHead+size > h.size {
		return h.fail("a broken format", wanted)
	}
	le := binary.LittleEndian
	said, channels, rate, bits := le.Uint16(b), le.Uint16(b[2:]), le.Uint32(b[4:]), le.Uint16(b[14:])
	number := said
	if said == extensible && size >= further+2 {
		number = le.Uint16(b[further:])
	}
	h.coding = Coding{Number: int(number), Channels: int(channels), Rate: int(rate),
		Block: int(le.Uint16(b[12:])), Bits: int(bits)}
	codec, ok := coding{number, bits}.codec()
	if channels < 1 || rate == 0 || h.ours && (!ok || channels > 2) {
		return h.fail(fmt.Sprintf("format %d with %d channels of %d bits at %d Hz", said, channels, bits, rate), wanted)
	}
	h.Format = Format{Codec: codec, Channels: int(channels), Rate: int(rate)}
	return nil
}

// data checks that so many bytes of samples are whole and in the file, and what comes after them.
func (h *header) data(at, size int64) error {
	h.offset = at + chunkHead
	h.coding.Offset, h.coding.Bytes = h.offset, size
	switch left := h.size - h.offset; {
	case h.coding.Rate == 0:
		return h.fail("audio data before its format", wanted)
	case size > left:
		return h.fail(fmt.Sprintf("%d bytes of audio", left),
			fmt.Sprintf("the %d that its header says: the file is truncated, or was never completed", size))
	case size == 0 && left > 0:
		return h.fail(fmt.Sprintf("0 samples and %d bytes behind them", left),
			"the size of its audio: the file was never completed")
	case h.ours && size%int64(h.Frame()) != 0:
		return h.fail(fmt.Sprintf("%d bytes of audio", size), fmt.Sprintf("whole samples of %d bytes", h.Frame()))
	}
	if h.ours {
		h.samples = size / int64(h.Frame())
	}
	return h.rest(behind(at, size))
}

// rest checks what comes after the samples: whole chunks up to the end of the file, and no more samples. Anything else
// may be audio that the header does not count, as a recorder leaves it that crashed, and who masks the file would leave
// it as it is.
func (h *header) rest(at int64) error {
	for at < h.size {
		id, size, err := h.chunk(at)
		switch {
		case err != nil:
			return err
		case id == "data":
			return h.fail(fmt.Sprintf("a second data chunk at byte %d", at), "all samples in one chunk")
		case !named(id) || at+chunkHead+size > h.size:
			return h.uncounted(at)
		}
		at = behind(at, size)
	}
	return nil
}

func (h *header) uncounted(at int64) error {
	return h.fail(fmt.Sprintf("%d bytes behind its audio, from byte %d on, that are no chunk", h.size-at, at),
		"whole chunks up to the end of the file: its header counts too few bytes of audio, or the file is broken")
}

// named reports whether a chunk has a name. Bytes of digital silence are none, in any codec.
func named(id string) bool {
	return id != "" && !strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r > '~' })
}
