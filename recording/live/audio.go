package live

import (
	"errors"
	"math/bits"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// Write takes a frame of a party's audio, stored by the codec, whose first sample is at a position. Frames may be of any length, come in
// any order, again, and overlap: of each sample the first to come counts. What lies before the recording's start or behind its end is
// left out; what has left the memory, or for a stream has been released without it, is counted as late. The audio of a party that is not
// in the call is kept, and is in no track unless a step says that it was. Nothing keeps a reference to the frame.
//
// A *FrameError or *ClosedError: nothing was taken. A *SinkError: the frame was taken, see there.
func (r *Recording) Write(p pause.Party, at int64, frame []byte) error {
	if err := r.checkFrame(p, at, frame); err != nil {
		return err
	}
	width := int64(r.config.Codec.Width())
	s := recording.Span{From: at, To: at + int64(len(frame))/width}.Intersect(recording.Span{From: r.timeline.Origin(), To: r.end()})
	if s.Empty() {
		return nil
	}
	frame = frame[(s.From-at)*width : (s.To-at)*width]
	ring := r.ring(p)
	for !s.Empty() {
		part := recording.Span{From: s.From, To: min(s.To, s.From+r.config.kept())}
		_ = r.advance(part.To) // what fails is still due
		r.keep(ring, part, frame[:part.Len()*width])
		frame, s.From = frame[part.Len()*width:], part.To
	}
	return r.settle(r.front - r.config.HoldBack)
}

func (r *Recording) checkFrame(p pause.Party, at int64, frame []byte) error {
	problem := Problem(0)
	switch ahead := r.config.ahead(); {
	case r.timeline == nil:
		return zero()
	case r.closed:
		return r.refuse()
	case p >= pause.MaxParties:
		problem = NoSuchParty
	case len(frame)%r.config.Codec.Width() != 0:
		problem = HalfSample
	case at < r.timeline.Origin()-ahead || at > r.front+ahead || at > r.timeline.Origin()+maxLength:
		problem = FarOff
	default:
		return nil
	}
	return &FrameError{Party: p, At: at, Bytes: len(frame), Problem: problem}
}

// refuse is the error of a closed recording.
func (r *Recording) refuse() error { return &ClosedError{End: r.end()} }

// ring returns a party's ring, and makes it for its first frame.
func (r *Recording) ring(p pause.Party) *ring {
	for len(r.rings) <= int(p) {
		r.rings, r.views = append(r.rings, nil), append(r.views, nil)
	}
	if r.rings[p] == nil {
		r.rings[p] = newRing(r.config.Codec, r.config.kept(), r.kept())
	}
	return r.rings[p]
}

// advance notes that audio is due up to a position. What leaves the memory by that is written first.
func (r *Recording) advance(to int64) (err error) {
	if to <= r.front {
		return nil
	}
	if oldest := to - r.config.kept(); oldest > r.Released() {
		err = r.settle(oldest)
	}
	r.front = to
	return err
}

// keep puts a part of a frame into a party's ring, and has files corrected where they have gone on without it.
func (r *Recording) keep(ring *ring, part recording.Span, pcm []byte) {
	oldest := r.kept()
	if r.stream {
		for _, o := range r.outputs {
			oldest = max(oldest, o.done)
		}
	}
	if part.From < oldest {
		late := recording.Span{From: part.From, To: min(part.To, oldest)}
		for gap := range ring.received.Gaps(late) {
			ring.late += gap.Len()
		}
		pcm = pcm[late.Len()*int64(r.config.Codec.Width()):]
		part.From = late.To
	}
	if part.Empty() {
		return
	}
	changed := ring.put(part, pcm)
	for i := range r.outputs {
		o := &r.outputs[i]
		o.again.Add(changed.Intersect(recording.Span{From: changed.From, To: o.done}))
	}
}

// Advance says that the call has come to a position, whether or not anybody was heard, so that silence is written in time; and tries
// again what sinks have not taken. It never takes the position back. The errors are *RangeError, *ClosedError and *SinkError.
func (r *Recording) Advance(to int64) error {
	if err := r.checkPosition(to); err != nil {
		return err
	}
	_ = r.advance(min(to, r.end())) // what fails is still due
	return r.settle(r.front - r.config.HoldBack)
}

func (r *Recording) checkPosition(at int64) error {
	if r.timeline == nil {
		return zero()
	}
	switch origin := r.timeline.Origin(); {
	case r.closed:
		return r.refuse()
	case at > origin+maxLength || at < origin-maxLength:
		return &RangeError{At: at, Origin: origin}
	}
	return nil
}

// Close ends the recording at a position, or at that of the last step if it is later, unless a step has ended it before, and writes
// everything that is held back. Files may be
// longer than that where the end came late: Report says how long they are. After a *SinkError the recording is not closed yet, and
// Close may be called again; otherwise the errors are those of Step, and nothing was changed. Closing a closed recording does nothing.
func (r *Recording) Close(end int64) error {
	if r.closed {
		return nil
	}
	if r.timeline == nil {
		return zero()
	}
	var sink *SinkError
	if err := r.finish(end); err != nil && !errors.As(err, &sink) {
		return err
	}
	_ = r.advance(r.end()) // what fails is still due
	if err := r.settle(r.end()); err != nil {
		return err
	}
	r.closed = true
	r.views, r.scratch = nil, nil
	for _, ring := range r.rings {
		if ring != nil {
			ring.pcm = nil
		}
	}
	return nil
}

// finish notes the end of the recording, at the last step if it is later.
func (r *Recording) finish(end int64) error {
	if _, ended := r.timeline.End(); ended {
		return nil
	}
	call := r.last
	step := call.End()
	err := r.Step(max(end, r.timeline.Origin()), step)
	var early *recording.PositionError
	if errors.As(err, &early) {
		return r.Step(early.Last, step)
	}
	return err
}

// A ring is the audio of one party, as far as it is in memory, and which samples ever came.
type ring struct {
	codec    recording.Codec
	pcm      []byte
	mask     int64 // of positions: the ring has a power of two samples
	to       int64 // behind the last sample; what is in memory before it and never came is silence
	received recording.Spans
	late     int64 // samples that came too late
}

// newRing makes a ring for so many samples, that holds nothing from a position on.
func newRing(c recording.Codec, samples, from int64) *ring {
	size := int64(1) << bits.Len64(uint64(samples-1))
	return &ring{codec: c, pcm: make([]byte, size*int64(c.Width())), mask: size - 1, to: from}
}

// slot returns the bytes of the ring from a position on, as far as they are not cut by the ring's end nor by a position.
func (g *ring) slot(from, to int64) []byte {
	width := int64(g.codec.Width())
	first := from & g.mask
	return g.pcm[first*width : min(g.mask+1, first+to-from)*width]
}

// view returns what the party says in a span that no end of the ring cuts: nothing behind its last sample.
func (g *ring) view(s recording.Span) []byte {
	s.To = min(s.To, g.to)
	if s.Empty() {
		return nil
	}
	return g.slot(s.From, s.To)
}

// put keeps the samples of a span that have not come before, and returns a span around them, empty if there are none.
func (g *ring) put(s recording.Span, pcm []byte) (changed recording.Span) {
	if s.From >= g.to {
		g.fill(recording.Span{From: max(g.to, s.To-g.mask-1), To: s.From})
		g.copy(s, s.From, pcm)
		g.to = s.To
		g.received.Add(s)
		return s
	}
	for gap := range g.received.Gaps(s) {
		g.copy(gap, s.From, pcm)
		if changed.Empty() {
			changed = gap
		}
		changed.To = gap.To
	}
	g.to = max(g.to, s.To)
	g.received.Add(s)
	return changed
}

// copy writes a part of a frame that starts at a position.
func (g *ring) copy(s recording.Span, start int64, pcm []byte) {
	pcm = pcm[(s.From-start)*int64(g.codec.Width()):]
	for !s.Empty() {
		n := copy(g.slot(s.From, s.To), pcm)
		pcm = pcm[n:]
		s.From += int64(n / g.codec.Width())
	}
}

// fill writes silence.
func (g *ring) fill(s recording.Span) {
	for !s.Empty() {
		slot := g.slot(s.From, s.To)
		g.codec.Fill(slot)
		s.From += int64(len(slot) / g.codec.Width())
	}
}
