package recording_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// everybody is who may be in a story; the axis of all stories lies between first and last.
const (
	everybody = pause.Parties(0b1111)
	first     = -10
	last      = 36
)

var tracks = []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide}

// A story is a recording from its answer on: the recorder then, and what happened.
type story struct {
	origin int64
	start  pause.Call
	events []event
}

// An event is a step, or, where the step has no cause, a change of who is away.
type event struct {
	at   int64
	step pause.Step
	away pause.Parties
}

func (e event) note(tl *recording.Timeline) error {
	if e.step.Cause == 0 {
		return tl.Away(e.at, e.away)
	}
	return tl.Step(e.at, e.step)
}

func (s story) timeline() *recording.Timeline {
	tl := recording.NewTimeline(s.origin, s.start)
	for _, e := range s.events {
		if err := e.note(tl); err != nil {
			panic(err) // the generator keeps the order
		}
	}
	return tl
}

// GoString is what rapid prints.
func (s story) GoString() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d: %v are in the call", s.origin, s.start.Members())
	for _, e := range s.events {
		if e.step.Cause == 0 {
			fmt.Fprintf(&b, "; %d: away %v", e.at, e.away)
		} else {
			fmt.Fprintf(&b, "; %d: %v, in the call %v", e.at, e.step, e.step.After.Members())
		}
	}
	return b.String()
}

// scaled is the same story with everything times as far apart.
func (s story) scaled(times int64) story {
	s.origin *= times
	s.events = slices.Clone(s.events)
	for i := range s.events {
		s.events[i].at *= times
	}
	return s
}

// stories end or run on, have several events at one position, and start before zero or after it.
var stories = rapid.Custom(func(t *rapid.T) story {
	s := story{origin: rapid.Int64Range(-8, 4).Draw(t, "origin"), start: recorders.Draw(t, "start")}
	at, m, over := s.origin, moment{rec: s.start}, false
	for n := rapid.IntRange(0, 8).Draw(t, "events"); n > 0 && !over; n-- {
		at += rapid.Int64Range(0, 3).Draw(t, "later")
		e := event{at: at}
		if m.rec.Members() != 0 && rapid.IntRange(0, 5).Draw(t, "comes or goes") == 5 {
			e.away = m.away ^ pause.PartiesOf(drawParty(t, m.rec.Members()))
		} else {
			e.step = drawStep(t, m.rec)
		}
		s.events = append(s.events, e)
		m, over = s.replay(at)
	}
	return s
})

var recorders = rapid.Custom(func(t *rapid.T) pause.Call {
	rec := []pause.Call{
		calltest.New(true, 0, 1),
		calltest.New(true, 1, 0, 2),
		pause.NewRoom(true),
	}[rapid.IntRange(0, 2).Draw(t, "topology")]
	must(t, rec.SetPolicy(pause.Policy{
		BeepOnRepeat:      rapid.Bool().Draw(t, "BeepOnRepeat"),
		NoBeepOnAutomatic: rapid.Bool().Draw(t, "NoBeepOnAutomatic"),
		StopBeepInFile:    rapid.Bool().Draw(t, "StopBeepInFile"),
		BeepSide: rapid.SampledFrom([]pause.BeepSide{pause.OppositeClicker, pause.FarSide,
			pause.OtherLegs}).Draw(t, "BeepSide"),
	}))
	return rec
})

// drawStep is any step that the call takes, commands above all.
func drawStep(t *rapid.T, rec pause.Call) pause.Step {
	in, out := rec.Members(), everybody&^rec.Members()
	var verbs []string
	if in != 0 {
		verbs = append(verbs, "stop", "resume", "stop", "resume", "stop", "resume", "leave", "park")
	}
	if out != 0 {
		verbs = append(verbs, "join", "merge")
	}
	if in != 0 && out != 0 {
		verbs = append(verbs, "complete", "transfer")
	}
	verbs = append(verbs, "end")
	var s pause.Step
	var err error
	switch rapid.SampledFrom(verbs).Draw(t, "verb") {
	case "stop":
		s, err = rec.Stop(drawParty(t, in))
	case "resume":
		s, err = rec.Resume(drawParty(t, in))
	case "leave":
		s, err = rec.Leave(drawParty(t, in))
	case "park":
		s, err = rec.Park(drawParty(t, in))
	case "join":
		s, err = rec.Join(drawParty(t, out))
	case "merge":
		s, err = rec.Merge(pause.PartiesOf(drawParty(t, out)),
			pause.Parties(rapid.Uint64().Draw(t, "stopped"))&everybody)
	case "complete":
		s, err = rec.Complete(drawParty(t, in), drawParty(t, out), 0)
	case "transfer":
		s, err = rec.Transfer(drawParty(t, in), drawParty(t, out), 0,
			pause.Parties(rapid.Uint64().Draw(t, "stopped"))&everybody)
	case "end":
		s = rec.End()
	}
	must(t, err)
	return s
}

func drawParty(t *rapid.T, from pause.Parties) pause.Party {
	return rapid.SampledFrom(slices.Collect(from.All())).Draw(t, "party")
}

// must ends a test at an error that it does not expect.
func must(t interface {
	Helper()
	Fatal(args ...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func isOver(rec pause.Call) bool { return rec.Members() == 0 && !rec.IsRoom() }

// talk is what the parties say from a position on, by a seed: every other sample is as loud as it can be.
func talk(seed uint64, samples int) [][]int16 {
	random := rand.New(rand.NewPCG(seed, 1))
	voices := make([][]int16, everybody.Len())
	for p := range voices {
		voices[p] = make([]int16, samples)
		for i := range voices[p] {
			voices[p][i] = [...]int16{-32768, 32767, int16(random.Uint32()), int16(random.Uint32())}[random.IntN(4)]
		}
	}
	return voices
}

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
// present and not silenced, and the tone from the last beep on unless the silence of somebody on the track has begun
// since; all added, and clamped once.
func (s story) samples(track recording.Track, tone []int16, until int64,
	say func(p pause.Party, n int64) int16) map[int64]int16 {
	all, held := map[int64]int16{}, s.moments(until)
	var beep *event
	var before pause.Parties // silenced at the sample before
	for n := s.origin; n < until; n++ {
		m, ok := held[n]
		if !ok {
			continue
		}
		members, sum := m.rec.OnSide(sides(track)), 0
		silenced := members & m.rec.Silenced()
		if silenced&^before != 0 {
			beep = nil
		}
		before = silenced
		for i, e := range s.events {
			if b := e.step.Beep(); e.at == n && b.On&sides(track) != 0 {
				beep = &s.events[i]
			}
		}
		for p := range (members &^ silenced &^ m.away).All() {
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
