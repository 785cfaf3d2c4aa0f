package main

import (
	"fmt"
	"io"
	"os"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/system"
)

// A call is one recording of a log.
type call struct {
	*system.Recording
	layout recording.Layout // what the log says
	rate   recording.Rate
	last   int64 // the position of the log's last event
}

// calls are those of a log, in the order of their answers.
type calls []call

// readLog reads a log to its end. Every error names the file, and the line where there is one.
func readLog(name string) (calls, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	all, err := tell(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

func tell(log io.Reader) (all calls, err error) {
	r, err := calllog.NewReader(log)
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(r, pause.Policy{})
	if err != nil {
		return nil, err
	}
	var recordings system.Recordings
	last := int64(0)
	for {
		event, outcome, err := run.Next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = recordings.Add(run.System, outcome)
		}
		if err != nil {
			return nil, err
		}
		last = event.At
	}
	for _, rec := range recordings.All() {
		all = append(all, call{rec, r.Header.Config.Layout, recording.Rate(r.Header.SampleRate), last})
	}
	return all, nil
}

// find returns the call of an id, or the first one.
func (all calls) find(id string) (call, error) {
	for _, c := range all {
		if id == "" || c.Call == id {
			return c, nil
		}
	}
	if id == "" {
		return call{}, fmt.Errorf("got no answered call, expected one")
	}
	return call{}, fmt.Errorf("got no answered call %q, expected one", id)
}

// in returns how the call's manifest in a layout is made. A recording starts at the log's position 0 at the earliest, and one whose call
// goes on is as long as its files.
func (c call) in(l recording.Layout) func(int64, recording.Codec) (manifest.Manifest, error) {
	return func(samples int64, codec recording.Codec) (manifest.Manifest, error) {
		from := max(c.Timeline.Origin(), 0)
		to, over := c.Timeline.End()
		if !over {
			to = max(c.last, from+samples)
		}
		return manifest.New(c.Timeline, recording.Span{From: from, To: max(from, to)}, c.Names, manifest.Options{
			Call: c.Call, Recorded: c.Recorded, Layout: l, Codec: codec, Rate: c.rate, Tone: recording.DefaultTone()})
	}
}
