package manifest_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// bare is a recording of a minute in which nothing happens.
func bare() manifest.Manifest {
	both := func(side recording.Track) []manifest.Presence {
		return []manifest.Presence{{Side: side, Span: span(0, 480_000)}}
	}
	return manifest.Manifest{Span: span(0, 480_000), Ended: true, Parties: []manifest.Party{
		{ID: "operator", Present: both(recording.OperatorSide)}, {ID: "customer", Present: both(recording.FarSide)}},
		Options: manifest.Options{Layout: recording.TwoChannel, Recorded: true, Rate: 8000, Tone: recording.DefaultTone(),
			Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}}
}

// empty is a recording without length, of nobody, at a rate.
func empty(at int64) manifest.Manifest {
	m := bare()
	m.Span, m.Parties = span(at, at), nil
	return m
}

const edge = 1 << 53

// Every limit holds at exactly its value: what is named is refused, and what is not is taken.
func TestLimits(t *testing.T) {
	zone := func(seconds int) func(*manifest.Manifest) {
		return func(m *manifest.Manifest) { m.Start = m.Start.In(time.FixedZone("", seconds)) }
	}
	year := func(y int) func(*manifest.Manifest) {
		return func(m *manifest.Manifest) { m.Start = time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	}
	lasts := func(seconds int64, samples int64) func(*manifest.Manifest) {
		return func(m *manifest.Manifest) { m.Parties, m.Rate, m.Span = nil, 1000, span(0, seconds*1000+samples) }
	}
	const years = 100 * 366 * 24 * 60 * 60
	type change = func(*manifest.Manifest)
	for i, row := range []struct {
		field  string // that is refused, "" for none
		change change
	}{
		{"", func(m *manifest.Manifest) { m.Layout = recording.Split }},
		{"layout", func(m *manifest.Manifest) { m.Layout = recording.Split + 1 }},
		{"codec", func(m *manifest.Manifest) { m.Codec = 99 }},
		{"call", func(m *manifest.Manifest) { m.Call = "\xff" }},
		{"sample_rate", func(m *manifest.Manifest) { m.Rate = 0 }}, {"", func(m *manifest.Manifest) { m.Rate = 1; m.Tone = recording.Tone{} }},
		{"", func(m *manifest.Manifest) { m.Rate = 384_000 }}, {"sample_rate", func(m *manifest.Manifest) { m.Rate = 384_001 }},
		{"", func(m *manifest.Manifest) { *m = empty(-edge) }}, {"from", func(m *manifest.Manifest) { *m = empty(-edge - 1) }},
		{"", func(m *manifest.Manifest) { *m = empty(edge) }}, {"from", func(m *manifest.Manifest) { *m = empty(edge + 1) }},
		{"to", func(m *manifest.Manifest) { *m = empty(0); m.Span.To = edge + 1 }},
		{"to", func(m *manifest.Manifest) { *m = empty(0); m.Span.To = -1 }},
		{"", lasts(years, 999)}, {"to", lasts(years+1, 0)},
		{"", year(1)}, {"start", year(0)}, {"", year(9898)}, {"start", year(9899)},
		{"", zone(23*3600 + 59*60)}, {"", zone(-23*3600 - 59*60)}, {"start", zone(24 * 3600)}, {"start", zone(-24 * 3600)}, {"start", zone(61)},
		{"", func(m *manifest.Manifest) { m.Guard = recording.Guard{Before: edge, After: edge} }},
		{"guard.before", func(m *manifest.Manifest) { m.Guard.Before = edge + 1 }}, {"guard.before", func(m *manifest.Manifest) { m.Guard.Before = -1 }},
		{"guard.after", func(m *manifest.Manifest) { m.Guard.After = edge + 1 }}, {"guard.after", func(m *manifest.Manifest) { m.Guard.After = -1 }},
		{"", func(m *manifest.Manifest) { m.Pauses = manifest.Skipped }}, {"pauses", func(m *manifest.Manifest) { m.Pauses = manifest.Skipped + 1 }},
		{"", func(m *manifest.Manifest) { m.Uncertainty = edge }}, {"uncertainty", func(m *manifest.Manifest) { m.Uncertainty = edge + 1 }},
		{"uncertainty", func(m *manifest.Manifest) { m.Uncertainty = -1 }},
		{"", func(m *manifest.Manifest) { m.Parties = people(pause.MaxParties) }}, {"parties", func(m *manifest.Manifest) { m.Parties = people(pause.MaxParties + 1) }},
		{"parties[0].id", func(m *manifest.Manifest) { m.Parties[0].ID = "\xff" }},
		{"parties[0].present[0].side", func(m *manifest.Manifest) { m.Parties[0].Present[0].Side = recording.Mixed }},
		{"parties[0].present[0]", func(m *manifest.Manifest) { m.Parties[0].Present[0].Span = span(-1, 9) }},
		{"parties[0].present[1]", func(m *manifest.Manifest) {
			m.Parties[0].Present = []manifest.Presence{{Side: recording.FarSide, Span: span(0, 9)}, {Side: recording.FarSide, Span: span(8, 20)}}
		}},
		{"", func(m *manifest.Manifest) {
			m.Parties[0].Present = []manifest.Presence{{Side: recording.FarSide, Span: span(0, 9)}, {Side: recording.OperatorSide, Span: span(9, 20)}}
		}},
		{"", func(m *manifest.Manifest) { m.Tone.Hertz = 1_000_000 }}, {"tone.hertz", func(m *manifest.Manifest) { m.Tone.Hertz = math.Nextafter(1_000_000, math.Inf(1)) }},
		{"", func(m *manifest.Manifest) { m.Tone.Hertz = 0 }}, {"tone.hertz", func(m *manifest.Manifest) { m.Tone.Hertz = math.Copysign(0, -1) }},
		{"tone.hertz", func(m *manifest.Manifest) { m.Tone.Hertz = math.NaN() }}, {"tone.hertz", func(m *manifest.Manifest) { m.Tone.Hertz = -1 }},
		{"", func(m *manifest.Manifest) { m.Tone.Length = time.Minute }}, {"tone.length_ns", func(m *manifest.Manifest) { m.Tone.Length = time.Minute + 1 }},
		{"tone.length_ns", func(m *manifest.Manifest) { m.Tone.Length, m.Tone.Ramp = -1, -1 }}, {"", func(m *manifest.Manifest) { m.Tone.Length, m.Tone.Ramp = 0, 0 }},
		{"", func(m *manifest.Manifest) { m.Tone.Ramp = m.Tone.Length }}, {"tone.ramp_ns", func(m *manifest.Manifest) { m.Tone.Ramp = m.Tone.Length + 1 }},
		{"tone.ramp_ns", func(m *manifest.Manifest) { m.Tone.Ramp = -1 }}, {"", func(m *manifest.Manifest) { m.Tone.Peak = 0 }},
		{"tone.peak", func(m *manifest.Manifest) { m.Tone.Peak = -1 }},
		{"", breaksAt(span(0, 9), span(9, 20))}, {"breaks[1]", breaksAt(span(0, 9), span(8, 20))}, {"breaks[0].why", func(m *manifest.Manifest) {
			m.Breaks = []manifest.Break{{Span: span(0, 1), Why: spec.Text{EN: "\xff"}}}
		}},
		{"", func(m *manifest.Manifest) { m.Unwatched = recording.Spans{span(0, 9), span(9, 480_000)} }},
		{"unwatched[1]", func(m *manifest.Manifest) { m.Unwatched = recording.Spans{span(0, 9), span(8, 20)} }},
		{"unwatched[0]", func(m *manifest.Manifest) { m.Unwatched = recording.Spans{span(0, 480_001)} }},
		{"unwatched", unrecorded(func(m *manifest.Manifest) { m.Unwatched = recording.Spans{span(0, 9)} })},
		{"breaks", unrecorded(breaksAt(span(0, 9)))},
		{"beeps", unrecorded(func(m *manifest.Manifest) { m.Beeps = make([]manifest.Beep, 1) })},
		{"gaps", unrecorded(func(m *manifest.Manifest) { m.Gaps = make([]manifest.Loss, 1) })},
		{"leaks", unrecorded(func(m *manifest.Manifest) { m.Leaks = make([]manifest.Loss, 1) })},
		{"lost", unrecorded(func(m *manifest.Manifest) { m.Lost = make([]manifest.Loss, 1) })},
		{"guard", func(m *manifest.Manifest) { m.Pauses, m.Guard.After = manifest.Skipped, 1 }},
		{"spans[0].whose", func(m *manifest.Manifest) { m.Pauses, m.Silences = manifest.Skipped, silence("operator") }},
		{"", func(m *manifest.Manifest) { m.Pauses, m.Silences = manifest.Skipped, silence("operator", "customer") }},
		{"spans[0].why.support", func(m *manifest.Manifest) {
			m.Silences = silence("operator")
			m.Silences[0].Why.Support = spec.Documented + 1
		}},
		{"spans[0].why", func(m *manifest.Manifest) {
			m.Silences = silence("operator")
			m.Silences[0].Why.Remedy.JA = "\xff"
		}},
		{"", beep(recording.TwoChannel, recording.FarSide, recording.FarSide)},
		{"beeps[0].on", beep(recording.OneChannel, recording.Mixed, recording.Mixed)},
		{"", beep(recording.OneChannel, recording.Mixed, recording.OperatorSide)},
		{"beeps[0].on", func(m *manifest.Manifest) {
			beep(recording.TwoChannel, recording.FarSide, recording.FarSide)(m)
			m.Beeps[0].On = []recording.Track{recording.FarSide, recording.OperatorSide}
		}},
		{"", earlyBeep(-edge)}, {"beeps[0].at", earlyBeep(-edge - 1)},
		{"beeps[0].why.support", func(m *manifest.Manifest) {
			beep(recording.TwoChannel, recording.FarSide, recording.FarSide)(m)
			m.Beeps[0].Why.Support = spec.Documented + 1
		}},
		{"beeps[0].why", func(m *manifest.Manifest) {
			beep(recording.TwoChannel, recording.FarSide, recording.FarSide)(m)
			m.Beeps[0].Why.Fact.EN = "\xff"
		}},
		{"", named("..a")}, {"files[0].name", named("..")}, {"files[0].name", named("")}, {"files[0].name", named("a\\b")}, {"files[0].name", named("a:b")},
		{"files[0].name", named("a\x00")}, {"files[0].name", named("\xff")},
	} {
		m := bare()
		row.change(&m)
		err := m.Validate()
		var wrong *manifest.Error
		if row.field == "" && err != nil || row.field != "" && (!errors.As(err, &wrong) || wrong.Field != row.field) {
			t.Errorf("row %d: got %v, want an error of %q", i, err, row.field)
		}
	}
}

// beep is one that sounds on a track, written for a side.
func beep(l recording.Layout, track, on recording.Track) func(*manifest.Manifest) {
	return func(m *manifest.Manifest) {
		m.Layout = l
		m.Beeps = []manifest.Beep{{Span: span(0, 80), Track: track, On: []recording.Track{on}}}
	}
}

// earlyBeep is one that begins at a position, in a recording that begins as early as one may.
func earlyBeep(at int64) func(*manifest.Manifest) {
	return func(m *manifest.Manifest) {
		m.Parties, m.Span = nil, span(-edge, -edge+480_000)
		m.Beeps = []manifest.Beep{{Span: span(-edge, -edge+80), At: at, Track: recording.FarSide,
			On: []recording.Track{recording.FarSide}}}
	}
}

// An error says what was wanted, to the number.
func TestLimitsAreSaid(t *testing.T) {
	tone, parties := bare(), bare()
	tone.Tone.Hertz = -1
	parties.Parties = people(65)
	for want, m := range map[string]manifest.Manifest{
		"manifest: tone.hertz: got -1, want 0 to 1000000": tone,
		"manifest: parties: got 65, want at most 64":      parties,
	} {
		if err := m.Validate(); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func people(n int) (all []manifest.Party) {
	for i := range n {
		all = append(all, manifest.Party{ID: fmt.Sprint(i)})
	}
	return all
}

func breaksAt(spans ...recording.Span) func(*manifest.Manifest) {
	return func(m *manifest.Manifest) {
		for _, s := range spans {
			m.Breaks = append(m.Breaks, manifest.Break{Span: s})
		}
	}
}

func unrecorded(change func(*manifest.Manifest)) func(*manifest.Manifest) {
	return func(m *manifest.Manifest) { m.Recorded = false; change(m) }
}

func silence(whose ...string) []manifest.Silence {
	return []manifest.Silence{{Span: span(0, 9), Whose: whose}}
}

func named(name string) func(*manifest.Manifest) {
	return func(m *manifest.Manifest) {
		m.Files = []manifest.File{{Name: name, Tracks: []recording.Track{recording.OperatorSide, recording.FarSide}}}
	}
}

// Who has no name is called by the number, and a manifest is of a part of its timeline only.
func TestNewLimits(t *testing.T) {
	tl := recording.NewTimeline(10, calltest.New(true, 0, 1))
	if _, err := tl.End(100); err != nil {
		t.Fatal(err)
	}
	o := manifest.Options{Layout: recording.OneChannel, Recorded: true, Rate: 8000, Tone: recording.DefaultTone()}
	for _, row := range []struct {
		span  recording.Span
		field string
		ended bool
	}{
		{span(10, 100), "", true}, {span(10, 99), "", false}, {span(9, 100), "from", false}, {span(10, 101), "to", false},
		{span(9, 9), "", false}, {span(101, 101), "", true},
	} {
		m, err := manifest.New(tl, row.span, []string{"anna"}, o)
		var wrong *manifest.Error
		if row.field != "" {
			if !errors.As(err, &wrong) || wrong.Field != row.field {
				t.Errorf("%v: got %v, want an error of %q", row.span, err, row.field)
			}
			continue
		}
		if err != nil || m.Ended != row.ended || len(m.Parties) != 2 || m.Parties[0].ID != "anna" || m.Parties[1].ID != pause.Party(1).String() {
			t.Errorf("%v: got %+v, %v", row.span, m, err)
		}
	}
}
