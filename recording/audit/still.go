package audit

import (
	"math"

	"github.com/recpause/recpause/recording"
)

// A stillness is how often some voices are digital silence by themselves. It says what zeros next to a silence are worth: a silence that
// is too long looks like voices that happen to be zero.
type stillness struct {
	samples, zeros int64
	longest        int64 // run of zeros
}

func (s *stillness) add(o stillness) {
	s.samples += o.samples
	s.zeros += o.zeros
	s.longest = max(s.longest, o.longest)
}

// unlikely is the chance up to which zeros are held for a silence that is too long: one sample of them after a million others that are
// not zero, two after a thousand.
const unlikely = 1e-6

// least returns the shortest run of zeros that is held to be no voice: more than four times the longest run that the voices have
// elsewhere, and longer than chance makes them of the zeros they have; 0 where half a second of voice, or more, is missing to tell.
func (s *stillness) least(r recording.Rate) int64 {
	p := float64(s.zeros+1) / float64(s.samples+2)
	if p >= 0.5 || s.samples < int64(r)/2 {
		return 0
	}
	return max(4*s.longest+1, int64(math.Ceil(math.Log(unlikely)/math.Log(p))))
}

// A run counts the zeros of voiced pieces as they come.
type run struct {
	length int64
	after  *hush // the silence that it follows without a sound between, or nil
}

// count takes in samples; each run that ends is handed to note.
func (r *run) count(pcm []int16, level int, note func(run)) {
	for _, v := range pcm {
		if magnitude(v) <= level {
			r.length++
			continue
		}
		if r.length > 0 || r.after != nil {
			note(*r)
			*r = run{}
		}
	}
}

// An excess is zeros of voices next to a silence.
type excess struct {
	length int64
	still  *stillness // of the voices that should be there
}

// shows reports whether the zeros are held to be no voice.
func (e excess) shows(r recording.Rate, edge int64) bool {
	if e.still == nil || e.length <= edge {
		return false
	}
	least := e.still.least(r)
	return least > 0 && e.length >= least
}
