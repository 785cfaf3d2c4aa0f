package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/visible"
	"github.com/recpause/recpause/spec"
)

// A meter shows nothing of what is over within a second; then how far it is, in one line, which is gone at the end.
func TestMeter(t *testing.T) {
	for _, row := range []struct {
		ticks int
		all   int64
		want  string
	}{
		{before - 1, 200, ""},
		{before, 200, erase + "書き出し 25%" + erase},
		{before + 1, 0, erase + "書き出し 50" + erase + "書き出し 50" + erase},
		{before, 40, erase + "書き出し 100%" + erase},
	} {
		var to bytes.Buffer
		m := newMeter(&to, spec.JA, spec.Text{JA: "書き出し", EN: "writing"}, row.all)
		m.Add(50)
		ticks := make(chan time.Time)
		go m.run(ticks)
		for range row.ticks {
			ticks <- time.Time{}
		}
		m.End()
		if to.String() != row.want {
			t.Errorf("%d ticks: got %q, want %q", row.ticks, to.String(), row.want)
		}
	}
	if m := (&Call{Err: visible.To(io.Discard)}).Meter("", "", 1); m != nil {
		t.Error("a meter where nobody watches")
	}
	(*Meter)(nil).Add(1)
	(*Meter)(nil).End()
}

// What a call reads fails once it is interrupted, and is read as ever before.
func TestReader(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := &Call{ctx: ctx, Err: visible.To(io.Discard)}
	m := newMeter(io.Discard, spec.EN, spec.Text{}, 0)
	r, at := c.Reader(strings.NewReader("abcd"), m), c.ReaderAt(strings.NewReader("abcd"), m)
	var two [2]byte
	if n, err := r.Read(two[:]); n != 2 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	if n, err := at.ReadAt(two[:], 1); n != 2 || err != nil || string(two[:]) != "bc" {
		t.Errorf("got %d, %v, %q", n, err, two)
	}
	if got := m.done.Load(); got != 4 {
		t.Errorf("the meter has %d, want 4", got)
	}
	cancel()
	if n, err := r.Read(two[:]); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("got %d, %v", n, err)
	}
	if n, err := at.ReadAt(two[:], 1); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("got %d, %v", n, err)
	}
}
