package offline_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
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

// At every sample a ready track is heard if its side is the wanted one, somebody is there, and nobody is silenced, by a
// stop or a guard, who is there or was or will be within the guard; and the beep is where it was. So no ready track is
// ever heard while somebody in it is silenced (law L7), nor while it may still hold a silenced party's voice that comes
// late.
func TestReadyPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl := drawMoves(t)
		guard := recording.Guard{Before: rapid.SampledFrom(margins).Draw(t, "before"),
			After: rapid.SampledFrom(margins).Draw(t, "after")}
		for _, track := range []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide} {
			for _, inputs := range made[track] {
				checkReady(t, tl, guard, track, inputs)
			}
		}
	})
}

// checkReady compares a ready track with the definition, sample by sample.
func checkReady(t *rapid.T, tl *recording.Timeline, guard recording.Guard, track recording.Track,
	inputs []recording.Track) {
	tone := []int16{1, 2, 3}
	plan := guard.Plan(tl, track, tone)
	ready, err := offline.Ready(tl, guard, track, tone, inputs...)
	must(t, err)
	for n := int64(-2); n < 40; n++ {
		was, is := at(plan, n), at(ready, n)
		var want pause.Parties
		for _, in := range inputs {
			if sides[in]&^sides[track] == 0 && heard(tl, guard, in, n) {
				want = want.With(offline.PartyOf(in))
			}
		}
		if is.Voices != want {
			t.Fatalf("%+v: %v of %v at %d: got %v, want %v", guard, track, inputs, n, is.Voices, want)
		}
		if offset(was, n) != offset(is, n) {
			t.Fatalf("%+v: %v of %v at %d: the tone is at %d, want %d", guard, track, inputs, n, offset(is, n),
				offset(was, n))
		}
	}
}

var margins = []int64{-1, 0, 1, 2, 4}

var moves = []string{"stop", "stop", "resume", "join", "leave", "complete", "transfer", "away"}

// drawMoves is a call or a room of some parties who stop and resume, come, go, talk elsewhere and change sides, at most
// four positions apart. What has no meaning, such as a stop of who has left, does not happen.
func drawMoves(t *rapid.T) *recording.Timeline {
	rec := calltest.New(true, 0, 1)
	if rapid.Bool().Draw(t, "room") {
		rec = calltest.Room(true, 0)
	}
	tl := recording.NewTimeline(0, rec)
	parties := rapid.SampledFrom([]pause.Party{0, 1, 2})
	at := int64(0)
	for range rapid.IntRange(4, 9).Draw(t, "events") {
		at += rapid.SampledFrom([]int64{0, 1, 2, 3, 4}).Draw(t, "later")
		party, other := parties.Draw(t, "party"), parties.Draw(t, "other")
		var step pause.Step
		switch rapid.SampledFrom(moves).Draw(t, "move") {
		case "stop":
			step, _ = rec.Stop(party)
		case "resume":
			step, _ = rec.Resume(party)
		case "join":
			step, _ = rec.Join(party)
		case "leave":
			step, _ = rec.Leave(party)
		case "complete":
			step, _ = rec.Complete(party, other, 0)
		case "transfer":
			step, _ = rec.Transfer(party, other, 0, rec.StoppedBy())
		default:
			must(t, tl.Away(at, pause.PartiesOf(party)))
		}
		must(t, tl.Step(at, step))
		if _, over := tl.Ended(); over {
			break
		}
	}
	return tl
}

// heard reports whether somebody is on a track's sides and nobody is silenced who is there, or is within the guard.
func heard(tl *recording.Timeline, g recording.Guard, track recording.Track, n int64) bool {
	has := func(spans []recording.Span, n int64) bool {
		return slices.ContainsFunc(spans, func(s recording.Span) bool { return s.Has(n) })
	}
	some := false
	for p := range pause.Party(3) {
		there := tl.PresentOn(sides[track], p, 100)
		some = some || has(there, n)
		for near := n - max(0, g.After); near <= n+max(0, g.Before); near++ {
			if has(there, near) && has(g.Silence(tl, p, 100), n) {
				return false
			}
		}
	}
	return some
}

// Who is silenced at 100 and has left the track at 200 is kept out of it up to the end of the guard, at 250: after a
// completed transfer on the operator's track, and in a room on the mixed one.
func TestReadyGuardsWhoHasLeft(t *testing.T) {
	guard := recording.Guard{After: 50}
	room := calltest.Room(true, 0, 1)
	for name, row := range map[string]struct {
		rec   pause.Call
		track recording.Track
		left  func(*pause.Call) (pause.Step, error)
	}{
		"transfer": {calltest.New(true, 0, 1), recording.OperatorSide,
			func(c *pause.Call) (pause.Step, error) { return c.Complete(0, 2, 0) }},
		"room": {room, recording.Mixed, func(c *pause.Call) (pause.Step, error) { return c.Leave(0) }},
	} {
		tl := recording.NewTimeline(0, row.rec)
		_, err := tl.Stop(100, 0)
		must(t, err)
		rec := tl.Call()
		step, err := row.left(&rec)
		must(t, err)
		must(t, tl.Step(200, step))
		ready, err := offline.Ready(tl, guard, row.track, nil, row.track)
		must(t, err)
		for n := int64(0); n < 300; n++ {
			if got, want := at(ready, n).Voices != 0, n < 100 || n >= 250; got != want {
				t.Fatalf("%s: at %d: heard %t, want %t", name, n, got, want)
			}
		}
	}
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
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
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
		_, err := offline.Ready(tl, recording.Guard{}, row.track, nil, row.inputs...)
		var wrong *offline.JobError
		if !errors.As(err, &wrong) {
			t.Errorf("%v of %v: got %v", row.track, row.inputs, err)
		}
	}
}
