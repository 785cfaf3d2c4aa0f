package manifest

import (
	"sort"
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
	i := sort.Search(len(c.cuts), func(i int) bool { return c.cuts[i].To > at })
	if i < len(c.cuts) && c.cuts[i].Has(at) {
		at, gone = c.cuts[i].From, true
	}
	return at - c.from - c.removed(i), gone
}

// AtCut returns the position of a sample of the shortened media: at the point of a cut the one after the silence.
func (c Clock) AtCut(sample int64) (at int64) {
	i := sort.Search(len(c.cuts), func(i int) bool { return c.cuts[i].To-c.cuts[i].sum-c.from > sample })
	return sample + c.removed(i) + c.from
}

// removed returns how many samples the first n cuts take out.
func (c Clock) removed(n int) int64 {
	if n == 0 {
		return 0
	}
	return c.cuts[n-1].sum
}
