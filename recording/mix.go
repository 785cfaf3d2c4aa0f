package recording

import "encoding/binary"

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

// mixWords adds 16 samples at a time, four in a word. It looks once whether any of them has to be clamped, as in speech few have. All
// three are as long, and of whole words.
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

// over returns a word in which the signs are those of the samples that wrap has got wrong: with a sign that neither summand has.
func over(x, y, sum uint64) uint64 { return (x ^ sum) & (y ^ sum) }

// saturate puts the least or the greatest sample, by the sign of the first summand, where the sum is over.
func saturate(x, y, sum uint64) uint64 {
	wrong := over(x, y, sum) & signs
	mask := wrong<<1 - wrong>>15
	limit := x&signs>>15 + 0x7FFF_7FFF_7FFF_7FFF
	return sum ^ (sum^limit)&mask
}
