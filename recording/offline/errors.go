package offline

import (
	"fmt"
)

// A JobError reports a job that makes no sense. Nothing was read or written.
type JobError struct {
	Got, Want string
}

func (e *JobError) Error() string {
	return fmt.Sprintf("offline: got %s, expected %s", e.Got, e.Want)
}

// An InputError reports an input that fails, or that ends too early: before another one, before the span does, or within a sample.
type InputError struct {
	Input   int   // its index
	Samples int64 // whole samples of each channel that it gave
	Rest    int   // bytes of one more
	Err     error // io.ErrUnexpectedEOF where it ended too early
}

func (e *InputError) Error() string {
	return fmt.Sprintf("offline: input %d, after %s: %v", e.Input, amount(e.Samples, e.Rest), e.Err)
}

// Unwrap returns the input's own error.
func (e *InputError) Unwrap() error { return e.Err }

// An OutputError reports an output that fails.
type OutputError struct {
	Output  int   // its index
	Samples int64 // whole samples of each channel that it took
	Rest    int   // bytes of one more
	Err     error // io.ErrShortWrite where it took less and did not say why
}

func (e *OutputError) Error() string {
	return fmt.Sprintf("offline: output %d, after %s: %v", e.Output, amount(e.Samples, e.Rest), e.Err)
}

// Unwrap returns the output's own error.
func (e *OutputError) Unwrap() error { return e.Err }

func amount(samples int64, rest int) string {
	if rest == 0 {
		return fmt.Sprintf("%d samples", samples)
	}
	return fmt.Sprintf("%d samples and %d bytes of the next", samples, rest)
}
