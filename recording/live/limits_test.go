package live_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// A file of two channels that is longer than its call is cut to the call's length in both.
func TestLateEndOfTwoChannels(t *testing.T) {
	file := &cuttable{}
	c := eightK
	c.Layout = recording.TwoChannel
	r, err := live.New(c, calltest.New(true, 0, 1), file)
	must(t, err)
	must(t, r.Write(0, 0, bits[0][:2*80]))
	_, err = r.End(63)
	must(t, err)
	must(t, r.Close(63))
	if got := len(file.bytes); got != 63*2*2 {
		t.Errorf("the file has %d bytes, want those of 63 samples of two channels", got)
	}
}

// Where nothing has come since the last line but a frame that was late, the next line of the journal says so.
func TestLateFrameIsInTheJournal(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 60).say(1, 0, 60).come(60)
	lines := c.r.Journal(nil)
	c.say(1, 0, 5) // too late, and known before
	lines = c.r.Journal(lines)
	again, err := live.Restore(eightK, lines, []int64{int64(len(c.file.bytes))}, c.file)
	must(t, err)
	if got, want := again.Report().Voices[1].Late, c.r.Report().Voices[1].Late; got != want || want == 0 {
		t.Errorf("%d samples were late, want %d", got, want)
	}
}

// An event of a journal may lie as far from the origin as a recording may be long, and no farther.
func TestFarEventsOfAJournal(t *testing.T) {
	c := newCall(t, eightK, 0).stop(5)
	text := journal(c.r)
	for at, good := range map[string]bool{"5": true, "9007199254740991": false} {
		changed := bytes.Replace(text, []byte(`"at":5`), []byte(`"at":`+at), 1)
		_, err := live.Restore(eightK, changed, []int64{0}, c.file)
		if good != (err == nil) || !good && !strings.Contains(err.Error(), "is that of no such recording") {
			t.Errorf("a step at %s: got %v", at, err)
		}
	}
}

// A silent is a stream that takes half a sample once, and then nothing, without a word.
type silent struct{ left int }

func (s *silent) Write(p []byte) (int, error) {
	n := min(len(p), s.left)
	s.left -= n
	return n, nil
}

// A stream that takes nothing and says nothing is one that fails, and is not asked for ever.
func TestStreamThatTakesNothing(t *testing.T) {
	s := &silent{left: 21}
	r, err := live.New(live.Config{Rate: 8000, HoldBack: samples(10)}, calltest.New(true, 0, 1), live.Stream(s))
	must(t, err)
	for range 3 {
		if err := r.Write(0, 0, bits[0][:2*60]); err == nil {
			err = r.Advance(60)
			if !errors.Is(err, io.ErrShortWrite) {
				t.Errorf("got %v, want %v", err, io.ErrShortWrite)
			}
		} else if !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("got %v, want %v", err, io.ErrShortWrite)
		}
	}
}
