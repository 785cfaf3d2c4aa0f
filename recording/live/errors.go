package live

import (
	"fmt"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A ConfigError reports a configuration of which no recording was made.
type ConfigError struct {
	field, got, want string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("live: %s: got %s, expected %s", e.field, e.got, e.want)
}

// wrong is the error of a field of a configuration.
func wrong(field string, got any, want string, limits ...any) error {
	return &ConfigError{field, fmt.Sprint(got), fmt.Sprintf(want, limits...)}
}

// notMade is the error of the zero Recording.
func notMade() error { return wrong("Recording", "the zero one", "one of New, StartSilent or Restore") }

// A FrameError reports a frame that is none, and of which nothing was taken.
type FrameError struct {
	party   pause.Party
	at      int64
	bytes   int
	problem string
}

func (e *FrameError) Error() string {
	return fmt.Sprintf("live: the frame of party %d with %d bytes at sample %d %s", e.party, e.bytes, e.at, e.problem)
}

// A FarError reports a position, of a frame or a step, that is too far beyond all that is known of a call to be one of
// it, or before all of it: a time of day, a position of another call; or of a frame whose last sample is: a block of
// all that a connection has missed, which has to come in pieces, behind Advance. Nothing has happened. Where the call
// has really come so far without a sound, Advance says so.
type FarError struct {
	At    int64
	Known int64 // how far the call has come by all that is known

	frame int64 // how many samples the frame has, 0 for a step
}

func (e *FarError) Error() string {
	if e.frame > 0 {
		return fmt.Sprintf("live: the frame of %d samples at sample %d is too far from what is known of the call, which "+
			"has come to %d", e.frame, e.At, e.Known)
	}
	return fmt.Sprintf("live: sample %d is too far from what is known of the call, which has come to %d", e.At, e.Known)
}

// over is the error of a closed recording, which has ended for good.
func (r *Recording) over(at int64) error {
	return &recording.PositionError{At: at, Last: r.end(), Ended: true}
}

// A SinkError reports a sink that did not take what it was given. The frame or step itself has been taken, what was not
// written is still due, and the next call tries again; audio that leaves the memory meanwhile is lost, and reported.
type SinkError struct {
	Sink int // the number of the sink
	Err  error

	at int64 // the first sample that is due
}

func (e *SinkError) Error() string {
	return fmt.Sprintf("live: sink %d at sample %d: %v", e.Sink, e.at, e.Err)
}

// Unwrap returns the sink's own error.
func (e *SinkError) Unwrap() error { return e.Err }
