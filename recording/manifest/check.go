package manifest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// An Error says which value of a manifest cannot be: the field as a path such as "spans[2].from", "" for the text as a whole.
type Error struct {
	Field, Got, Want string
}

func (e *Error) Error() string {
	return strings.Replace(fmt.Sprintf("manifest: %s: got %s, want %s", e.Field, e.Got, e.Want), ": : ", ": ", 1)
}

// shown quotes a text from outside, cut to a length that fits a line.
func shown(text string) string {
	const most = 64
	if len(text) <= most {
		return fmt.Sprintf("%q", text)
	}
	cut := most
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return fmt.Sprintf("%q…", text[:cut])
}

// What no recording exceeds. Positions are what any JSON parser reads exactly.
const (
	maxPosition = 1 << 53
	maxRate     = 384_000
	maxYears    = 100
	maxTone     = time.Minute
	maxHertz    = 1_000_000
)

// A checker keeps the first thing that is wrong with a manifest.
type checker struct {
	*Manifest
	parties map[string]int // the parties' places in the list
	err     *Error
}

// check returns an *Error for the first value that cannot be.
func (m *Manifest) check() error {
	c := &checker{m, map[string]int{}, nil}
	for _, check := range []func(){c.head, c.people, c.silences, c.beeps, c.losses, c.tone, c.files} {
		if check(); c.err != nil {
			return c.err
		}
	}
	return nil
}

// must notes what is wrong; the field is a path with verbs for indices.
func (c *checker) must(ok bool, got any, want, field string, at ...any) {
	if ok || c.err != nil {
		return
	}
	c.err = &Error{Field: fmt.Sprintf(field, at...), Got: fmt.Sprint(got), Want: want}
}

// said checks a text.
func (c *checker) said(text, field string, at ...any) {
	c.must(utf8.ValidString(text), "bytes that are no UTF-8", "UTF-8", field, at...)
}

func (c *checker) head() {
	c.said(c.Call, "call")
	c.must(c.Layout <= recording.Split, c.Layout, "a layout", "layout")
	c.must(c.Codec.Known(), c.Codec, "a codec", "codec")
	c.must(c.Rate >= 1 && c.Rate <= maxRate, int64(c.Rate), fmt.Sprintf("1 to %d", maxRate), "sample_rate")
	c.must(c.Span.From >= -maxPosition && c.Span.From <= maxPosition, c.Span.From, "a position within ±2^53", "from")
	c.must(c.Span.To <= maxPosition, c.Span.To, "a position within ±2^53", "to")
	c.must(c.Span.From <= c.Span.To, c.Span.To, "a position that is not before from", "to")
	const longest = maxYears * 366 * 24 * 60 * 60 // seconds
	c.must(c.err != nil || c.Span.Len()/int64(c.Rate) <= longest, c.Span.To, fmt.Sprintf("at most %d years of samples", maxYears), "to")
	_, zone := c.Start.Zone() // in seconds
	c.must(c.Start.Year() >= 1 && c.Start.Year() < 9999-maxYears && zone%60 == 0 && zone/3600 > -24 && zone/3600 < 24, c.Start,
		"a time that RFC 3339 can write", "start")
	c.must(c.Guard.Before >= 0 && c.Guard.Before <= maxPosition, c.Guard.Before, "a number of samples", "guard.before")
	c.must(c.Guard.After >= 0 && c.Guard.After <= maxPosition, c.Guard.After, "a number of samples", "guard.after")
}

// inside checks a span of a list: it has a sample, does not begin before the one before it, and is in the recording.
func (c *checker) inside(s recording.Span, after int64, field string, at ...any) {
	c.must(s.From < s.To, s, "a span that ends after it begins", field, at...)
	c.must(s.From >= c.Span.From && s.To <= c.Span.To, s, "a span in "+c.Span.String(), field, at...)
	c.must(s.From >= after, s, fmt.Sprintf("a span from %d on or later", after), field, at...)
}

func (c *checker) people() {
	c.must(len(c.Parties) <= pause.MaxParties, len(c.Parties), fmt.Sprintf("at most %d", pause.MaxParties), "parties")
	for i, p := range c.Parties {
		c.said(p.ID, "parties[%d].id", i)
		_, taken := c.parties[p.ID]
		c.must(!taken, shown(p.ID), "each party once", "parties[%d].id", i)
		c.parties[p.ID] = i
		after := c.Span.From
		for j, here := range p.Present {
			c.must(isSide(here.Side), here.Side, "a side", "parties[%d].present[%d].side", i, j)
			c.inside(here.Span, after, "parties[%d].present[%d]", i, j)
			after = here.To
		}
	}
}

// member checks that a party is one of the list, and returns its place.
func (c *checker) member(id, field string, at ...any) int {
	i, ok := c.parties[id]
	c.must(ok, shown(id), "a party of the list", field, at...)
	return i
}

// recorded checks that a list is empty where nothing is recorded.
func (c *checker) recorded(n int, field string) {
	c.must(c.Recorded || n == 0, n, "none, for nothing is recorded", "%s", field)
}

func (c *checker) silences() {
	c.recorded(len(c.Silences), "spans")
	ends := slices.Repeat([]int64{c.Span.From}, len(c.Parties))
	after := c.Span.From
	for i, s := range c.Silences {
		c.inside(s.Span, after, "spans[%d]", i)
		after = s.From
		c.must(len(s.Whose) > 0, "nobody", "somebody", "spans[%d].whose", i)
		last := -1
		for j, id := range s.Whose {
			p := c.member(id, "spans[%d].whose[%d]", i, j)
			c.must(p > last, shown(id), "the order of parties, each once", "spans[%d].whose[%d]", i, j)
			if last = p; c.err != nil {
				return
			}
			c.must(s.From >= ends[p], s.Span, fmt.Sprintf("no overlap with a span of %s before it, up to %d", shown(id), ends[p]), "spans[%d]", i)
			ends[p] = s.To
		}
		c.reason(s.Why, "spans[%d].why", i)
	}
}

func (c *checker) reason(r spec.Reason, field string, at ...any) {
	for _, text := range []spec.Text{r.Verdict, r.Fact, r.Remedy} {
		c.said(text.JA+text.EN, field, at...)
	}
	c.must(r.Support <= spec.Guaranteed, r.Support, "a support level of decisions", field+".support", at...)
}

func (c *checker) beeps() {
	c.recorded(len(c.Beeps), "beeps")
	ends := map[recording.Track]int64{}
	after := c.Span.From
	for i, b := range c.Beeps {
		c.must(slices.Contains(c.Layout.Tracks(), b.Track), b.Track, "a track of layout "+c.Layout.String(), "beeps[%d].track", i)
		c.inside(b.Span, after, "beeps[%d]", i)
		end, again := ends[b.Track]
		c.must(!again || b.From >= end, b.Span, fmt.Sprintf("no overlap with a beep before it, up to %d", end), "beeps[%d]", i)
		after, ends[b.Track] = b.From, b.To
		whole := recording.Span{From: b.At, To: b.At + c.Rate.Samples(c.Tone.Length)}
		c.must(b.At >= -maxPosition && b.Intersect(whole) == b.Span, b.At, "where a tone begins that sounds in all of the span", "beeps[%d].at", i)
		c.must(b.hasSides(), b.On, "one or both of the sides in order, and that of the track among them", "beeps[%d].on", i)
		c.reason(b.Why, "beeps[%d].why", i)
	}
}

// isSide reports whether a track is that of one side.
func isSide(t recording.Track) bool { return t == recording.OperatorSide || t == recording.FarSide }

func (b Beep) hasSides() bool {
	both := slices.Equal(b.On, []recording.Track{recording.OperatorSide, recording.FarSide})
	one := len(b.On) == 1 && isSide(b.On[0])
	return (both || one) && (b.Track == recording.Mixed || slices.Contains(b.On, b.Track))
}

func (c *checker) losses() {
	c.loss(c.Gaps, "gaps")
	c.loss(c.Leaks, "leaks")
}

func (c *checker) loss(list []Loss, field string) {
	c.recorded(len(list), field)
	ends := slices.Repeat([]int64{c.Span.From}, len(c.Parties))
	after := c.Span.From
	for i, l := range list {
		p := c.member(l.Party, field+"[%d].party", i)
		c.inside(l.Span, after, field+"[%d]", i)
		if c.err != nil {
			return
		}
		c.must(l.From >= ends[p], l.Span, fmt.Sprintf("no overlap with a span of %s before it, up to %d", shown(l.Party), ends[p]), field+"[%d]", i)
		after, ends[p] = l.From, l.To
	}
}

func (c *checker) tone() {
	t := c.Tone
	c.must(t.Hertz >= 0 && t.Hertz <= maxHertz && !math.Signbit(t.Hertz), t.Hertz, fmt.Sprintf("0 to %d", maxHertz), "tone.hertz")
	c.must(t.Length >= 0 && t.Length <= maxTone, int64(t.Length), "no more than a minute", "tone.length_ns")
	c.must(t.Ramp >= 0 && t.Ramp <= t.Length, int64(t.Ramp), "no more than the length", "tone.ramp_ns")
	c.must(t.Peak >= 0, t.Peak, "0 to 32767", "tone.peak")
}

// files checks that files, where there are any, hold the layout's tracks in its order, and have names that lead to no other folder.
func (c *checker) files() {
	if len(c.Files) == 0 {
		return
	}
	want := layoutFiles(c.Layout)
	c.must(len(c.Files) == len(want), len(c.Files), fmt.Sprintf("%d, for layout %v", len(want), c.Layout), "files")
	for i, f := range c.Files[:min(len(want), len(c.Files))] {
		c.said(f.Name, "files[%d].name", i)
		c.must(strings.Trim(f.Name, ".") != "" && !strings.ContainsAny(f.Name, "/\\:\x00"), shown(f.Name), "the plain name of a file", "files[%d].name", i)
		c.must(slices.Equal(f.Tracks, want[i]), f.Tracks, fmt.Sprint(want[i]), "files[%d].tracks", i)
	}
	c.must(len(c.Files) < 2 || c.Files[0].Name != c.Files[1].Name, shown(c.Files[0].Name), "two names", "files[1].name")
}

// layoutFiles returns the tracks of each of a layout's files.
func layoutFiles(l recording.Layout) [][]recording.Track {
	if l == recording.Split {
		return [][]recording.Track{{recording.OperatorSide}, {recording.FarSide}}
	}
	return [][]recording.Track{l.Tracks()}
}
