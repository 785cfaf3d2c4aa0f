package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/recpause/recpause/calllog"
)

// The most that a link may hold. A story that is clicked has some dozens of events.
const (
	maxEvents = 500
	maxText   = 1 << 18
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

// packed returns the story with its link, which is made once.
func (s story) packed() story {
	if s.code != "" {
		return s
	}
	text, err := s.text()
	if err != nil {
		return s // a story that no log can hold has no link
	}
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression) // the level is one
	w.Write(text)                                      // a buffer takes all
	w.Close()
	s.code = base64.RawURLEncoding.EncodeToString(b.Bytes())
	return s
}

// errTooLong reports a story that is longer than anybody clicks.
var errTooLong = fmt.Errorf("expected at most %d events and %d bytes", maxEvents, maxText)

// unpack reads what packed has written.
func unpack(link string) (story, error) {
	packed, err := base64.RawURLEncoding.DecodeString(link)
	if err != nil {
		return story{}, fmt.Errorf("the link is cut or changed: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxText+1))
	if err != nil {
		return story{}, fmt.Errorf("the link is cut or changed: %w", err)
	}
	s, err := readLog(text)
	s.code = link
	return s, err
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
