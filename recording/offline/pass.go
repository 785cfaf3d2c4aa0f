package offline

import (
	"io"
	"math/bits"
	"slices"

	"github.com/recpause/recpause/pause"
)

const (
	blockSize = 256 << 10 // bytes of the largest block that is read or written at once
	mostBytes = 8 << 20   // of all blocks
	chunk     = 4096      // samples that are taken out of a stream at once, to be mixed
)

// A pass is a job on its way through the audio, with all memory that it takes.
type pass struct {
	Job
	at      int64 // the position of the blocks' first sample
	samples int   // that a block holds
	in, out []*stream
	made    []byte    // the block of outputs that are not an input's own: they are made and written one after another
	ends    []end     // how the last read of each input ended
	said    []channel // where each party's voice is, by its number
	voices  [][]byte  // a chunk of each, for Plan.Encode
	mixed   []byte    // a chunk of a track, which Plan.Encode has written
}

// A stream is what an input or an output holds of a block.
type stream struct {
	block   []byte
	frame   int     // bytes of a sample of every channel
	inPlace bool    // it is input and output in one, and right once it is masked
	tracks  []track // of an output, a channel each
}

// prepare checks a job and makes all that a pass needs.
func (j Job) prepare(in, out int) (*pass, error) {
	if err := j.check(in, out); err != nil {
		return nil, err
	}
	p := &pass{Job: j, at: j.Span.From, ends: make([]end, in), mixed: make([]byte, chunk*j.Codec.Width())}
	// A stream has two channels at most.
	p.samples = min(blockSize, mostBytes/(in+out)) / (2 * j.Codec.Width())
	if left := j.Span.Len(); left >= 0 && left < int64(p.samples) { // less than none is what is too much for an int64
		p.samples = max(1, int(left))
	}
	for _, parties := range j.Voices {
		p.in = append(p.in, p.newStream(len(parties)))
	}
	for first := 0; first < len(j.Plans); first += j.channels() {
		p.out = append(p.out, p.output(first))
	}
	p.findVoices()
	return p, nil
}

func (p *pass) newStream(channels int) *stream {
	frame := channels * p.Codec.Width()
	return &stream{block: make([]byte, p.samples*frame), frame: frame}
}

// channelOf returns the n-th channel of a stream.
func (p *pass) channelOf(s *stream, n int) channel {
	return channel{samples: s.block[n*p.Codec.Width():], width: p.Codec.Width(), stride: s.frame}
}

// output returns the stream of an output, whose first track is given: an input's own, where that is right but for what
// is masked.
func (p *pass) output(first int) *stream {
	out, alone := p.inputOf(first)
	if out == nil {
		if p.made == nil {
			p.made = p.newStream(p.channels()).block
		}
		out, alone = &stream{block: p.made, frame: p.channels() * p.Codec.Width()}, p.singleVoices(first)
	}
	for n := range p.channels() {
		out.tracks = append(out.tracks, track{plan: p.Plans[first+n], alone: alone[n], to: p.channelOf(out, n)})
	}
	return out
}

// inputOf returns an input whose channels hold all that the tracks of an output ask for, and nothing that any other
// track does; and whose voice is alone in each.
func (p *pass) inputOf(first int) (in *stream, alone [2]pause.Parties) {
	for i, parties := range p.Voices {
		if !p.in[i].inPlace && len(parties) == p.channels() && p.onlyFor(parties, first) {
			for n, party := range parties {
				alone[n] = pause.PartiesOf(party)
			}
			p.in[i].inPlace = true
			return p.in[i], alone
		}
	}
	return nil, alone
}

// onlyFor reports whether each track of an output asks for nobody but one of some parties, its own, and no other track
// for any of them.
func (p *pass) onlyFor(parties []pause.Party, first int) bool {
	for i, plan := range p.Plans {
		others := pause.PartiesOf(parties...)
		if i >= first && i < first+len(parties) {
			others = ^pause.PartiesOf(parties[i-first])
		}
		if voices(plan, p.Span)&others != 0 {
			return false
		}
	}
	return true
}

// singleVoices returns whose voice each track of an output is, where each of them asks for one only.
func (p *pass) singleVoices(first int) (alone [2]pause.Parties) {
	for n := range p.channels() {
		alone[n] = voices(p.Plans[first+n], p.Span)
		if alone[n].Len() != 1 {
			return [2]pause.Parties{}
		}
	}
	return alone
}

// findVoices notes where each party's voice is.
func (p *pass) findVoices() {
	all := slices.Concat(p.Voices...)
	p.said, p.voices = make([]channel, slices.Max(all)+1), make([][]byte, slices.Max(all)+1)
	for i, parties := range p.Voices {
		for n, party := range parties {
			c := p.channelOf(p.in[i], n)
			if c.apart() || p.in[i].inPlace { // Encode must not read where it writes
				c.buffer = make([]byte, chunk*c.width)
			}
			p.said[party] = c
		}
	}
}

// run takes the audio through block by block.
func (p *pass) run(in []io.Reader, out []io.Writer) (int64, error) {
	for p.at < p.Span.To {
		n, end := p.read(in)
		if err := p.write(out, n); err != nil {
			return p.done(), err
		}
		p.at += int64(n)
		if end == io.EOF {
			break
		}
		if end != nil {
			return p.done(), end
		}
	}
	return p.done(), nil
}

// done returns how many samples of each channel all outputs hold.
func (p *pass) done() int64 { return p.at - p.Span.From }

// An end is how a read of an input ended.
type end struct {
	samples, rest int // whole samples of each channel, and bytes of one more
	err           error
}

// read fills the inputs' blocks and returns how many samples all of them have. io.EOF says that they end there
// together; any other error is a *StreamError of one that ends first.
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

// ended returns how the inputs end at a sample of the block, and nil where none does.
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
			return &StreamError{false, i, p.done() + int64(n), e.rest, e.err}
		case !together:
			return &StreamError{false, i, p.done() + int64(n), e.rest, io.ErrUnexpectedEOF}
		default:
			over = true
		}
	}
	if over {
		return io.EOF
	}
	return nil
}

// write makes the first n samples of each output's block, and writes them.
func (p *pass) write(out []io.Writer, n int) error {
	for i, w := range out {
		p.render(p.out[i], n)
		frame := p.out[i].frame
		got, err := w.Write(p.out[i].block[:n*frame])
		if err == nil && got < n*frame {
			err = io.ErrShortWrite
		}
		if err != nil {
			return &StreamError{true, i, p.done() + int64(got/frame), got % frame, err}
		}
	}
	return nil
}

// render makes the first n samples of an output's block, piece by piece.
func (p *pass) render(out *stream, n int) {
	for from := 0; from < n; {
		to := int(min(out.seek(p.at+int64(from)), p.at+int64(n)) - p.at)
		p.piece(out, from, to)
		from = to
	}
}

// piece renders some samples of an output, in which one piece of each track holds.
func (p *pass) piece(out *stream, from, to int) {
	if out.silent() {
		p.Codec.Fill(out.block[from*out.frame : to*out.frame])
		return
	}
	p.copyVoices(out, from, to)
	for i := range out.tracks {
		switch t := &out.tracks[i]; {
		case t.kept():
		case t.silent():
			t.to.fill(p.Codec, from, to)
		default:
			p.encode(t, from, to)
		}
	}
}

// copyVoices writes samples of an output as if nothing were masked, where each of its tracks is one voice alone.
func (p *pass) copyVoices(out *stream, from, to int) {
	switch {
	case out.inPlace || out.tracks[0].alone == 0:
	case len(out.tracks) == 1:
		p.voice(&out.tracks[0]).copy(out.block[from*out.frame:to*out.frame], from)
	default:
		left, right := p.voice(&out.tracks[0]), p.voice(&out.tracks[1])
		for ; from < to; from += chunk {
			n := min(chunk, to-from)
			p.Codec.Interleave(out.block[from*out.frame:], left.take(from, n), right.take(from, n))
		}
	}
}

// voice returns the channel that holds the one voice of a track.
func (p *pass) voice(t *track) channel { return p.said[bits.TrailingZeros64(uint64(t.alone))] }

// encode renders samples of a track from the voices.
func (p *pass) encode(t *track, from, to int) {
	for ; from < to; from += chunk {
		n := min(chunk, to-from)
		for party := range t.piece.Voices.All() {
			p.voices[party] = p.said[party].take(from, n)
		}
		dst := t.to.room(p.mixed, from, n)
		t.plan.Encode(p.Codec, dst, p.at+int64(from), p.voices)
		if t.to.apart() {
			t.to.put(dst, from)
		}
	}
}
