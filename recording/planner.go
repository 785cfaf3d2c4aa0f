package recording

import (
	"math"
	"slices"
)

// A Planner keeps the plan of a track up to date while its timeline goes on. It makes anew only what later steps can
// still reach, so that a call may have any number of them.
type Planner struct {
	Plan
	timeline *Timeline
	guard    Guard
	settled  draft // the plan up to the change from which on it is made anew
	next     int   // the number of that change
	heard    int   // how many beeps settled has heard of
	stops    int   // of how many stop spans the plan knows
}

// Planner returns a planner whose plan is that of Plan by now, and after each Update.
func (g Guard) Planner(t *Timeline, track Track, tone []int16) *Planner {
	p := &Planner{timeline: t, guard: g, settled: draft{Plan: Plan{tone: tone}, sides: track.Sides()}}
	p.Update()
	return p
}

// Update brings the plan up to what the timeline has come to since. It returns the position from which on the plan may
// be another one, and the old plan from there on; before it that one is silent.
func (p *Planner) Update() (from int64, old Plan) {
	t := p.timeline
	from = math.MaxInt64
	for ; p.stops < len(t.stops); p.stops++ {
		from = min(from, p.guard.Widen(t.stops[p.stops].Span).From)
	}
	if from < math.MaxInt64 { // a stop span may lie anywhere
		p.settled = draft{Plan: Plan{tone: p.settled.tone}, sides: p.settled.sides}
		p.next, p.heard = 0, 0
	}
	if len(t.changes) == 0 {
		return from, p.Plan
	}
	from = min(from, t.changes[p.next].at)
	d := p.settled
	old = Plan{Pieces: slices.Clone(p.Pieces[len(d.Pieces):]), tone: d.tone}
	d.beeps = t.beeps[p.heard:]
	settled := t.holding(t.last().at - max(0, p.guard.Before)) // what comes reaches back no farther than its margin
	for _, phase := range t.phases(p.guard, p.next) {
		if p.next < settled && phase.From >= t.changes[settled].at {
			p.settled, p.next, p.heard = d, settled, len(t.beeps)-len(d.beeps)
		}
		d.add(phase)
	}
	p.Plan = d.Plan
	return from, old
}
