package recording

import (
	"math/bits"

	"github.com/recpause/recpause/pause"
)

// Render writes the samples of a track from position at on into dst: all of them, zero where the plan has nothing. voices holds
// for each party, by its number, what it said from the same position on; what is missing or too short is silence. It touches
// nothing but dst and allocates nothing.
func (p Plan) Render(dst []int16, at int64, voices [][]int16) {
	window := Span{at, at + int64(len(dst))}
	done := 0
	for i := p.find(at); i < len(p.Pieces) && p.Pieces[i].From < window.To; i++ {
		s := p.Pieces[i].Intersect(window)
		from, to := int(s.From-at), int(s.To-at)
		clear(dst[done:from])
		p.piece(dst[from:to], p.Pieces[i], from, s.From-p.Pieces[i].From, voices)
		done = to
	}
	clear(dst[done:])
}

// piece renders a part of one piece: skip samples into it, and from samples into the window.
func (p Plan) piece(dst []int16, piece Piece, from int, skip int64, voices [][]int16) {
	if voices := said(piece.Voices, voices, from); piece.Tone < 0 && piece.Voices.Len() <= len(voices) {
		mix(dst, voices[0], voices[1])
		return
	}
	var sum [512]int32
	for start := 0; start < len(dst); start += len(sum) {
		block := sum[:min(len(sum), len(dst)-start)]
		clear(block)
		for party := range piece.Voices.All() {
			accumulate(block, tail(voices, int(party), from+start))
		}
		if at := piece.Tone + skip + int64(start); piece.Tone >= 0 && at < int64(len(p.tone)) {
			accumulate(block, p.tone[at:])
		}
		for i, v := range block {
			dst[start+i] = clamp(v)
		}
	}
}

// said returns what the first two of a set of parties said from an offset of the window on.
func said[sample int16 | byte](parties pause.Parties, voices [][]sample, from int) (first [2][]sample) {
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

// tail returns what a party said from an offset of the window on.
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
