package live

import (
	"math/bits"

	"github.com/recpause/recpause/recording"
)

// A ring is the audio of one party, as far as it is in memory, and which samples ever came.
type ring struct {
	codec    recording.Codec
	pcm      []byte
	mask     int64 // of positions: the ring has a power of two samples
	to       int64 // behind the last sample; what is in memory before it and never came is silence
	received set
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
		g.received = g.received.add(s)
		return s
	}
	first := true
	each := func(gap recording.Span) {
		g.copy(gap, s.From, pcm)
		if first {
			changed, first = gap, false
		}
		changed.To = gap.To
	}
	g.gaps(s, each)
	g.to = max(g.to, s.To)
	g.received = g.received.add(s)
	return changed
}

// gaps gives the parts of a span that have not come.
func (g *ring) gaps(s recording.Span, each func(recording.Span)) {
	i := len(g.received)
	for i > 0 && g.received[i-1].To > s.From {
		i--
	}
	for _, here := range g.received[i:] {
		if here.From >= s.To {
			break
		}
		if gap := (recording.Span{From: s.From, To: here.From}); !gap.Empty() {
			each(gap)
		}
		s.From = here.To
	}
	if !s.Empty() {
		each(s)
	}
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
