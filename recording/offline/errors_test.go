package offline_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// An input that ends before another one, or before the span, or within a sample, gives an error that says which and
// where; all samples before it are written, and Run says how many.
func TestInputsThatEndEarly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Filter(func(w world) bool { return w.job.Span.Len() > 0 }).Draw(t, "world")
		want := w.want()
		out, writers := w.buffers()
		which := rapid.IntRange(0, len(w.input)-1).Draw(t, "input")
		left := rapid.IntRange(0, len(w.input[which])-1).Draw(t, "bytes")
		w.input[which] = w.input[which][:left]
		frame := len(w.job.Voices[which]) * w.job.Codec.Width()
		if len(w.input) > 1 && rapid.Bool().Draw(t, "to the end") {
			w.job.Span.To = offline.ToTheEnd
		}
		n, err := w.job.RunInBlocks(rapid.IntRange(1, 40).Draw(t, "block"), w.readers(t), writers)
		var short *offline.StreamError
		if !errors.As(err, &short) ||
			*short != (offline.StreamError{Index: which, Samples: int64(left / frame), Rest: left % frame,
				Err: io.ErrUnexpectedEOF}) {
			t.Fatalf("got %v", err)
		}
		if n != short.Samples {
			t.Fatalf("got %d samples, want %d", n, short.Samples)
		}
		for i, b := range out {
			width := w.job.Codec.Width()
			if w.job.Layout == recording.TwoChannel {
				width *= 2
			}
			if !bytes.Equal(b.Bytes(), want[i][:int(n)*width]) {
				t.Fatalf("output %d: got %v, want the first %d samples of %v", i, b.Bytes(), n, want[i])
			}
		}
	})
}

// The end of an only input is where it ends, but not within a sample.
func TestHalfASampleAtTheEnd(t *testing.T) {
	j := masked(recording.Span{From: 0, To: offline.ToTheEnd})
	for n := range 9 {
		var out bytes.Buffer
		done, err := j.Run([]io.Reader{bytes.NewReader(make([]byte, n))}, []io.Writer{&out})
		var short *offline.StreamError
		if errors.As(err, &short) != (n%2 == 1) || short != nil && short.Output || done != int64(n/2) ||
			out.Len() != n/2*2 {
			t.Errorf("%d bytes: got %d samples, %d bytes, %v", n, done, out.Len(), err)
		}
	}
}

// What an input's reader says is wrong is what the error says.
func TestInputFails(t *testing.T) {
	broken := errors.New("broken")
	var out bytes.Buffer
	in := io.MultiReader(bytes.NewReader(make([]byte, 5)), iotest.ErrReader(broken))
	n, err := masked(recording.Span{From: 0, To: 6}).Run([]io.Reader{in}, []io.Writer{&out})
	var failed *offline.StreamError
	if !errors.As(err, &failed) || *failed != (offline.StreamError{Samples: 2, Rest: 1, Err: broken}) || n != 2 ||
		out.Len() != 4 {
		t.Errorf("got %d samples, %d bytes, %v", n, out.Len(), err)
	}
}

// A writer takes some bytes and then no more.
type writer struct {
	left int
	err  error
}

func (w *writer) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	if w.left -= n; n < len(p) {
		return n, w.err
	}
	return n, nil
}

// A write that fails, or that is cut without a word, gives an error that says what the output has; Run says what all
// have.
func TestOutputFails(t *testing.T) {
	full := errors.New("full")
	for left := range 12 {
		for _, err := range []error{full, nil} {
			want := offline.StreamError{Output: true, Samples: int64(left / 2), Rest: left % 2, Err: full}
			if err == nil {
				want.Err = io.ErrShortWrite
			}
			n, got := masked(recording.Span{From: 0, To: 6}).RunInBlocks(2,
				[]io.Reader{bytes.NewReader(make([]byte, 12))}, []io.Writer{&writer{left, err}})
			var failed *offline.StreamError
			if !errors.As(got, &failed) || *failed != want || n != int64(left/4*2) {
				t.Errorf("%d bytes: got %d samples, %v, want %v", left, n, got, &want)
			}
		}
	}
}

// A job that makes no sense says what is wrong with it, and nothing is read.
func TestJobs(t *testing.T) {
	change := func(f func(*offline.Job)) offline.Job {
		j := masked(recording.Span{From: 0, To: 6})
		f(&j)
		return j
	}
	for name, j := range map[string]offline.Job{
		"codec":            change(func(j *offline.Job) { j.Codec = 9 }),
		"layout":           change(func(j *offline.Job) { j.Layout = 9 }),
		"span":             change(func(j *offline.Job) { j.Span.To = -1 }),
		"plans":            change(func(j *offline.Job) { j.Plans = j.Plans[:1] }),
		"no input":         change(func(j *offline.Job) { j.Voices = nil }),
		"another input":    change(func(j *offline.Job) { j.Voices = [][]pause.Party{{0}, {1}} }),
		"no channel":       change(func(j *offline.Job) { j.Voices = [][]pause.Party{{}} }),
		"three channels":   change(func(j *offline.Job) { j.Voices = [][]pause.Party{{0, 1, 2}} }),
		"no such party":    change(func(j *offline.Job) { j.Voices = [][]pause.Party{{0, pause.MaxParties}} }),
		"a party twice":    change(func(j *offline.Job) { j.Voices = [][]pause.Party{{0, 0}} }),
		"a missing voice":  change(func(j *offline.Job) { j.Voices = [][]pause.Party{{0, 2}} }),
		"too many outputs": change(func(j *offline.Job) { j.Layout = recording.Split }),
	} {
		t.Run(name, func(t *testing.T) {
			n, err := j.Run([]io.Reader{iotest.ErrReader(errors.New("read"))}, []io.Writer{io.Discard})
			var wrong *offline.JobError
			if !errors.As(err, &wrong) || n != 0 {
				t.Errorf("got %d samples, %v", n, err)
			}
		})
	}
}

// Errors read well.
func ExampleStreamError() {
	j := masked(recording.Span{From: 0, To: 6})
	n, err := j.Run([]io.Reader{bytes.NewReader(make([]byte, 7))}, []io.Writer{io.Discard})
	fmt.Println(n, err)
	// Output: 3 offline: input 0, after 3 samples and 1 bytes of the next: unexpected EOF
}
