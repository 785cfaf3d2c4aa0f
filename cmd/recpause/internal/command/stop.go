package command

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Interrupted is the exit code of a subcommand that the user has ended, as a shell has it.
const Interrupted = 130

// stoppable gives the call a context that is done once the user interrupts it; a second time ends the process as ever.
func (c *Call) stoppable(ctx context.Context) (stop func()) {
	ctx, stop = signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	c.ctx = ctx
	return stop
}

// Context is done once the user interrupts the call. Only that of a subcommand that Stops ever is.
func (c *Call) Context() context.Context {
	if c.ctx == nil {
		return context.Background()
	}
	return c.ctx
}

// Reader returns a reader of another one that fails once the call is interrupted, and that tells a meter how far it is.
func (c *Call) Reader(r io.Reader, m *Meter) io.Reader { return reader{r, c.Context(), m} }

type reader struct {
	io.Reader
	ctx   context.Context
	meter *Meter
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.Reader.Read(p)
	r.meter.Add(int64(n))
	return n, err
}

// ReaderAt is Reader of what is read anywhere.
func (c *Call) ReaderAt(r io.ReaderAt, m *Meter) io.ReaderAt { return readerAt{r, c.Context(), m} }

type readerAt struct {
	io.ReaderAt
	ctx   context.Context
	meter *Meter
}

func (r readerAt) ReadAt(p []byte, at int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.ReaderAt.ReadAt(p, at)
	r.meter.Add(int64(n))
	return n, err
}
