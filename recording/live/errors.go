package live

import (
	"fmt"

	"github.com/recpause/recpause/pause"
)

// A ConfigError reports a configuration of which no recording was made.
type ConfigError struct {
	Field, Problem string
}

func (e *ConfigError) Error() string { return "live: " + e.Field + " " + e.Problem }

// notMade is the error of the zero Recording.
func notMade() error {
	return &ConfigError{"Recording", "was not made by New or Restore"}
}

// A FrameError reports a frame of which nothing was taken.
type FrameError struct {
	Party   pause.Party
	At      int64
	Bytes   int
	Problem string // one of those below
}

const (
	noSuchParty = "no_such_party" // its number is beyond those of a call
	halfSample  = "half_sample"   // its bytes are not whole samples
	farOff      = "far_off"       // it lies farther than Config.Ahead from all that is known
)

func (e *FrameError) Error() string {
	return fmt.Sprintf("live: the frame of party %d with %d bytes at sample %d: %s", e.Party, e.Bytes, e.At, e.Problem)
}

// A ClosedError reports a call of a recording that is closed.
type ClosedError struct {
	End int64
}

func (e *ClosedError) Error() string {
	return fmt.Sprintf("live: the recording ended at sample %d and is closed", e.End)
}

// A SinkError reports a sink that did not take what it was given. The frame or step itself has been taken, what was not
// written is still due, and the next call tries again; audio that leaves the memory meanwhile is lost, and reported.
type SinkError struct {
	Sink int   // the number of the sink
	At   int64 // the first sample that is due
	Err  error
}

func (e *SinkError) Error() string {
	return fmt.Sprintf("live: sink %d at sample %d: %v", e.Sink, e.At, e.Err)
}

// Unwrap returns the sink's own error.
func (e *SinkError) Unwrap() error { return e.Err }
