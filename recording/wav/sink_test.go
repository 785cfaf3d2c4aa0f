package wav

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

var errFull = errors.New("full")

// A memory is a disk that fails when it is told to, and takes a part of what it is given then, which it may say is less;
// of a header, which lies in one sector, nothing.
type memory struct {
	bytes  []byte
	synced []byte // what a loss of power leaves at least
	writes int
	fails  func(max int) (taken, said int) // -1 for all
}

func (m *memory) WriteAt(p []byte, off int64) (n int, err error) {
	m.writes++
	n = len(p)
	if m.fails != nil {
		if taken, said := m.fails(len(p)); taken >= 0 {
			p, n, err = p[:taken], said, errFull
			if off == 0 {
				p, n = nil, 0
			}
		}
	}
	if need := int(off) + len(p) - len(m.bytes); need > 0 && len(p) > 0 {
		m.bytes = append(m.bytes, make([]byte, need)...)
	}
	if len(p) > 0 {
		copy(m.bytes[off:], p)
	}
	return n, err
}

func (m *memory) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(m.bytes).ReadAt(p, off)
}
func (m *memory) Truncate(size int64) error {
	m.bytes = append(m.bytes, make([]byte, max(0, int(size)-len(m.bytes)))...)[:size]
	return nil
}
func (m *memory) Sync() error {
	m.synced = bytes.Clone(m.bytes)
	return nil
}
func (m *memory) Close() error               { return nil }
func (m *memory) Stat() (fs.FileInfo, error) { return info{int64(len(m.bytes))}, nil }

type info struct{ size int64 }

func (i info) Name() string       { return "x.wav" }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0o644 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }

// start opens a sink on a disk that works, which joins so few bytes that all its edges are met.
func start(t *rapid.T, m *memory, f Format) *sink {
	fails := m.fails
	m.fails = nil
	s, err := newSink(m, "x.wav", f)
	if err == nil {
		err = s.begin()
	}
	if err != nil {
		t.Fatal(err)
	}
	s.full = 12
	m.fails = fails
	return s
}

// plain is the dumb definition: a file that is written at once, in which what is skipped is silence.
func plain(file []byte, c recording.Codec, p []byte, off int) []byte {
	for len(file) < off {
		file = append(file, c.Silence())
	}
	file = append(file, make([]byte, max(0, off+len(p)-len(file)))...)
	copy(file[off:], p)
	return file
}

// Any writes, syncs, crashes and restarts on a disk that fails now and then leave the audio of a plain file: a crash
// makes it shorter, and in what is left there is nothing that was taken out of it, nor lacks what was corrected. All
// the while a player can play what the header counts.
func TestSinkIsAFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Format{Codec: rapid.SampledFrom([]recording.Codec{recording.PCM16, recording.MuLaw}).Draw(t, "codec"),
			Channels: rapid.IntRange(1, 2).Draw(t, "channels"), Rate: 8000}
		fails := rapid.IntRange(0, 2).Draw(t, "fails")
		m := &memory{fails: func(n int) (taken, said int) {
			if rapid.IntRange(0, 9).Draw(t, "fail") >= fails {
				return -1, -1
			}
			taken = rapid.IntRange(0, n).Draw(t, "taken")
			return taken, rapid.IntRange(0, taken).Draw(t, "said")
		}}
		s, frame := start(t, m, f), f.Frame()
		var want []byte  // what a plain file holds
		var maybe []byte // the same, with a write that failed in it
		check := func(what string) {
			audio := m.bytes[min(len(m.bytes), longHeader):]
			if len(audio) > max(len(want), len(maybe))+1 {
				t.Fatalf("after %s the file has %d bytes, want no more than %d", what, len(audio), len(want))
			}
			for i, b := range audio {
				old, new := i < len(want) && want[i] == b, i < len(maybe) && maybe[i] == b
				if fills := i == len(audio)-1 && int64(i) == said(m.bytes) && b == 0; !old && !new && !fills {
					t.Fatalf("after %s byte %d of the file is %d; want %v, file %v", what, i, b, want, audio)
				}
			}
			said := said(m.bytes)
			whole := longHeader + said + said%2
			if _, err := NewReader(bytes.NewReader(m.bytes), min(whole, int64(len(m.bytes))), "x.wav"); err != nil {
				t.Fatalf("after %s: %v", what, err)
			}
		}
		crash := func() {
			s = start(t, m, f)
			if s.size() > int64(len(want)) && s.size() > int64(len(maybe)) {
				t.Fatalf("the file has %d bytes after a crash, want no more than %d", s.size(), len(want))
			}
			if want = bytes.Clone(m.bytes[longHeader:]); int64(len(want)) != s.size() {
				t.Fatalf("the size is %d, and the file's is %d", s.size(), len(want))
			}
			maybe = nil
			if _, err := NewReader(bytes.NewReader(m.bytes), int64(len(m.bytes)), "x.wav"); err != nil {
				t.Fatalf("after a crash: %v", err)
			}
		}
		retry := func(what string, do func() error) (done bool) {
			for do() != nil {
				check(what + ", which failed,")
				switch next := rapid.IntRange(0, 5).Draw(t, "next"); {
				case next == 0:
					crash()
					return false
				case next == 1 && maybe == nil: // all that was taken is still due
					return false
				}
			}
			return true
		}
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				off := rapid.IntRange(max(0, len(want)/frame-12), len(want)/frame+2).Draw(t, "from") * frame
				n := rapid.IntRange(1, 12).Draw(t, "samples") * frame
				p := bytes.Repeat([]byte{byte(rapid.IntRange(1, 99).Draw(t, "byte"))}, n)
				maybe = plain(bytes.Clone(want), f.Codec, p, off)
				done := retry("a write", func() error {
					n, err := s.WriteAt(p, int64(off))
					if err == nil && n != len(p) {
						t.Fatalf("took %d bytes of %d without an error", n, len(p))
					}
					return err
				})
				if done {
					want = plain(want, f.Codec, p, off)
				}
				maybe = nil
				check("a write")
			},
			"sync": func(t *rapid.T) {
				if retry("a sync", s.Sync) && !bytes.HasPrefix(m.bytes[longHeader:], want) {
					t.Fatalf("after a sync the file holds %v, want %v", m.bytes[longHeader:], want)
				}
			},
			"cut": func(t *rapid.T) {
				left := rapid.IntRange(max(0, len(want)/frame-12), len(want)/frame).Draw(t, "left") * frame
				if maybe = want; retry("a cut", func() error { return s.Truncate(int64(left)) }) {
					want = want[:left]
				}
				maybe = nil
			},
			"crash": func(*rapid.T) { crash() },
			"close": func(t *rapid.T) {
				if retry("a close", s.Close) {
					r, err := NewReader(bytes.NewReader(m.bytes), int64(len(m.bytes)), "x.wav")
					if err != nil {
						t.Fatal(err)
					}
					if got, _ := io.ReadAll(r); !bytes.Equal(got, want) || len(m.bytes)%2 != 0 {
						t.Fatalf("after a close the file holds %v, want %v", got, want)
					}
					s = start(t, m, f)
					if s.size() != int64(len(want)) {
						t.Fatalf("the size is %d after a close, want %d", s.size(), len(want))
					}
				}
			},
			"": func(t *rapid.T) {
				if got := s.size(); got != int64(len(want)) {
					t.Fatalf("the size is %d, want %d", got, len(want))
				}
				check("it")
			},
		})
	})
}

// A counted file counts what it is asked to write.
type counted struct {
	*os.File
	writes int
}

func (c *counted) WriteAt(p []byte, off int64) (int, error) {
	c.writes++
	return c.File.WriteAt(p, off)
}

// Whatever a crash has left of a file: it is refused as it is, or it is one whose header counts all of its audio, which
// is what it was.
func FuzzRestore(f *testing.F) {
	mono := Format{recording.PCM16, 1, 8000}
	for _, samples := range []int64{0, 2, 3, math.MaxUint32, math.MaxInt64} {
		f.Add(append(mono.header(samples, true), 1, 2, 3))
	}
	f.Add(mono.header(0, true)[:50])
	f.Add(make([]byte, 100))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		m := &memory{bytes: bytes.Clone(data)}
		s, err := newSink(m, "x.wav", mono)
		if err != nil {
			if !errors.As(err, new(*Error)) || !bytes.Equal(m.bytes, data) {
				t.Errorf("got %v, and the file was changed: %v", err, !bytes.Equal(m.bytes, data))
			}
			return
		}
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(m, int64(len(m.bytes)), "x.wav")
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(r)
		if want := data[min(len(data), longHeader):]; !bytes.HasPrefix(want, got) || len(want)-len(got) > 1 ||
			s.size() != int64(len(got)) {
			t.Errorf("the file holds %v, size %d, want %v", got, s.size(), want)
		}
	})
}

// A write that failed may have left more in the file than it said. What is taken out of that is taken out of the file,
// or not taken at all.
func TestWithdrawnAfterAFailure(t *testing.T) {
	m := &memory{}
	s, err := newSink(m, "x.wav", Format{recording.MuLaw, 1, 8000})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteAt([]byte{1, 2, 3, 4}, 0); err != nil {
		t.Fatal(err)
	}
	m.fails = func(n int) (taken, said int) { return n, 0 }
	if err := s.Sync(); !errors.Is(err, errFull) {
		t.Errorf("got %v, want that the disk is full", err)
	}
	m.fails = func(n int) (taken, said int) { return 0, 0 }
	if _, err := s.WriteAt([]byte{9, 9}, 1); !errors.Is(err, errFull) {
		t.Errorf("got %v, want that the disk is full", err)
	}
	m.fails = nil
	if _, err := s.WriteAt([]byte{7, 7}, 1); err != nil {
		t.Error(err)
	}
	if want := []byte{1, 7, 7, 4}; !bytes.Equal(m.bytes[longHeader:], want) {
		t.Errorf("the file holds %v, want %v", m.bytes[longHeader:], want)
	}
}

// A hundred seconds of a call take hundred writes, and some for the header.
func TestFewWrites(t *testing.T) {
	for _, f := range []Format{{recording.PCM16, 2, 8000}, {recording.PCM16, 1, 8000}, {recording.MuLaw, 2, 8000},
		{recording.MuLaw, 1, 8000}, {recording.PCM16, 2, 48000}} {
		m := &memory{}
		s, err := newSink(m, "x.wav", f)
		if err != nil {
			t.Fatal(err)
		}
		second, frame := f.Rate*f.Frame(), make([]byte, f.Rate*f.Frame()/50)
		for at := 0; at < 100*second; at += len(frame) {
			if _, err := s.WriteAt(frame, int64(at)); err != nil {
				t.Fatal(err)
			}
		}
		if want := 100 * second / max(second, minJoined); m.writes > want*9/8 || m.writes < want/2 {
			t.Errorf("%v at %d Hz: got %d writes, want %d and an eighth of them", f, f.Rate, m.writes, want)
		}
	}
}

// A packet of 20 ms of both parties on its way into a file with two channels: as it is, and joined.
func BenchmarkPackets(b *testing.B) {
	for _, codec := range []recording.Codec{recording.MuLaw, recording.PCM16} {
		c := live.DefaultConfig(8000)
		c.Codec, c.Layout = codec, recording.TwoChannel
		for _, name := range []string{"plain", "joined"} {
			b.Run(codec.String()+"/"+name, func(b *testing.B) {
				file, err := os.Create(filepath.Join(b.TempDir(), "call.wav"))
				if err != nil {
					b.Fatal(err)
				}
				defer file.Close()
				disk := &counted{File: file}
				var to io.WriterAt = disk
				if name == "joined" {
					if to, err = newSink(disk, file.Name(), Format{codec, 2, 8000}); err != nil {
						b.Fatal(err)
					}
				}
				r, err := live.New(c, calltest.New(true, 0, 1), to)
				if err != nil {
					b.Fatal(err)
				}
				frame, n := make([]byte, 160*codec.Width()), int64(0)
				b.ReportAllocs()
				for b.Loop() {
					if errors.Join(r.Write(0, 160*n, frame), r.Write(1, 160*n, frame)) != nil {
						b.Fatal("not taken")
					}
					n++
				}
				b.ReportMetric(float64(disk.writes)/(float64(n)/50), "writes/call-s")
			})
		}
	}
}
