package codec_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/codec"
)

// checksum is a CRC of some bits by a polynomial, as FLAC has it: bit by bit, the highest first, from 0 on.
func checksum(data []byte, polynomial uint16, bits int) (sum uint16) {
	for _, b := range data {
		sum ^= uint16(b) << (bits - 8)
		for range 8 {
			carry := sum&(1<<(bits-1)) != 0
			if sum <<= 1; carry {
				sum ^= polynomial
			}
		}
	}
	return sum & (1<<bits - 1)
}

// silentFLAC is FLAC of so many frames of 65,535 samples of two channels, each of which is 18 bytes.
func silentFLAC(frames int) []byte {
	info := []byte{0x80, 0, 0, 34, 0, 16, 0xff, 0xff, 0, 0, 0, 0, 0, 0}
	info = binary.BigEndian.AppendUint64(info, 8000<<44|1<<41|15<<36) // rate, channels, bits, and no number of samples
	flac := append(append([]byte("fLaC"), info...), make([]byte, 16)...)
	for range frames {
		frame := []byte{0xff, 0xf8, 7 << 4, 1<<4 | 4<<1, 0, 0xff, 0xfe}
		frame = append(frame, byte(checksum(frame, 0x07, 8)))
		frame = append(frame, 0, 0, 0, 0, 0, 0) // each channel is one sample, again and again
		flac = append(flac, binary.BigEndian.AppendUint16(frame, checksum(frame, 0x8005, 16))...)
	}
	return flac
}

// A small file that holds hours of nothing is judged; one that would fill a disk is refused before it does.
func TestSmallFilesThatHoldMuch(t *testing.T) {
	a, err := open(silentFLAC(100), "x.flac")
	require.NoError(t, err)
	require.EqualValues(t, 100*65_535, a.Samples)
	require.NoError(t, a.Close())
	_, err = open(silentFLAC(1000), "x.flac")
	var refused *codec.Error
	require.True(t, errors.As(err, &refused), err)
	require.Equal(t, "too_long", refused.Cause, err)
}
