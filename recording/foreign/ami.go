package foreign

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/recpause/recpause/recording"
)

// readAMI reads a log of what Asterisk's manager interface (AMI) sent: blocks of lines "Key: Value", an empty line
// between two. Of the events it takes MixMonitorStart, MixMonitorMute, MixMonitorStop and Hangup, with the fields of
// docs.asterisk.org, "AMI Events" (Asterisk 20: API_Documentation/AMI_Events/MixMonitorMute, …/MixMonitorStart,
// …/MixMonitorStop, …/Hangup), and Timestamp, seconds since 1970 with six places, which events have where manager.conf
// says timestampevents = yes (configs/samples/manager.conf.sample). All other events, responses and greetings are
// passed over.
//
// A recording is named after the Uniqueid of its channel. Direction read is what the recorded channel says: the
// operator side. A muted MixMonitor writes silence. Two stops and one resume record: State is a flag.
func readAMI(r io.Reader) (Recordings, error) {
	a := ami{lines: bufio.NewReaderSize(r, maxLine)}
	for {
		e, err := a.block()
		if err == nil {
			err = a.take(e)
		}
		switch {
		case errors.Is(err, io.EOF):
			return a.finish()
		case err != nil:
			return nil, err
		}
	}
}

// maxLine is how long a line of a log may be.
const maxLine = 1 << 16

// amiUncertainty is how far an edge in a file may be from its event: what examples/asterisk/README.md has measured
// between commands and files, 60 ms at most, and some more.
const amiUncertainty = 100 * time.Millisecond

// An ami is what was read of a log.
type ami struct {
	lines *bufio.Reader
	line  int
	list  []*channel
	open  map[string]*channel // the recordings that run, by the Uniqueid of their channel
	seen  bool                // an event of a recording
}

// A channel is a recording of one channel.
type channel struct {
	Recording
	muted [2]bool // what the channel says, and what it hears
}

// An event is a block of lines, and on which line it begins.
type event struct {
	line   int
	fields []string // "Key: Value"
}

// block returns the next block; io.EOF where there is none.
func (a *ami) block() (e event, err error) {
	for {
		line, err := a.lines.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return e, &Error{Line: a.line + 1, Got: "a longer line", Want: "lines of at most 65536 bytes"}
		case err != nil && !errors.Is(err, io.EOF):
			return e, err
		case len(line) == 0 && len(e.fields) == 0:
			return e, io.EOF
		}
		a.line++
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" && (len(e.fields) > 0 || err != nil) || len(line) == 0 {
			return e, nil
		}
		if text != "" && !(len(e.fields) == 0 && strings.HasPrefix(text, greeting)) {
			if len(e.fields) == 0 {
				e.line = a.line
			}
			if len(e.fields) == maxFields {
				return e, &Error{Line: a.line, Got: "more lines", Want: "events of at most 256"}
			}
			e.fields = append(e.fields, text)
		}
	}
}

// greeting is how the line begins that Asterisk sends first, with no empty line behind it.
const greeting = "Asterisk Call Manager/"

// maxFields is how many lines an event may have.
const maxFields = 256

// get returns the value of a field. Twice is an error, and so is a line that is no field.
func (e event) get(key string) (value string, err error) {
	found := false
	for i, line := range e.fields {
		k, v, ok := strings.Cut(line, ":")
		switch {
		case !ok:
			return "", &Error{Line: e.line + i, Got: shown(line), Want: "a field such as Event: MixMonitorMute"}
		case k == key && found:
			return "", &Error{Line: e.line + i, Field: key, Got: "a second one", Want: "each field once"}
		case k == key:
			value, found = strings.TrimSpace(v), true
		}
	}
	return value, nil
}

// must returns the value of a field that is needed.
func (e event) must(key, want string) (string, error) {
	value, err := e.get(key)
	if err == nil && value == "" {
		err = &Error{Line: e.line, Field: key, Got: "nothing", Want: want}
	}
	return value, err
}

// The events that say something of a recording.
var amiEvents = []string{"MixMonitorStart", "MixMonitorMute", "MixMonitorStop", "Hangup"}

// name returns the event's name, "" for a response or anything else.
func (e event) name() string {
	for _, line := range e.fields {
		if name, ok := strings.CutPrefix(line, "Event:"); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// take takes in a block.
func (a *ami) take(e event) error {
	name := e.name()
	if !slices.Contains(amiEvents, name) {
		return nil
	}
	id, err := e.must("Uniqueid", "the Uniqueid of a channel")
	if err != nil {
		return err
	}
	c := a.open[id]
	if name == "Hangup" && c == nil {
		return nil // a channel that is not recorded
	}
	at, err := e.time()
	if err != nil {
		return err
	}
	a.seen = true
	switch {
	case name == "MixMonitorStart" && c != nil:
		return &Error{Line: e.line, Field: "Event", Got: "a second MixMonitorStart of " + shown(id),
			Want: "one at a time, for MixMonitorMute does not say which it mutes"}
	case name == "MixMonitorStart":
		a.begin(id, at)
		return nil
	case c == nil:
		return &Error{Line: e.line, Field: "Event", Got: name + " of " + shown(id),
			Want: "a MixMonitorStart of it before, which Asterisk sends from 16.17 and 18.3 on"}
	case at.Sub(c.Start) < 0 || at.Sub(c.Start) > longest:
		return &Error{Line: e.line, Field: "Timestamp", Got: at.String(), Want: "a time after " + c.Start.String()}
	case name == "MixMonitorMute":
		return c.mute(e, at)
	}
	c.Length = at.Sub(c.Start)
	delete(a.open, id)
	return nil
}

// time returns when an event was.
func (e event) time() (time.Time, error) {
	const want = "seconds since 1970, such as 1722255899.123456: set timestampevents = yes in manager.conf"
	text, err := e.must("Timestamp", want)
	if err != nil {
		return time.Time{}, err
	}
	at, _, ok := epoch(text)
	if !ok {
		return at, &Error{Line: e.line, Field: "Timestamp", Got: shown(text), Want: want}
	}
	return at, nil
}

func (a *ami) begin(id string, at time.Time) {
	c := &channel{Recording: Recording{Name: id, Platform: "Asterisk (AMI)", Start: at, Uncertainty: amiUncertainty}}
	a.list = append(a.list, c)
	if a.open == nil {
		a.open = map[string]*channel{}
	}
	a.open[id] = c
}

// The directions, and which of the channel's voices they mute.
var directions = map[string][2]bool{"read": {true, false}, "write": {false, true}, "both": {true, true}}

// mute takes in a MixMonitorMute.
func (c *channel) mute(e event, at time.Time) error {
	text, err := e.must("Direction", "read, write or both")
	if err != nil {
		return err
	}
	direction, ok := directions[text]
	if !ok {
		return &Error{Line: e.line, Field: "Direction", Got: shown(text), Want: "read, write or both"}
	}
	state, err := e.must("State", "1 for muted, 0 for not")
	if err != nil {
		return err
	}
	if state != "0" && state != "1" {
		return &Error{Line: e.line, Field: "State", Got: shown(state), Want: "1 for muted, 0 for not"}
	}
	for i, meant := range direction {
		if meant {
			c.set(i, state == "1", at.Sub(c.Start))
		}
	}
	return nil
}

// set mutes one of the two voices, or lets it be heard again. What is so already stays so.
func (c *channel) set(voice int, muted bool, at time.Duration) {
	side := [...]recording.Track{recording.OperatorSide, recording.FarSide}[voice]
	switch {
	case muted && !c.muted[voice]:
		c.Pauses = append(c.Pauses, Pause{From: at, Open: true, Side: side})
	case !muted && c.muted[voice]:
		for i := range c.Pauses {
			if p := &c.Pauses[i]; p.Open && p.Side == side {
				p.To, p.Open = at, false
			}
		}
	}
	c.muted[voice] = muted
}

// finish returns the recordings.
func (a *ami) finish() (list Recordings, err error) {
	if !a.seen {
		return nil, &Error{Got: "no event of a recording", Want: "events such as MixMonitorStart and MixMonitorMute"}
	}
	for _, c := range a.list {
		list = append(list, c.Recording)
	}
	return list, nil
}
