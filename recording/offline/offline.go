// Package offline renders the finished raw audio of a call, of any length, in one pass and constant memory: from streams of
// samples without a container to streams of such samples, or in place. It applies plans and decides nothing.
package offline

import (
	"io"
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A Job says what is made of what. Its inputs are streams of one channel or two, interleaved, each the voice of one party; its outputs
// are those of a layout. For inputs that hold ready tracks, and not one voice a channel, see Ready.
type Job struct {
	Codec  recording.Codec  // of all streams
	Span   recording.Span   // what is rendered: inputs start at From and are read up to To, or to their end where To is ToTheEnd
	Voices [][]pause.Party  // of each input, whose voice its channels hold
	Layout recording.Layout // of the outputs
	Plans  []recording.Plan // of each of the layout's tracks
}

// ToTheEnd is the To of a span up to where all inputs end, at one sample.
const ToTheEnd = math.MaxInt64

// Run renders the inputs into the outputs, of which there are as many as the layout has files, and returns how many samples of each
// channel all outputs hold. The errors are a *JobError, before anything is read; an *InputError, after all that could be rendered is
// written; and an *OutputError, where the outputs before the one that fails may hold a block more.
func (j Job) Run(in []io.Reader, out []io.Writer) (int64, error) {
	p, err := j.prepare(len(in), len(out))
	if err != nil {
		return 0, err
	}
	return p.run(in, out)
}

func (p *pass) run(in []io.Reader, out []io.Writer) (int64, error) {
	for p.at < p.Span.To {
		n, end := p.read(in)
		p.render(n)
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
