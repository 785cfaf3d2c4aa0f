package picture

import (
	"fmt"
	"math"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Clock writes a position as a time of the log's axis, to the millisecond: 0:11.614, 1:00:00.000.
func Clock(r recording.Rate, at int64) string {
	sign := ""
	if at < 0 {
		sign, at = "-", -at
	}
	ms := r.Duration(at).Milliseconds()
	if hours := ms / 3_600_000; hours > 0 {
		return fmt.Sprintf("%s%d:%02d:%02d.%03d", sign, hours, ms/60_000%60, ms/1000%60, ms%1000)
	}
	return fmt.Sprintf("%s%d:%02d.%03d", sign, ms/60_000, ms/1000%60, ms%1000)
}

// long writes how long a span lasts.
func long(r recording.Rate, s recording.Span, l spec.Lang) string {
	d := r.Duration(s.Len())
	if d.Minutes() >= 2 {
		clock, _, _ := strings.Cut(Clock(r, s.Len()), ".")
		return clock
	}
	return textSeconds.With(d.Seconds()).In(l)
}

// A tick is a mark on the time axis.
type tick struct {
	at   float64 // in samples
	text string
}

// ticks returns the marks of a span, so many at most.
func ticks(r recording.Rate, s recording.Span, atMost int) (list []tick) {
	from, to := float64(s.From)/float64(r), float64(s.To)/float64(r)
	step := niceStep((to - from) / float64(atMost))
	for n := math.Ceil(from / step); n*step <= to && len(list) <= atMost; n++ {
		list = append(list, tick{n * step * float64(r), tickText(n*step, step, max(-from, to))})
	}
	return list
}

// niceSteps are the distances of marks in seconds that people can count in.
var niceSteps = [...]float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400}

func niceStep(atLeast float64) float64 {
	for _, s := range niceSteps {
		if s >= atLeast {
			return s
		}
	}
	const day = 86400
	return day * math.Ceil(atLeast/day)
}

// tickText writes seconds as such up to two minutes, and longer times as clocks do.
func tickText(seconds, step, farthest float64) string {
	n, sign := int64(math.Round(math.Abs(seconds))), ""
	if seconds < 0 {
		sign = "-"
	}
	switch {
	case step < 1:
		return fmt.Sprintf("%.*f s", int(math.Ceil(-math.Log10(step))), seconds)
	case farthest <= 120:
		return fmt.Sprintf("%s%d s", sign, n)
	case farthest < 3600 || step < 60:
		return fmt.Sprintf("%s%d:%02d", sign, n/60, n%60)
	}
	return fmt.Sprintf("%s%dh%02d", sign, n/3600, n/60%60)
}
