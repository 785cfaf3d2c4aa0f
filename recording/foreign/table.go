package foreign

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// The columns of a table: the first four have to be there.
var columns = []string{"recording", "from", "to", "unit", "start", "length", "side", "effect", "uncertainty", "reason"}

// readCSV reads a table of pauses, one a row, whose first row names the columns in any order:
//
//   - recording: its name. A recording without a pause has a row with neither from nor to.
//   - from, to: the pause, from the recording's first sample on. Without to, nothing ended it.
//   - unit: s for seconds, ms for milliseconds, both with places as they may be; time for times of day as in RFC 3339.
//   - start: the time of day of the first sample, as in RFC 3339; has to be there where the unit is time.
//   - length: of the recording with all its pauses, in the unit, in seconds where that is time; without it, the length
//     is not judged.
//   - side: both, which is the default, operator or counterpart.
//   - effect: silence, which is the default, or skipped where the platform leaves pauses out.
//   - uncertainty: how exact the edges are, in seconds; without it, one of the last place of the least exact time.
//   - reason: whatever the platform says.
//
// What is of a recording and not of a pause is the same in all its rows. The format is our own, for whatever platform
// can be made to export a table.
func readCSV(r io.Reader) (Recordings, error) {
	t := table{rows: csv.NewReader(r), byName: map[string]int{}}
	t.rows.ReuseRecord = true
	head, err := t.rows.Read()
	if err == nil {
		err = t.head(head)
	}
	for err == nil {
		var row []string
		if row, err = t.rows.Read(); err == nil {
			t.row = row
			err = t.take()
		}
	}
	switch {
	case errors.Is(err, io.EOF) && t.at == nil:
		return nil, &Error{Got: "nothing", Want: "a row with the names of the columns"}
	case errors.Is(err, io.EOF):
		return t.list, nil
	}
	return nil, badCSV(err, "a row of the table")
}

// A table is what was read of one.
type table struct {
	rows   *csv.Reader
	at     map[string]int // where in a row each column is
	row    []string
	list   Recordings
	byName map[string]int // where in the list a recording is
	common [][]string     // of each, what all its rows have in common
}

// The columns that are the same in all rows of a recording.
var common = []string{"start", "length", "effect", "uncertainty"}

// head reads the names of the columns.
func (t *table) head(names []string) error {
	t.at = map[string]int{}
	for i, name := range names {
		name = strings.TrimPrefix(name, "\ufeff") // as some spreadsheets begin a file
		_, twice := t.at[name]
		switch {
		case twice:
			return &Error{Line: 1, Field: shown(name), Got: "a second one", Want: "each column once"}
		case !slices.Contains(columns, name):
			return &Error{Line: 1, Got: shown(name), Want: "columns of " + strings.Join(columns, ", ")}
		}
		t.at[name] = i
	}
	for _, name := range columns[:4] {
		if _, ok := t.at[name]; !ok {
			return &Error{Line: 1, Field: name, Got: "no such column", Want: "it, after recording, from, to and unit"}
		}
	}
	return nil
}

// get returns the value of a column, "" where there is none.
func (t *table) get(column string) string {
	if i, ok := t.at[column]; ok {
		return strings.Clone(t.row[i])
	}
	return ""
}

// wrong returns the error of a value.
func (t *table) wrong(column, want string) error {
	line, _ := t.rows.FieldPos(t.at["recording"])
	return &Error{Line: line, Field: column, Got: shown(t.get(column)), Want: want}
}

// take takes in a row.
func (t *table) take() error {
	rec, err := t.recording()
	if err != nil {
		return err
	}
	if t.get("from") == "" && t.get("to") == "" {
		return nil
	}
	p := Pause{Open: t.get("to") == "", Reason: t.get("reason")}
	if p.From, err = t.time(rec, "from"); err != nil {
		return err
	}
	if !p.Open {
		if p.To, err = t.time(rec, "to"); err != nil {
			return err
		}
		if p.To <= p.From {
			return t.wrong("to", "a time after from")
		}
	}
	if p.Side, err = t.side(); err != nil {
		return err
	}
	if rec.Effect == manifest.Skipped && p.Side != recording.Mixed {
		return t.wrong("side", "both, for a pause that is left out is everybody's")
	}
	rec.Pauses = append(rec.Pauses, p)
	return nil
}

// recording returns the recording of the row: the one of that name, if it is not the first row of it.
func (t *table) recording() (*Recording, error) {
	var same []string
	for _, column := range common {
		same = append(same, t.get(column))
	}
	name := t.get("recording")
	if name == "" {
		return nil, t.wrong("recording", "the name of one")
	}
	if i, ok := t.byName[name]; ok {
		for k, column := range common {
			if t.common[i][k] != same[k] {
				return nil, t.wrong(column, "what the row before has: "+shown(t.common[i][k]))
			}
		}
		return &t.list[i], nil
	}
	rec, err := t.first()
	if err != nil {
		return nil, err
	}
	t.byName[name] = len(t.list)
	t.list, t.common = append(t.list, rec), append(t.common, same)
	return &t.list[len(t.list)-1], nil
}

// first returns the recording of its first row, without a pause.
func (t *table) first() (rec Recording, err error) {
	rec = Recording{Name: t.get("recording"), Platform: "CSV"}
	unit, isClock, err := t.unit()
	if err != nil {
		return rec, err
	}
	if text := t.get("start"); text != "" || isClock {
		var ok bool
		if rec.Start, rec.Uncertainty, ok = wall(time.RFC3339, text); !ok {
			return rec, t.wrong("start", "a time as in RFC 3339, which the unit time needs")
		}
		if !isClock {
			rec.Uncertainty = 0
		}
	}
	if text := t.get("length"); text != "" {
		length, exact, ok := decimal(text, unit)
		if !ok || length == 0 {
			return rec, t.wrong("length", "a number above 0")
		}
		rec.Length, rec.Uncertainty = length, max(rec.Uncertainty, exact)
	}
	if text := t.get("effect"); text != "" {
		if rec.Effect, err = manifest.ParseEffect(text); err != nil {
			return rec, t.wrong("effect", "silence or skipped")
		}
	}
	if text := t.get("uncertainty"); text != "" {
		var ok bool
		if rec.Uncertainty, _, ok = decimal(text, time.Second); !ok {
			return rec, t.wrong("uncertainty", "a number of seconds")
		}
	}
	return rec, nil
}

// unit returns what the row's times are in: seconds where they are times of day.
func (t *table) unit() (unit time.Duration, isClock bool, err error) {
	switch t.get("unit") {
	case "s":
		return time.Second, false, nil
	case "ms":
		return time.Millisecond, false, nil
	case "time":
		return time.Second, true, nil
	}
	return 0, false, t.wrong("unit", "s, ms or time")
}

// time returns a time of the row from the recording's start on. Unless the table says how exact it is, it is as exact
// as its last place.
func (t *table) time(rec *Recording, column string) (since time.Duration, err error) {
	unit, isClock, err := t.unit()
	if err != nil {
		return 0, err
	}
	since, exact, ok := decimal(t.get(column), unit)
	want := "a number that is not below 0"
	if isClock {
		var at time.Time
		at, exact, ok = wall(time.RFC3339, t.get(column))
		since, want = at.Sub(rec.Start), "a time as in RFC 3339, not before start"
		ok = ok && since >= 0 && since <= longest
	}
	if !ok {
		return 0, t.wrong(column, want)
	}
	if t.get("uncertainty") == "" {
		rec.Uncertainty = max(rec.Uncertainty, exact)
	}
	return since, nil
}

// side returns whose pause the row is.
func (t *table) side() (recording.Track, error) {
	switch t.get("side") {
	case "", "both":
		return recording.Mixed, nil
	case "operator":
		return recording.OperatorSide, nil
	case "counterpart":
		return recording.FarSide, nil
	}
	return 0, t.wrong("side", "both, operator or counterpart")
}
