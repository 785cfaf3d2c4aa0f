package recording_test

import (
	"math"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// Whatever the window, rendering does not panic and says what the dumb twin says; past the end of the axis all that is
// asked is that it does not panic.
func FuzzRender(f *testing.F) {
	f.Add(int64(0), uint16(40), uint8(0), []byte("sr"))
	f.Add(int64(-3), uint16(9), uint8(1), []byte("sSrRsR"))
	f.Add(int64(30), uint16(700), uint8(2), []byte("jSasr.RlsrSRe"))
	f.Add(int64(math.MinInt64), uint16(600), uint8(0), []byte("srsr"))
	f.Add(int64(math.MinInt64/2), uint16(600), uint8(1), []byte("sre"))
	f.Add(int64(math.MaxInt64), uint16(1), uint8(2), []byte("sr"))
	f.Add(int64(math.MaxInt64-600), uint16(600), uint8(0), []byte(""))
	f.Fuzz(func(t *testing.T, at int64, size uint16, track uint8, events []byte) {
		s := fuzzStory(events[:min(len(events), 32)])
		size %= 1200
		dst, tone, voices := make([]int16, size), []int16{500, -32768, 32767, 9, 9, 9}, talk(uint64(size), int(size))
		window := recording.Span{From: at, To: at + int64(size)}
		tr := tracks[int(track)%len(tracks)]
		s.timeline().Plan(tr, tone).Render(dst, at, voices)
		if window.To < at {
			return
		}
		// the story is over or in its last piece by then
		near := window.Intersect(recording.Span{From: -1000, To: 3000})
		twin := s.samples(tr, tone, near.To, func(p pause.Party, n int64) int16 {
			if !window.Has(n) {
				return 0
			}
			return voices[p][n-at]
		})
		for n := near.From; n < near.To; n++ {
			if got, want := dst[n-at], twin[n]; got != want {
				t.Fatalf("%#v: the %v track at %d: got %d, want %d", s, tr, n, got, want)
			}
		}
	})
}

// fuzzStory is a call of two or three: a letter is what somebody does, any other byte lets up to seven samples pass.
func fuzzStory(events []byte) story {
	s := story{origin: -2, start: calltest.New(true, 0, 1)}
	at, rec := s.origin, s.start
	for _, b := range events {
		var step pause.Step
		var err error
		switch b {
		case 's', 'S':
			step, err = rec.Stop(pause.Party(b>>5) & 1)
		case 'r', 'R':
			step, err = rec.Resume(pause.Party(b>>5) & 1)
		case 'j':
			step, err = rec.Join(2)
		case 'l':
			step, err = rec.Leave(2)
		case 'a':
			s.events = append(s.events, event{at: at, away: rec.Members().Without(1)})
			continue
		case 'e':
			step = rec.End()
		default:
			at += int64(b & 7)
			continue
		}
		if err == nil {
			s.events = append(s.events, event{at: at, step: step})
			rec = step.After
		}
		if isOver(rec) {
			break
		}
		at++
	}
	return s
}
