package live

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"

	"github.com/recpause/recpause/recording"
)

// Stream makes a sink of a stream, such as a speech recogniser's socket. It is given its samples in order and each of
// them once, so nothing in it can be corrected.
func Stream(w io.Writer) io.WriterAt { return stream{w} }

type stream struct{ io.Writer }

// WriteAt writes what comes next: nothing else is ever asked of a stream.
func (s stream) WriteAt(p []byte, _ int64) (int, error) { return s.Write(p) }

func isStream(w io.WriterAt) bool {
	_, ok := w.(stream)
	return ok
}

// checkSinks checks that all sinks are files, or all are streams, none is missing, and no two are the same one.
func checkSinks(sinks []io.WriterAt) error {
	var known []any
	for i, w := range sinks {
		field, to := fmt.Sprintf("sinks[%d]", i), any(w)
		s, ok := w.(stream)
		if ok {
			to = s.Writer
		}
		switch {
		case to == nil:
			return wrong(field, "nil", "a file or a stream")
		case ok != isStream(sinks[0]):
			return wrong(field, "a file and a stream", "two files or two streams")
		case slices.ContainsFunc(known, func(other any) bool { return isSame(to, other) }):
			return wrong(field, "the same one again", "a sink of its own for each side")
		}
		known = append(known, to)
	}
	return nil
}

// isSame reports whether two sinks are one: pointers to the same value. Of values nobody can tell.
func isSame(a, b any) bool {
	of := reflect.TypeOf(a)
	return of.Kind() == reflect.Pointer && of.Elem().Size() > 0 && a == b
}

// A sink is where a recording is written, and how far that is.
type sink struct {
	to          io.WriterAt
	tracks      []recording.Track    // in its channels
	plans       []*recording.Planner // of each track, by all that is known
	written     int64                // everything before it is in the sink, but for corrections and wipes
	tried       int64                // of a file: what a write that failed may have left in it ends here
	corrections recording.Spans      // samples that have changed since, and are in memory
	wipes       recording.Spans      // samples that have to go, even if nothing is in memory to put there
	corrected   growing              // of a file: samples that were written again with more in them
	doubtful    recording.Spans      // of a restored file: samples that were silenced for want of knowing what they are
	rest        [4]byte              // what a stream has yet to take of the sample before written
	unsent      int                  // bytes of rest
}

// blockSamples is how many samples of a channel are written at once at most.
const blockSamples = 4096

// settle writes what is due: corrections, and everything up to a position. It returns the errors of the sinks.
func (r *Recording) settle(to int64) error {
	var all []error
	for i := range r.sinks {
		if err := r.update(&r.sinks[i], min(to, r.end())); err != nil {
			all = append(all, &SinkError{i, err, r.sinks[i].due()})
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// due returns the first sample that is to be written.
func (s *sink) due() int64 {
	at := s.written
	for _, spans := range [...]recording.Spans{s.wipes, s.corrections} {
		if len(spans) > 0 {
			at = min(at, spans[0].From)
		}
	}
	return at
}

// due returns the first sample that is to be written to any sink.
func (r *Recording) due() int64 {
	at := int64(math.MaxInt64)
	for i := range r.sinks {
		at = min(at, r.sinks[i].due())
	}
	return at
}

// update writes what a sink lacks: first what has to go, then what has changed, then what is new. Last comes what has
// to go after written, where a write that failed has left it: a file is not written beyond a gap if that can be helped,
// but it goes even where nothing new could be written.
func (r *Recording) update(s *sink, to int64) error {
	if err := r.wipe(s, s.written); err != nil {
		return err
	}
	if err := r.correct(s); err != nil {
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	at, err := r.render(s, recording.Span{From: s.written, To: to})
	s.written = max(s.written, at)
	s.wipes.Clip(from(s.written))
	return cmp.Or(err, r.wipe(s, math.MaxInt64))
}

// cut takes off what files hold beyond the recording's end, where they can be cut.
func (r *Recording) cut() error {
	for i := range r.sinks {
		s := &r.sinks[i]
		file, ok := s.to.(interface{ Truncate(size int64) error })
		if !ok || max(s.written, s.tried) <= r.end() {
			continue
		}
		width := int64(r.config.Codec.Width() * len(s.tracks))
		if err := file.Truncate((r.end() - r.timeline.Origin()) * width); err != nil {
			return &SinkError{i, err, r.end()}
		}
		s.written, s.tried = r.end(), r.end()
	}
	return nil
}

// wipe writes over what has to go before a position.
func (r *Recording) wipe(s *sink, to int64) error {
	for len(s.wipes) > 0 && s.wipes[0].From < to {
		at, err := r.render(s, s.wipes[0].Intersect(before(to)))
		s.wipes.Clip(from(at))
		if err != nil {
			return err
		}
	}
	return nil
}

// correct writes what has changed, and notes what has left the memory before it could be written.
func (r *Recording) correct(s *sink) error {
	for len(s.corrections) > 0 {
		span := s.corrections[0]
		if lost := span.Intersect(before(r.kept())); !lost.Empty() {
			r.lose(s, lost)
			s.corrections.Clip(from(lost.To))
			continue
		}
		at, err := r.render(s, span)
		s.corrections.Clip(from(at))
		s.corrected.Add(recording.Span{From: span.From, To: at})
		if err != nil {
			return err
		}
	}
	return nil
}

// render writes what a sink holds in a span by the plans, and returns up to where it came. What is no longer in memory
// is silence.
func (r *Recording) render(s *sink, span recording.Span) (at int64, err error) {
	for !span.Empty() {
		part := r.part(span)
		pcm := r.encode(s, part)
		n, err := r.put(s, pcm, part)
		if span.From += n; part.From < r.kept() {
			r.lose(s, recording.Span{From: part.From, To: span.From})
		}
		if err != nil {
			return span.From, err
		}
	}
	return span.From, nil
}

// part returns the beginning of a span: a block, all in memory or none of it, that each ring holds in one piece.
func (r *Recording) part(s recording.Span) recording.Span {
	s.To = min(s.To, s.From+blockSamples)
	if kept := r.kept(); s.From < kept {
		s.To = min(s.To, kept)
		return s
	}
	for _, ring := range r.rings {
		if ring != nil && s.From < ring.to {
			s.To = min(s.To, ring.turn(s.From))
		}
	}
	return s
}

// encode returns the bytes of a part, with the channels by turns where the sink has two.
func (r *Recording) encode(s *sink, part recording.Span) []byte {
	inMemory := part.From >= r.kept()
	for p, ring := range r.rings {
		if r.views[p] = nil; ring != nil && inMemory {
			r.views[p] = ring.view(part)
		}
	}
	codec, size := r.config.Codec, int(part.Len())*r.config.Codec.Width()
	if len(s.tracks) == 1 {
		pcm := r.room(size)
		s.plans[0].Encode(codec, pcm, part.From, r.views)
		return pcm
	}
	pcm := r.room(4 * size)
	left, right, both := pcm[:size], pcm[size:2*size], pcm[2*size:]
	s.plans[0].Encode(codec, left, part.From, r.views)
	s.plans[1].Encode(codec, right, part.From, r.views)
	codec.Interleave(both, left, right)
	return both
}

// room returns so many bytes of the scratch.
func (r *Recording) room(bytes int) []byte {
	r.scratch = slices.Grow(r.scratch[:0], bytes)[:bytes]
	return r.scratch
}

// put gives a part to a sink, and returns how many samples it took. A file takes all or nothing, though a write that
// failed may have left something in it. Of a stream, a sample that it took in part counts: it has heard of it, and gets
// the rest first next time.
func (r *Recording) put(s *sink, pcm []byte, part recording.Span) (samples int64, err error) {
	if err := s.flush(); err != nil {
		return 0, err
	}
	width := len(pcm) / int(part.Len())
	n, err := s.to.WriteAt(pcm, (part.From-r.timeline.Origin())*int64(width))
	r.stats.wrote(max(0, min(n, len(pcm))), part.From < s.written)
	switch {
	case n == len(pcm) && err == nil:
		return part.Len(), nil
	case !r.streams:
		s.tried = max(s.tried, part.To)
		return 0, orShort(err)
	}
	n = max(0, min(n, len(pcm)))
	took := (n + width - 1) / width
	s.unsent = copy(s.rest[:], pcm[n:took*width])
	return int64(took), orShort(err)
}

// flush sends the rest of a sample to a stream.
func (s *sink) flush() error {
	for s.unsent > 0 {
		n, err := s.to.WriteAt(s.rest[:s.unsent], 0)
		n = max(0, min(n, s.unsent))
		copy(s.rest[:], s.rest[n:s.unsent])
		if s.unsent -= n; err != nil || n == 0 {
			return orShort(err)
		}
	}
	return nil
}

// orShort is the error of a sink that took less than it was given: its own, if it has one.
func orShort(err error) error {
	if err == nil {
		return io.ErrShortWrite
	}
	return err
}
