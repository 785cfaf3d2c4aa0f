package main

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// A story is a call log, and how much of it has happened: what comes after that can be redone.
type story struct {
	header calllog.Header
	events []calllog.Event
	played int
	code   string // header and events as a link carries them, "" where that has not been asked
}

// beginning is the story in which nothing has happened: two operators and a customer.
func beginning() story { return story{header: headerOf(2, 1)} }

// headerOf is a log between so many softphones with every setting and so many telephones outside.
func headerOf(softphones, outside int) calllog.Header {
	version, _ := pause.ParseVersion("3.13.0") // is one
	h := calllog.Header{SampleRate: 8000, Config: calllog.Config{Version: version, PauseContract: true, RecordAllCalls: true}}
	for i := range softphones {
		h.Parties = append(h.Parties, calllog.Party{ID: string(rune('A' + i)), Softphone: true, Terminal: pause.Installed, PauseEnabled: true,
			AutoThreeWay: true, StarTransfer: true})
	}
	for i := range outside {
		h.Parties = append(h.Parties, calllog.Party{ID: string(rune('X' + i))})
	}
	return h
}

// do returns the story with events that happen now, seconds after the last one. What could have been redone is gone.
func (s story) do(seconds int, events ...calllog.Event) story {
	s.events, s.code = append([]calllog.Event(nil), s.events[:s.played]...), ""
	at := s.now() + int64(seconds)*int64(s.header.SampleRate)
	for _, e := range events {
		e.At, e.Line = at, len(s.events)+2
		s.events = append(s.events, e)
	}
	s.played = len(s.events)
	return s
}

// now returns the position of the last event.
func (s story) now() int64 {
	if s.played == 0 {
		return 0
	}
	return s.events[s.played-1].At
}

// at returns the story with as many events played, as far as there are so many.
func (s story) at(played int) story {
	s.played = max(0, min(played, len(s.events)))
	return s
}

// A scene is what a story has come to.
type scene struct {
	story
	system     system.System
	outcomes   []system.Outcome
	recordings []*system.Recording
}

// play plays a story as far as it has happened. Where an event has no meaning, the scene is that before it, and the error says why.
func (s story) play(p pause.Policy, profile system.Profile) (scene, error) {
	sys, err := system.New(s.header, p)
	if err != nil {
		return scene{}, err
	}
	c := scene{story: s, system: sys.Under(profile)}
	var recordings system.Recordings
	for i, e := range s.events[:s.played] {
		next, outcome, err := c.system.Next(e)
		if err == nil {
			err = recordings.Add(next, outcome)
		}
		if err != nil {
			c.story = story{header: s.header, events: s.events[:i], played: i}
			c.recordings = recordings.All()
			return c, err
		}
		c.system = next
		c.outcomes = append(c.outcomes, outcome)
	}
	c.recordings = recordings.All()
	return c, nil
}

// spanOf is where a recording goes to: its end, or a while beyond the last event.
func (c scene) spanOf(r *system.Recording) recording.Span {
	until := c.now() + usualWait*int64(c.header.SampleRate)
	if end, over := r.Timeline.End(); over {
		until = end
	}
	return recording.Span{From: r.Timeline.Origin(), To: max(until, r.Timeline.Origin())}
}
