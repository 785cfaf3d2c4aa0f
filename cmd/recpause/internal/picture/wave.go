package picture

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/recording"
)

// wave lays out a track's peaks around a middle line, part by part, so that the loudest of a recording fills its lane and no sound
// is drawn past the edge at which it stops.
func (s *sheet) wave(t Track, middle float64, loudest int) {
	scale := (trackHeight/2 - 3) / float64(max(1, loudest))
	var path strings.Builder
	for _, part := range t.Parts {
		var above, below []string
		point := func(x, low, high float64) {
			above = append(above, coordinates(x, middle-high*scale-.4)) // so that silence is a thin line
			below = append(below, coordinates(x, middle-low*scale+.4))
		}
		for _, c := range t.Peaks.columns(part, int(s.right-s.left)) {
			from, to := s.x(max(c.From, part.From)), s.x(min(c.To, part.To))
			point(from+(to-from)*.1, c.low, c.high)
			point(to-(to-from)*.1, c.low, c.high)
		}
		if slices.Reverse(below); len(above) > 0 {
			path.WriteString("M" + strings.Join(append(above, below...), "L") + "Z")
		}
	}
	s.add(shape{Kind: "path", Class: "wave", Path: path.String()})
}

func coordinates(x, y float64) string { return number(x).String() + " " + number(y).String() }

// A column is the lowest and the highest sample of a span.
type column struct {
	recording.Span
	low, high float64
}

// columns returns a part's peaks, in as many columns of a whole picture as are asked for. In a silence a column counts only where all
// of it is in the silence: the sound beside it is not in it, and a sound in it would be seen.
func (p *Peaks) columns(part Part, ofAll int) (list []column) {
	within := part.Intersect(p.Span)
	if within.Empty() {
		return nil
	}
	step := (len(p.Low) + ofAll - 1) / ofAll
	for i := p.index(within.From) / step * step; i < len(p.Low) && p.from(i) < within.To; i += step {
		end := min(i+step, len(p.Low))
		span := recording.Span{From: p.from(i), To: p.from(end)}
		if part.Holds != Silence || span.Intersect(within) == span {
			list = append(list, column{span, float64(slices.Min(p.Low[i:end])), float64(slices.Max(p.High[i:end]))})
		}
	}
	return list
}
