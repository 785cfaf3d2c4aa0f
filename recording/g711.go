package recording

import "bytes"

// A law is a codec of one byte a sample, as tables.
type law struct {
	decode  [1 << 8]int16
	heard   [1 << 8]int16 // decode, of which digital silence is exactly 0, as in A-law it is not
	encode  [1 << 16]byte
	silence [1 << 10]byte
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

// g711 makes the tables of a law from its decision values: its n-th code is of the magnitudes from edge(n) up to edge(n+1), and is heard
// as the middle of the two. A negative sample's magnitude is its distance from -least.
func g711(c Codec, least int, edge func(n int) int) *law {
	l := new(law)
	plus, minus := silences[c].written, silences[c].accepted
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
	return l.finish(c)
}

// pcm8 makes the tables of PCM8, which rounds to nearest and a tie up.
func pcm8() *law {
	l := new(law)
	for b := range l.decode {
		l.decode[b] = int16(b-128) << 8
	}
	for sample := -1 << 15; sample < 1<<15; sample++ {
		l.encode[uint16(sample)] = byte(min(255, (sample+128)>>8+128))
	}
	return l.finish(PCM8)
}

func (l *law) finish(c Codec) *law {
	l.heard = l.decode
	l.heard[silences[c].written], l.heard[silences[c].accepted] = 0, 0
	copy(l.silence[:], bytes.Repeat([]byte{silences[c].written}, len(l.silence)))
	return l
}
