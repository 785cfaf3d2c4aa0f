package codec

import (
	"encoding/binary"
	"io"
	"math"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// Format numbers of WAV.
const (
	numberPCM   = 1
	numberFloat = 3
	numberMP3   = 0x55
)

// numbersG722 are those under which G.722 stands in WAV.
var numbersG722 = map[int]bool{0x65: true, 0x28F: true}

// openWAV reads WAV as it is, or decodes what is in it.
func (s source) openWAV() (*Audio, error) {
	c, err := wav.ReadCoding(s.file, s.size, s.name)
	if err != nil {
		return nil, err
	}
	convert, wide := widths[width{c.Number, c.Bits}]
	switch {
	case wide:
		return s.openWide(c, convert)
	case numbersG722[c.Number]:
		return s.openFFmpeg(G722)
	case c.Number == numberMP3:
		return s.openFFmpeg(MP3Late)
	}
	r, err := wav.NewReader(s.file, s.size, s.name)
	if err == nil {
		return &Audio{Format: r.Format, SectionReader: r.SectionReader, Samples: r.Samples}, nil
	}
	if c.Number == numberPCM || c.Number == 6 || c.Number == 7 {
		return nil, err
	}
	return s.openFFmpeg(OtherWAV)
}

// A width is a coding of samples that are wider than 16 bits.
type width struct{ number, bits int }

// widths are how one of them becomes PCM16. What is not zero stays so: it is rounded away from zero, for it is not
// silence.
var widths = map[width]func([]byte) int16{
	{numberPCM, 24}: func(b []byte) int16 {
		return narrow(int64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)), 1<<16)
	},
	{numberPCM, 32}:   func(b []byte) int16 { return narrow(int64(int32(binary.LittleEndian.Uint32(b))), 1<<16) },
	{numberFloat, 32}: func(b []byte) int16 { return whole(float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))) },
	{numberFloat, 64}: func(b []byte) int16 { return whole(math.Float64frombits(binary.LittleEndian.Uint64(b))) },
}

// narrow divides a sample, and rounds away from zero.
func narrow(v, by int64) int16 {
	if v > 0 {
		v += by - 1
	} else {
		v -= by - 1
	}
	return int16(max(math.MinInt16, min(math.MaxInt16, v/by)))
}

// whole makes PCM16 of a sample whose full scale is 1. What is no number is loud.
func whole(v float64) int16 {
	v *= -math.MinInt16
	switch {
	case v > 0:
		return int16(min(math.Ceil(v), math.MaxInt16))
	case v < 0:
		return int16(max(math.Floor(v), math.MinInt16))
	case v == 0:
		return 0
	}
	return math.MaxInt16
}

// openWide reads a file of wide samples, anywhere.
func (s source) openWide(c wav.Coding, convert func([]byte) int16) (*Audio, error) {
	if err := s.channels(WidePCM, c.Channels); err != nil {
		return nil, err
	}
	frame := int64(c.Channels * c.Bits / 8)
	if c.Bytes%frame != 0 {
		return nil, s.fail("broken_audio", "音声が%dバイトで、%dバイトの標本に分けられません",
			"%d bytes of audio, which are no whole samples of %d bytes", c.Bytes, frame)
	}
	f := wav.Format{Codec: recording.PCM16, Channels: c.Channels, Rate: c.Rate}
	n := c.Bytes / frame
	at := &wide{io.NewSectionReader(s.file, c.Offset, c.Bytes), int64(c.Bits / 8), convert}
	return &Audio{Kind: WidePCM, Format: f, SectionReader: io.NewSectionReader(at, 0, n*int64(f.Frame())),
		Samples: n}, nil
}

// wide reads PCM16 of samples that are wider.
type wide struct {
	in      io.ReaderAt
	width   int64 // bytes of one
	convert func([]byte) int16
}

// ReadAt reads bytes of PCM16.
func (w *wide) ReadAt(p []byte, off int64) (int, error) {
	first, last := off/2, (off+int64(len(p))+1)/2
	raw := make([]byte, (last-first)*w.width)
	n, err := w.in.ReadAt(raw, first*w.width)
	raw = raw[:int64(n)/w.width*w.width]
	pcm := make([]byte, 0, 2*(last-first))
	for ; len(raw) > 0; raw = raw[w.width:] {
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(w.convert(raw)))
	}
	done := copy(p, pcm[min(off-2*first, int64(len(pcm))):])
	if done == len(p) {
		err = nil
	}
	return done, err
}

// raws are the formats of files without a header, by how their names end.
var raws = map[string]wav.Format{
	".sln":   {Codec: recording.PCM16, Channels: 1, Rate: 8000},
	".sln16": {Codec: recording.PCM16, Channels: 1, Rate: 16_000},
	".sln48": {Codec: recording.PCM16, Channels: 1, Rate: 48_000},
	".ulaw":  {Codec: recording.MuLaw, Channels: 1, Rate: 8000},
	".ul":    {Codec: recording.MuLaw, Channels: 1, Rate: 8000},
	".mulaw": {Codec: recording.MuLaw, Channels: 1, Rate: 8000},
	".alaw":  {Codec: recording.ALaw, Channels: 1, Rate: 8000},
	".al":    {Codec: recording.ALaw, Channels: 1, Rate: 8000},
}

// openRaw reads a file without a header, as its name says.
func (s source) openRaw() (*Audio, error) {
	f := raws[ending(s.name)]
	n := s.size / int64(f.Frame())
	if n*int64(f.Frame()) != s.size {
		return nil, s.fail("broken_audio", "%dバイトで、%dバイトの標本に分けられません",
			"%d bytes, which are no whole samples of %d bytes", s.size, f.Frame())
	}
	return &Audio{Kind: Raw, Format: f, SectionReader: s.all(), Samples: n}, nil
}
