package main

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// columns is how many characters a recording is wide.
const columns = 64

// draw returns a line a party: what of its voice the recording holds. A column that holds any silence by a stop shows it.
func draw(r *system.Recording, span recording.Span, h calllog.Header) (lines []string) {
	parties := inHeaderOrder(r, h)
	width := 0
	for _, p := range parties {
		width = max(width, text.StringWidth(r.Names[p]))
	}
	for _, p := range parties {
		cells := make([]rune, columns)
		for i := range cells {
			cells[i] = '·'
		}
		fill(cells, span, r.Timeline.Present(p, span.To), '█')
		fill(cells, span, r.Timeline.Silence(p, span.To), '░')
		for _, b := range r.Timeline.Beeps() {
			if span.Has(b.At) && slices.ContainsFunc(r.Timeline.PresentOn(b.On, p, span.To), func(s recording.Span) bool { return s.Has(b.At) }) {
				cells[column(b.At, span)] = '♪'
			}
		}
		lines = append(lines, text.Pad(r.Names[p], width, ' ')+" "+strings.TrimRight(string(cells), " "))
	}
	return lines
}

// fill marks every column that the spans touch.
func fill(cells []rune, whole recording.Span, spans []recording.Span, mark rune) {
	for _, s := range spans {
		if s = s.Intersect(whole); s.Empty() {
			continue
		}
		for i := column(s.From, whole); i <= column(s.To-1, whole); i++ {
			cells[i] = mark
		}
	}
}

// column returns the column of a position that is in a span.
func column(at int64, whole recording.Span) int {
	return int(float64(at-whole.From) / float64(whole.Len()) * columns)
}
