package recording

import "encoding/binary"

// Interleave writes the samples of two channels by turns, as far as all three reach, and returns how many of each it wrote.
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
	binary.LittleEndian.PutUint32(dst, uint32(binary.LittleEndian.Uint16(left))|uint32(binary.LittleEndian.Uint16(right))<<16)
}
