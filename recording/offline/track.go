package offline

import (
	"encoding/binary"
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A track is one channel of an output.
type track struct {
	plan recording.Plan
	laid pause.Parties // whose voice is there before the plan is applied: one party's or nobody's
	to   lane

	next  int             // the first piece that does not lie behind
	piece recording.Piece // what holds
}

// seek finds what holds from a position on, and returns up to where. Positions only grow.
func (t *track) seek(at int64) int64 {
	all := t.plan.Pieces
	for t.next < len(all) && all[t.next].To <= at {
		t.next++
	}
	t.piece = recording.Piece{Tone: -1}
	switch {
	case t.next == len(all):
		return math.MaxInt64
	case at < all[t.next].From:
		return all[t.next].From
	}
	t.piece = all[t.next]
	return t.piece.To
}

// silent reports whether the track is silence.
func (t *track) silent() bool { return t.piece.Voices == 0 && t.piece.Tone < 0 }

// kept reports whether the track is what has been laid there.
func (t *track) kept() bool {
	return t.piece.Voices == t.laid && t.laid != 0 && t.piece.Tone < 0
}

// seek finds what holds from a position on in all tracks of a stream.
func (s *stream) seek(at int64) int64 {
	to := int64(math.MaxInt64)
	for i := range s.tracks {
		to = min(to, s.tracks[i].seek(at))
	}
	return to
}

func (s *stream) silent() bool {
	for i := range s.tracks {
		if !s.tracks[i].silent() {
			return false
		}
	}
	return true
}

func (s *stream) kept() bool {
	for i := range s.tracks {
		if !s.tracks[i].kept() {
			return false
		}
	}
	return true
}

// A lane is one channel of a stream's block.
type lane struct {
	samples       []byte // from its first one on
	width, stride int    // bytes of a sample, and from one to the next
	copied        []byte // a chunk of it; nil where the lane itself can be used
}

// apart reports whether other samples lie between the lane's.
func (l lane) apart() bool { return l.stride != l.width }

// take returns n samples of a lane, one after the other, up to a chunk.
func (l lane) take(from, n int) []byte {
	if l.copied == nil {
		return l.samples[from*l.width : (from+n)*l.width]
	}
	l.copy(l.copied[:n*l.width], from)
	return l.copied[:n*l.width]
}

// copy copies the lane's samples from one on.
func (l lane) copy(dst []byte, from int) {
	src := l.samples[from*l.stride:]
	switch {
	case !l.apart():
		copy(dst, src)
	case l.width == 2:
		everyOther16(dst, src)
	default:
		everyOther8(dst, src)
	}
}

// room returns where n samples of the lane can be written one after the other: a buffer where they have to be put afterwards.
func (l lane) room(buffer []byte, from, n int) []byte {
	if l.apart() {
		return buffer[:n*l.width]
	}
	return l.samples[from*l.width : (from+n)*l.width]
}

// put sets the lane's samples from one on, where they lie apart.
func (l lane) put(src []byte, from int) {
	dst := l.samples[from*l.stride:]
	for i := 0; i < len(src); i += l.width {
		copy(dst[2*i:2*i+l.width], src[i:])
	}
}

// fill sets samples to silence.
func (l lane) fill(c recording.Codec, from, to int) {
	if !l.apart() {
		c.Fill(l.samples[from*l.width : to*l.width])
		return
	}
	silence := c.Silence()
	for i := from * l.stride; i < to*l.stride; i += l.stride {
		for k := range l.width {
			l.samples[i+k] = silence
		}
	}
}

// everyOther16 copies the first of every two samples of two bytes. Two samples a store are faster than words of four, which
// take more to put together.
func everyOther16(dst, src []byte) {
	le := binary.LittleEndian
	done := min(len(dst)/16, len(src)/32)
	for i := range done {
		d, s := (*[16]byte)(dst[16*i:]), (*[32]byte)(src[32*i:])
		le.PutUint32(d[0:], uint32(le.Uint16(s[0:]))|uint32(le.Uint16(s[4:]))<<16)
		le.PutUint32(d[4:], uint32(le.Uint16(s[8:]))|uint32(le.Uint16(s[12:]))<<16)
		le.PutUint32(d[8:], uint32(le.Uint16(s[16:]))|uint32(le.Uint16(s[20:]))<<16)
		le.PutUint32(d[12:], uint32(le.Uint16(s[24:]))|uint32(le.Uint16(s[28:]))<<16)
	}
	for i := 16 * done; i < len(dst); i += 2 {
		le.PutUint16(dst[i:], le.Uint16(src[2*i:]))
	}
}

// everyOther8 copies the first of every two samples of a byte, four at a time as far as that goes.
func everyOther8(dst, src []byte) {
	le := binary.LittleEndian
	done := min(len(dst)/4, len(src)/8)
	for i := range done {
		v := le.Uint64(src[8*i:]) & 0x00FF00FF00FF00FF
		v = (v | v>>8) & 0x0000FFFF0000FFFF
		le.PutUint32(dst[4*i:], uint32(v|v>>16))
	}
	for i := 4 * done; i < len(dst); i++ {
		dst[i] = src[2*i]
	}
}
