package recording_test

import (
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A moment is all that holds at one sample of a recording.
type moment struct {
	rec  pause.Call
	away pause.Parties
}

// moments is the dumb definition of a timeline: one entry for each sample that is in the recording, up to a position.
func (s story) moments(until int64) map[int64]moment {
	all := map[int64]moment{}
	for n := s.origin; n < until; n++ {
		m, over := s.replay(n)
		if !over {
			all[n] = m
		}
	}
	return all
}

// replay tells the story from its start up to and with a sample.
func (s story) replay(n int64) (m moment, over bool) {
	m.rec = s.start
	for _, e := range s.events {
		switch {
		case e.at > n:
			return m, false
		case e.step.Cause == 0:
			m.away = e.away
		default:
			m.rec = e.step.After
			m.away &= m.rec.Members() // who comes back is here
			over = isOver(m.rec)
		}
	}
	return m, over
}

// samples is the dumb definition of what a track holds: sample after sample from the origin on, the voices that are
// present and not silenced, and the tone from the last beep on unless a silence has cut it; all added, and clamped
// once.
func (s story) samples(track recording.Track, tone []int16, until int64,
	say func(p pause.Party, n int64) int16) map[int64]int16 {
	all, held := map[int64]int16{}, s.moments(until)
	var beep *event
	for n := s.origin; n < until; n++ {
		m, ok := held[n]
		if !ok {
			continue
		}
		for i, e := range s.events {
			if b := e.step.Beep(); e.at == n && b.On&sides(track) != 0 {
				beep = &s.events[i]
			}
		}
		members, sum := m.rec.OnSide(sides(track)), 0
		if members != 0 && members&^m.rec.Silenced() == 0 && beep != nil && beep.step.Cause != pause.Stopped {
			beep = nil
		}
		for p := range (members &^ m.rec.Silenced() &^ m.away).All() {
			sum += int(say(p, n))
		}
		if beep != nil && n-beep.at < int64(len(tone)) {
			sum += int(tone[n-beep.at])
		}
		all[n] = int16(max(-32768, min(32767, sum)))
	}
	return all
}

// sides returns the sides that a track holds.
func sides(track recording.Track) pause.Sides {
	return map[recording.Track]pause.Sides{
		recording.Mixed:        pause.Operator | pause.Far,
		recording.OperatorSide: pause.Operator,
		recording.FarSide:      pause.Far,
	}[track]
}

// positions is one entry for each sample of some spans.
func positions(spans []recording.Span) map[int64]bool {
	all := map[int64]bool{}
	for _, s := range spans {
		for n := s.From; n < s.To; n++ {
			all[n] = true
		}
	}
	return all
}
