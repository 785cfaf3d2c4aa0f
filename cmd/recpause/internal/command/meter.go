package command

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/recpause/recpause/spec"
)

// Width is how many columns the terminal has on which the call prints, 0 where nobody watches.
func (c *Call) Width() int {
	f, _ := c.Out.Terminal().(*os.File)
	if f == nil {
		return 0
	}
	return widthOf(f)
}

// A Meter shows on a terminal how far something is, once that has taken a second, in a line that is gone at the end. A
// nil Meter shows nothing.
type Meter struct {
	to   io.Writer
	lang spec.Lang
	what spec.Text
	all  int64 // 0 where nobody knows
	done atomic.Int64

	quit, gone chan struct{}
}

// Meter begins to show how far something is, of so much as there is in all, if somebody watches: End ends it.
func (c *Call) Meter(ja, en string, all int64) *Meter {
	to := c.Err.Terminal()
	if to == nil {
		return nil
	}
	m := newMeter(to, c.Lang, spec.Text{JA: ja, EN: en}, all)
	ticks := time.NewTicker(200 * time.Millisecond)
	go func() {
		defer ticks.Stop()
		m.run(ticks.C)
	}()
	return m
}

func newMeter(to io.Writer, l spec.Lang, what spec.Text, all int64) *Meter {
	return &Meter{to: to, lang: l, what: what, all: all, quit: make(chan struct{}), gone: make(chan struct{})}
}

// before is how many ticks pass before anything is shown.
const before = 5

// erase takes a line of a terminal away.
const erase = "\r\x1b[K"

func (m *Meter) run(ticks <-chan time.Time) {
	defer close(m.gone)
	for n := 1; ; n++ {
		select {
		case <-m.quit:
			if n > before {
				fmt.Fprint(m.to, erase)
			}
			return
		case <-ticks:
			if n >= before {
				fmt.Fprint(m.to, erase, m.line())
			}
		}
	}
}

func (m *Meter) line() string {
	done, what := m.done.Load(), m.what.In(m.lang)
	if m.all <= 0 {
		return fmt.Sprintf("%s %d", what, done)
	}
	return fmt.Sprintf("%s %d%%", what, min(100*done/m.all, 100))
}

// Add says that so much more is done.
func (m *Meter) Add(n int64) {
	if m != nil {
		m.done.Add(n)
	}
}

// End takes the line away.
func (m *Meter) End() {
	if m != nil {
		close(m.quit)
		<-m.gone
	}
}
