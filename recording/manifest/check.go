package manifest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// An Error says which value of a manifest cannot be: the field as a path such as "spans[2].from", "" for the text as a
// whole.
type Error struct {
	Field     string
	got, want string
}

func (e *Error) Error() string {
	return strings.Replace(fmt.Sprintf("manifest: %s: got %s, want %s", e.Field, e.got, e.want), ": : ", ": ", 1)
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

// Validate returns an *Error for the first value that cannot be: lists out of order, unknown names, whatever lies
// outside of Span, and numbers that no recording has.
func (m Manifest) Validate() error {
	c := &checker{&m, map[string]int{}, nil}
	for _, check := range []func(){c.head, c.people, c.silences, c.beeps, c.gaps, c.leaks, c.lost, c.unwatched,
		c.breaks, c.skipped, c.tone, c.files} {
		if check(); c.err != nil {
			return c.err
		}
	}
	return nil
}

// A place is where a value is in a manifest: a path with verbs, and the indices for them.
type place struct {
	*checker
	path  string
	index []any
}

func (c *checker) at(path string, index ...any) place { return place{c, path, index} }

// must notes what is wrong with the value.
func (p place) must(ok bool, got any, want string, facts ...any) {
	if !ok && p.err == nil {
		p.err = &Error{fmt.Sprintf(p.path, p.index...), fmt.Sprint(got), fmt.Sprintf(want, facts...)}
	}
}

// text checks a text.
func (p place) text(text string) {
	p.must(utf8.ValidString(text), "bytes that are no UTF-8", "UTF-8")
}

// span checks a span of a list: it has a sample, is in the recording, and does not begin before the one before it.
func (p place) span(s recording.Span, before int64) {
	p.must(s.From < s.To, s, "a span that ends after it begins")
	p.must(s.From >= p.Span.From && s.To <= p.Span.To, s, "a span in %v", p.Span)
	p.must(s.From >= before, s, "a span from %d on or later", before)
}

// apart checks that a span of a party comes after those before it, and keeps where it ends.
func (p place) apart(s recording.Span, id string, ends map[string]int64) {
	end, again := ends[id]
	p.must(!again || s.From >= end, s, "no overlap with a span of %s before it, up to %d", strictjson.Shown(id), end)
	ends[id] = s.To
}

// party checks that a party is one of the list, and returns its place there.
func (p place) party(id string) int {
	i, ok := p.parties[id]
	p.must(ok, strictjson.Shown(id), "a party of the list")
	return i
}

// reason checks a reason, whose level of support is at another place.
func (p place) reason(r spec.Reason, support place) {
	for _, text := range []spec.Text{r.Verdict, r.Fact, r.Remedy} {
		p.text(text.JA + text.EN)
	}
	support.must(r.Support <= spec.Documented, r.Support, "a support level of decisions")
}

// recorded checks that a list is empty where nothing is recorded.
func (p place) recorded(n int) { p.must(p.Recorded || n == 0, n, "none, for nothing is recorded") }

func (c *checker) head() {
	c.at("call").text(c.Call)
	c.at("layout").must(c.Layout <= recording.Split, c.Layout, "a layout")
	c.at("codec").must(c.Codec.Known(), c.Codec, "a codec")
	c.at("sample_rate").must(c.Rate >= 1 && c.Rate <= maxRate, int64(c.Rate), "1 to %d", maxRate)
	from, to := c.at("from"), c.at("to")
	from.must(c.Span.From >= -maxPosition && c.Span.From <= maxPosition, c.Span.From, "a position within ±2^53")
	to.must(c.Span.To <= maxPosition, c.Span.To, "a position within ±2^53")
	to.must(c.Span.From <= c.Span.To, c.Span.To, "a position that is not before from")
	const longest = maxYears * 366 * 24 * 60 * 60 // seconds
	short := c.err != nil || c.Span.Len()/int64(c.Rate) <= longest
	to.must(short, c.Span.To, "at most %d years of samples", maxYears)
	_, zone := c.Start.Zone() // in seconds
	writable := c.Start.Year() >= 1 && c.Start.Year() < 9999-maxYears && zone%60 == 0 && max(zone, -zone)/3600 < 24
	c.at("start").must(writable, c.Start, "a time that RFC 3339 can write")
	before, after := c.Guard.Before, c.Guard.After
	c.at("guard.before").must(before >= 0 && before <= maxPosition, before, "a number of samples")
	c.at("guard.after").must(after >= 0 && after <= maxPosition, after, "a number of samples")
	c.at("pauses").must(c.Pauses <= Skipped, c.Pauses, "an effect")
	uncertain := c.Uncertainty >= 0 && c.Uncertainty <= maxPosition
	c.at("uncertainty").must(uncertain, c.Uncertainty, "a number of samples")
}

func (c *checker) people() {
	c.at("parties").must(len(c.Parties) <= pause.MaxParties, len(c.Parties), "at most %d", pause.MaxParties)
	for i, p := range c.Parties {
		id := c.at("parties[%d].id", i)
		id.text(p.ID)
		_, taken := c.parties[p.ID]
		id.must(!taken, strictjson.Shown(p.ID), "each party once")
		c.parties[p.ID] = i
		end := c.Span.From
		for j, here := range p.Present {
			c.at("parties[%d].present[%d].side", i, j).must(isSide(here.Side), here.Side, "a side")
			c.at("parties[%d].present[%d]", i, j).span(here.Span, end)
			end = here.To
		}
	}
}

func (c *checker) silences() {
	c.at("spans").recorded(len(c.Silences))
	ends := map[string]int64{}
	before := c.Span.From
	for i, s := range c.Silences {
		c.at("spans[%d]", i).span(s.Span, before)
		before = s.From
		c.at("spans[%d].whose", i).must(len(s.Whose) > 0, "nobody", "somebody")
		last := -1
		for j, id := range s.Whose {
			whose := c.at("spans[%d].whose[%d]", i, j)
			p := whose.party(id)
			whose.must(p > last, strictjson.Shown(id), "the order of parties, each once")
			c.at("spans[%d]", i).apart(s.Span, id, ends)
			last = p
		}
		c.at("spans[%d].why", i).reason(s.Why, c.at("spans[%d].why.support", i))
	}
}

func (c *checker) beeps() {
	c.at("beeps").recorded(len(c.Beeps))
	ends := map[recording.Track]int64{}
	before := c.Span.From
	for i, b := range c.Beeps {
		here := slices.Contains(c.Layout.Tracks(), b.Track)
		c.at("beeps[%d].track", i).must(here, b.Track, "a track of layout %v", c.Layout)
		c.at("beeps[%d]", i).span(b.Span, before)
		end, again := ends[b.Track]
		c.at("beeps[%d]", i).must(!again || b.From >= end, b.Span, "no overlap with a beep before it, up to %d", end)
		before, ends[b.Track] = b.From, b.To
		tone := recording.Span{From: b.At, To: b.At + c.Rate.Samples(c.Tone.Length)}
		sounds := b.At >= -maxPosition && b.Intersect(tone) == b.Span
		c.at("beeps[%d].at", i).must(sounds, b.At, "where a tone begins that sounds in all of the span")
		c.at("beeps[%d].on", i).must(b.hasSides(), b.On,
			"one or both of the sides in order, and that of the track among them")
		c.at("beeps[%d].why", i).reason(b.Why, c.at("beeps[%d].why.support", i))
	}
}

var sides = []recording.Track{recording.OperatorSide, recording.FarSide}

// isSide reports whether a track is that of one side.
func isSide(t recording.Track) bool { return slices.Contains(sides, t) }

func (b Beep) hasSides() bool {
	one := len(b.On) == 1 && isSide(b.On[0])
	return (one || slices.Equal(b.On, sides)) && (b.Track == recording.Mixed || slices.Contains(b.On, b.Track))
}

func (c *checker) gaps()  { c.losses("gaps", c.Gaps) }
func (c *checker) leaks() { c.losses("leaks", c.Leaks) }
func (c *checker) lost()  { c.losses("lost", c.Lost) }

func (c *checker) unwatched() {
	c.at("unwatched").recorded(len(c.Unwatched))
	before := c.Span.From
	for i, s := range c.Unwatched {
		c.at("unwatched[%d]", i).span(s, before)
		before = s.To
	}
}

func (c *checker) breaks() {
	c.at("breaks").recorded(len(c.Breaks))
	before := c.Span.From
	for i, b := range c.Breaks {
		c.at("breaks[%d]", i).span(b.Span, before)
		c.at("breaks[%d].why", i).text(b.Why.JA + b.Why.EN)
		before = b.To
	}
}

// skipped checks that what the files leave out is left out of everybody's voice, and just that.
func (c *checker) skipped() {
	if c.Pauses != Skipped {
		return
	}
	c.at("guard").must(c.Guard == recording.Guard{}, c.Guard, "no margins, for a pause is left out and not silence")
	for i, s := range c.Silences {
		all := len(s.Whose) == len(c.Parties)
		c.at("spans[%d].whose", i).must(all, len(s.Whose), "all %d parties, for the pause is left out", len(c.Parties))
	}
}

func (c *checker) losses(field string, list []Loss) {
	c.at(field).recorded(len(list))
	ends := map[string]int64{}
	before := c.Span.From
	for i, l := range list {
		c.at(field+"[%d].party", i).party(l.Party)
		here := c.at(field+"[%d]", i)
		here.span(l.Span, before)
		here.apart(l.Span, l.Party, ends)
		before = l.From
	}
}

func (c *checker) tone() {
	t := c.Tone
	hearable := t.Hertz >= 0 && t.Hertz <= maxHertz && !math.Signbit(t.Hertz)
	c.at("tone.hertz").must(hearable, t.Hertz, "0 to %d", maxHertz)
	c.at("tone.length_ns").must(t.Length >= 0 && t.Length <= maxTone, int64(t.Length), "no more than a minute")
	c.at("tone.ramp_ns").must(t.Ramp >= 0 && t.Ramp <= t.Length, int64(t.Ramp), "no more than the length")
	c.at("tone.peak").must(t.Peak >= 0, t.Peak, "0 to 32767")
}

// files checks that files, where there are any, hold the layout's tracks in its order, and have names that lead to no
// other folder.
func (c *checker) files() {
	if len(c.Files) == 0 {
		return
	}
	want := c.Layout.Files()
	c.at("files").must(len(c.Files) == len(want), len(c.Files), "%d, for layout %v", len(want), c.Layout)
	for i, f := range c.Files[:min(len(want), len(c.Files))] {
		name := c.at("files[%d].name", i)
		name.text(f.Name)
		plain := strings.Trim(f.Name, ".") != "" && !strings.ContainsAny(f.Name, "/\\:\x00")
		name.must(plain, strictjson.Shown(f.Name), "the plain name of a file")
		c.at("files[%d].tracks", i).must(slices.Equal(f.Tracks, want[i]), f.Tracks, "%v", want[i])
	}
	same := len(c.Files) > 1 && c.Files[0].Name == c.Files[1].Name
	c.at("files[1].name").must(!same, strictjson.Shown(c.Files[0].Name), "two names")
}
