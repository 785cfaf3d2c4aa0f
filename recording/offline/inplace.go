package offline

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"sort"
)

// A File is rendered in place. Sync makes all that was written survive the machine.
type File interface {
	io.ReaderAt
	io.WriterAt
	Sync() error
}

// InPlace renders files in place, and returns whether it has written anything: first all silence, then the beeps, each
// synced before it goes on. The files are the layout's, and input and output in one; the span says how much they hold.
// It writes where a plan changes something and nowhere else. What was done cannot be taken back, and beeps cannot be
// told from voices: so files in which all is silent already that is to be are left as they are, without their beeps.
//
// The errors are those of Run. A file that is too short is found before any is written. After another error, or where
// the program is ended, the next call silences all that is left; once all was silent, it adds no beep that is missing.
func (j Job) InPlace(files ...File) (changed bool, err error) {
	p, err := j.prepare(len(files), len(files))
	if err != nil {
		return false, err
	}
	if err := p.checkPlace(files); err != nil {
		return false, err
	}
	if audible, err := p.audible(files); err != nil || !audible {
		return false, err
	}
	if err := p.silence(files); err != nil {
		return true, err
	}
	return true, p.beep(files)
}

// checkPlace checks that the files are right where nothing is masked, and as long as the span.
func (p *pass) checkPlace(files []File) error {
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
func (p *pass) checkLength(i int, f File) error {
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

// blocks yields the samples of each block of a file in which some track is as asked. The first of them is at p.at.
func (p *pass) blocks(i int, is func(*track) bool) iter.Seq[int] {
	return func(yield func(int) bool) {
		s := p.out[i]
		for p.at = p.Span.From; p.at < p.Span.To; {
			to := min(s.seek(p.at), p.Span.To)
			if !s.any(is) {
				p.at = to
			}
			for p.at < to {
				n := p.upTo(to)
				if !yield(n) {
					return
				}
				p.at += int64(n)
			}
		}
	}
}

// audible reports whether anything is to be heard in the files where all is to be silence but for a beep.
func (p *pass) audible(files []File) (bool, error) {
	for i, f := range files {
		s := p.out[i]
		for n := range p.blocks(i, (*track).masked) {
			if err := p.readAt(i, f, n); err != nil {
				return false, err
			}
			for k := range s.tracks {
				if t := &s.tracks[k]; t.masked() && p.heard(t, n) {
					return true, nil
				}
			}
		}
	}
	return false, nil
}

// heard reports whether some of the first n samples of a masked track is neither silence nor the beep's.
func (p *pass) heard(t *track, n int) bool {
	width := p.Codec.Width()
	silence := bytes.Repeat([]byte{p.Codec.Silence()}, width)
	for from := 0; from < n; from += chunk {
		got := p.voice(t).take(from, min(chunk, n-from))
		beep := p.mixed[:len(got)]
		t.plan.Encode(p.Codec, beep, p.at+int64(from), p.voices)
		for i := 0; i < len(got); i += width {
			if v := got[i : i+width]; !bytes.Equal(v, silence) && !bytes.Equal(v, beep[i:i+width]) {
				return true
			}
		}
	}
	return false
}

// silence silences the masked tracks of the files, and leaves the others as they are.
func (p *pass) silence(files []File) error {
	for i, f := range files {
		s := p.out[i]
		for n := range p.blocks(i, (*track).masked) {
			if !s.all((*track).masked) {
				if err := p.readAt(i, f, n); err != nil {
					return err
				}
			}
			for k := range s.tracks {
				if t := &s.tracks[k]; t.masked() {
					t.to.fill(p.Codec, 0, n)
				}
			}
			if err := p.writeAt(i, f, n); err != nil {
				return err
			}
		}
	}
	return sync(files)
}

// beep writes the beeps into files in which all is silent that is to be.
func (p *pass) beep(files []File) error {
	for i, f := range files {
		for n := range p.blocks(i, (*track).beeps) {
			if err := p.readAt(i, f, n); err != nil {
				return err
			}
			p.piece(p.out[i], 0, n)
			if err := p.writeAt(i, f, n); err != nil {
				return err
			}
		}
	}
	return sync(files)
}

func (p *pass) readAt(i int, f File, n int) error {
	frame := p.out[i].frame
	got, err := f.ReadAt(p.out[i].block[:n*frame], p.done()*int64(frame))
	if got < n*frame {
		return &StreamError{false, i, p.done() + int64(got/frame), got % frame, tooEarly(err)}
	}
	return nil
}

func (p *pass) writeAt(i int, f File, n int) error {
	frame := p.out[i].frame
	if got, err := f.WriteAt(p.out[i].block[:n*frame], p.done()*int64(frame)); err != nil {
		return &StreamError{true, i, p.done() + int64(got/frame), got % frame, err}
	}
	return nil
}

func sync(files []File) error {
	for i, f := range files {
		if err := f.Sync(); err != nil {
			return &StreamError{Output: true, Index: i, Err: err}
		}
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
