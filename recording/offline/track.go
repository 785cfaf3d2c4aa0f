package offline

import (
	"encoding/binary"
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A track is one channel of an output.
type track struct {
	plan  recording.Plan
	alone pause.Parties // the one party whose voice the channel holds before anything is masked, or nobody
	to    channel

	piece recording.Piece // what holds there
}

// seek finds what holds from a position on, and returns up to where.
func (t *track) seek(at int64) int64 {
	t.piece = t.plan.At(at)
	return t.piece.To
}

// silent reports whether the track is silence.
func (t *track) silent() bool { return t.piece.Voices == 0 && t.piece.Tone < 0 }

// kept reports whether the track is right as it is before anything is masked.
func (t *track) kept() bool { return t.piece.Voices == t.alone && t.alone != 0 && t.piece.Tone < 0 }

// masked reports whether nobody is heard on the track, and beeps whether it has a tone.
func (t *track) masked() bool { return t.piece.Voices == 0 }
func (t *track) beeps() bool  { return t.piece.Tone >= 0 }

// seek finds what holds from a position on in all tracks of a stream.
func (s *stream) seek(at int64) int64 {
	to := int64(math.MaxInt64)
	for i := range s.tracks {
		to = min(to, s.tracks[i].seek(at))
	}
	return to
}

// silent reports whether all of a stream's tracks are.
func (s *stream) silent() bool { return s.all((*track).silent) }

func (s *stream) all(test func(*track) bool) bool {
	return !s.any(func(t *track) bool { return !test(t) })
}

func (s *stream) any(test func(*track) bool) bool {
	for i := range s.tracks {
		if test(&s.tracks[i]) {
			return true
		}
	}
	return false
}

// A channel is one channel of a stream's block.
type channel struct {
	samples       []byte // of the block, from the channel's first one on
	width, stride int    // bytes of a sample, and from one to the next
	buffer        []byte // a chunk of it; nil where the channel itself can be used
}

// apart reports whether other samples lie between the channel's.
func (c channel) apart() bool { return c.stride != c.width }

// take returns n samples of the channel, one after the other; at most a chunk.
func (c channel) take(from, n int) []byte {
	if c.buffer == nil {
		return c.samples[from*c.width : (from+n)*c.width]
	}
	c.copy(c.buffer[:n*c.width], from)
	return c.buffer[:n*c.width]
}

// copy copies the channel's samples from one on.
func (c channel) copy(dst []byte, from int) {
	src := c.samples[from*c.stride:]
	switch {
	case !c.apart():
		copy(dst, src)
	case c.width == 2:
		everyOther16(dst, src)
	default:
		everyOther8(dst, src)
	}
}

// room returns where n samples of the channel can be written one after the other: a buffer where they lie apart and
// have to be put into the channel afterwards.
func (c channel) room(buffer []byte, from, n int) []byte {
	if c.apart() {
		return buffer[:n*c.width]
	}
	return c.samples[from*c.width : (from+n)*c.width]
}

// put sets the channel's samples from one on, where they lie apart.
func (c channel) put(src []byte, from int) {
	dst := c.samples[from*c.stride:]
	for i := 0; i < len(src); i += c.width {
		copy(dst[2*i:2*i+c.width], src[i:])
	}
}

// fill sets samples to silence.
func (c channel) fill(codec recording.Codec, from, to int) {
	if !c.apart() {
		codec.Fill(c.samples[from*c.width : to*c.width])
		return
	}
	silence := codec.Silence()
	for i := from * c.stride; i < to*c.stride; i += c.stride {
		for k := range c.width {
			c.samples[i+k] = silence
		}
	}
}

// everyOther16 copies the first of every two samples of two bytes. Two samples a store are faster than words of four,
// which take more to put together, and slices that shrink a quarter faster than an index that is checked.
func everyOther16(dst, src []byte) {
	le := binary.LittleEndian
	for len(dst) >= 16 && len(src) >= 32 {
		d, s := (*[16]byte)(dst), (*[32]byte)(src)
		le.PutUint32(d[0:], uint32(le.Uint16(s[0:]))|uint32(le.Uint16(s[4:]))<<16)
		le.PutUint32(d[4:], uint32(le.Uint16(s[8:]))|uint32(le.Uint16(s[12:]))<<16)
		le.PutUint32(d[8:], uint32(le.Uint16(s[16:]))|uint32(le.Uint16(s[20:]))<<16)
		le.PutUint32(d[12:], uint32(le.Uint16(s[24:]))|uint32(le.Uint16(s[28:]))<<16)
		dst, src = dst[16:], src[32:]
	}
	for i := 0; i < len(dst); i += 2 {
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
