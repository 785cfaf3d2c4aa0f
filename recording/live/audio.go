package live

import (
	"math/bits"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// Write takes a frame of a party's audio, stored by the codec, whose first sample is at a position. Frames may be of
// any length that Config.Ahead allows, come in any order, again, and overlap: of each sample the first to come
// counts. What lies before the recording's start or after its end is left out; what has left the memory, or for a
// stream has been released without it, is counted as late. The audio of a party that is not in the call is kept, and
// is in no track unless a step says that it was. Nothing keeps a reference to the frame.
//
// A *FrameError, a *FarError, or a *recording.PositionError of a closed recording: nothing was taken. A *SinkError: the
// frame was taken, see there.
func (r *Recording) Write(p pause.Party, at int64, frame []byte) error {
	if err := r.checkFrame(p, at, frame); err != nil {
		return err
	}
	width := int64(r.config.Codec.Width())
	span := recording.Span{From: at, To: at + int64(len(frame))/width}
	span = span.Intersect(recording.Span{From: r.timeline.Origin(), To: r.end()})
	if span.Empty() {
		return nil
	}
	frame = frame[(span.From-at)*width : (span.To-at)*width]
	r.stats.Frames++
	ring := r.ring(p)
	for !span.Empty() { // part by part, for the memory may be shorter than the frame
		part := recording.Span{From: span.From, To: min(span.To, span.From+r.memory)}
		_ = r.advance(part.To) // what fails is still due
		r.keep(ring, part, frame[:part.Len()*width])
		frame, span.From = frame[part.Len()*width:], part.To
	}
	return r.settle(r.received - r.holdBack)
}

func (r *Recording) checkFrame(p pause.Party, at int64, frame []byte) error {
	problem := ""
	if r.timeline == nil {
		return notMade()
	}
	width := int64(r.config.Codec.Width())
	_, ended := r.timeline.Ended() // then what comes after it is left out, and takes nothing out of the memory
	switch samples := int64(len(frame)) / width; {
	case r.closed:
		return r.over(at)
	case p >= pause.MaxParties:
		problem = "is of a party that no call has"
	case int64(len(frame))%width != 0:
		problem = "does not end with a whole sample"
	case at < r.timeline.Origin()-r.config.Rate.Samples(farBehind), at > r.timeline.Origin()+maxLength,
		at > r.received+max(0, r.ahead-samples) && !ended,
		at+samples > r.received+max(r.ahead, r.config.Rate.Samples(longFrame)) && !ended:
		return &FarError{At: at, Known: r.received, frame: samples}
	default:
		return nil
	}
	return &FrameError{p, at, len(frame), problem}
}

// ring returns a party's ring, which is made for its first frame.
func (r *Recording) ring(p pause.Party) *ring {
	for len(r.rings) <= int(p) {
		r.rings, r.views = append(r.rings, nil), append(r.views, nil)
	}
	if r.rings[p] == nil {
		r.rings[p] = newRing(r.config.Codec, r.memory, r.kept())
	}
	return r.rings[p]
}

// keep puts a part of a frame into a party's ring, counts what of it is late, and has files corrected where they have
// been written without it.
func (r *Recording) keep(ring *ring, part recording.Span, pcm []byte) {
	oldest := r.kept()
	if r.streams {
		for _, s := range r.sinks {
			oldest = max(oldest, s.written)
		}
	}
	if part.From < oldest {
		late := recording.Span{From: part.From, To: min(part.To, oldest)}
		for gap := range ring.received.Gaps(late) {
			ring.late += gap.Len()
			r.stats.Late += gap.Len()
		}
		pcm = pcm[late.Len()*int64(r.config.Codec.Width()):]
		part.From = late.To
	}
	if part.Empty() {
		return
	}
	changed := ring.put(part, pcm)
	for i := range r.sinks {
		s := &r.sinks[i]
		s.corrections.Add(changed.Intersect(before(s.written)))
	}
}

// A ring is the audio of one party, as far as it is in memory, and which samples ever came.
type ring struct {
	codec    recording.Codec
	pcm      []byte
	mask     int64 // of positions: the ring has a power of two samples
	to       int64 // end of the last sample; what is in memory before it and never came is silence
	received growing
	late     int64 // samples that came too late

	lateStored int64 // of them: those that the journal tells of
}

// newRing makes a ring for so many samples. It holds nothing yet, and takes samples from a position on.
func newRing(c recording.Codec, samples, from int64) *ring {
	size := int64(1) << bits.Len64(uint64(samples-1))
	return &ring{codec: c, pcm: make([]byte, size*int64(c.Width())), mask: size - 1, to: from, received: nothing}
}

// turn returns up to which position the ring's bytes lie in one piece from a position on: there it begins anew.
func (g *ring) turn(at int64) int64 { return (at | g.mask) + 1 }

// slot returns the bytes of the ring from one position up to another, or up to where the ring begins anew.
func (g *ring) slot(from, to int64) []byte {
	width := int64(g.codec.Width())
	first := from & g.mask
	return g.pcm[first*width : min(g.mask+1, first+to-from)*width]
}

// view returns what the party said in a span in which the ring does not begin anew, up to its last sample.
func (g *ring) view(s recording.Span) []byte {
	s.To = min(s.To, g.to)
	if s.Empty() {
		return nil
	}
	return g.slot(s.From, s.To)
}

// put keeps the samples of a span that have not come before, and returns a span around them, empty if there are none.
func (g *ring) put(s recording.Span, pcm []byte) (changed recording.Span) {
	if s.From >= g.to { // as nearly always: it needs no look at what has come
		g.fill(recording.Span{From: max(g.to, s.To-g.mask-1), To: s.From})
		g.copy(s, s.From, pcm)
		changed = s
	} else {
		for gap := range g.received.Gaps(s) {
			g.copy(gap, s.From, pcm)
			if changed.Empty() {
				changed = gap
			}
			changed.To = gap.To
		}
	}
	g.to = max(g.to, s.To)
	g.received.Add(s)
	return changed
}

// copy keeps a span of a frame, whose first sample is at start.
func (g *ring) copy(s recording.Span, start int64, pcm []byte) {
	pcm = pcm[(s.From-start)*int64(g.codec.Width()):]
	for !s.Empty() {
		n := copy(g.slot(s.From, s.To), pcm)
		pcm = pcm[n:]
		s.From += int64(n / g.codec.Width())
	}
}

// fill keeps silence in a span.
func (g *ring) fill(s recording.Span) {
	for !s.Empty() {
		slot := g.slot(s.From, s.To)
		g.codec.Fill(slot)
		s.From += int64(len(slot) / g.codec.Width())
	}
}
