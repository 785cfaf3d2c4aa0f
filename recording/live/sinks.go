package live

import (
	"cmp"
	"errors"
	"io"
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
)

// An output is a sink and how far it is.
type output struct {
	file          io.WriterAt // or
	stream        io.Writer
	first, tracks int             // of the layout's tracks
	done          int64           // what is before it has been written, but for again and wipe
	reached       int64           // up to it a write that failed may have come, of a file
	again         recording.Spans //  samples that have changed since
	wipe          recording.Spans //  samples of whoever has stopped the recording, which go even if nothing is left in memory to put there
	rest          [4]byte         // what a stream has yet to take of the sample before done
	unsent        int             // bytes of rest
}

// blockSamples is how many samples are written at once at most.
const blockSamples = 4096

// settle writes what is due: corrections, and everything up to a position. It returns the errors of the sinks.
func (r *Recording) settle(to int64) error {
	var all []error
	for i := range r.outputs {
		if err := r.write(&r.outputs[i], min(to, r.end())); err != nil {
			all = append(all, &SinkError{Sink: i, At: r.outputs[i].due(), Err: err})
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// due returns the first sample that is to be written.
func (o *output) due() int64 {
	at := o.done
	for _, s := range [...]recording.Spans{o.wipe, o.again} {
		if len(s) > 0 {
			at = min(at, s[0].From)
		}
	}
	return at
}

// write brings one sink up to date: first what must go, then what has changed, then what is new. What must go of a write that failed lies
// behind that, so that no hole is left before it; but it goes even if nothing new can be written.
func (r *Recording) write(o *output, to int64) error {
	if err := r.wipe(o, o.done); err != nil {
		return err
	}
	if err := r.correct(o); err != nil {
		return err
	}
	if err := o.flush(); err != nil {
		return err
	}
	at, err := r.render(o, recording.Span{From: o.done, To: to})
	o.done = max(o.done, at)
	o.wipe.Clip(from(o.done))
	return cmp.Or(err, r.wipe(o, math.MaxInt64))
}

// from is all samples from a position on.
func from(at int64) recording.Span { return recording.Span{From: at, To: math.MaxInt64} }

// wipe takes out what must go before a position.
func (r *Recording) wipe(o *output, before int64) error {
	for len(o.wipe) > 0 && o.wipe[0].From < before {
		at, err := r.render(o, o.wipe[0].Intersect(recording.Span{From: o.wipe[0].From, To: before}))
		o.wipe.Clip(from(at))
		if err != nil {
			return err
		}
	}
	return nil
}

// correct writes what has changed.
func (r *Recording) correct(o *output) error {
	for len(o.again) > 0 {
		s := o.again[0]
		if lost := (recording.Span{From: s.From, To: min(s.To, r.kept())}); !lost.Empty() {
			r.lose(o, lost)
			o.again.Clip(from(lost.To))
			continue
		}
		at, err := r.render(o, s)
		o.again.Clip(from(at))
		if err != nil {
			return err
		}
	}
	return nil
}

// render writes what the plan says of a span, and returns up to where it came. What is no longer in memory is silence.
func (r *Recording) render(o *output, s recording.Span) (at int64, err error) {
	for !s.Empty() {
		part := r.part(s)
		pcm := r.encode(o, part)
		n, err := o.put(pcm, part.From-r.timeline.Origin(), len(pcm)/int(part.Len()))
		if err != nil && o.file != nil {
			o.reached = max(o.reached, part.To)
		}
		if s.From += n; part.From < r.kept() {
			r.lose(o, recording.Span{From: part.From, To: s.From})
		}
		if err != nil {
			return s.From, err
		}
	}
	return s.From, nil
}

// part returns as much of a span as one view of every ring holds.
func (r *Recording) part(s recording.Span) recording.Span {
	s.To = min(s.To, s.From+blockSamples)
	if kept := r.kept(); s.From < kept {
		s.To = min(s.To, kept)
		return s
	}
	for _, ring := range r.rings {
		if ring != nil && s.From < ring.to {
			s.To = min(s.To, s.From|ring.mask+1)
		}
	}
	return s
}

// encode returns the bytes of a part, of both channels where the sink has two.
func (r *Recording) encode(o *output, part recording.Span) []byte {
	inMemory := part.From >= r.kept()
	for p, ring := range r.rings {
		if r.views[p] = nil; ring != nil && inMemory {
			r.views[p] = ring.view(part)
		}
	}
	codec, size := r.config.Codec, int(part.Len())*r.config.Codec.Width()
	if o.tracks == 1 {
		r.room(size)
		r.plans[o.first].Encode(codec, r.scratch, part.From, r.views)
		return r.scratch
	}
	r.room(4 * size)
	left, right := r.scratch[:size], r.scratch[size:2*size]
	r.plans[o.first].Encode(codec, left, part.From, r.views)
	r.plans[o.first+1].Encode(codec, right, part.From, r.views)
	codec.Interleave(r.scratch[2*size:], left, right)
	return r.scratch[2*size:]
}

// room makes the scratch so long.
func (r *Recording) room(bytes int) { r.scratch = slices.Grow(r.scratch[:0], bytes)[:bytes] }

// put gives bytes to the sink, for the sample that is so many after the recording's first, and returns how many samples it took. Of a
// stream, a sample that it took in part counts: it has heard of it, and gets the rest first next time.
func (o *output) put(pcm []byte, sample int64, width int) (samples int64, err error) {
	if o.file != nil {
		if n, err := o.file.WriteAt(pcm, sample*int64(width)); err != nil || n < len(pcm) {
			return 0, orShort(err)
		}
		return int64(len(pcm) / width), nil
	}
	if err := o.flush(); err != nil {
		return 0, err
	}
	n, err := o.stream.Write(pcm)
	if n == len(pcm) && err == nil {
		return int64(n / width), nil
	}
	n = max(0, min(n, len(pcm)))
	took := (n + width - 1) / width
	o.unsent = copy(o.rest[:], pcm[n:took*width])
	return int64(took), orShort(err)
}

// flush sends the rest of a sample.
func (o *output) flush() error {
	for o.unsent > 0 {
		n, err := o.stream.Write(o.rest[:o.unsent])
		n = max(0, min(n, o.unsent))
		copy(o.rest[:], o.rest[n:o.unsent])
		if o.unsent -= n; err != nil || n == 0 {
			return orShort(err)
		}
	}
	return nil
}

// orShort is the error of a sink that took less than it was given.
func orShort(err error) error {
	if err == nil {
		return io.ErrShortWrite
	}
	return err
}
