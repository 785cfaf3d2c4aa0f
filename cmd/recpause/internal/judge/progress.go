package judge

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/recpause/recpause/spec"
)

// A Progress shows how far an archive is where somebody watches: on a terminal in one line, which is gone when something
// else is said. In a log it says a line every half minute. A nil Progress shows nothing.
type Progress struct {
	Terminal io.Writer // nil where nobody watches
	Log      io.Writer // nil for none
	Lang     spec.Lang
	Done     int64 // in earlier runs

	before int64
	begun  time.Time
	shown  time.Time
	all    atomic.Int64 // 0 as long as it is not known
}

// erase takes a line of a terminal away.
const erase = "\r\x1b[K"

// Count begins, and has counted meanwhile what there is to do, where somebody watches.
func (p *Progress) Count(ctx context.Context, count func(context.Context) (int64, error)) {
	p.begun, p.before = time.Now(), p.Done
	p.shown = p.begun
	if p.Terminal == nil && p.Log == nil {
		return
	}
	go func() {
		if n, err := count(ctx); err == nil { // whoever judges says what is wrong
			p.all.Store(n)
		}
	}()
}

// One says that one more is done.
func (p *Progress) One() {
	if p == nil {
		return
	}
	p.Done++
	every, to := 200*time.Millisecond, p.Terminal
	if to == nil {
		every, to = 30*time.Second, p.Log
	}
	if now := time.Now(); to != nil && now.Sub(p.shown) >= every {
		p.shown = now
		if line := p.line(now.Sub(p.begun)); p.Terminal != nil {
			fmt.Fprint(to, erase, line)
		} else {
			fmt.Fprintln(to, line)
		}
	}
}

const width = 24 // of the bar

// line says how many are done, of how many, how fast, and how long the rest takes.
func (p *Progress) line(since time.Duration) string {
	rate := float64(p.Done-p.before) / since.Seconds()
	all := p.all.Load()
	if all == 0 {
		return spec.Text{JA: "%d件、毎秒%.0f件", EN: "%d, %.0f a second"}.With(p.Done, rate).In(p.Lang)
	}
	full := int(width * min(p.Done, all) / max(all, 1))
	left := time.Duration(float64(max(all-p.Done, 0)) / max(rate, 1e-9) * float64(time.Second)).Round(time.Second)
	bar := "[" + strings.Repeat("#", full) + strings.Repeat(".", width-full) + "]"
	return bar + spec.Text{JA: " %d/%d件、毎秒%.0f件、残り%v", EN: " %d of %d, %.0f a second, %v left"}.
		With(p.Done, all, rate, left).In(p.Lang)
}

// Clear takes the line away.
func (p *Progress) Clear() {
	if p != nil && p.Terminal != nil {
		fmt.Fprint(p.Terminal, erase)
	}
}
