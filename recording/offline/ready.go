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
	made, err := makeUp(tl, g, track, inputs)
	if err != nil {
		return recording.Plan{}, err
	}
	ofVoices := g.Plan(tl, track, tone)
	p := ofVoices
	p.Pieces = nil
	for _, piece := range ofVoices.Pieces {
		for at := piece.From; at < piece.To; {
			next := ofVoices.At(at)
			next.Voices = 0
			for _, r := range made {
				next.To = min(next.To, r.until(at))
				if r.heard(at, piece.Voices) {
					next.Voices = next.Voices.With(PartyOf(r.track))
				}
			}
			p.Pieces, at = append(p.Pieces, next), next.To
		}
	}
	return p, nil
}

// A readyTrack is an input that holds a whole track, without pauses.
type readyTrack struct {
	track    recording.Track
	present  map[pause.Party]recording.Spans // where whose voice belongs into it
	silenced recording.Spans                 // where it may hold the voice of somebody who is silenced
}

// makeUp returns those of the inputs that a track consists of.
func makeUp(tl *recording.Timeline, g recording.Guard, track recording.Track,
	inputs []recording.Track) (made []readyTrack, err error) {
	var have pause.Sides
	for _, in := range inputs {
		if s := in.Sides(); s&^track.Sides() == 0 {
			if have&s != 0 {
				return nil, &JobError{fmt.Sprintf("ready tracks %v", inputs), "every side once"}
			}
			have |= s
			made = append(made, newReadyTrack(tl, g, in))
		}
	}
	if have != track.Sides() {
		return nil, &JobError{fmt.Sprintf("ready tracks %v", inputs),
			fmt.Sprintf("such that make up the %v track", track)}
	}
	return made, nil
}

func newReadyTrack(tl *recording.Timeline, g recording.Guard, t recording.Track) readyTrack {
	r := readyTrack{track: t, present: map[pause.Party]recording.Spans{}}
	all, _ := tl.Parties()
	for p := range all.All() {
		r.present[p] = tl.PresentOn(t.Sides(), p, math.MaxInt64)
		for _, there := range r.present[p] {
			for _, silence := range g.Silence(tl, p, math.MaxInt64) {
				r.silenced.Add(silence.Intersect(g.Widen(there))) // without trust in clocks, nobody knows when it left
			}
		}
	}
	return r
}

// heard reports whether voices belong into the track at a position, none but those given, and none is silenced.
func (r readyTrack) heard(at int64, voices pause.Parties) bool {
	var present pause.Parties
	for p, spans := range r.present {
		if spans.Has(at) {
			present = present.With(p)
		}
	}
	return present != 0 && present&^voices == 0 && !r.silenced.Has(at)
}

// until returns up to where, from a position on, nobody comes or goes, and nobody is silenced or heard again.
func (r readyTrack) until(at int64) int64 {
	to := nextEdge(r.silenced, at)
	for _, spans := range r.present {
		to = min(to, nextEdge(spans, at))
	}
	return to
}

// nextEdge returns where the next of some spans starts or ends after a position.
func nextEdge(spans recording.Spans, at int64) int64 {
	for _, s := range spans {
		switch {
		case s.From > at:
			return s.From
		case s.To > at:
			return s.To
		}
	}
	return math.MaxInt64
}
