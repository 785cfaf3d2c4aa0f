// Package offline renders the finished audio of a call, of any length, in one pass and constant memory. It applies
// plans and decides nothing: a Job says which voices go in and which tracks come out, Run renders from streams to
// streams, and InPlace changes files where they are. All streams are raw samples; WAV headers and the like are the
// caller's.
package offline

import (
	"fmt"
	"io"
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A Job says what is made of what. Its inputs are streams of one channel or two, interleaved, each the voice of one
// party; its outputs are those of a layout. For inputs that hold ready tracks, and not one voice a channel, see Ready.
type Job struct {
	Codec  recording.Codec  // of all streams
	Span   recording.Span   // inputs start at From, and are read up to To or, for ToTheEnd, to their end
	Voices [][]pause.Party  // of each input, whose voice its channels hold
	Layout recording.Layout // of the outputs
	Plans  []recording.Plan // of each of the layout's tracks
}

// ToTheEnd is the To of a span that lasts up to the end of the inputs. All of them must end at the same sample.
const ToTheEnd = math.MaxInt64

// Run renders the inputs into the outputs, of which there are as many as the layout has files, and returns how many
// samples of each channel all outputs hold. The errors are a *JobError, before anything is read, and a *StreamError: of
// an input after all that could be rendered is written, of an output where those before it may hold a block more.
func (j Job) Run(in []io.Reader, out []io.Writer) (int64, error) {
	p, err := j.prepare(len(in), len(out))
	if err != nil {
		return 0, err
	}
	return p.run(in, out)
}

// check returns what is wrong with a job when it is given so many inputs and outputs.
func (j Job) check(in, out int) error {
	switch tracks := len(j.Layout.Tracks()); {
	case !j.Codec.Known():
		return &JobError{j.Codec.String(), "a codec"}
	case j.Layout > recording.Split:
		return &JobError{"layout " + j.Layout.String(), "one of 1ch, 2ch and split"}
	case j.Span.From > j.Span.To:
		return &JobError{"the span " + j.Span.String(), "one whose end is not before its start"}
	case len(j.Plans) != tracks:
		return &JobError{count(len(j.Plans), "plan"), fmt.Sprintf("%d, one for each track of %v", tracks, j.Layout)}
	case in != len(j.Voices) || in == 0:
		return &JobError{count(in, "input"), fmt.Sprintf("%d, as the job says, and at least one", len(j.Voices))}
	case out != len(j.Layout.Files()):
		return &JobError{count(out, "output"), fmt.Sprintf("%d, which %v has", len(j.Layout.Files()), j.Layout)}
	}
	return j.checkVoices()
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// channels returns how many channels each output has.
func (j Job) channels() int { return len(j.Layout.Files()[0]) }

// checkVoices checks that each channel is one party's, and that every voice that the plans ask for is there.
func (j Job) checkVoices() error {
	var have pause.Parties
	for i, channels := range j.Voices {
		if len(channels) != 1 && len(channels) != 2 {
			got := fmt.Sprintf("input %d with %s", i, count(len(channels), "channel"))
			return &JobError{got, "one with one channel or two"}
		}
		for _, p := range channels {
			if p >= pause.MaxParties || have.Has(p) {
				got := fmt.Sprintf("%v as the voice of a channel of input %d", p, i)
				return &JobError{got, "a party, and each only once"}
			}
			have = have.With(p)
		}
	}
	for i, plan := range j.Plans {
		if missing := voices(plan, j.Span) &^ have; missing != 0 {
			want := fmt.Sprintf("all voices of the %v track", j.Layout.Tracks()[i])
			return &JobError{fmt.Sprintf("no input with the voice of %v", missing), want}
		}
	}
	return nil
}

// voices returns whose voices a plan asks for in a span.
func voices(p recording.Plan, span recording.Span) (all pause.Parties) {
	for _, piece := range p.Pieces {
		if !piece.Intersect(span).Empty() {
			all |= piece.Voices
		}
	}
	return all
}

// A JobError reports a job that makes no sense. Nothing was read or written.
type JobError struct {
	got, want string
}

func (e *JobError) Error() string {
	return fmt.Sprintf("offline: got %s, expected %s", e.got, e.want)
}

// A StreamError reports an input or an output that fails, or an input that ends too early: before another one, before
// the span does, or within a sample.
type StreamError struct {
	Output  bool  // of Run's outputs and not of its inputs; of a file that is written in place
	Index   int   // which of them
	Samples int64 // whole samples of each channel that it gave or took
	Rest    int   // bytes of one more
	Err     error // its own; io.ErrUnexpectedEOF for an end too early, io.ErrShortWrite where no reason was given
}

func (e *StreamError) Error() string {
	name, rest := "input", ""
	if e.Output {
		name = "output"
	}
	if e.Rest != 0 {
		rest = fmt.Sprintf(" and %d bytes of the next", e.Rest)
	}
	return fmt.Sprintf("offline: %s %d, after %d samples%s: %v", name, e.Index, e.Samples, rest, e.Err)
}

// Unwrap returns the stream's own error.
func (e *StreamError) Unwrap() error { return e.Err }
