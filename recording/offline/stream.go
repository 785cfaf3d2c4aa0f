package offline

import "io"

// An end is how the last read of an input ended.
type end struct {
	samples, rest int // whole samples, and bytes of one more
	err           error
}

// read fills the inputs' blocks and returns how many samples all of them have. io.EOF says that they end there together; any other
// error is an *InputError of one that ends first.
func (p *pass) read(in []io.Reader) (int, error) {
	want := p.upTo(p.Span.To)
	n := want
	for i, r := range in {
		frame := p.in[i].frame
		got, err := io.ReadFull(r, p.in[i].block[:want*frame])
		p.ends[i] = end{got / frame, got % frame, err}
		n = min(n, got/frame)
	}
	return n, p.ended(n)
}

// upTo returns how many samples of a block lie before a position.
func (p *pass) upTo(to int64) int {
	left := to - p.at
	if left < 0 || left > int64(p.samples) { // less than none is what is too much for an int64
		return p.samples
	}
	return int(left)
}

// ended returns how the inputs end at a sample of the block, if any of them does.
func (p *pass) ended(n int) error {
	together, over := p.Span.To == ToTheEnd, false
	for _, e := range p.ends {
		together = together && e.samples == n && e.rest == 0
	}
	for i, e := range p.ends {
		eof := e.err == io.EOF || e.err == io.ErrUnexpectedEOF
		switch {
		case e.samples > n || e.err == nil:
		case !eof:
			return &InputError{i, p.done() + int64(n), e.rest, e.err}
		case !together:
			return &InputError{i, p.done() + int64(n), e.rest, io.ErrUnexpectedEOF}
		default:
			over = true
		}
	}
	if over {
		return io.EOF
	}
	return nil
}

// write writes the outputs' blocks, up to a sample.
func (p *pass) write(out []io.Writer, n int) error {
	for i, w := range out {
		frame := p.out[i].frame
		got, err := w.Write(p.out[i].block[:n*frame])
		if err == nil && got < n*frame {
			err = io.ErrShortWrite
		}
		if err != nil {
			return &OutputError{i, p.done() + int64(got/frame), got % frame, err}
		}
	}
	return nil
}
