package audit

import (
	"github.com/recpause/recpause/recording"
)

// A burst is sound where silence belongs: from its first to its last sample that is not silent.
type burst struct {
	recording.Span
	count    int64 // samples in it that are not silent
	peak     int
	energy   float64
	value    int16 // of the first one
	constant bool  // all of them have that value
}

// add makes the burst longer by a sample that is not silent.
func (b *burst) add(at int64, v int16) {
	if b.count == 0 {
		*b = burst{Span: recording.Span{From: at}, value: v, constant: true}
	}
	b.To = at + 1
	b.count++
	b.peak = max(b.peak, magnitude(v))
	b.energy += float64(v) * float64(v)
	b.constant = b.constant && v == b.value
}

// join returns what two bursts are together, the first of which is the earlier one.
func (b burst) join(next burst) burst {
	switch {
	case b.count == 0:
		return next
	case next.count == 0:
		return b
	}
	b.To = next.To
	b.count += next.count
	b.peak = max(b.peak, next.peak)
	b.energy += next.energy
	b.constant = b.constant && next.constant && b.value == next.value
	return b
}

func magnitude(v int16) int { return max(int(v), -int(v)) }

// A hush is what was heard in a piece that should be silent. Its bursts are those at its two ends and all between them as one, for
// a file may hold any number.
type hush struct {
	piece
	judged             recording.Span // the part that is judged, without the tolerated edges
	head, middle, tail burst
	bursts             int
	loudness           loudness
	heard              int64   // samples of it that the file has
	late               []int16 // what is held back
	at                 int64   // of the first sample of that
	before, after      excess
	cut                bool // the file has it not, or not all of it
}

// gap returns how many silent samples part two bursts: 10 ms.
func gap(r recording.Rate) int64 { return max(1, int64(r)/100) }

// listen takes in a part of the piece.
func (h *hush) listen(at int64, pcm []int16, level int, apart int64) {
	h.heard += int64(len(pcm))
	h.loudness.add(pcm)
	for i, v := range pcm {
		if magnitude(v) <= level {
			continue
		}
		if pos := at + int64(i); h.judged.Has(pos) {
			h.sound(pos, v, apart)
		}
	}
}

func (h *hush) sound(at int64, v int16, apart int64) {
	switch {
	case h.bursts == 0:
		h.bursts = 1
	case at-h.last().To >= apart:
		h.middle = h.middle.join(h.tail)
		h.tail = burst{}
		h.bursts++
	}
	h.last().add(at, v)
}

// last returns the burst that is still growing.
func (h *hush) last() *burst {
	if h.bursts < 2 {
		return &h.head
	}
	return &h.tail
}

// all returns the bursts as one.
func (h *hush) all() burst { return h.head.join(h.middle).join(h.tail) }

// around returns the longest run of zeros that the voices around the piece have by themselves: sound in it may begin or end with one.
func (h *hush) around() (longest int64) {
	for _, e := range [...]excess{h.before, h.after} {
		if e.still != nil {
			longest = max(longest, e.still.longest)
		}
	}
	return longest
}
