package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/wavfile"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
	"github.com/recpause/recpause/system"
)

// A call is a recorded call of a log.
type call struct {
	*system.Recording
	header calllog.Header
}

// readCall reads a call's recording from a log.
func readCall(log, id string) (call, error) {
	header, all, err := readLog(log)
	if err != nil {
		return call{}, fmt.Errorf("%s: %w", log, err)
	}
	i := slices.IndexFunc(all, func(r *system.Recording) bool { return id == "" || r.Call == id })
	if i < 0 {
		return call{}, fmt.Errorf("%s: got no answered call %q, expected one", log, id)
	}
	if !all[i].Recorded {
		return call{}, fmt.Errorf("%s: %s is not recorded, by setting", log, all[i].Call)
	}
	return call{all[i], header}, nil
}

func readLog(name string) (h calllog.Header, all []*system.Recording, err error) {
	file, err := os.Open(name)
	if err != nil {
		return h, nil, err
	}
	defer file.Close()
	log, err := calllog.NewReader(file)
	if err != nil {
		return h, nil, err
	}
	run, err := system.NewRun(log, pause.Policy{})
	if err != nil {
		return h, nil, err
	}
	var recordings system.Recordings
	for {
		_, outcome, err := run.Next()
		if err == io.EOF {
			return log.Header, recordings.All(), nil
		}
		if err == nil {
			err = recordings.Add(run.System, outcome)
		}
		if err != nil {
			return h, nil, err
		}
	}
}

// job says what is made of the files.
func (c call) job(o options, in inputs) (j offline.Job, err error) {
	if in[0].Rate != c.header.SampleRate {
		return j, fmt.Errorf("%s: got %d samples a second, expected the %d of the log", in[0].name, in[0].Rate, c.header.SampleRate)
	}
	j.Codec = in[0].Codec
	if j.Layout, err = o.written(c.header.Config.Layout); err != nil {
		return j, err
	}
	var tone []int16
	if o.beep {
		tone = recording.DefaultTone().PCM(recording.Rate(c.header.SampleRate))
	}
	if o.holds == "voices" {
		return c.ofVoices(j, in, tone)
	}
	holds, err := recording.ParseLayout(o.holds)
	if err != nil {
		return j, err
	}
	return c.ofTracks(j, in, holds, tone)
}

// uncovered returns what is wrong with files that end before the call does, or before its last event in a log that ends first.
func (c call) uncovered(in inputs) error {
	end, _ := c.Timeline.End()
	if got, want := in[0].Samples, end-in[0].start; got < want {
		return &wavfile.Error{File: in[0].name, Got: in[0].lasting(got), Want: in[0].lasting(want) + ", for that long is the call"}
	}
	return nil
}

// ofVoices completes a job for files named after the parties, which start at the log's position 0.
func (c call) ofVoices(j offline.Job, in inputs, tone []int16) (offline.Job, error) {
	for _, track := range j.Layout.Tracks() {
		j.Plans = append(j.Plans, c.Timeline.Plan(track, tone))
	}
	end, over := c.Timeline.End()
	if !over {
		end = math.MaxInt64
	}
	from := max(0, c.Timeline.Origin())
	j.Span = recording.Span{From: from, To: max(from, min(end, in[0].Samples))}
	for i := range in {
		name := strings.TrimSuffix(filepath.Base(in[i].name), filepath.Ext(in[i].name))
		party := slices.Index(c.Names, name)
		if party < 0 || in[i].Channels != 1 {
			return j, fmt.Errorf("%s: got %v, expected one channel and a file named after one of %s", in[i].name, in[i].Format, strings.Join(c.Names, ", "))
		}
		j.Voices = append(j.Voices, []pause.Party{pause.Party(party)})
	}
	for party, name := range c.Names {
		if !slices.ContainsFunc(j.Voices, func(v []pause.Party) bool { return int(v[0]) == party }) {
			return j, fmt.Errorf("got no file %s.wav, expected one for every party of the call", name)
		}
	}
	return j, nil
}

// ofTracks completes a job for files of a ready recording, which start where the recording does.
func (c call) ofTracks(j offline.Job, in inputs, holds recording.Layout, tone []int16) (offline.Job, error) {
	origin := c.Timeline.Origin()
	j.Span = recording.Span{From: origin, To: origin + in[0].Samples}
	if end, over := c.Timeline.End(); over && j.Span.To > end {
		return j, fmt.Errorf("%s: got %d samples, expected %d or fewer, for the call ended", in[0].name, in[0].Samples, end-origin)
	}
	tracks := holds.Tracks()
	for _, track := range j.Layout.Tracks() {
		plan, err := offline.Ready(c.Timeline, recording.Guard{}, track, tone, tracks...)
		if err != nil {
			return j, err
		}
		j.Plans = append(j.Plans, plan)
	}
	for i, left := 0, tracks; i < len(in); i++ {
		in[i].start = origin
		n := min(in[i].Channels, len(left))
		var voices []pause.Party
		for _, track := range left[:n] {
			voices = append(voices, offline.Voice(track))
		}
		j.Voices, left = append(j.Voices, voices), left[n:]
		if n != in[i].Channels || (i == len(in)-1 && len(left) > 0) || (holds == recording.Split && n != 1) {
			return j, fmt.Errorf("%s: got %v in %d files, expected the files of a %v recording", in[i].name, in[i].Format, len(in), holds)
		}
	}
	return j, nil
}
