package recording

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/recpause/recpause/pause"
)

// Render writes the samples of a track from position at on into dst: all of them, zero where the plan has nothing.
// voices holds for each party, by its number, what it said from the same position on; what is missing or too short is
// silence. It touches nothing but dst and allocates nothing.
func (p Plan) Render(dst []int16, at int64, voices [][]int16) {
	done := 0
	for left := (Span{at, at + int64(len(dst))}); !left.Empty(); {
		piece := p.At(left.From)
		piece.To = min(piece.To, left.To)
		p.render(dst[done:done+int(piece.Len())], piece, done, voices)
		done, left.From = done+int(piece.Len()), piece.To
	}
	clear(dst[done:]) // beyond the last position that there is
}

// render renders a piece; from is the offset of its first sample in the voices.
func (p Plan) render(dst []int16, piece Piece, from int, voices [][]int16) {
	if heard := firstTwo(piece.Voices, voices, from); piece.Tone < 0 && piece.Voices.Len() <= len(heard) {
		mix(dst, heard[0], heard[1])
		return
	}
	var sum [512]int32
	for start := 0; start < len(dst); start += len(sum) {
		block := sum[:min(len(sum), len(dst)-start)]
		clear(block)
		for party := range piece.Voices.All() {
			accumulate(block, tail(voices, int(party), from+start))
		}
		accumulate(block, p.toneAt(piece, start))
		for i, v := range block {
			dst[start+i] = clamp(v)
		}
	}
}

// toneAt returns the tone from so many samples into a piece on.
func (p Plan) toneAt(piece Piece, samples int) []int16 {
	if at := piece.Tone + int64(samples); piece.Tone >= 0 && at < int64(len(p.tone)) {
		return p.tone[at:]
	}
	return nil
}

// firstTwo returns what the first two of a set of parties said from an offset on.
func firstTwo[sample int16 | byte](parties pause.Parties, voices [][]sample, from int) (first [2][]sample) {
	for n := 0; n < len(first) && parties != 0; n++ {
		party := bits.TrailingZeros64(uint64(parties))
		first[n] = tail(voices, party, from)
		parties = parties.Without(pause.Party(party))
	}
	return first
}

// mix writes the saturating sum of two voices; where one is too short it is the other alone.
func mix(dst, a, b []int16) {
	clear(dst[copy(dst, a):])
	both := dst[:min(len(dst), len(b))]
	for i, v := range b[:len(both)] {
		both[i] = clamp(int32(both[i]) + int32(v))
	}
}

// tail returns what a party said from an offset on.
func tail[sample int16 | byte](voices [][]sample, party, from int) []sample {
	if party >= len(voices) || from >= len(voices[party]) {
		return nil
	}
	return voices[party][from:]
}

func accumulate(sum []int32, pcm []int16) {
	for i, v := range pcm[:min(len(pcm), len(sum))] {
		sum[i] += int32(v)
	}
}

// Encode writes the track's samples from position at on into dst as the codec stores them, as many as dst has room for:
// Render from bytes to bytes. voices holds for each party, by its number, what it said from the same position on, in
// the same codec. What is missing or too short is silence, and silence adds nothing to a mix. One voice alone is
// copied, not transcoded. It touches nothing but dst and allocates nothing.
func (p Plan) Encode(c Codec, dst []byte, at int64, voices [][]byte) {
	width, done := c.Width(), 0
	dst = dst[:len(dst)/width*width]
	for left := (Span{at, at + int64(len(dst)/width)}); !left.Empty(); {
		piece := p.At(left.From)
		piece.To = min(piece.To, left.To)
		size := int(piece.Len()) * width
		p.encode(c, dst[done:done+size], piece, done, voices)
		done, left.From = done+size, piece.To
	}
	c.Fill(dst[done:]) // beyond the last position that there is
}

// encode writes a piece, the fast way where it has no tone and two voices or fewer; from is the offset of its first
// byte in the voices.
func (p Plan) encode(c Codec, dst []byte, piece Piece, from int, voices [][]byte) {
	heard := firstTwo(piece.Voices, voices, from)
	switch many := piece.Voices.Len(); {
	case piece.Tone >= 0 || many > len(heard):
		p.sum(c, dst, piece, from, voices)
	case many < len(heard):
		c.Fill(dst[copy(dst, c.whole(heard[0])):])
	default:
		c.mix(dst, c.whole(heard[0]), c.whole(heard[1]))
	}
}

// whole leaves out a part of a sample at the end.
func (c Codec) whole(voice []byte) []byte { return voice[:len(voice)/c.Width()*c.Width()] }

// sum writes the sum of a piece's voices and its tone, which is clamped once.
func (p Plan) sum(c Codec, dst []byte, piece Piece, from int, voices [][]byte) {
	var sum [512]int32
	size := len(sum) * c.Width()
	for start := 0; start < len(dst); start += size {
		part := dst[start:min(len(dst), start+size)]
		block := sum[:len(part)/c.Width()]
		clear(block)
		for party := range piece.Voices.All() {
			c.accumulate(block, tail(voices, int(party), from+start))
		}
		accumulate(block, p.toneAt(piece, start/c.Width()))
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

// mix writes the saturating sum of two voices of whole samples; where one is too short it is the other alone.
func (c Codec) mix(dst, a, b []byte) {
	law := c.law()
	if law == nil {
		mix16(dst, a, b)
		return
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	a, b = a[:min(len(a), len(dst))], b[:min(len(b), len(dst))]
	for i, v := range b {
		dst[i] = law.encode[uint16(clamp(int32(law.heard[a[i]])+int32(law.heard[v])))]
	}
	for i := len(b); i < len(a); i++ {
		dst[i] = law.encode[uint16(law.heard[a[i]])]
	}
	c.Fill(dst[len(a):])
}

// mix16 is mix for PCM16.
func mix16(dst, a, b []byte) {
	both := min(len(dst), len(a), len(b))
	done := both &^ 31
	mixWords(dst[:done], a[:done], b[:done])
	for ; done < both; done += 2 {
		x, y := int16(binary.LittleEndian.Uint16(a[done:])), int16(binary.LittleEndian.Uint16(b[done:]))
		binary.LittleEndian.PutUint16(dst[done:], uint16(clamp(int32(x)+int32(y))))
	}
	done += copy(dst[done:], a[done:])
	done += copy(dst[done:], b[min(done, len(b)):])
	clear(dst[done:])
}

// mixWords adds 16 samples at a time, four in a word. It looks once whether any of them has to be clamped, as in speech
// few have. All three are as long, and of whole words.
func mixWords(dst, a, b []byte) {
	le := binary.LittleEndian
	for i := 0; i < len(dst); i += 32 {
		d, p, q := (*[32]byte)(dst[i:]), (*[32]byte)(a[i:]), (*[32]byte)(b[i:])
		x0, x1, x2, x3 := le.Uint64(p[:8]), le.Uint64(p[8:16]), le.Uint64(p[16:24]), le.Uint64(p[24:])
		y0, y1, y2, y3 := le.Uint64(q[:8]), le.Uint64(q[8:16]), le.Uint64(q[16:24]), le.Uint64(q[24:])
		s0, s1, s2, s3 := wrap(x0, y0), wrap(x1, y1), wrap(x2, y2), wrap(x3, y3)
		if (over(x0, y0, s0)|over(x1, y1, s1)|over(x2, y2, s2)|over(x3, y3, s3))&signs != 0 {
			s0, s1, s2, s3 = saturate(x0, y0, s0), saturate(x1, y1, s1), saturate(x2, y2, s2), saturate(x3, y3, s3)
		}
		le.PutUint64(d[:8], s0)
		le.PutUint64(d[8:16], s1)
		le.PutUint64(d[16:24], s2)
		le.PutUint64(d[24:], s3)
	}
}

// signs are the sign bits of four samples in a word.
const signs = 0x8000_8000_8000_8000

// wrap adds four samples to four, each modulo 1<<16: no carry leaves a sample, for the signs are added apart.
func wrap(x, y uint64) uint64 { return (x&^signs + y&^signs) ^ (x^y)&signs }

// over marks, in the sign bits, the samples that wrap has got wrong: those with a sign that neither summand has.
func over(x, y, sum uint64) uint64 { return (x ^ sum) & (y ^ sum) }

// saturate puts the least or the greatest sample where the sum is over, by the sign of the first summand.
func saturate(x, y, sum uint64) uint64 {
	wrong := over(x, y, sum) & signs
	mask := wrong<<1 - wrong>>15
	limit := x&signs>>15 + 0x7FFF_7FFF_7FFF_7FFF
	return sum ^ (sum^limit)&mask
}

// Interleave writes the samples of two channels by turns, as far as all three slices reach, and returns how many
// samples of each channel it wrote.
func (c Codec) Interleave(dst, left, right []byte) int {
	if c.Width() == 1 {
		return interleave8(dst, left, right)
	}
	return interleave16(dst, left, right)
}

func interleave8(dst, left, right []byte) int {
	n := min(len(dst)/2, len(left), len(right))
	dst, left, right = dst[:2*n], left[:n], right[:n]
	i := 0
	for ; i+8 <= n; i += 8 {
		d, l, r := (*[16]byte)(dst[2*i:]), (*[8]byte)(left[i:]), (*[8]byte)(right[i:])
		x, y := binary.LittleEndian.Uint64(l[:]), binary.LittleEndian.Uint64(r[:])
		binary.LittleEndian.PutUint64(d[:8], spread(x)|spread(y)<<8)
		binary.LittleEndian.PutUint64(d[8:], spread(x>>32)|spread(y>>32)<<8)
	}
	for ; i < n; i++ {
		dst[2*i], dst[2*i+1] = left[i], right[i]
	}
	return n
}

// spread puts the lower four bytes of a word two bytes apart.
func spread(x uint64) uint64 {
	x &= 0xFFFF_FFFF
	x = (x | x<<16) & 0x0000_FFFF_0000_FFFF
	return (x | x<<8) & 0x00FF_00FF_00FF_00FF
}

func interleave16(dst, left, right []byte) int {
	n := min(len(dst)/4, len(left)/2, len(right)/2)
	dst, left, right = dst[:4*n], left[:2*n], right[:2*n]
	i := 0
	for ; i+16 <= 2*n; i += 16 {
		d, l, r := (*[32]byte)(dst[2*i:]), (*[16]byte)(left[i:]), (*[16]byte)(right[i:])
		pair(d[0:4], l[0:2], r[0:2])
		pair(d[4:8], l[2:4], r[2:4])
		pair(d[8:12], l[4:6], r[4:6])
		pair(d[12:16], l[6:8], r[6:8])
		pair(d[16:20], l[8:10], r[8:10])
		pair(d[20:24], l[10:12], r[10:12])
		pair(d[24:28], l[12:14], r[12:14])
		pair(d[28:32], l[14:16], r[14:16])
	}
	for ; i < 2*n; i += 2 {
		pair(dst[2*i:], left[i:], right[i:])
	}
	return n
}

// pair writes a sample of either channel in one store.
func pair(dst, left, right []byte) {
	le := binary.LittleEndian
	le.PutUint32(dst, uint32(le.Uint16(left))|uint32(le.Uint16(right))<<16)
}
