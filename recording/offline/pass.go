package offline

import "slices"

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
