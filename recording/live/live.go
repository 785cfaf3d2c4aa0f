// Package live records a call while it goes on: audio comes frame by frame from the network, steps come with their positions, also
// late, and what reaches the sinks holds no sample of whoever had stopped the recording. It masks by position and never by arrival.
//
// The package reads no clock, starts nothing and locks nothing: one Recording has one owner, who calls it from one goroutine. Files
// (io.WriterAt) are corrected where a step or a frame comes late; streams (io.Writer) cannot be, so what they had been given before a late stop is
// reported as leaked. What is written is that of Plan.Encode over the whole audio, however it was cut and in whatever order it came.
package live

import (
	"io"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A Config is how a call is recorded. Lengths are samples. Rate and one of HoldBack and Lookback have no default.
type Config struct {
	Rate   recording.Rate
	Codec  recording.Codec  // of the frames and of what is written
	Layout recording.Layout // one sink, or two for Split
	Tone   []int16          // the beep, as of recording.Tone.PCM; recordings may share it, nobody changes it
	Guard  recording.Guard

	// HoldBack is how long audio waits before it is written: a stop or a frame that is late by no more costs nothing. 100 ms do for
	// the network, 500 ms and more for a stop that comes as a telephone event.
	HoldBack int64
	// Lookback is for how long what has been written can still be corrected; only files can. Audio is kept in memory for both.
	Lookback int64
	// Ahead is how far from all that is known a frame may lie; one that lies farther is refused, for its position is most likely
	// wrong. 0 is 10 seconds: where nobody is heard for longer, Advance says how far the call has come.
	Ahead int64
}

// Limits of a Config and of positions.
const (
	maxKept   = 1 << 24 // samples in HoldBack and Lookback: 5 minutes at 48 kHz
	maxLength = 1 << 40 // samples of a recording: 265 days at 48 kHz
	maxOrigin = 1 << 56

	defaultAhead = 10 // seconds
)

func (c Config) check(sinks int, stream bool) error {
	switch {
	case c.Rate <= 0:
		return &ConfigError{"Rate", "must be more than 0"}
	case !c.Codec.Known():
		return &ConfigError{"Codec", "is none"}
	case c.Layout > recording.Split:
		return &ConfigError{"Layout", "is none"}
	case c.HoldBack < 0 || c.Lookback < 0 || c.Ahead < 0:
		return &ConfigError{"HoldBack, Lookback, Ahead", "must not be less than 0"}
	case c.HoldBack == 0 && c.Lookback == 0:
		return &ConfigError{"HoldBack, Lookback", "must not both be 0: two parties' frames never come at once"}
	case stream && c.HoldBack == 0:
		return &ConfigError{"HoldBack", "must be more than 0 for a stream, which takes nothing back"}
	case stream && c.Guard.Before > c.HoldBack:
		return &ConfigError{"Guard.Before", "must not be more than HoldBack for a stream: every stop would leak"}
	case c.HoldBack > maxKept || c.Lookback > maxKept-c.HoldBack:
		return &ConfigError{"HoldBack, Lookback", "too long to be kept in memory"}
	case sinks != c.sinks():
		return &ConfigError{"Layout", "one sink is needed, and two for split"}
	}
	return nil
}

// sinks returns how many sinks the layout needs.
func (c Config) sinks() int {
	if c.Layout == recording.Split {
		return 2
	}
	return 1
}

// kept is how much audio is in memory.
func (c Config) kept() int64 { return c.HoldBack + c.Lookback }

// ahead is how far off a frame may lie.
func (c Config) ahead() int64 {
	if c.Ahead == 0 {
		return min(defaultAhead*min(int64(c.Rate), maxLength), maxLength)
	}
	return min(c.Ahead, maxLength)
}

// A Recording is one call's recording while it goes on. It is not safe for concurrent use. The zero Recording is none: it takes nothing,
// with a *ConfigError.
type Recording struct {
	config   Config
	stream   bool
	timeline *recording.Timeline
	start    pause.Call
	last     pause.Call // after the last step
	events   []event
	plans    []recording.Plan // by track of the layout
	front    int64            // behind all that was heard of
	floor    int64            // nothing before it is in memory
	rings    []*ring          // by party, nil for who said nothing
	outputs  []output
	notes    []Note
	views    [][]byte // what Encode is given
	scratch  []byte   // what it writes
	closed   bool
}

// NewFiles starts the recording of a call from its answer at origin, with the recorder of the answered call, into one file, or two for
// Split. Sample n is written at (n-origin) times the bytes of a sample of all channels; io.NewOffsetWriter leaves room for a header. A
// *ConfigError for a configuration that is none.
func NewFiles(c Config, origin int64, r pause.Call, files ...io.WriterAt) (*Recording, error) {
	var outputs []output
	for _, f := range files {
		outputs = append(outputs, output{file: f, done: origin, reached: origin})
	}
	return start(c, origin, r, outputs, false)
}

// NewStreams is NewFiles into streams, each of which takes its samples in order and once.
func NewStreams(c Config, origin int64, r pause.Call, streams ...io.Writer) (*Recording, error) {
	var outputs []output
	for _, s := range streams {
		outputs = append(outputs, output{stream: s, done: origin, reached: origin})
	}
	return start(c, origin, r, outputs, true)
}

func start(c Config, origin int64, r pause.Call, outputs []output, stream bool) (*Recording, error) {
	if err := c.check(len(outputs), stream); err != nil {
		return nil, err
	}
	if origin < -maxOrigin || origin > maxOrigin {
		return nil, &ConfigError{"origin", "is beyond the positions that a recording can have"}
	}
	rec := &Recording{config: c, stream: stream, timeline: recording.NewTimeline(origin, r), start: r, last: r, front: origin, floor: origin, outputs: outputs}
	tracks := c.Layout.Tracks()
	for i := range outputs {
		per := len(tracks) / len(outputs)
		outputs[i].first, outputs[i].tracks = i*per, per
	}
	rec.plans = rec.plan()
	return rec, nil
}

// plan returns what each track of the layout holds, by all that is known now.
func (r *Recording) plan() []recording.Plan {
	var plans []recording.Plan
	for _, track := range r.config.Layout.Tracks() {
		plans = append(plans, r.config.Guard.Plan(r.timeline, track, r.config.Tone))
	}
	return plans
}

// Timeline returns what has happened to the recording so far, for reading: Step adds to it. The zero Recording has none.
func (r *Recording) Timeline() *recording.Timeline { return r.timeline }

// Released returns up to where the sinks have been given audio: all of them.
func (r *Recording) Released() int64 {
	if len(r.outputs) == 0 {
		return 0
	}
	return slices.MinFunc(r.outputs, func(a, b output) int { return int(max(-1, min(1, a.done-b.done))) }).done
}

// kept returns from where on audio is in memory.
func (r *Recording) kept() int64 { return max(r.floor, r.front-r.config.kept()) }

// end returns the position at which the recording ends, or beyond all there are.
func (r *Recording) end() int64 {
	if end, ok := r.timeline.End(); ok {
		return end
	}
	return r.timeline.Origin() + maxLength
}
