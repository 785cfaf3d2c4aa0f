// Package limit waits for other people's code so long and no longer. A Worker does one thing after the other.
package limit

import (
	"fmt"
	"runtime/debug"
	"time"
)

// A Panic is what the code has panicked with, and the stack where it did.
type Panic struct {
	Value any
	Stack string
}

// String returns what it was.
func (p Panic) String() string { return fmt.Sprint(p.Value) }

// A Worker does one thing after the other, all in one goroutine. It is used by one goroutine, and ends with Stop.
type Worker struct {
	jobs chan func()
	done chan *Panic
}

// New returns a worker that waits for something to do.
func New() *Worker {
	w := &Worker{make(chan func()), make(chan *Panic, 1)} // who has given up waits for no answer
	go func() {
		for do := range w.jobs {
			w.done <- catch(do)
		}
	}()
	return w
}

// catch does something, and returns its panic.
func catch(do func()) (p *Panic) {
	defer func() {
		if value := recover(); value != nil {
			p = &Panic{value, string(debug.Stack())}
		}
	}()
	do()
	return nil
}

// Do does something, and reports whether it has ended within the limit. A panic in it is one here, with a *Panic. After
// false it may still run, and the worker is asked for nothing more.
func (w *Worker) Do(limit time.Duration, do func()) bool {
	expired := time.NewTimer(limit)
	defer expired.Stop()
	w.jobs <- do
	select {
	case p := <-w.done:
		if p != nil {
			panic(p)
		}
		return true
	case <-expired.C:
		return false
	}
}

// Stop ends the worker, once what it does has ended.
func (w *Worker) Stop() { close(w.jobs) }
