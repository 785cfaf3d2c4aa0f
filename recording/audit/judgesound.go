package audit

import (
	"bytes"

	"github.com/recpause/recpause/recording"
)

// sound finds what sounds in a piece that should be silent.
func (j *judge) sound(l *listener, h *hush) {
	all := h.all()
	f := Finding{Kind: SoundInPause, Span: all.Span, Pause: h.Span, Count: all.count, Bursts: h.bursts, Peak: all.peak}
	near := min(h.around(), gap(j.Rate))
	starts, ends := h.head.From-h.judged.From <= near, h.judged.To-h.lastBurst().To <= near
	switch {
	case !h.stopped():
		f.Kind = Stray
	case j.constant(l, h, all):
		f.Kind, f.Value, f.Code = WrongSilence, int(all.value), l.encode(all.value)
	case h.state != silenced:
		f.Pause = recording.Span{}
	case h.covered() && l.voice.softer(&h.loudness):
		f.Kind = Attenuated
	case h.bursts == 1 && starts && ends:
	default:
		j.atEdges(l, h, f, starts, ends)
		return
	}
	j.add(l, f)
}

// atEdges tells what sounds at the ends of a pause from what sounds within.
func (j *judge) atEdges(l *listener, h *hush, f Finding, starts, ends bool) {
	first, last := h.head, h.lastBurst()
	within := h.middle
	if h.bursts > 1 && !ends {
		within = within.join(h.tail)
	}
	if !starts && (h.bursts > 1 || !ends) {
		within = first.join(within)
	}
	if starts {
		j.add(l, f.of(first, BeginsLate, 1))
	}
	if ends && (h.bursts > 1 || !starts) {
		j.add(l, f.of(last, EndsEarly, 1))
	}
	if within.count > 0 {
		bursts := h.bursts
		if h.bursts > 1 && ends {
			bursts--
		}
		if h.bursts > 1 && starts {
			bursts--
		}
		j.add(l, f.of(within, SoundInPause, bursts))
	}
}

// of returns the finding about one burst: at an edge, from that edge on.
func (f Finding) of(b burst, k Kind, bursts int) Finding {
	f.Kind, f.Span, f.Count, f.Peak, f.Bursts = k, b.Span, b.count, b.peak, bursts
	switch k {
	case BeginsLate:
		f.Span.From = f.Pause.From
	case EndsEarly:
		f.Span.To = f.Pause.To
	}
	return f
}

// lastBurst returns the burst that was heard last.
func (h *hush) lastBurst() burst { return *h.last() }

// covered reports whether sound reaches from near one end of the piece to near the other.
func (h *hush) covered() bool {
	near := h.judged.Len() / 4
	return h.bursts > 0 && h.head.From-h.judged.From <= near && h.judged.To-h.last().To <= near
}

// loud is the magnitude from which on a constant may be somebody's voice: -33 dBm0.
const loud = 512

// constant reports whether all that sounds in a piece is one value that a recorder may hold for silence: for 10 ms; or another codec's
// silence eight times, or in all of the piece. A loud value is that in all of the piece only.
func (j *judge) constant(l *listener, h *hush, all burst) bool {
	const enough = 8
	code := l.encode(all.value)
	foreign := bytes.IndexByte(foreignSilence, code[0]) >= 0 && code[0] == code[len(code)-1]
	switch {
	case !all.constant, all.peak >= loud && all.count < h.judged.Len():
		return false
	case foreign:
		return all.count >= enough || all.count == h.judged.Len()
	}
	return all.count >= max(enough, gap(j.Rate))
}

// foreignSilence are the bytes of which silence consists in some codec.
var foreignSilence = []byte{0x00, 0x80, 0xFF, 0x7F, 0xD5, 0x55}

// encode returns a sample as the file stores it.
func (l *listener) encode(v int16) []byte {
	code := make([]byte, l.codec.Width())
	l.codec.Encode(code, []int16{v})
	return code
}
