package wav

import (
	"bytes"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// samples is how long so many of them last at 8000 a second.
func samples(n int) time.Duration { return time.Duration(n) * time.Second / 8000 }

// voice is what a party says in a span, which is never silence.
func voice(p pause.Party, from, to int64) (pcm []byte) {
	for at := from; at < to; at++ {
		pcm = append(pcm, byte(1+(at+50*int64(p))%100))
	}
	return pcm
}

// losePower leaves what has been synced, and of what was written since then some sectors, and some of the end.
func (m *memory) losePower(t *rapid.T) {
	left := m.bytes[:rapid.IntRange(min(len(m.synced), len(m.bytes)), len(m.bytes)).Draw(t, "left")]
	if len(left) < longHeader {
		left = nil // the header came at once, or has not come
	}
	for from := 0; from < min(len(m.synced), len(left)); from += longHeader { // which one sector has, here
		if rapid.Bool().Draw(t, "old") {
			copy(left[from:min(from+longHeader, len(left))], m.synced[from:])
		}
	}
	m.bytes = left
}

// A process that dies again and again while a call is stopped and resumed, late and in time, leaves a whole file: silent
// wherever the call was stopped, and elsewhere what was said, or silence where that had not come to the disk yet.
// Nothing that was taken out comes back, out of what was joined or, where power was lost, out of what the disk had.
func TestCrashesOfARecording(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := live.Config{Rate: 8000, Codec: recording.MuLaw, Layout: recording.TwoChannel,
			HoldBack: samples(20), Lookback: samples(80)}
		full := rapid.IntRange(1, 300).Draw(t, "full")
		m, kills := &memory{}, 0
		open := func() *sink {
			s, err := newSink(m, "x.wav", Format{recording.MuLaw, 2, 8000})
			must(t, err)
			must(t, s.begin())
			s.full = full
			return s
		}
		s := open()
		r, err := live.New(c, calltest.New(true, 0, 1), s)
		must(t, err)
		journal, stopped := r.Journal(nil), false
		const frame = 10
		end := int64(frame * rapid.IntRange(5, 100).Draw(t, "frames"))
		for at := int64(0); at < end; at += frame {
			must(t, r.Write(0, at, voice(0, at, at+frame)))
			must(t, r.Write(1, at, voice(1, at, at+frame)))
			switch rapid.IntRange(0, 9).Draw(t, "next") {
			case 0, 1:
				verb := pause.Stop
				if stopped {
					verb = pause.Resume
				}
				_, err := r.Do(at-rapid.Int64Range(-5, 90).Draw(t, "late"), 0, verb)
				if err == nil { // else another has overtaken it
					stopped = !stopped
				}
				journal = r.Journal(journal)
			case 2:
				if kills++; rapid.Bool().Draw(t, "power") {
					m.losePower(t)
				}
				s = open()
				r, err = live.Restore(c, journal, []int64{s.size()}, s)
				must(t, err)
				journal = r.Journal(journal)
				must(t, r.Advance(at+frame)) // which the clock says
			case 3:
				must(t, s.Sync())
			}
		}
		must(t, r.Close(end))
		must(t, s.Close())
		file, err := NewReader(bytes.NewReader(m.bytes), int64(len(m.bytes)), "x.wav")
		must(t, err)
		got, err := io.ReadAll(file)
		must(t, err)
		silences, lost := r.Timeline().Silence(0, end), 0
		for i, b := range got {
			at, p := int64(i/2), pause.Party(i%2)
			switch {
			case b == recording.MuLaw.Silence():
				if !silences.Has(at) {
					lost++
				}
			case silences.Has(at):
				t.Fatalf("sample %d of %v was silenced, and is in the file after %d crashes", at, p, kills)
			case b != voice(p, at, at+1)[0]:
				t.Fatalf("sample %d of %v is %d, want what was said, or silence", at, p, b)
			}
		}
		if kills == 0 && lost > 0 {
			t.Fatalf("%d bytes are missing without a crash", lost)
		}
	})
}

func must(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
