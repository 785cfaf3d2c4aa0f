package recording

import (
	"math"
	"slices"

	"github.com/recpause/recpause/pause"
)

// A Planner keeps the plan of a track up to date while its timeline goes on. It makes anew only what has changed and
// what later steps can still reach, so that a call may have any number of them, and of stop spans that are not old.
type Planner struct {
	Plan
	timeline *Timeline
	guard    Guard
	sides    pause.Sides
	points   []point // where the plan stood, by change
	next     int     // the number of the change from which on it is made anew
	stops    int     // of how many stop spans the plan knows
}

// A point is where a draft stands at a change.
type point struct {
	pieces, beeps     int // how many there are, and how many it has heard of
	state             beepState
	from              int64
	stopped, silenced pause.Parties
}

// Planner returns a planner whose plan is that of Plan by now, and after each Update.
func (g Guard) Planner(t *Timeline, track Track, tone []int16) *Planner {
	p := &Planner{Plan: Plan{tone: tone}, timeline: t, guard: g, sides: track.Sides()}
	p.Update()
	return p
}

// Update brings the plan up to what the timeline has come to since. It returns the position from which on the plan may
// be another one, and the old plan from there on; before it that one is silent.
func (p *Planner) Update() (from int64, old Plan) {
	t := p.timeline
	if len(t.changes) == 0 {
		return math.MaxInt64, p.Plan
	}
	from = math.MaxInt64
	for _, s := range t.stops[p.stops:] { // a stop span may lie anywhere
		from = min(from, p.guard.Widen(s.Span).From)
		p.next = min(p.next, t.holding(from))
	}
	p.stops = len(t.stops)
	from = min(from, t.changes[p.next].at)
	d := p.draft()
	old = Plan{Pieces: slices.Clone(p.Pieces[len(d.Pieces):]), tone: d.tone}
	p.points = p.points[:p.next]
	for _, phase := range t.phases(p.guard, p.next) {
		p.mark(d, phase.From)
		d.add(phase)
	}
	p.mark(d, math.MaxInt64)
	p.Plan = d.Plan
	p.next = t.holding(t.last().at - max(0, p.guard.Before)) // what comes reaches back no farther than its margin
	return from, old
}

// mark notes where a draft stands at the changes up to a position that have not been noted yet.
func (p *Planner) mark(d draft, at int64) {
	for t := p.timeline; len(p.points) < len(t.changes) && t.changes[len(p.points)].at <= at; {
		heard := len(t.beeps) - len(d.beeps)
		p.points = append(p.points, point{len(d.Pieces), heard, d.state, d.from, d.stopped, d.silenced})
	}
}

// draft returns the plan as it stood at the next change.
func (p *Planner) draft() draft {
	d := draft{Plan: Plan{tone: p.tone}, sides: p.sides, beeps: p.timeline.beeps}
	if p.next < len(p.points) {
		at := p.points[p.next]
		d.Pieces, d.beeps = p.Pieces[:at.pieces], p.timeline.beeps[at.beeps:]
		d.state, d.from, d.stopped, d.silenced = at.state, at.from, at.stopped, at.silenced
	}
	return d
}
