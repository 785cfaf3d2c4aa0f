package foreign

import (
	"errors"
	"io"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/system"
)

// readCallLog reads our own call log (docs/call-log.md), whose positions are exact to the sample. A recording is named
// after its call.
func readCallLog(r io.Reader) (Recordings, error) {
	log, err := calllog.NewReader(r)
	if err != nil {
		return nil, badLog(err)
	}
	run, err := system.NewRun(log, pause.Policy{})
	if err != nil {
		return nil, badLog(err)
	}
	var all system.CallRecordings
	last := int64(0)
	for {
		e, outcome, err := run.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			last = e.At
			err = all.Add(outcome)
		}
		if err != nil {
			return nil, badLog(err)
		}
	}
	var list Recordings
	for _, c := range all.All() {
		list = append(list, Recording{Name: c.Call, Platform: "recpause",
			log: &logged{c, recording.Rate(log.Header.SampleRate), last}})
	}
	if len(list) == 0 {
		return nil, &Error{Got: "no call that was answered", Want: "one: only those are recorded"}
	}
	return list, nil
}

// badLog returns the error of a log.
func badLog(err error) error {
	var wrong *Error
	var bad *calllog.Error
	switch {
	case errors.As(err, &wrong):
		return wrong
	case errors.As(err, &bad):
		return &Error{Line: bad.Line, Field: bad.Field, Got: bad.Got, Want: bad.Want, Err: err}
	}
	return &Error{Got: "a log that is not one: " + err.Error(), Want: "a call log as docs/call-log.md has it", Err: err}
}

// A logged recording is one of our own call log.
type logged struct {
	*system.CallRecording
	rate recording.Rate
	last int64 // the position of the log's last event
}

// manifest returns the recording's manifest. It starts at the log's position 0 at the earliest, and one whose call goes
// on is as long as its files.
func (l *logged) manifest(a Audio) (manifest.Manifest, error) {
	from := max(l.Timeline.Origin(), 0)
	to, over := l.Timeline.Ended()
	if !over {
		to = max(l.last, from+a.Samples)
	}
	return manifest.New(l.Timeline, recording.Span{From: from, To: max(from, to)}, l.Names, manifest.Options{
		Call: l.Call, Recorded: l.Recorded, Layout: a.Layout, Codec: a.Codec, Rate: l.rate,
		Tone: recording.DefaultTone(), Files: a.Files})
}
