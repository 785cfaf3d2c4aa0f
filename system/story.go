package system

import (
	"io"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
)

// WriteLog writes a story as a call log that can be replayed.
func (w World) WriteLog(out io.Writer, story []calllog.Event) error {
	if err := calllog.WriteHeader(out, w.Header); err != nil {
		return err
	}
	for _, e := range story {
		if err := calllog.WriteEvent(out, e); err != nil {
			return err
		}
	}
	return nil
}

// Tell returns a story in words, an event after the other.
func Tell(story []calllog.Event, l spec.Lang) string {
	var parts []string
	for _, e := range story {
		parts = append(parts, e.In(l))
	}
	return strings.Join(parts, spec.Text{JA: " → ", EN: " → "}.In(l))
}
