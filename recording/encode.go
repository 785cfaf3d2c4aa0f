package recording

import (
	"encoding/binary"
	"math"
)

// Encode writes the track's samples from position at on into dst as the codec stores them, as many as dst has room for: Render from
// bytes to bytes. voices holds for each party, by its number, what it said from the same position on, in the same codec. What is missing
// or too short is silence, and silence adds nothing to a mix. One voice alone is copied, not transcoded. It touches nothing but dst
// and allocates nothing.
func (p Plan) Encode(c Codec, dst []byte, at int64, voices [][]byte) {
	width := c.Width()
	window := Span{at, at + int64(len(dst)/width)}
	dst = dst[:int(window.Len())*width]
	done := 0
	for i := p.find(at); i < len(p.Pieces) && p.Pieces[i].From < window.To; i++ {
		s := p.Pieces[i].Intersect(window)
		from, to := int(s.From-at)*width, int(s.To-at)*width
		c.Fill(dst[done:from])
		p.encode(c, dst[from:to], p.Pieces[i], s.From-p.Pieces[i].From, from, voices)
		done = to
	}
	c.Fill(dst[done:])
}

// encode writes a part of one piece: skip samples into it, and from bytes into the window.
func (p Plan) encode(c Codec, dst []byte, piece Piece, skip int64, from int, voices [][]byte) {
	heard := said(piece.Voices, voices, from)
	switch many := piece.Voices.Len(); {
	case piece.Tone >= 0 || many > len(heard):
		p.sum(c, dst, piece, skip, from, voices)
	case many < len(heard):
		c.Fill(dst[copy(dst, c.whole(heard[0])):])
	default:
		c.mix(dst, c.whole(heard[0]), c.whole(heard[1]))
	}
}

// whole leaves out a part of a sample at the end.
func (c Codec) whole(voice []byte) []byte { return voice[:len(voice)/c.Width()*c.Width()] }

// sum adds voices and the tone, and clamps once.
func (p Plan) sum(c Codec, dst []byte, piece Piece, skip int64, from int, voices [][]byte) {
	var sum [512]int32
	size := len(sum) * c.Width()
	for start := 0; start < len(dst); start += size {
		part := dst[start:min(len(dst), start+size)]
		block := sum[:len(part)/c.Width()]
		clear(block)
		for party := range piece.Voices.All() {
			c.accumulate(block, tail(voices, int(party), from+start))
		}
		if at := piece.Tone + skip + int64(start/c.Width()); piece.Tone >= 0 && at < int64(len(p.tone)) {
			accumulate(block, p.tone[at:])
		}
		c.pack(part, block)
	}
}

// accumulate adds a voice to a sum.
func (c Codec) accumulate(sum []int32, voice []byte) {
	n := min(len(sum), len(voice)/c.Width())
	if law := c.law(); law != nil {
		for i, b := range voice[:n] {
			sum[i] += int32(law.heard[b])
		}
		return
	}
	for i := range sum[:n] {
		sum[i] += int32(int16(binary.LittleEndian.Uint16(voice[2*i:])))
	}
}

// pack writes a sum, clamped.
func (c Codec) pack(dst []byte, sum []int32) {
	if law := c.law(); law != nil {
		for i, v := range sum {
			dst[i] = law.encode[uint16(clamp(v))]
		}
		return
	}
	for i, v := range sum {
		binary.LittleEndian.PutUint16(dst[2*i:], uint16(clamp(v)))
	}
}

func clamp(v int32) int16 { return int16(max(math.MinInt16, min(math.MaxInt16, v))) }
