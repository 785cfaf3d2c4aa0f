package recording

import "encoding/binary"

// A Codec is how a sample is stored. The zero Codec is PCM16.
type Codec uint8

// The codecs.
const (
	PCM16 Codec = iota // two's complement, little endian
	PCM8               // offset binary: 0x80 is zero
	MuLaw              // G.711 µ-law
	ALaw               // G.711 A-law
)

//enum:text
var codecNames = [...]string{PCM16: "pcm16", PCM8: "pcm8", MuLaw: "mulaw", ALaw: "alaw"}

// zeros are the bytes of digital silence, plus zero, and of minus zero, which G.711 has too and which is not written
// here.
var zeros = [...]struct{ plus, minus byte }{
	PCM16: {0, 0}, PCM8: {0x80, 0x80}, MuLaw: {0xFF, 0x7F}, ALaw: {0xD5, 0x55},
}

// Known reports whether the codec is one of these. Methods that cannot fail take any other number for PCM16.
func (c Codec) Known() bool { return int(c) < len(codecNames) }

// Width returns how many bytes a sample has.
func (c Codec) Width() int {
	if c.law() == nil {
		return 2
	}
	return 1
}

// Silence returns the byte of which digital silence is made.
func (c Codec) Silence() byte {
	if !c.Known() {
		return 0
	}
	return zeros[c].plus
}

// Fill writes digital silence.
func (c Codec) Fill(dst []byte) {
	silence := c.Silence()
	if silence == 0 || len(dst) == 0 {
		clear(dst)
		return
	}
	dst[0] = silence
	for done := 1; done < len(dst); done *= 2 {
		copy(dst[done:], dst[:done])
	}
}

// Decode writes the samples that src holds, as far as dst reaches, and returns how many. A part of a sample at the end
// of src does not count.
func (c Codec) Decode(dst []int16, src []byte) int {
	n := min(len(dst), len(src)/c.Width())
	if law := c.law(); law != nil {
		for i, b := range src[:n] {
			dst[i] = law.decode[b]
		}
		return n
	}
	for i := range dst[:n] {
		dst[i] = int16(binary.LittleEndian.Uint16(src[2*i:]))
	}
	return n
}

// Encode writes the samples as the codec stores them, as far as dst reaches, and returns how many.
func (c Codec) Encode(dst []byte, src []int16) int {
	n := min(len(dst)/c.Width(), len(src))
	if law := c.law(); law != nil {
		for i, v := range src[:n] {
			dst[i] = law.encode[uint16(v)]
		}
		return n
	}
	for i, v := range src[:n] {
		binary.LittleEndian.PutUint16(dst[2*i:], uint16(v))
	}
	return n
}

// A law is a codec of one byte a sample, as tables.
type law struct {
	decode [1 << 8]int16
	heard  [1 << 8]int16 // decode, but for digital silence, which is exactly 0 here and not in A-law
	encode [1 << 16]byte
}

// laws are the codecs that are tables; PCM16 is none.
var laws = [...]*law{
	PCM8:  pcm8(),
	MuLaw: g711(MuLaw, 0, func(n int) int { return (n%16+16)<<(n/16+3) - 132 }),
	ALaw: g711(ALaw, 1, func(n int) int {
		if n < 16 {
			return n << 4
		}
		return (n%16 + 16) << (n/16 + 3)
	}),
}

// law returns the codec's tables, nil for PCM16.
func (c Codec) law() *law {
	if int(c) < len(laws) {
		return laws[c]
	}
	return nil
}

// g711 makes the tables of a law from its decision values: its n-th code is of the magnitudes from edge(n) up to
// edge(n+1), and is heard as the middle of the two. A negative sample's magnitude is its distance from -least.
func g711(c Codec, least int, edge func(n int) int) *law {
	l := new(law)
	plus, minus := zeros[c].plus, zeros[c].minus
	for n := range byte(128) {
		from, to := edge(int(n)), edge(int(n)+1)
		middle := (from + to) / 2
		l.decode[plus^n], l.decode[minus^n] = int16(middle), int16(-middle)
		if n == 127 {
			to = 1 << 15
		}
		for magnitude := max(0, from); magnitude < to; magnitude++ {
			l.encode[uint16(-magnitude-least)] = minus ^ n
			l.encode[uint16(magnitude)] = plus ^ n
		}
	}
	l.encode[1<<15] = l.encode[1<<15+1] // -32768 has no magnitude in µ-law
	l.heard = l.decode
	l.heard[plus], l.heard[minus] = 0, 0
	return l
}

// pcm8 makes the tables of PCM8. A sample becomes the nearest code, the upper one of two that are as near.
func pcm8() *law {
	l := new(law)
	for b := range l.decode {
		l.decode[b] = int16(b-128) << 8
	}
	for sample := -1 << 15; sample < 1<<15; sample++ {
		l.encode[uint16(sample)] = byte(min(255, (sample+128)>>8+128))
	}
	l.heard = l.decode
	return l
}
