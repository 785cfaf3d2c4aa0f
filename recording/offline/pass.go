package offline

import (
	"io"
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
	ends    []end    // of the inputs' last reads
	lanes   []lane   // of each party's voice, by number
	voices  [][]byte // a chunk of each, for Plan.Encode
	mixed   []byte   // a chunk of a track
}

// A stream is what an input or an output holds of a block. One that is only masked on its way is an input and an output.
type stream struct {
	block  []byte
	frame  int // bytes of a sample of every channel
	shared bool
	tracks []track
}

func (j Job) prepare(in, out int) (*pass, error) {
	if err := j.check(in, out); err != nil {
		return nil, err
	}
	p := &pass{Job: j, at: j.Span.From, ends: make([]end, in), mixed: make([]byte, chunk*j.Codec.Width())}
	p.samples = min(blockSize, mostBytes/(in+out)) / (p.widest() * j.Codec.Width())
	for _, parties := range j.Voices {
		p.in = append(p.in, p.newStream(len(parties)))
	}
	for first := 0; first < len(j.Plans); first += j.channels() {
		p.out = append(p.out, p.output(first))
	}
	p.findVoices()
	return p, nil
}

// widest returns how many channels the widest stream has.
func (p *pass) widest() int {
	n := p.channels()
	for _, parties := range p.Voices {
		n = max(n, len(parties))
	}
	return n
}

func (p *pass) newStream(channels int) *stream {
	frame := channels * p.Codec.Width()
	return &stream{block: make([]byte, p.samples*frame), frame: frame}
}

func (p *pass) lane(s *stream, channel int) lane {
	return lane{samples: s.block[channel*p.Codec.Width():], width: p.Codec.Width(), stride: s.frame}
}

// findVoices notes where each party's voice is.
func (p *pass) findVoices() {
	all := slices.Concat(p.Voices...)
	p.lanes, p.voices = make([]lane, slices.Max(all)+1), make([][]byte, slices.Max(all)+1)
	for i, parties := range p.Voices {
		for channel, party := range parties {
			l := p.lane(p.in[i], channel)
			if l.apart() || p.in[i].shared { // Encode promises nothing for what it reads where it writes
				l.copied = make([]byte, chunk*l.width)
			}
			p.lanes[party] = l
		}
	}
}

// done returns how many samples of each channel all outputs hold.
func (p *pass) done() int64 { return p.at - p.Span.From }

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

// render makes the outputs' first samples of the inputs', piece by piece.
func (p *pass) render(n int) {
	for _, out := range p.out {
		for from := 0; from < n; {
			to := int(min(out.seek(p.at+int64(from)), p.at+int64(n)) - p.at)
			p.piece(out, from, to)
			from = to
		}
	}
}

// piece renders some samples of an output in which one piece of each track holds.
func (p *pass) piece(out *stream, from, to int) {
	if out.silent() {
		p.Codec.Fill(out.block[from*out.frame : to*out.frame])
		return
	}
	p.lay(out, from, to)
	for i := range out.tracks {
		switch t := &out.tracks[i]; {
		case t.kept():
		case t.silent():
			t.to.fill(p.Codec, from, to)
		default:
			p.mix(t, from, to)
		}
	}
}

// lay lays samples of an output down as if nothing were masked, if each of its tracks is one voice.
func (p *pass) lay(out *stream, from, to int) {
	switch {
	case out.shared || out.tracks[0].laid == 0:
	case len(out.tracks) == 1:
		p.voice(out, 0).copy(out.block[from*out.frame:to*out.frame], from)
	default:
		left, right := p.voice(out, 0), p.voice(out, 1)
		for ; from < to; from += chunk {
			n := min(chunk, to-from)
			p.Codec.Interleave(out.block[from*out.frame:], left.take(from, n), right.take(from, n))
		}
	}
}

// voice returns where the voice is that is laid into a track.
func (p *pass) voice(out *stream, channel int) lane {
	for party := range out.tracks[channel].laid.All() {
		return p.lanes[party]
	}
	return lane{} // never: it is asked for where a voice is laid
}

// mix renders samples of a track anew.
func (p *pass) mix(t *track, from, to int) {
	for ; from < to; from += chunk {
		n := min(chunk, to-from)
		for party := range t.piece.Voices.All() {
			p.voices[party] = p.lanes[party].take(from, n)
		}
		dst := t.to.room(p.mixed, from, n)
		t.plan.Encode(p.Codec, dst, p.at+int64(from), p.voices)
		if t.to.apart() {
			t.to.put(dst, from)
		}
	}
}

// output returns the stream that holds some tracks, from one on: an input, if it is right as soon as it is masked.
func (p *pass) output(first int) *stream {
	laid, out := p.home(first)
	if out == nil {
		laid, out = p.solos(first), p.newStream(p.channels())
	}
	for channel := range p.channels() {
		out.tracks = append(out.tracks, track{plan: p.Plans[first+channel], laid: laid[channel], to: p.lane(out, channel)})
	}
	return out
}

// home returns an input whose channels hold all that some tracks ask for and no other track does, and whose voices these are.
func (p *pass) home(first int) (laid [2]pause.Parties, in *stream) {
	for i, parties := range p.Voices {
		if !p.in[i].shared && len(parties) == p.channels() && p.atHome(parties, first) {
			for channel, party := range parties {
				laid[channel] = pause.PartiesOf(party)
			}
			p.in[i].shared = true
			return laid, p.in[i]
		}
	}
	return laid, nil
}

func (p *pass) atHome(parties []pause.Party, first int) bool {
	for i, plan := range p.Plans {
		strange := pause.PartiesOf(parties...)
		if i >= first && i < first+len(parties) {
			strange = ^pause.PartiesOf(parties[i-first])
		}
		if voices(plan, p.Span)&strange != 0 {
			return false
		}
	}
	return true
}

// solos returns whose voice each of some tracks can be before it is masked: if each of them asks for one only.
func (p *pass) solos(first int) (laid [2]pause.Parties) {
	for channel := range p.channels() {
		laid[channel] = voices(p.Plans[first+channel], p.Span)
		if laid[channel].Len() != 1 {
			return [2]pause.Parties{}
		}
	}
	return laid
}
