package codec

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// A spool keeps the samples of a file that was decoded: in memory as long as they are few, otherwise in a file that
// nobody else sees and that is gone with the process.
type spool struct {
	source
	kind   Kind
	memory []byte
	disk   *os.File
	size   int64
	block  []byte
}

const (
	mostInMemory = 4 << 20
	mostDecoded  = 8 << 30 // bytes: 74 hours of two channels at 16 kHz

	// A small file may be made to hold as much. Nothing but silence is a thousandth of its samples in FLAC.
	mostOfSmall = 64 << 20 // bytes: an hour of one channel at 8 kHz
	mostTimes   = 2000     // as many bytes as a larger file has
)

// most is how many bytes of samples are taken of a file.
func (s source) most() int64 { return min(mostDecoded, max(mostOfSmall, mostTimes*s.size)) }

// Write takes in bytes of PCM16.
func (s *spool) Write(p []byte) (int, error) {
	switch {
	case s.ctx.Err() != nil:
		return 0, s.ctx.Err()
	case s.size+int64(len(p)) > s.most():
		return 0, s.fail("too_long", "%vの中身が%d MiBを超えています（ファイルは%dバイト）",
			"%v of more than %d MiB of samples in %d bytes", s.kind, s.most()>>20, s.source.size)
	}
	s.size += int64(len(p))
	s.memory = append(s.memory, p...)
	if len(s.memory) <= mostInMemory {
		return len(p), nil
	}
	if err := s.spill(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// spill moves what is in memory to the disk.
func (s *spool) spill() (err error) {
	if s.disk == nil {
		if s.disk, err = os.CreateTemp("", "recpause-*"); err != nil {
			return err
		}
		os.Remove(s.disk.Name()) // where that is not allowed while it is open, Close does it
	}
	_, err = s.disk.Write(s.memory)
	s.memory = s.memory[:0]
	return err
}

// samples takes in samples.
func (s *spool) samples(pcm []int16) error {
	if n := 2 * len(pcm); cap(s.block) < n {
		s.block = make([]byte, n)
	}
	block := s.block[:2*len(pcm)]
	for i, v := range pcm {
		binary.LittleEndian.PutUint16(block[2*i:], uint16(v))
	}
	_, err := s.Write(block)
	return err
}

// close frees the samples.
func (s *spool) close() error {
	if s.disk == nil {
		return nil
	}
	err := s.disk.Close()
	os.Remove(s.disk.Name())
	return err
}

// audio returns what was taken in.
func (s *spool) audio(channels, rate int) (*Audio, error) {
	var at io.ReaderAt = bytes.NewReader(s.memory)
	if s.disk != nil {
		if err := s.spill(); err != nil {
			return nil, err
		}
		at = s.disk
	}
	f := wav.Format{Codec: recording.PCM16, Channels: channels, Rate: rate}
	n := s.size / int64(f.Frame())
	return &Audio{Kind: s.kind, Format: f, SectionReader: io.NewSectionReader(at, 0, n*int64(f.Frame())), Samples: n,
		close: s.close}, nil
}

// decode decodes a file into a spool, which is closed where that fails.
func (s source) decode(k Kind, into func(*spool) (channels, rate int, err error)) (*Audio, error) {
	kept := &spool{source: s, kind: k}
	channels, rate, err := into(kept)
	if err == nil {
		var a *Audio
		if a, err = kept.audio(channels, rate); err == nil {
			return a, nil
		}
	}
	kept.close()
	return nil, err
}
