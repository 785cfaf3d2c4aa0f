package offline_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// A file is bytes in memory that can be rendered in place, and what was touched of them.
type file struct {
	data          []byte
	read, written []bool
	fails         error // of writes
}

func newFile(data []byte) *file {
	return &file{data: slices.Clone(data), read: make([]bool, len(data)), written: make([]bool, len(data))}
}

func (f *file) ReadAt(p []byte, at int64) (int, error) {
	n, err := bytes.NewReader(f.data).ReadAt(p, at)
	mark(f.read, at, n)
	return n, err
}

func (f *file) WriteAt(p []byte, at int64) (int, error) {
	if f.fails != nil {
		return 0, f.fails
	}
	n := copy(f.data[at:], p)
	mark(f.written, at, n)
	return n, nil
}

func mark(touched []bool, at int64, n int) {
	for i := range n {
		touched[at+int64(i)] = true
	}
}

// inPlace is a world whose inputs are what its outputs would be with nothing masked, in a call of two.
func inPlace(t *rapid.T) (world, []offline.ReadWriterAt, []*file) {
	w := worlds.Filter(func(w world) bool { return len(w.said) == 2 }).Draw(t, "world")
	w.job.Layout = rapid.SampledFrom([]recording.Layout{recording.TwoChannel, recording.Split}).Draw(t,
		"layout in place")
	w.job.Voices = [][]pause.Party{{0, 1}}
	if w.job.Layout == recording.Split {
		w.job.Voices = [][]pause.Party{{0}, {1}}
	}
	tl := drawCall(t, 2, 1)
	w.job.Plans = []recording.Plan{tl.Plan(recording.OperatorSide, []int16{900, 800}),
		tl.Plan(recording.FarSide, []int16{900, 800})}
	w.said, w.input = nil, nil
	w.speak(2, 1)
	var files []offline.ReadWriterAt
	var same []*file
	for _, data := range w.input {
		f := newFile(data)
		files, same = append(files, f), append(same, f)
	}
	return w, files, same
}

// A file that is rendered in place is what Run makes of it; nothing is written that is not changed by a plan, and
// nothing is read where all channels become silent but the last sample.
func TestInPlaceIsRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, files, same := inPlace(t)
		want := w.want()
		must(t, w.job.InPlace(files...))
		for i, f := range same {
			if !bytes.Equal(f.data, want[i]) {
				t.Fatalf("file %d: got %v, want %v", i, f.data, want[i])
			}
			frame := w.job.Codec.Width() * len(w.job.Voices[i])
			for at := range len(f.data) / frame {
				kept, silent := w.planned(i, w.job.Span.From+int64(at))
				if kept && f.written[at*frame] {
					t.Fatalf("file %d: sample %d was written, and no plan changes it", i, at)
				}
				if last := at == len(f.data)/frame-1; silent && f.read[at*frame] && !last {
					t.Fatalf("file %d: sample %d was read, and is silence in all channels", i, at)
				}
			}
		}
	})
}

// planned returns whether all channels of a file are what they were at a position, and whether all are silence.
func (w world) planned(i int, at int64) (kept, silent bool) {
	plans := w.job.Plans
	if w.job.Layout == recording.Split {
		plans = plans[i : i+1]
	}
	kept, silent = true, true
	for _, p := range plans {
		piece := recording.Piece{Tone: -1}
		for _, other := range p.Pieces {
			if other.Has(at) {
				piece = other
			}
		}
		kept = kept && piece.Voices != 0 && piece.Tone < 0
		silent = silent && piece.Voices == 0 && piece.Tone < 0
	}
	return kept, silent
}

// masked is a job for one file of two channels of µ-law, silent from 2 to 4 of 6.
func masked(span recording.Span) offline.Job {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	_, _ = tl.Stop(2, 0)
	_, _ = tl.Resume(4, 0)
	return offline.Job{Codec: recording.MuLaw, Span: span, Voices: [][]pause.Party{{0, 1}},
		Layout: recording.TwoChannel,
		Plans:  []recording.Plan{tl.Plan(recording.OperatorSide, nil), tl.Plan(recording.FarSide, nil)}}
}

// A file that is shorter than the span is found before anything is written, and the error says how long it is.
func TestInPlaceOfAShortFile(t *testing.T) {
	for n := range 12 {
		f := newFile(make([]byte, n))
		err := masked(recording.Span{From: 0, To: 6}).InPlace(f)
		var short *offline.StreamError
		if !errors.As(err, &short) ||
			*short != (offline.StreamError{Index: 0, Samples: int64(n / 2), Rest: n % 2, Err: io.ErrUnexpectedEOF}) {
			t.Errorf("%d bytes: got %v", n, err)
		}
		if slices.Contains(f.written, true) {
			t.Errorf("%d bytes: something was written", n)
		}
	}
}

// What is after the span is as it was.
func TestInPlaceStaysInside(t *testing.T) {
	f := newFile(make([]byte, 20))
	must(t, masked(recording.Span{From: 0, To: 3}).InPlace(f))
	if want := append(append(make([]byte, 4), 0xFF, 0xFF), make([]byte, 14)...); !bytes.Equal(f.data, want) {
		t.Errorf("got %v, want %v", f.data, want)
	}
}

// A write that fails is reported with where the file was done up to.
func TestInPlaceWriteFails(t *testing.T) {
	f := newFile(make([]byte, 12))
	f.fails = errors.New("full")
	err := masked(recording.Span{From: 0, To: 6}).InPlace(f)
	var failed *offline.StreamError
	if !errors.As(err, &failed) || *failed != (offline.StreamError{Output: true, Samples: 2, Err: f.fails}) {
		t.Errorf("got %v", err)
	}
}

// A job that would have to read elsewhere than it writes cannot be done in place, nor one without an end.
func TestNotInPlace(t *testing.T) {
	endless := masked(recording.Span{From: 0, To: offline.ToTheEnd})
	swapped := masked(recording.Span{From: 0, To: 6})
	swapped.Voices = [][]pause.Party{{1, 0}}
	for name, j := range map[string]offline.Job{"endless": endless, "swapped": swapped} {
		f := newFile(make([]byte, 12))
		var wrong *offline.JobError
		if err := j.InPlace(f); !errors.As(err, &wrong) || slices.Contains(f.written, true) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
