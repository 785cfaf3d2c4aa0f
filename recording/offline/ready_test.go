package offline_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// made is which ready tracks make up which.
var made = map[recording.Track][][]recording.Track{
	recording.Mixed:        {{recording.Mixed}, {recording.FarSide, recording.OperatorSide}},
	recording.OperatorSide: {{recording.OperatorSide}, {recording.OperatorSide, recording.FarSide}},
	recording.FarSide:      {{recording.FarSide}, {recording.OperatorSide, recording.FarSide}},
}

var sides = map[recording.Track]pause.Sides{
	recording.Mixed: pause.Operator | pause.Far, recording.OperatorSide: pause.Operator, recording.FarSide: pause.Far,
}

// At every sample a ready track is heard if its side is the wanted one, somebody is there, and nobody who is there is silenced, by a
// stop or a guard; and the beep is where it was. So no ready track is ever heard while somebody in it is silenced (law L7).
func TestReadyPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl := drawCall(t, rapid.IntRange(2, 3).Draw(t, "parties"), 1)
		track := rapid.SampledFrom([]recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide}).Draw(t, "track")
		inputs := rapid.SampledFrom(made[track]).Draw(t, "inputs")
		guard := recording.Guard{Before: rapid.Int64Range(0, 2).Draw(t, "before"), After: rapid.Int64Range(0, 2).Draw(t, "after")}
		plan := guard.Plan(tl, track, []int16{1, 2, 3})
		if rapid.Bool().Draw(t, "joined") {
			plan = joined(plan)
		}
		ready, err := offline.Ready(tl, plan, track, inputs...)
		must(t, err)
		for n := int64(-2); n < 40; n++ {
			was, is := at(plan, n), at(ready, n)
			var want pause.Parties
			for _, in := range inputs {
				if sides[in]&^sides[track] == 0 && heard(tl, guard, in, n) {
					want = want.With(offline.Voice(in))
				}
			}
			if is.Voices != want {
				t.Fatalf("%v of %v at %d: got %v, want %v", track, inputs, n, is.Voices, want)
			}
			if offset(was, n) != offset(is, n) {
				t.Fatalf("%v of %v at %d: the tone is at %d, want %d", track, inputs, n, offset(is, n), offset(was, n))
			}
		}
	})
}

// joined is the same plan in as few pieces as can be.
func joined(p recording.Plan) recording.Plan {
	pieces := p.Pieces
	p.Pieces = nil
	for _, next := range pieces {
		if n := len(p.Pieces) - 1; n >= 0 && p.Pieces[n].Voices == next.Voices && offset(p.Pieces[n], next.From) == offset(next, next.From) {
			p.Pieces[n].To = next.To
			continue
		}
		p.Pieces = append(p.Pieces, next)
	}
	return p
}

// heard reports whether somebody is on a track's sides and nobody there is silenced.
func heard(tl *recording.Timeline, g recording.Guard, track recording.Track, n int64) bool {
	has := func(spans []recording.Span) bool {
		return slices.ContainsFunc(spans, func(s recording.Span) bool { return s.Has(n) })
	}
	some := false
	for p := pause.Party(0); p < 3; p++ {
		if has(tl.PresentOn(sides[track], p, 100)) {
			if has(g.Silence(tl, p, 100)) {
				return false
			}
			some = true
		}
	}
	return some
}

// at returns the piece at a position.
func at(p recording.Plan, n int64) recording.Piece {
	for _, piece := range p.Pieces {
		if piece.Has(n) {
			return piece
		}
	}
	return recording.Piece{Tone: -1}
}

// offset returns which sample of the tone a piece has at a position, -1 for none.
func offset(p recording.Piece, n int64) int64 {
	if p.Tone < 0 {
		return -1
	}
	return p.Tone + n - p.From
}

// What cannot be taken apart, is not there or is there twice makes no track.
func TestNotReady(t *testing.T) {
	tl := recording.NewTimeline(0, pause.NewRecorder(true, 0, 1))
	for _, row := range []struct {
		track  recording.Track
		inputs []recording.Track
	}{
		{recording.OperatorSide, []recording.Track{recording.Mixed}},
		{recording.OperatorSide, []recording.Track{recording.FarSide}},
		{recording.Mixed, []recording.Track{recording.FarSide}},
		{recording.Mixed, []recording.Track{recording.Mixed, recording.FarSide}},
		{recording.FarSide, nil},
	} {
		_, err := offline.Ready(tl, tl.Plan(row.track, nil), row.track, row.inputs...)
		var wrong *offline.JobError
		if !errors.As(err, &wrong) {
			t.Errorf("%v of %v: got %v", row.track, row.inputs, err)
		}
	}
}
