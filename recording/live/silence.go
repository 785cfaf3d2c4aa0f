package live

import (
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A Silence is a span that is silent as if a party had stopped the recording in it, whatever the steps say.
type Silence struct {
	Party pause.Party    `json:"party"`
	Span  recording.Span `json:"span"`
}

// Silence takes out of a span what a party's stop would have silenced in it: for a stop that another step overtook, and that Step
// refuses with a *recording.PositionError. Files are corrected and leaks into streams noted as by Step, and the margins are those of
// the Guard; who is in the call does not change, and the Timeline does not have it, but the Report. An empty span is nothing.
//
// The errors are those of a stop where the party is in the call nowhere in the span, *RangeError and *ClosedError: nothing was changed.
// A *SinkError: the silence was noted.
func (r *Recording) Silence(p pause.Party, span recording.Span) error {
	if err := r.checkPosition(span.From); err != nil {
		return err
	}
	if err := r.checkPosition(span.To); err != nil || span.Empty() {
		return err
	}
	s := Silence{p, span}
	if muted, err := r.muted(s); len(muted) == 0 {
		return err
	}
	r.silences = append(r.silences, s)
	return r.changed(event{at: span.From, silence: &s})
}

// A mute is who is silent in a span.
type mute struct {
	recording.Span
	parties pause.Parties
}

// muted returns whom a silence silences, from step to step, with its margins; if nobody, the error of the party's stop.
func (r *Recording) muted(s Silence) (all []mute, err error) {
	rec, from := r.start, r.timeline.Origin()
	hold := func(to int64) {
		part := s.Span.Intersect(recording.Span{From: from, To: to})
		if part.Empty() {
			return
		}
		next, _, problem := rec.Stop(s.Party)
		if problem != nil {
			err = problem
			return
		}
		all = append(all, mute{r.config.margins(part), next.Silenced()})
	}
	for _, e := range r.events {
		if e.step.Cause != 0 {
			hold(e.at)
			rec, from = e.step.After, e.at
		}
	}
	hold(s.Span.To)
	return all, err
}

// margins widens a span of a recording by the guard's margins.
func (c Config) margins(s recording.Span) recording.Span {
	return recording.Span{From: s.From - min(max(0, c.Guard.Before), maxLength), To: s.To + min(max(0, c.Guard.After), maxLength)}
}

// silence takes the voices of all silences out of a plan.
func (r *Recording) silence(p recording.Plan) recording.Plan {
	for _, s := range r.silences {
		muted, _ := r.muted(s)
		for _, m := range muted {
			p.Pieces = m.cut(p.Pieces)
		}
	}
	return p
}

// cut returns the pieces without the voices of whoever is silent.
func (m mute) cut(pieces []recording.Piece) (all []recording.Piece) {
	for _, p := range pieces {
		if m.Intersect(p.Span).Empty() || p.Voices&m.parties == 0 {
			all = append(all, p)
			continue
		}
		for _, s := range []recording.Span{{From: p.From, To: m.From}, m.Span, {From: m.To, To: p.To}} {
			if part := split(p, s); !part.Empty() {
				if part.From >= m.From && part.To <= m.To {
					part.Voices &^= m.parties
					part.Silenced = part.Voices == 0
				}
				all = append(all, part)
			}
		}
	}
	return slices.Clip(all)
}

// split returns the part of a piece in a span.
func split(p recording.Piece, s recording.Span) recording.Piece {
	from := p.From
	if p.Span = p.Intersect(s); p.Tone >= 0 {
		p.Tone += p.From - from
	}
	return p
}
