package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// A story is a call log, and how much of it has happened: what comes after that can be redone.
type story struct {
	header calllog.Header
	events []calllog.Event
	played int
}

// The most that a link may hold. A story that is clicked has some dozens of events.
const (
	maxEvents = 2000
	maxText   = 1 << 20
)

// text returns the story as a call log. The digits of its keypad are not known to anybody.
func (s story) text() ([]byte, error) {
	var b bytes.Buffer
	if err := calllog.WriteHeader(&b, s.header); err != nil {
		return nil, err
	}
	for _, e := range s.events {
		if err := calllog.WriteEvent(&b, e); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// pack returns the story as a link carries it.
func (s story) pack() (string, error) {
	text, err := s.text()
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression) // the level is one
	w.Write(text)                                      // a buffer takes all
	w.Close()
	return base64.RawURLEncoding.EncodeToString(b.Bytes()), nil
}

// errTooLong reports a story that is longer than anybody clicks.
var errTooLong = fmt.Errorf("expected at most %d events and %d bytes", maxEvents, maxText)

// unpack reads what pack has written.
func unpack(link string) (story, error) {
	packed, err := base64.RawURLEncoding.DecodeString(link)
	if err != nil {
		return story{}, fmt.Errorf("the link is cut or changed: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxText+1))
	if err != nil {
		return story{}, fmt.Errorf("the link is cut or changed: %w", err)
	}
	return readLog(text)
}

// readLog reads a call log to its end. All of it has happened.
func readLog(text []byte) (story, error) {
	if len(text) > maxText {
		return story{}, errTooLong
	}
	r, err := calllog.NewReader(bytes.NewReader(text))
	if err != nil {
		return story{}, err
	}
	s := story{header: r.Header}
	for {
		e, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			s.played = len(s.events)
			return s, nil
		case err != nil:
			return story{}, err
		case len(s.events) == maxEvents:
			return story{}, errTooLong
		}
		s.events = append(s.events, e)
	}
}

// do returns the story with events that happen now, a while after the last one. What could have been redone is gone.
func (s story) do(wait int64, events ...calllog.Event) story {
	s.events = append([]calllog.Event(nil), s.events[:s.played]...)
	at := s.now() + wait
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
	system     model.System
	outcomes   []model.Outcome
	recordings []*model.Recording
}

// play plays a story as far as it has happened. Where an event has no meaning, the scene is that before it, and the error says why.
func (s story) play(p pause.Policy, profile model.Profile) (scene, error) {
	system, err := model.New(s.header, p)
	if err != nil {
		return scene{}, err
	}
	c := scene{story: s, system: system.Under(profile)}
	var recordings model.Recordings
	for i, e := range s.events[:s.played] {
		next, outcome, err := c.system.Next(e)
		if err == nil {
			err = recordings.Add(next, outcome)
		}
		if err != nil {
			c.story.events, c.story.played = s.events[:i], i
			c.recordings = recordings.All()
			return c, err
		}
		c.system = next
		c.outcomes = append(c.outcomes, outcome)
	}
	c.recordings = recordings.All()
	return c, nil
}
