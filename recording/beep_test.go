package recording_test

import (
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// What ends a beep: its last sample, a silence that begins on its track after it, the recording's end, or another beep.
// A silence that goes on does not (RP-REC-020).
func TestBeepEnds(t *testing.T) {
	pair, many := calltest.New(true, 0, 1), calltest.New(true, 0, 1, 2)
	room := pause.NewRoom(true)
	for p := range pause.Party(3) {
		_, err := room.Join(p)
		must(t, err)
	}
	for _, row := range []struct {
		name  string
		rec   pause.Call
		story func(*script)
		track recording.Track
		want  string
	}{
		{"it sounds to its end", pair,
			func(s *script) { s.stop(0, 0).resume(1, 0) }, recording.FarSide, "[0 102 202 302 402 2 2 2 2]"},
		{"a stop cuts it", pair,
			func(s *script) { s.stop(0, 0).resume(1, 0).stop(3, 1) }, recording.FarSide, "[0 102 202 0 0 0 0 0 0]"},
		{"what a stop cut does not come back", pair,
			func(s *script) { s.stop(0, 0).resume(1, 0).stop(3, 1).resume(4, 1) }, recording.FarSide,
			"[0 102 202 0 2 2 2 2 2]"},
		{"a stop of one sample cuts it in the mix too", pair,
			func(s *script) { s.stop(0, 0).resume(1, 0).stop(2, 0).resume(3, 1) }, recording.Mixed,
			"[0 103 0 103 203 303 403 3 3]"},
		{"a stop of no sample cuts nothing", pair,
			func(s *script) { s.stop(0, 0).resume(1, 0).stop(3, 1).resume(3, 1) }, recording.FarSide,
			"[0 102 202 302 402 2 2 2 2]"},
		{"a silence that goes on at its first sample does not", pair,
			func(s *script) { s.stop(0, 0).resume(1, 0).stop(1, 0) }, recording.FarSide, "[0 100 200 300 400 0 0 0 0]"},
		{"somebody's continuing silence does not", many,
			func(s *script) { s.stop(0, 0).stop(0, 1).resume(1, 1) }, recording.OperatorSide, "[0 100 200 300 400 0 0 0 0]"},
		{"nor does that of all but who leaves", room,
			func(s *script) { s.stop(0, 0).stop(0, 1).stop(0, 2).leave(1, 2) }, recording.FarSide,
			"[0 100 200 300 400 0 0 0 0]"},
		{"nor in the mix", room,
			func(s *script) { s.stop(0, 0).stop(0, 1).stop(0, 2).leave(1, 2) }, recording.Mixed,
			"[0 100 200 300 400 0 0 0 0]"},
		{"a silence that begins cuts it over another one", many,
			func(s *script) { s.stop(0, 0).stop(0, 1).resume(1, 0).stop(3, 2) }, recording.FarSide,
			"[4 104 204 0 0 0 0 0 0]"},
		{"the end cuts it", pair,
			func(s *script) { s.stop(0, 0).resume(1, 0).end(4) }, recording.FarSide, "[0 102 202 302 0 0 0 0 0]"},
		{"a second beep restarts it", many,
			func(s *script) { s.stop(0, 0).stop(0, 1).resume(1, 0).stop(3, 0).resume(4, 0) }, recording.FarSide,
			"[4 104 204 304 104 204 304 404 4]"},
		{"a second beep on the other side does not", many,
			func(s *script) { s.stop(0, 0).stop(0, 1).resume(1, 0).resume(3, 1) }, recording.FarSide,
			"[4 104 204 306 406 6 6 6 6]"},
		{"the stop of anybody on its side cuts it", many,
			func(s *script) { s.stop(0, 0).resume(1, 0).stop(3, 1) }, recording.FarSide, "[6 106 206 4 4 4 4 4 4]"},
		{"a silent other side does not", many,
			func(s *script) { s.stop(0, 0).resume(1, 0).stop(2, 0) }, recording.FarSide, "[6 106 206 306 406 6 6 6 6]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newScript(t, pause.Policy{}, row.rec)
			row.story(s)
			if got := s.hear(row.track, 9); got != row.want {
				t.Errorf("the %v track\n got %s\nwant %s", row.track, got, row.want)
			}
		})
	}
}

// A-20 says on which side a resume's beep is: opposite the one who clicked, always far, or wherever somebody else is.
// The mixed track has it in any case.
func TestBeepSides(t *testing.T) {
	pair, many := calltest.New(true, 0, 1), calltest.New(true, 0, 1, 2)
	for _, row := range []struct {
		name          string
		side          pause.BeepSide
		rec           pause.Call
		by            pause.Party
		operator, far bool
	}{
		{"opposite: the operator of two", pause.OppositeClicker, pair, 0, false, true},
		{"opposite: the other of two", pause.OppositeClicker, pair, 1, true, false},
		{"opposite: the operator of three", pause.OppositeClicker, many, 0, false, true},
		{"opposite: another of three", pause.OppositeClicker, many, 2, true, false},
		{"far: the operator of two", pause.FarSide, pair, 0, false, true},
		{"far: the other of two", pause.FarSide, pair, 1, false, true},
		{"far: the operator of three", pause.FarSide, many, 0, false, true},
		{"far: another of three", pause.FarSide, many, 2, false, true},
		{"others: the operator of two", pause.OtherLegs, pair, 0, false, true},
		{"others: the other of two", pause.OtherLegs, pair, 1, true, false},
		{"others: the operator of three", pause.OtherLegs, many, 0, false, true},
		{"others: another of three", pause.OtherLegs, many, 2, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			tl := newScript(t, pause.Policy{BeepSide: row.side}, row.rec).stop(3, row.by).resume(5, row.by).tl
			for track, want := range map[recording.Track]bool{
				recording.Mixed: true, recording.OperatorSide: row.operator, recording.FarSide: row.far,
			} {
				got := false
				for _, piece := range tl.Plan(track, []int16{1, 2}).Pieces {
					got = got || piece.Span == recording.Span{From: 5, To: 7} && piece.Tone == 0
				}
				if got != want {
					t.Errorf("A-20: party %d resumes: the beep is in the %v track: got %v, want %v", row.by, track, got,
						want)
				}
			}
		})
	}
}
