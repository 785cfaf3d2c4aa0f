package recording

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/recpause/recpause/spec"
)

// A Codec is how a sample is stored. The zero Codec is PCM16.
type Codec uint8

// The codecs.
const (
	PCM16 Codec = iota // two's complement, little endian
	PCM8               // offset binary: 0x80 is zero
	MuLaw              // G.711 µ-law
	ALaw               // G.711 A-law
)

var codecNames = []string{PCM16: "pcm16", PCM8: "pcm8", MuLaw: "mulaw", ALaw: "alaw"}

// silences are the bytes of digital silence that are written, and minus zero, which somebody else may write.
var silences = [...]struct{ written, accepted byte }{PCM16: {0, 0}, PCM8: {0x80, 0x80}, MuLaw: {0xFF, 0x7F}, ALaw: {0xD5, 0x55}}

// ParseCodec returns the codec of a name. A *spec.UnknownError lists the names there are.
func ParseCodec(name string) (Codec, error) {
	if i := slices.Index(codecNames, name); i >= 0 {
		return Codec(i), nil
	}
	return 0, spec.Unknown("codec", name, codecNames)
}

func (c Codec) String() string {
	if c.Known() {
		return codecNames[c]
	}
	return fmt.Sprintf("unknown(%d)", c)
}

// Known reports whether there is such a codec. One that is none is treated as PCM16 by everything that cannot fail.
func (c Codec) Known() bool { return int(c) < len(codecNames) }

// MarshalText writes the codec's name.
func (c Codec) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a codec's name. The error is that of ParseCodec.
func (c *Codec) UnmarshalText(name []byte) (err error) {
	*c, err = ParseCodec(string(name))
	return err
}

// Width returns the bytes of a sample.
func (c Codec) Width() int {
	if c.law() == nil {
		return 2
	}
	return 1
}

// Silence returns the byte of which digital silence consists.
func (c Codec) Silence() byte {
	if !c.Known() {
		return 0
	}
	return silences[c].written
}

// IsSilence reports whether samples of one byte, or both bytes of one of PCM16, are digital silence: also as minus zero of G.711,
// which is not written here.
func (c Codec) IsSilence(b byte) bool {
	return b == c.Silence() || c.Known() && b == silences[c].accepted
}

// Fill writes digital silence.
func (c Codec) Fill(dst []byte) {
	law := c.law()
	if law == nil {
		clear(dst)
		return
	}
	for len(dst) > 0 {
		dst = dst[copy(dst, law.silence[:]):]
	}
}

// Decode writes the samples that src holds, as far as dst reaches, and returns how many. A part of a sample at the end of src is none.
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
