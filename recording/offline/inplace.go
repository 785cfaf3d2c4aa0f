package offline

import (
	"fmt"
	"io"
	"sort"

	"github.com/recpause/recpause/recording"
)

// A ReadWriterAt is a file that can be rendered in place.
type ReadWriterAt interface {
	io.ReaderAt
	io.WriterAt
}

// InPlace renders files in place: it reads and writes where a plan changes something and nowhere else, and reads not
// even there where all is silence. The files are the layout's, and input and output in one; the span says how much they
// hold. What was done cannot be taken back, and a beep that is written again is louder.
//
// The errors are those of Run. A file that is too short is found before any is written; after another error the files
// before the one that it names are done, and that one up to the error's sample.
func (j Job) InPlace(files ...ReadWriterAt) error {
	p, err := j.prepare(len(files), len(files))
	if err != nil {
		return err
	}
	if err := p.checkPlace(files); err != nil {
		return err
	}
	for i, f := range files {
		if err := p.change(i, f); err != nil {
			return err
		}
	}
	return nil
}

// checkPlace checks that the files are right where nothing is masked, and as long as the span.
func (p *pass) checkPlace(files []ReadWriterAt) error {
	if p.Span.To == ToTheEnd {
		return &JobError{"a span to the end", "one that says where the files end"}
	}
	for i := range files {
		if p.in[i] != p.out[i] {
			return &JobError{fmt.Sprintf("other voices in file %d than its tracks ask for", i),
				"files that are right but for what is masked"}
		}
	}
	for i, f := range files {
		if err := p.checkLength(i, f); err != nil {
			return err
		}
	}
	return nil
}

// checkLength checks that a file holds the span's last sample.
func (p *pass) checkLength(i int, f ReadWriterAt) error {
	want := p.Span.Len()
	if want == 0 {
		return nil
	}
	frame := p.in[i].block[:p.in[i].frame]
	last, err := f.ReadAt(frame, (want-1)*int64(len(frame)))
	if last == len(frame) {
		return nil
	}
	has := sort.Search(int(want), func(n int) bool {
		got, _ := f.ReadAt(frame, int64(n)*int64(len(frame)))
		return got < len(frame)
	})
	rest, _ := f.ReadAt(frame, int64(has)*int64(len(frame)))
	return &StreamError{false, i, int64(has), rest, tooEarly(err)}
}

// change rewrites what a plan changes in a file.
func (p *pass) change(i int, f ReadWriterAt) error {
	s := p.out[i]
	for at := p.Span.From; at < p.Span.To; {
		to := min(s.seek(at), p.Span.To)
		if !s.kept() {
			if err := p.rewrite(i, f, recording.Span{From: at, To: to}); err != nil {
				return err
			}
		}
		at = to
	}
	return nil
}

// rewrite rewrites a span in which one piece of each track holds.
func (p *pass) rewrite(i int, f ReadWriterAt, span recording.Span) error {
	s := p.out[i]
	for p.at = span.From; p.at < span.To; {
		n := p.upTo(span.To)
		block, offset := s.block[:n*s.frame], p.done()*int64(s.frame)
		if !s.silent() {
			if got, err := f.ReadAt(block, offset); got < len(block) {
				return &StreamError{false, i, p.done() + int64(got/s.frame), got % s.frame, tooEarly(err)}
			}
		}
		p.piece(s, 0, n)
		if got, err := f.WriteAt(block, offset); err != nil {
			return &StreamError{true, i, p.done() + int64(got/s.frame), got % s.frame, err}
		}
		p.at += int64(n)
	}
	return nil
}

// tooEarly is the error of a file that ends too early.
func tooEarly(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
