package wav

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"sync"
)

const (
	minJoined   = 16 << 10  // bytes that are written at once; a second of audio if that is more
	maxJoined   = 256 << 10 // but no more than these
	headerEvery = 8         // so many writes are counted in the header by one more
)

// A disk is what a sink needs of an *os.File.
type disk interface {
	io.ReaderAt
	io.WriterAt
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	Sync() error
	Close() error
}

// A sink is a file that a live recording writes. Of its audio the first bytes are in the file, and those that follow
// are joined in memory.
type sink struct {
	Format
	name string
	disk disk

	mu      sync.Mutex
	written int64  // bytes of audio that are in the file
	joined  []byte // those that follow
	full    int    // so many are written at once
	refused bool   // the last write of joined failed, and may have left more in the file than it said
	since   int    // writes since the header was written
	closed  bool
}

// newSink looks at a file, which is new or the sink's of an earlier process, and changes nothing.
func newSink(d disk, name string, f Format) (*sink, error) {
	s := &sink{Format: f, name: name, disk: d}
	s.full = min(max(minJoined, f.Rate*f.Frame()), maxJoined)
	s.joined = make([]byte, 0, s.full+s.full/8)
	info, err := d.Stat()
	if err != nil {
		return nil, err
	}
	header := make([]byte, longHeader)
	if _, err := d.ReadAt(header, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if !s.ours(header) {
		return nil, &Error{name, "the header of another file", "that of a recording with " + f.String() + " at " +
			strconv.Itoa(f.Rate) + " Hz"}
	}
	s.written = max(0, info.Size()-longHeader)
	if said := said(header); f.Frame() == 1 && said%2 == 1 && said+1 == s.written {
		s.written = said // the last byte fills up
	}
	s.written -= s.written % int64(f.Frame())
	return s, nil
}

// ours reports whether a header is that of the sink, whatever sizes it says, or one that never came to the disk.
func (s *sink) ours(header []byte) bool {
	if bytes.Count(header, []byte{0}) == len(header) {
		return true
	}
	without := func(header []byte) []byte { // the sizes
		return slices.Concat(header[:4], header[8:12+chunkHead], header[12+chunkHead+roomSize:longHeader-4])
	}
	return slices.ContainsFunc([]int64{0, math.MaxUint32}, func(samples int64) bool {
		return bytes.Equal(without(header), without(s.header(samples, true)))
	})
}

// said returns how many bytes of audio one of our headers counts.
func said(header []byte) int64 {
	if string(header[:4]) == "RF64" {
		return int64(binary.LittleEndian.Uint64(header[12+chunkHead+8:]))
	}
	return int64(binary.LittleEndian.Uint32(header[longHeader-4:]))
}

// begin makes a file one that ends with a whole sample, and whose header counts all of it.
func (s *sink) begin() error {
	if err := s.disk.Truncate(longHeader + s.written); err != nil {
		return err
	}
	return s.count()
}

// count writes the header, which counts whole samples.
func (s *sink) count() error {
	s.since = 0
	_, err := s.disk.WriteAt(s.header(s.written-s.written%int64(s.Frame()), true), 0)
	return err
}

func (s *sink) size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end()
}

func (s *sink) end() int64 { return s.written + int64(len(s.joined)) }

// WriteAt takes audio at an offset from the first byte of audio. What is beyond the end is preceded by silence.
func (s *sink) WriteAt(p []byte, off int64) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return 0, fs.ErrClosed
	case off < 0:
		return 0, &Error{s.name, "audio at byte " + strconv.FormatInt(off, 10), "0 or more"}
	}
	if off < s.written {
		n, err = s.disk.WriteAt(p[:min(int64(len(p)), s.written-off)], longHeader+off)
	}
	if err != nil || n == len(p) {
		return n, err
	}
	m, err := s.join(p[n:], off+int64(n))
	return n + m, err
}

// join takes audio that belongs behind what is in the file. It takes all of it or, where joined is full and cannot be
// written, nothing that is new.
func (s *sink) join(p []byte, off int64) (n int, err error) {
	for s.end() < off {
		if err := s.makeRoom(); err != nil {
			return 0, err
		}
		old := len(s.joined)
		s.joined = slices.Grow(s.joined, s.full)[:int64(old)+min(off-s.end(), int64(s.full))]
		s.Codec.Fill(s.joined[old:])
	}
	n = copy(s.joined[off-s.written:], p)
	if s.refused || n < len(p) {
		if err := s.makeRoom(); err != nil {
			return 0, err
		}
	}
	s.joined = append(s.joined, p[n:]...)
	return len(p), nil
}

// makeRoom writes what is joined where that is enough. What a write that failed may have left in the file is written
// over before anything else is taken.
func (s *sink) makeRoom() error {
	if len(s.joined) < s.full && !s.refused {
		return nil
	}
	if err := s.flush(); err != nil {
		return err
	}
	if s.since++; s.since >= headerEvery {
		_ = s.count() // the next one counts this too
	}
	return nil
}

// flush writes what is joined.
func (s *sink) flush() error {
	n, err := s.disk.WriteAt(s.joined, longHeader+s.written)
	s.written += int64(n)
	s.joined = s.joined[:copy(s.joined, s.joined[n:])]
	s.refused = err != nil
	return err
}

// Truncate takes off the audio behind so many bytes, and what a write that failed may have left there. The header counts
// no more of it before it goes.
func (s *sink) Truncate(size int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fs.ErrClosed
	}
	inFile := max(0, min(size, s.written))
	s.joined = s.joined[:max(0, min(size-inFile, int64(len(s.joined))))]
	s.written = inFile
	if err := s.count(); err != nil {
		return err
	}
	return s.disk.Truncate(longHeader + inFile)
}

// seal writes all that there is.
func (s *sink) seal() error { return cmp.Or(s.flush(), s.count()) }

// Sync writes all that there is, and has the disk keep it.
func (s *sink) Sync() error {
	s.mu.Lock()
	err := s.seal()
	s.mu.Unlock()
	return cmp.Or(err, s.disk.Sync())
}

// Close makes the size even, as that of every chunk is, syncs the file and closes it.
func (s *sink) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	err := s.seal()
	if err == nil && s.written%2 == 1 {
		_, err = s.disk.WriteAt([]byte{0}, longHeader+s.written)
	}
	if err = cmp.Or(err, s.disk.Sync()); err != nil {
		return err
	}
	s.closed, s.joined = true, nil
	return s.disk.Close()
}
