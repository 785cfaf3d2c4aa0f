package audit

import (
	"math"

	"github.com/recpause/recpause/recording"
)

// A loudness is how loud windows of 20 ms are at least and at most. Before the first whole window it is that of what there is.
type loudness struct {
	window            int
	n                 int
	energy            float64 // of the n samples of a window that is not whole
	windows, sounding int     // whole windows, and those of them that are not silent on the average
	silence           float64 // the mean square up to which they are
	quietest, loudest float64 // mean squares of whole windows
}

func newLoudness(r recording.Rate, level int) loudness {
	return loudness{window: max(1, int(r)/50), silence: float64(level) * float64(level)}
}

func (l *loudness) add(pcm []int16) {
	for len(pcm) > 0 {
		part := pcm[:min(len(pcm), l.window-l.n)]
		for _, v := range part {
			l.energy += float64(v) * float64(v)
		}
		l.n += len(part)
		if l.n == l.window {
			l.whole()
		}
		pcm = pcm[len(part):]
	}
}

func (l *loudness) whole() {
	mean := l.energy / float64(l.n)
	if l.windows == 0 {
		l.quietest = mean
	}
	l.windows++
	if mean > l.silence {
		l.sounding++
	}
	l.quietest, l.loudest = min(l.quietest, mean), max(l.loudest, mean)
	l.restart()
}

// restart leaves out the window that is not whole, where audio begins that does not belong to it.
func (l *loudness) restart() { l.n, l.energy = 0, 0 }

// dBm0 returns the level of a sine with a peak of PCM16: 32767 is +3.17 dBm0, as in G.711. Silence is -Inf.
func dBm0(peak float64) float64 { return 20*math.Log10(peak/math.MaxInt16) + 3.17 }

// softer reports whether other audio is this audio turned down, in most of its windows: its loudest one is, and so is its
// quietest, the noise of the room, which somebody who only listens leaves as it is.
func (l *loudness) softer(other *loudness) bool {
	const half = 0.25 // of the amplitude: 6 dB
	if l.windows == 0 || l.quietest == 0 || 2*other.sounding <= other.windows {
		return false
	}
	return other.loudest < half*l.loudest && other.quietest < half*l.quietest
}
