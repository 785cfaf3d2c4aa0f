package offline

import (
	"fmt"
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// PartyOf returns the number under which a ready track stands in a Job, and in the plans that Ready returns.
func PartyOf(t recording.Track) pause.Party { return pause.Party(t) }

// Ready returns the plan of a track, with its tone, for inputs that hold ready tracks and not single voices, such as
// what a recorder has written that knows of no pause. A ready track is heard where everybody is whose voice belongs
// into it; where one of them is silenced all of it is silence, for nobody can take one voice out of a mix. That goes
// for the guard's margins, too, and for who has just left the track, or comes, by no more than a margin. A *JobError
// says that these inputs do not make up the track.
func Ready(tl *recording.Timeline, g recording.Guard, track recording.Track, tone []int16,
	inputs ...recording.Track) (recording.Plan, error) {
	plan := g.Plan(tl, track, tone)
	made, err := makeUp(tl, g, track, plan, inputs)
	if err != nil {
		return recording.Plan{}, err
	}
	ready := plan
	ready.Pieces = nil
	for _, piece := range plan.Pieces {
		for at := piece.From; at < piece.To; {
			next := plan.At(at)
			next.Voices = 0
			for _, r := range made {
				heard, to := stretch(r.heard, at)
				if heard {
					next.Voices = next.Voices.With(PartyOf(r.track))
				}
				next.To = min(next.To, to)
			}
			ready.Pieces, at = append(ready.Pieces, next), next.To
		}
	}
	return ready, nil
}

// stretch reports whether a position is in a set, and up to where that is so.
func stretch(spans recording.Spans, at int64) (in bool, to int64) {
	for _, s := range spans {
		switch {
		case at < s.From:
			return false, s.From
		case at < s.To:
			return true, s.To
		}
	}
	return false, math.MaxInt64
}

// A readyTrack is an input that holds a whole track, and where it is heard.
type readyTrack struct {
	track recording.Track
	heard recording.Spans
}

// makeUp returns those of the inputs that a track consists of, by the plan for single voices.
func makeUp(tl *recording.Timeline, g recording.Guard, track recording.Track, plan recording.Plan,
	inputs []recording.Track) (made []readyTrack, err error) {
	var have pause.Sides
	for _, in := range inputs {
		if s := in.Sides(); s&^track.Sides() == 0 {
			if have&s != 0 {
				return nil, &JobError{fmt.Sprintf("ready tracks %v", inputs), "every side once"}
			}
			have |= s
			made = append(made, readyTrack{in, heard(tl, g, in, plan)})
		}
	}
	if have != track.Sides() {
		return nil, &JobError{fmt.Sprintf("ready tracks %v", inputs),
			fmt.Sprintf("such that make up the %v track", track)}
	}
	return made, nil
}

// heard returns where a ready track is heard: where somebody's voice belongs into it, and nobody's that the plan does
// not have, or that is silenced.
func heard(tl *recording.Timeline, g recording.Guard, t recording.Track, plan recording.Plan) recording.Spans {
	var present, silent recording.Spans
	all, _ := tl.Parties()
	for p := range all.All() {
		for _, here := range tl.PresentOn(t.Sides(), p, math.MaxInt64) {
			present.Add(here)
			for _, piece := range plan.Pieces {
				if !piece.Voices.Has(p) {
					silent.Add(piece.Intersect(here))
				}
			}
			for _, s := range g.Silence(tl, p, math.MaxInt64) {
				silent.Add(s.Intersect(g.Widen(here))) // clocks that are not trusted do not tell when it came or left
			}
		}
	}
	return present.Without(silent)
}
