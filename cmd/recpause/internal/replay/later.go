package replay

import (
	"encoding/json"
	"fmt"
	"html/template"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/system"
)

// A laterSteps is the events that are not told, as a page has them in itself: rows of a table without their reasons,
// which are made when somebody comes to them. Most of what is said of them is said often, and is there once.
type laterSteps struct {
	Texts []string `json:"texts"`
	Rows  [][]int  `json:"rows"` // the position, and for each cell behind the time its text
	From  int      `json:"from"` // the number of the first row

	known map[string]int
	size  int // in bytes, or rather more
}

// mostLater is how many bytes of such rows are in a page.
const mostLater = 5 << 20

// add takes an event in, unless there are too many already.
func (l *laterSteps) add(number int, p printer, e calllog.Event, o system.Outcome) {
	if l.size > mostLater {
		return
	}
	if l.Rows == nil {
		l.From, l.known = number, map[string]int{}
	}
	at := int(e.At)
	row := []int{at}
	for _, cell := range p.row(e, o.Step)[1:] {
		row = append(row, l.text(fmt.Sprint(cell)))
	}
	l.Rows = append(l.Rows, row)
	l.size += len(fmt.Sprint(row))
}

func (l *laterSteps) text(s string) int {
	n, known := l.known[s]
	if !known {
		n = len(l.Texts)
		l.Texts, l.known[s] = append(l.Texts, picture.Clean(s)), n
		l.size += len(s) + 3
	}
	return n
}

// Later is those rows as JSON, nil for none.
func (r *report) Later() (template.JS, error) {
	if r.later == nil || len(r.later.Rows) == 0 {
		return "", nil
	}
	text, err := json.Marshal(r.later) // which has no markup in it: it writes < as \u003c
	return template.JS(text), err
}

// listed is how many events a report has a row for.
func (p printer) listed() int {
	n := len(p.story.Events)
	if p.later != nil {
		n += len(p.later.Rows)
	}
	return n
}

// A pageRange is a page of the table of steps as it is offered: its first and last number, and where it begins.
type pageRange struct {
	First, Last int
	At          int64
}

// Ranges are the pages of the table of steps, those of later ones among them.
func (r *report) Ranges() (list []pageRange) {
	told := len(r.story.Events)
	for n := 0; n < told; n += stepsOfPage {
		list = append(list, pageRange{n + 1, min(n+stepsOfPage, told), r.story.Events[n].At})
	}
	for n := told; n < r.listed(); n += stepsOfPage {
		list = append(list, pageRange{n + 1, min(n+stepsOfPage, r.listed()), int64(r.later.Rows[n-told][0])})
	}
	return list
}
