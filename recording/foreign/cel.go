package foreign

import (
	"encoding/csv"
	"errors"
	"io"
	"time"
)

// What Asterisk's channel event log says of a recording: the names that a dial plan gives to its own events, for the
// log has none for a mute.
const (
	celPause  = "RECORDING_PAUSE"
	celResume = "RECORDING_RESUME"
)

// Where the fields are that matter, in the order of configs/samples/cel_custom.conf.sample.
const (
	celType, celTime, celApp, celID, celUser, celFields = 0, 1, 10, 14, 18, 20
)

// readCEL reads Asterisk's channel event log as CSV, in the twenty columns of the mapping in
// configs/samples/cel_custom.conf.sample. The events are those of docs.asterisk.org, "Channel Event Logging (CEL)"
// (Configuration/Reporting/Channel-Event-Logging-CEL): APP_START of MixMonitor begins a recording, HANGUP of its
// channel ends it. The log has no event for MixMonitorMute: whoever mutes has to say so with the application
// CELGenUserEvent, as RECORDING_PAUSE and RECORDING_RESUME. A log without any of these is an error, for it says nothing
// of pauses; so does every CDR, and there is no reader of CDRs.
//
// A recording is named after the uniqueid of its channel. Times are as cel.conf has them: seconds since 1970 with a
// fraction by default, or dateformat = %F %T, whose whole seconds make all edges uncertain by one.
func readCEL(r io.Reader) (Recordings, error) {
	c := cel{open: map[string]*Recording{}}
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.ReuseRecord = celFields, true
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err != nil {
			return nil, badCSV(err, "the twenty columns of cel_custom.conf.sample")
		}
		line, _ := in.FieldPos(0)
		if err := c.take(row, line); err != nil {
			return nil, err
		}
	}
}

// badCSV returns the error of a row that cannot be read.
func badCSV(err error, want string) error {
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		return &Error{Line: bad.Line, Got: bad.Err.Error(), Want: want, Err: err}
	}
	return err
}

// A cel is what was read of a log.
type cel struct {
	list []*Recording
	open map[string]*Recording // those that run, by the uniqueid of their channel
	said bool                  // a pause
}

// event returns the name of an event: a user's own stands in one of two columns.
func celEvent(row []string) string {
	if row[celType] == "USER_DEFINED" {
		return row[celUser]
	}
	return row[celType]
}

// take takes in an event.
func (c *cel) take(row []string, line int) error {
	name, rec := celEvent(row), c.open[row[celID]]
	begins := name == "APP_START" && row[celApp] == "MixMonitor"
	pauses := name == celPause || name == celResume
	c.said = c.said || pauses
	if !begins && !pauses && (name != "HANGUP" || rec == nil) {
		return nil
	}
	at, exact, ok := epoch(row[celTime])
	if !ok {
		at, exact, ok = wall(time.DateTime, row[celTime])
	}
	switch {
	case !ok:
		return &Error{Line: line, Field: "eventtime", Got: shown(row[celTime]),
			Want: "seconds since 1970, or a time such as 2025-04-01 09:30:00"}
	case begins && rec != nil:
		return &Error{Line: line, Field: "eventtype", Got: "a second MixMonitor of " + shown(row[celID]),
			Want: "one at a time, for a pause does not say which it is of"}
	case begins:
		c.begin(row[celID], at, exact)
		return nil
	case rec == nil:
		return &Error{Line: line, Field: "eventtype", Got: name + " of " + shown(row[celID]),
			Want: "an APP_START of MixMonitor before: in cel.conf, apps has mixmonitor and events has APP_START"}
	case at.Before(rec.Start) || at.Sub(rec.Start) > longest:
		return &Error{Line: line, Field: "eventtime", Got: shown(row[celTime]),
			Want: "a time after " + rec.Start.String()}
	}
	rec.Uncertainty = max(rec.Uncertainty, exact+amiUncertainty)
	c.note(rec, name, row[celID], at.Sub(rec.Start))
	return nil
}

func (c *cel) begin(id string, at time.Time, exact time.Duration) {
	rec := &Recording{Name: id, Platform: "Asterisk (CEL)", Start: at, Uncertainty: exact + amiUncertainty}
	c.list = append(c.list, rec)
	c.open[id] = rec
}

// note notes what happened to a recording that runs. A pause in a pause changes nothing, and neither does a resume
// without one.
func (c *cel) note(rec *Recording, name, id string, at time.Duration) {
	last := len(rec.Pauses) - 1
	paused := last >= 0 && rec.Pauses[last].Open
	switch {
	case name == "HANGUP":
		rec.Length = at
		delete(c.open, id)
	case name == celPause && !paused:
		rec.Pauses = append(rec.Pauses, Pause{From: at, Open: true})
	case name == celResume && paused:
		rec.Pauses[last].To, rec.Pauses[last].Open = at, false
	}
}

// finish returns the recordings.
func (c *cel) finish() (list Recordings, err error) {
	switch {
	case len(c.list) == 0:
		return nil, &Error{Field: "eventtype", Got: "no APP_START of MixMonitor",
			Want: "one for each recording: in cel.conf, apps has mixmonitor and events has APP_START"}
	case !c.said:
		return nil, &Error{Field: "eventtype", Got: "no pause in all of the log", Want: "RECORDING_PAUSE and " +
			"RECORDING_RESUME, by CELGenUserEvent wherever MixMonitorMute is used: CEL itself does not note a mute"}
	}
	for _, rec := range c.list {
		list = append(list, *rec)
	}
	return list, nil
}
