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
	mixes, err := makeUp(tl, g, track, inputs)
	if err != nil {
		return recording.Plan{}, err
	}
	p := g.Plan(tl, track, tone)
	pieces := p.Pieces
	p.Pieces = nil
	for _, piece := range pieces {
		for at := piece.From; at < piece.To; {
			next := piece
			next.From, next.Voices = at, 0
			for _, m := range mixes {
				next.To = min(next.To, m.until(at))
				if m.heard(at, piece.Voices) {
					next.Voices = next.Voices.With(PartyOf(m.track))
				}
			}
			if piece.Tone >= 0 {
				next.Tone += at - piece.From
			}
			p.Pieces, at = append(p.Pieces, next), next.To
		}
	}
	return p, nil
}

// A mix is a ready track, where in it which voices belong, and where one may be in it that is silenced.
type mix struct {
	track    recording.Track
	present  map[pause.Party]recording.Spans
	silenced recording.Spans
}

// makeUp returns those of the inputs that a track consists of.
func makeUp(tl *recording.Timeline, g recording.Guard, track recording.Track, inputs []recording.Track) ([]mix, error) {
	var mixes []mix
	var have pause.Sides
	for _, in := range inputs {
		if s := in.Sides(); s&^track.Sides() == 0 {
			if have&s != 0 {
				return nil, &JobError{fmt.Sprintf("ready tracks %v", inputs), "every side once"}
			}
			have |= s
			mixes = append(mixes, newMix(tl, g, in))
		}
	}
	if have != track.Sides() {
		return nil, &JobError{fmt.Sprintf("ready tracks %v", inputs),
			fmt.Sprintf("such that make up the %v track", track)}
	}
	return mixes, nil
}

func newMix(tl *recording.Timeline, g recording.Guard, t recording.Track) mix {
	m := mix{track: t, present: map[pause.Party]recording.Spans{}}
	all, _ := tl.Parties()
	for p := range all.All() {
		m.present[p] = tl.PresentOn(t.Sides(), p, math.MaxInt64)
		for _, there := range m.present[p] {
			for _, silence := range g.Silence(tl, p, math.MaxInt64) {
				m.silenced.Add(silence.Intersect(g.Widen(there))) // who mistrusts clocks does not know when it left
			}
		}
	}
	return m
}

// heard reports whether some voices are all that belong into the mix at a position, and there are some, and none is
// silenced.
func (m mix) heard(at int64, voices pause.Parties) bool {
	var present pause.Parties
	for p, spans := range m.present {
		if spans.Has(at) {
			present = present.With(p)
		}
	}
	return present != 0 && present&^voices == 0 && !m.silenced.Has(at)
}

// until returns up to where nobody comes, goes, or is silenced or heard again after a position.
func (m mix) until(at int64) int64 {
	to := nextEdge(m.silenced, at)
	for _, spans := range m.present {
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
