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

// A file is bytes in memory that can be rendered in place, and what was done to them.
type file struct {
	data    []byte
	written []bool
	dirty   bool   // since the last sync
	sync    func() // what else a sync does
	fails   error  // of writes
	left    *int   // how many bytes can be written before the machine dies; nil for all
}

func newFile(data []byte) *file {
	return &file{data: slices.Clone(data), written: make([]bool, len(data)), sync: func() {}}
}

func (f *file) ReadAt(p []byte, at int64) (int, error) { return bytes.NewReader(f.data).ReadAt(p, at) }

func (f *file) WriteAt(p []byte, at int64) (n int, err error) {
	if f.fails != nil {
		return 0, f.fails
	}
	if f.left != nil {
		if len(p) > *f.left {
			p, err = p[:*f.left], errDead
		}
		*f.left -= len(p)
	}
	f.dirty = true
	for i := range copy(f.data[at:], p) {
		f.written[at+int64(i)] = true
	}
	return len(p), err
}

func (f *file) Sync() error {
	f.sync()
	f.dirty = false
	return f.fails
}

var errDead = errors.New("dead")

// inPlace is a world whose inputs are what its outputs would be with nothing masked, in a call of two. Where it is to
// be heard, at least one sample is to be silent and is not.
func inPlace(t *rapid.T, heard bool) (w world, same []*file) {
	w = worlds.Filter(func(w world) bool { return len(w.said) == 2 }).Draw(t, "world")
	w.job.Layout = rapid.SampledFrom([]recording.Layout{recording.TwoChannel, recording.Split}).Draw(t,
		"layout in place")
	w.job.Voices = [][]pause.Party{{0, 1}}
	if w.job.Layout == recording.Split {
		w.job.Voices = [][]pause.Party{{0}, {1}}
	}
	tl, at := recording.NewTimeline(0, calltest.New(true, 0, 1)), int64(0)
	if span := &w.job.Span; heard {
		at = max(at, span.From)
		_, err := tl.Stop(at, 0)
		must(t, err)
		at++
		span.To = max(at, span.To)
	}
	drawEvents(t, tl, at, 2, 1)
	w.job.Plans = []recording.Plan{tl.Plan(recording.OperatorSide, []int16{900, 800}),
		tl.Plan(recording.FarSide, []int16{900, 800})}
	w.said, w.input = nil, nil
	w.speak(2, 1)
	for _, data := range w.input {
		same = append(same, newFile(data))
	}
	return w, same
}

func render(j offline.Job, files []*file) (bool, error) {
	var all []offline.File
	for _, f := range files {
		all = append(all, f)
	}
	return j.InPlace(all...)
}

// writes returns how many bytes are written when all of a world is rendered in place.
func (w world) writes(t *rapid.T) int {
	const all = 1 << 30
	left := all
	var files []*file
	for _, data := range w.input {
		f := newFile(data)
		f.left = &left
		files = append(files, f)
	}
	_, err := render(w.job, files)
	must(t, err)
	return all - left
}

// A piece is what a plan says of a sample of a file.
type piece struct {
	at int // of its first byte
	recording.Piece
	want []byte // what is there when all is done
}

// pieces are all samples of a file, channel by channel.
func (w world) pieces(i int) (all []piece) {
	plans := w.job.Plans
	if w.job.Layout == recording.Split {
		plans = plans[i : i+1]
	}
	want, width := w.want()[i], w.job.Codec.Width()
	for k := range len(w.input[i]) / (len(plans) * width) {
		for n, p := range plans {
			at := (k*len(plans) + n) * width
			all = append(all, piece{at, p.At(w.job.Span.From + int64(k)), want[at : at+width]})
		}
	}
	return all
}

// kept tells of each byte of a file whether no plan changes its frame.
func (w world) kept(i int) []bool {
	kept, frame := slices.Repeat([]bool{true}, len(w.input[i])), w.job.Codec.Width()*len(w.job.Voices[i])
	for _, p := range w.pieces(i) {
		for at := p.at - p.at%frame; at < p.at-p.at%frame+frame; at++ {
			kept[at] = kept[at] && p.Voices != 0 && p.Tone < 0
		}
	}
	return kept
}

// allMasked reports whether files hold nothing but silence and beeps where nobody is to be heard.
func (w world) allMasked(files []*file) bool {
	return w.all(files, func(p piece, got, _ []byte) bool {
		return p.Voices != 0 || bytes.Equal(got, encoded(w.job.Codec, 0)) || bytes.Equal(got, p.want)
	})
}

// othersAre reports whether files are as they were where somebody is to be heard.
func (w world) othersAre(files []*file) bool {
	return w.all(files, func(p piece, got, was []byte) bool { return p.Voices == 0 || bytes.Equal(got, was) })
}

func (w world) all(files []*file, is func(p piece, got, was []byte) bool) bool {
	for i, f := range files {
		for _, p := range w.pieces(i) {
			to := p.at + len(p.want)
			if !is(p, f.data[p.at:to], w.input[i][p.at:to]) {
				return false
			}
		}
	}
	return true
}

// A file that is rendered in place is what Run makes of it, unless it was masked already, and is synced; nothing is
// written that is not changed by a plan. A second time changes nothing.
func TestInPlaceIsRun(t *testing.T) {
	changed := 0
	check := func(t *rapid.T, heard bool) {
		w, files := inPlace(t, heard)
		want, again := w.want(), w.allMasked(files)
		if again {
			want = w.input
		} else {
			changed++
		}
		for range 2 {
			wrote, err := render(w.job, files)
			must(t, err)
			if wrote == again {
				t.Fatalf("said that something was written: %v", wrote)
			}
			again = true
			for i, f := range files {
				if !bytes.Equal(f.data, want[i]) || f.dirty {
					t.Fatalf("file %d: got %v, want %v; not synced: %v", i, f.data, want[i], f.dirty)
				}
				for at, kept := range w.kept(i) {
					if kept && f.written[at] {
						t.Fatalf("file %d: byte %d was written, and no plan changes it", i, at)
					}
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, true)
		check(t, false)
	})
	if changed < 20 {
		t.Errorf("only %d worlds with something to silence", changed)
	}
}

// When files are synced for the first time all is silent in all of them that is to be, and nothing else has changed.
func TestSilenceFirst(t *testing.T) {
	synced := 0
	rapid.Check(t, func(t *rapid.T) {
		w, files := inPlace(t, true)
		first := true
		for _, f := range files {
			f.sync = func() {
				if first && (!w.allMasked(files) || !w.othersAre(files)) {
					t.Fatal("something is heard that is to be silent, or has been written beside it")
				}
				if first {
					synced++
				}
				first = false
			}
		}
		_, err := render(w.job, files)
		must(t, err)
	})
	if synced < 20 {
		t.Errorf("only %d worlds were synced", synced)
	}
}

// Wherever a run is cut off, the next one silences all that is left, and completes what was cut off in the silence.
func TestInPlaceCutOff(t *testing.T) {
	cut := 0
	rapid.Check(t, func(t *rapid.T) {
		w, files := inPlace(t, true)
		left := rapid.IntRange(0, w.writes(t)-1).Draw(t, "bytes until the machine dies")
		for _, f := range files {
			f.left = &left
		}
		if _, err := render(w.job, files); !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		cut++
		silent := w.allMasked(files)
		for _, f := range files {
			f.left = nil
		}
		_, err := render(w.job, files)
		must(t, err)
		if !w.allMasked(files) {
			t.Fatal("something is heard that is to be silent")
		}
		for i, want := range w.want() {
			if !silent && !bytes.Equal(files[i].data, want) {
				t.Fatalf("file %d: got %v, want %v", i, files[i].data, want)
			}
		}
	})
	if cut < 20 {
		t.Errorf("only %d runs were cut off", cut)
	}
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
		_, err := masked(recording.Span{From: 0, To: 6}).InPlace(f)
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
	_, err := masked(recording.Span{From: 0, To: 3}).InPlace(f)
	must(t, err)
	if want := append(append(make([]byte, 4), 0xFF, 0xFF), make([]byte, 14)...); !bytes.Equal(f.data, want) {
		t.Errorf("got %v, want %v", f.data, want)
	}
}

// A write that fails is reported with where the file was done up to.
func TestInPlaceWriteFails(t *testing.T) {
	f := newFile(make([]byte, 12))
	f.fails = errors.New("full")
	_, err := masked(recording.Span{From: 0, To: 6}).InPlace(f)
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
		if _, err := j.InPlace(f); !errors.As(err, &wrong) || slices.Contains(f.written, true) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
