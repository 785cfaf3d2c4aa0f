package offline

import (
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A track is one channel of an output.
type track struct {
	plan recording.Plan
	laid pause.Parties // whose voice is there before the plan is applied: one party's or nobody's
	to   lane

	next  int             // the first piece that does not lie behind
	piece recording.Piece // what holds
}

// seek finds what holds from a position on, and returns up to where. Positions only grow.
func (t *track) seek(at int64) int64 {
	all := t.plan.Pieces
	for t.next < len(all) && all[t.next].To <= at {
		t.next++
	}
	t.piece = recording.Piece{Tone: -1}
	switch {
	case t.next == len(all):
		return math.MaxInt64
	case at < all[t.next].From:
		return all[t.next].From
	}
	t.piece = all[t.next]
	return t.piece.To
}

// silent reports whether the track is silence.
func (t *track) silent() bool { return t.piece.Voices == 0 && t.piece.Tone < 0 }

// kept reports whether the track is what has been laid there.
func (t *track) kept() bool {
	return t.piece.Voices == t.laid && t.laid != 0 && t.piece.Tone < 0
}

// seek finds what holds from a position on in all tracks of a stream.
func (s *stream) seek(at int64) int64 {
	to := int64(math.MaxInt64)
	for i := range s.tracks {
		to = min(to, s.tracks[i].seek(at))
	}
	return to
}

func (s *stream) silent() bool {
	for i := range s.tracks {
		if !s.tracks[i].silent() {
			return false
		}
	}
	return true
}

func (s *stream) kept() bool {
	for i := range s.tracks {
		if !s.tracks[i].kept() {
			return false
		}
	}
	return true
}
