package audit

import (
	"math"

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

// A stillness is how often some voices are digital silence by themselves. It says what zeros next to a silence are worth: a silence that
// is too long looks like voices that happen to be zero.
type stillness struct {
	samples, zeros int64
	longest        int64 // run of zeros
}

func (s *stillness) add(o stillness) {
	s.samples += o.samples
	s.zeros += o.zeros
	s.longest = max(s.longest, o.longest)
}

// unlikely is the chance up to which zeros are held for a silence that is too long: one sample of them after a million others that are
// not zero, two after a thousand.
const unlikely = 1e-6

// least returns the shortest run of zeros that is held to be no voice: more than four times the longest run that the voices have
// elsewhere, and longer than chance makes them of the zeros they have; 0 where half a second of voice, or more, is missing to tell.
func (s *stillness) least(r recording.Rate) int64 {
	p := float64(s.zeros+1) / float64(s.samples+2)
	if p >= 0.5 || s.samples < int64(r)/2 {
		return 0
	}
	return max(4*s.longest+1, int64(math.Ceil(math.Log(unlikely)/math.Log(p))))
}

// A run counts the zeros of voiced pieces as they come.
type run struct {
	length int64
	after  *hush // the silence that it follows without a sound between, or nil
}

// count takes in samples; each run that ends is handed to note.
func (r *run) count(pcm []int16, level int, note func(run)) {
	for _, v := range pcm {
		if magnitude(v) <= level {
			r.length++
			continue
		}
		if r.length > 0 || r.after != nil {
			note(*r)
			*r = run{}
		}
	}
}

// An excess is zeros of voices next to a silence.
type excess struct {
	length int64
	still  *stillness // of the voices that should be there
}

// shows reports whether the zeros are held to be no voice.
func (e excess) shows(r recording.Rate, edge int64) bool {
	if e.still == nil || e.length <= edge {
		return false
	}
	least := e.still.least(r)
	return least > 0 && e.length >= least
}

// A loudness is how loud windows of 20 ms are at least and at most. Before the first whole window it is that of what there is.
type loudness struct {
	window            int
	n                 int
	energy            float64 // of the n samples of a window that is not whole
	windows, sounding int     // whole windows, and those of them that are not silent on the average
	silence           float64 // the mean square up to which they are
	quietest, loudest float64 // mean squares of whole windows
}

func newLoudness(r recording.Rate, level int) loudness {
	return loudness{window: max(1, int(r)/50), silence: float64(level) * float64(level)}
}

func (l *loudness) add(pcm []int16) {
	for len(pcm) > 0 {
		part := pcm[:min(len(pcm), l.window-l.n)]
		for _, v := range part {
			l.energy += float64(v) * float64(v)
		}
		l.n += len(part)
		if l.n == l.window {
			l.whole()
		}
		pcm = pcm[len(part):]
	}
}

func (l *loudness) whole() {
	mean := l.energy / float64(l.n)
	if l.windows == 0 {
		l.quietest = mean
	}
	l.windows++
	if mean > l.silence {
		l.sounding++
	}
	l.quietest, l.loudest = min(l.quietest, mean), max(l.loudest, mean)
	l.restart()
}

// restart leaves out the window that is not whole, where audio begins that does not belong to it.
func (l *loudness) restart() { l.n, l.energy = 0, 0 }

// dBm0 returns the level of a sine with a peak of PCM16: 32767 is +3.17 dBm0, as in G.711. Silence is -Inf.
func dBm0(peak float64) float64 { return 20*math.Log10(peak/math.MaxInt16) + 3.17 }

// softer reports whether other audio is this audio turned down, in most of its windows: its loudest one is, and so is its
// quietest, the noise of the room, which somebody who only listens leaves as it is.
func (l *loudness) softer(other *loudness) bool {
	const half = 0.25 // of the amplitude: 6 dB
	if l.windows == 0 || l.quietest == 0 || 2*other.sounding <= other.windows {
		return false
	}
	return other.loudest < half*l.loudest && other.quietest < half*l.quietest
}
