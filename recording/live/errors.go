package live

import (
	"fmt"

	"github.com/recpause/recpause/pause"
)

// A ConfigError reports a configuration of which no recording was made.
type ConfigError struct {
	field, problem string
}

func (e *ConfigError) Error() string { return "live: " + e.field + " " + e.problem }

// notMade is the error of the zero Recording.
func notMade() error {
	return &ConfigError{"Recording", "was not made by New or Restore"}
}

// A FrameError reports a frame of which nothing was taken.
type FrameError struct {
	Problem string // one of those below

	party pause.Party
	at    int64
	bytes int
}

const (
	noSuchParty = "no_such_party" // its number is beyond those of a call
	halfSample  = "half_sample"   // its bytes are not whole samples
	farOff      = "far_off"       // it reaches too far beyond all that is known (Config.Ahead), or begins 10 s before it
)

func (e *FrameError) Error() string {
	return fmt.Sprintf("live: the frame of party %d with %d bytes at sample %d: %s", e.party, e.bytes, e.at, e.Problem)
}

// A FarError reports a position that is too far beyond all that is known of a call to be one of it, or before all of
// it: a time of day, a position of another call. Nothing has happened. Where the call has really come so far without a
// sound, Advance says so.
type FarError struct {
	At    int64
	Known int64 // how far the call has come by all that is known
}

func (e *FarError) Error() string {
	return fmt.Sprintf("live: sample %d is too far from what is known of the call, which has come to %d", e.At, e.Known)
}

// A ClosedError reports a call of a recording that is closed.
type ClosedError struct {
	end int64
}

func (e *ClosedError) Error() string {
	return fmt.Sprintf("live: the recording ended at sample %d and is closed", e.end)
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
