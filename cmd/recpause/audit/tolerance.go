package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
)

// A tolerance is the flag of one: a PCM16 magnitude and, after a comma, a duration.
type tolerance struct {
	level int
	edge  time.Duration
}

func (t *tolerance) String() string { return fmt.Sprintf("%d,%v", t.level, t.edge) }

// Set reads the flag.
func (t *tolerance) Set(text string) (err error) {
	level, edge, both := strings.Cut(text, ",")
	if t.level, err = strconv.Atoi(level); err != nil || t.level < 0 || t.level > 32767 {
		return fmt.Errorf("got %q, expected a magnitude of 0 to 32767", level)
	}
	if !both {
		return nil
	}
	if t.edge, err = time.ParseDuration(edge); err != nil || t.edge < 0 {
		return fmt.Errorf("got %q, expected a duration such as 5ms", edge)
	}
	return nil
}

// at returns the options of an audit at a rate.
func (o options) at(r recording.Rate) audit.Options {
	return audit.Options{Tolerance: audit.Tolerance{Level: o.tolerance.level, Edge: r.Samples(o.tolerance.edge)}, MaxSilence: r.Samples(o.maxSilence)}
}
