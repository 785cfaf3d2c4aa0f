package manifest

import (
	"slices"
	"time"

	"github.com/recpause/recpause/recording"
)

// A Clock converts positions of the log's axis into those of the recording's three clocks, and back: the time of day,
// the media as recorded, and the media with the silence of stops cut out. Its law: every conversion keeps the order,
// and Media and Wall lose nothing. It goes on before and after the recording, where nothing is cut.
type Clock struct {
	rate  recording.Rate
	from  int64
	start time.Time
	cuts  []cut
}

// A cut is a silence, and how many samples have been cut out once it is over.
type cut struct {
	recording.Span
	sum int64
}

// Clock returns the manifest's clock. What it cuts out is where all of the tracks are Silent: without any, all of the
// layout's, as who shortens the files must cut all channels alike.
func (m Manifest) Clock(tracks ...recording.Track) Clock {
	c := Clock{rate: m.Rate, from: m.Span.From, start: m.Start}
	sum := int64(0)
	for _, s := range m.silentIn(tracks) {
		sum += s.Len()
		c.cuts = append(c.cuts, cut{s, sum})
	}
	return c
}

// Media returns the sample of the file, counted from 0, that a position is.
func (c Clock) Media(at int64) int64 { return at - c.from }

// AtMedia returns the position of a file's sample.
func (c Clock) AtMedia(sample int64) int64 { return sample + c.from }

// Wall returns the time of day at a position, to the nanosecond; ok is false where the manifest does not know it.
func (c Clock) Wall(at int64) (t time.Time, ok bool) {
	if c.start.IsZero() {
		return time.Time{}, false
	}
	return c.start.Add(c.rate.Duration(at - c.from)), true
}

// AtWall returns the position nearest to a time of day; ok is false where the manifest does not know one.
func (c Clock) AtWall(t time.Time) (at int64, ok bool) {
	if c.start.IsZero() {
		return 0, false
	}
	return c.from + c.rate.Samples(t.Sub(c.start)), true
}

// Cut returns the sample, counted from 0, that a position is once the silence is cut out. A position in a silence that
// is gone is at the point of the cut, which gone tells.
func (c Clock) Cut(at int64) (sample int64, gone bool) {
	i, _ := slices.BinarySearchFunc(c.cuts, at, func(s cut, at int64) int {
		if s.To <= at {
			return -1
		}
		return 1
	})
	removed := int64(0)
	if i > 0 {
		removed = c.cuts[i-1].sum
	}
	if i < len(c.cuts) && c.cuts[i].Has(at) {
		return c.cuts[i].From - c.from - removed, true
	}
	return at - c.from - removed, false
}

// AtCut returns the position of a sample of the shortened media: at the point of a cut the one after the silence.
func (c Clock) AtCut(sample int64) (at int64) {
	i, _ := slices.BinarySearchFunc(c.cuts, sample, func(s cut, sample int64) int {
		if s.To-s.sum-c.from <= sample {
			return -1
		}
		return 1
	})
	if i > 0 {
		sample += c.cuts[i-1].sum
	}
	return sample + c.from
}
