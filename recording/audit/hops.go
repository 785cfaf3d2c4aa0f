package audit

import (
	"math"
	"math/cmplx"
)

// hops are the tone's amplitudes in windows of 10 ms, and the last of them that are as long as the tone.
type hops struct {
	*sound
	size  int
	table []complex128 // a hop of the tone's turns, backwards
	n     int          // samples in the hop that is not whole
	count int64
	sum   complex128
	power float64
	all   []float64    // energies of whole hops, as last
	last  []complex128 // amplitudes of whole hops, the oldest first; full when as long as the tone
	best  window       // the strongest since it was heard first
	rest  int          // hops that still belong to the tone that was found
}

// A window is where a tone was heard.
type window struct {
	gain float64
	ago  int // samples from its beginning up to now
}

func newHops(s *sound) hops {
	h := hops{sound: s, size: max(1, int(s.rate)/100)}
	for i := range h.size {
		h.table = append(h.table, cmplx.Rect(1, -2*math.Pi*math.Mod(float64(i)*s.Hertz/float64(s.rate), 1)))
	}
	return h
}

// length returns how many hops are as long as the tone.
func (h *hops) length() int { return max(1, len(h.wave)/h.size) }

// add takes in samples and returns where the tone was heard.
func (h *hops) add(x []float64) (found []window) {
	for len(x) > 0 {
		part := x[:min(len(x), h.size-h.n)]
		for i, v := range part {
			h.sum += h.table[h.n+i] * complex(v, 0)
			h.power += v * v
		}
		h.n += len(part)
		x = x[len(part):]
		if h.n == h.size {
			found = append(found, h.whole(len(x))...)
		}
	}
	return found
}

// whole takes in a hop; after it come more samples that are not counted yet.
func (h *hops) whole(more int) []window {
	turned := math.Mod(float64(h.count*int64(h.size))*h.Hertz/float64(h.rate), 1)
	amplitude := h.sum * cmplx.Rect(2/(float64(h.size)*float64(h.Peak)), -2*math.Pi*turned)
	h.count++
	h.n, h.sum = 0, 0
	if len(h.last) == h.length() {
		h.last = h.last[:copy(h.last, h.last[1:])]
		h.all = h.all[:copy(h.all, h.all[1:])]
	}
	h.last, h.all = append(h.last, amplitude), append(h.all, h.power)
	h.power = 0
	h.best.ago += h.size
	if h.rest > 0 {
		h.rest--
		return nil
	}
	g, ok := h.tone()
	switch {
	case ok && g > h.best.gain:
		h.best = window{g, h.length()*h.size + more}
	case h.best.gain > 0 && (!ok || g < h.best.gain || h.best.ago > (h.length()+2)*h.size):
		return h.flush()
	}
	return nil
}

// flush returns the tone that is being heard.
func (h *hops) flush() (found []window) {
	if h.best.gain > 0 {
		found = append(found, h.best)
		h.rest = max(0, (h.length()*h.size*2-h.best.ago)/h.size-1)
	}
	h.best = window{}
	return found
}

// tone reports whether the last hops are the tone: as loud as it, of one phase, all along, and not as much of frequencies next to it.
func (h *hops) tone() (g float64, ok bool) {
	n := len(h.last)
	if n < h.length() || n < 3 {
		return 0, false
	}
	g = h.turning(h.last, 0)
	if g < 0.6 || g > 1.6 || h.hidden(g) {
		return 0, false
	}
	for _, k := range [...]float64{-4, -3, -2, 2, 3, 4} {
		if n >= 9 && h.turning(h.last, k) > g/3 {
			return 0, false
		}
	}
	for q := range 3 {
		if part := h.turning(h.last[q*n/3:(q+1)*n/3], 0); part < g/2 {
			return 0, false
		}
	}
	return g, true
}

// hidden reports whether a tone as loud as that would be so little of all that sounds that noise alone may feign it: 15 dB less.
func (h *hops) hidden(g float64) bool {
	sum := 0.0
	for _, e := range h.all {
		sum += e
	}
	tone := g * float64(h.Peak)
	return tone*tone/2 < 0.03*sum/float64(len(h.all)*h.size)
}

// turning returns how much of some hops turns k times over them.
func (h *hops) turning(list []complex128, k float64) float64 {
	sum := complex(0, 0)
	for i, a := range list {
		sum += a * cmplx.Rect(1, -2*math.Pi*k*float64(i)/float64(len(list)))
	}
	return cmplx.Abs(sum) / float64(len(list))
}
