package axis

import (
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording"
)

// A SnapshotError reports a text that is no snapshot of an Axis. Nothing of it was restored.
type SnapshotError struct {
	problem string
}

func (e *SnapshotError) Error() string { return "axis: snapshot: " + e.problem }

// A storedAxis is an Axis, as it is stored. Times are nanoseconds, and everything else is in ticks of the RTP clock.
type storedAxis struct {
	Rate    recording.Rate `json:"rate"`
	Clock   recording.Rate `json:"clock,omitempty"`
	Streams []storedStream `json:"streams"`
	Waiting *storedStream  `json:"waiting,omitempty"`
}

// A storedStream is a stream.
type storedStream struct {
	SSRC    uint32        `json:"ssrc"`
	Started time.Duration `json:"started_ns"`
	Heard   time.Duration `json:"heard_ns"`
	First   int64         `json:"first"`
	Latest  int64         `json:"latest"`
	Front   int64         `json:"front"`
	Count   int           `json:"count"`
	Held    bool          `json:"held,omitempty"`
	Bends   []storedBend  `json:"bends"`
	Forgot  bool          `json:"forgot,omitempty"`
	Settled bool          `json:"settled,omitempty"`
	Window  storedWindow  `json:"window"`

	Delay   time.Duration `json:"delay_ns"`
	Late    *storedRun    `json:"late,omitempty"`
	Reports []storedTold  `json:"reports,omitempty"`
	Told    int           `json:"told,omitempty"`
	Bias    time.Duration `json:"bias_ns,omitempty"`
}

// A storedBend is a bend.
type storedBend struct {
	From   int64         `json:"from"`
	Offset time.Duration `json:"offset_ns"`
	Slope  int64         `json:"slope"`
}

// A storedWindow is a window.
type storedWindow struct {
	Since time.Duration `json:"since_ns"`
	Heard storedLeast   `json:"heard"`
	Told  storedLeast   `json:"told"`
	Most  time.Duration `json:"most_ns"`
}

// A storedLeast is a least, of which nothing has been seen where the first is missing.
type storedLeast struct {
	Count  int            `json:"count"`
	First  *time.Duration `json:"first_ns,omitempty"`
	Second *time.Duration `json:"second_ns,omitempty"`
	End    int64          `json:"end"`
}

// A storedRun is a run.
type storedRun struct {
	Parts int        `json:"parts"`
	Last  storedPart `json:"last"`
	Part  storedPart `json:"part"`
	End   int64      `json:"end"`
}

// A storedPart is a part of a run.
type storedPart struct {
	Since time.Duration `json:"since_ns"`
	Count int           `json:"count"`
	Least time.Duration `json:"least_ns"`
	Most  time.Duration `json:"most_ns"`
}

// A storedTold is a told.
type storedTold struct {
	Lag     time.Duration `json:"lag_ns"`
	Arrival time.Duration `json:"arrival_ns"`
}

var storedAxes = strictjson.New[storedAxis]()

// MarshalJSON writes all that the axis knows, for a restart. It is good for minutes: packets that come later are given
// the positions that they would have had, but for what the axis has bent since.
func (x Axis) MarshalJSON() ([]byte, error) {
	stored := storedAxis{Rate: x.Rate, Clock: x.Clock, Streams: []storedStream{}}
	for i := range x.streams {
		if s := &x.streams[i]; s.known() {
			stored.Streams = append(stored.Streams, s.stored())
		}
	}
	if x.waiting.known() {
		waiting := x.waiting.stored()
		stored.Waiting = &waiting
	}
	return json.Marshal(stored)
}

// UnmarshalJSON reads what MarshalJSON writes, or leaves the axis as it is and returns a *SnapshotError.
func (x *Axis) UnmarshalJSON(text []byte) error {
	var stored storedAxis
	if err := storedAxes.Read(text, &stored); err != nil {
		return &SnapshotError{err.Error()}
	}
	next := Axis{Rate: stored.Rate, Clock: stored.Clock}
	all := stored.Streams
	if stored.Waiting != nil {
		all = append(slices.Clip(all), *stored.Waiting)
	}
	if len(stored.Streams) > len(next.streams) || len(all) > 0 && !next.takes(0) {
		return &SnapshotError{"no axis is so"}
	}
	for i, s := range all {
		if !s.possible() {
			return &SnapshotError{"no stream is so"}
		}
		to := &next.waiting
		if i < len(stored.Streams) {
			to = &next.streams[i]
		}
		*to = s.stream(next)
	}
	*x = next
	return nil
}

func (s *stream) stored() storedStream {
	w := s.window
	stored := storedStream{SSRC: s.ssrc, Started: s.started, Heard: s.heard, First: s.first, Latest: s.latest,
		Front: s.front, Count: s.count, Held: s.held, Forgot: s.forgot, Settled: s.settled, Delay: s.delay,
		Told: s.told, Bias: s.bias,
		Window: storedWindow{Since: w.since, Heard: w.heard.stored(), Told: w.told.stored(), Most: w.most}}
	for _, t := range s.reports[:min(s.told, len(s.reports))] {
		stored.Reports = append(stored.Reports, storedTold{t.lag, t.arrival})
	}
	if l := s.late; l != (run{}) {
		stored.Late = &storedRun{l.parts, l.last.stored(), l.part.stored(), l.end}
	}
	for _, b := range s.bends[:s.bent] {
		stored.Bends = append(stored.Bends, storedBend{b.from, b.offset, b.slope})
	}
	return stored
}

func (p part) stored() storedPart { return storedPart{p.since, p.count, p.least, p.most} }

func (p storedPart) part() part { return part{p.Since, p.Count, p.Least, p.Most} }

func (l least) stored() storedLeast {
	stored := storedLeast{Count: l.count, End: l.end}
	if l.first < math.MaxInt64 {
		stored.First = &l.first
	}
	if l.second < math.MaxInt64 {
		stored.Second = &l.second
	}
	return stored
}

// possible reports whether a stream can be so. What it has seen may be wrong, and is corrected by what comes.
func (s storedStream) possible() bool {
	late := storedRun{}
	if s.Late != nil {
		late = *s.Late
	}
	w := s.Window
	times := []time.Duration{s.Started, s.Heard, w.Since, w.Most, s.Delay, s.Bias}
	ticks := []int64{s.First, s.Latest, s.Front, w.Heard.End, w.Told.End, late.End}
	possible := s.Count > 0 && s.Told >= 0 && len(s.Reports) == min(s.Told, len(stream{}.reports)) &&
		len(s.Bends) > 0 && len(s.Bends) <= len(stream{}.bends) && late.Parts >= 0
	for _, p := range []storedPart{late.Last, late.Part} {
		times = append(times, p.Since, p.Least, p.Most)
		possible = possible && p.Count >= 0
	}
	for _, l := range []storedLeast{w.Heard, w.Told} {
		possible = possible && l.Count >= 0 && (l.First != nil) == (l.Count > 0) && (l.First != nil || l.Second == nil)
		for _, lag := range []*time.Duration{l.First, l.Second} {
			if lag != nil {
				times = append(times, *lag)
			}
		}
	}
	for _, t := range s.Reports {
		times = append(times, t.Lag, t.Arrival)
	}
	for i, b := range s.Bends {
		times, ticks = append(times, b.Offset), append(ticks, b.From)
		possible = possible && b.Slope >= -earlier && b.Slope <= later && (i == 0 || s.Bends[i-1].From <= b.From)
	}
	for _, t := range times {
		possible = possible && t >= -2*maxArrival && t <= 2*maxArrival
	}
	for _, n := range ticks {
		possible = possible && n >= -maxTicks && n <= maxTicks
	}
	return possible
}

// maxTicks is how far from 0 a timestamp lies that goes on: more than 36 years at the highest rate.
const maxTicks = 1 << 56

// stream returns the stream of an axis.
func (s storedStream) stream(x Axis) stream {
	w := s.Window
	t := stream{ssrc: s.SSRC, rate: x.Rate, clock: x.clock(), started: s.Started, heard: s.Heard, first: s.First,
		latest: s.Latest, front: s.Front, count: s.Count, held: s.Held, bent: len(s.Bends), forgot: s.Forgot,
		settled: s.Settled, delay: s.Delay, window: window{w.Since, w.Heard.least(), w.Told.least(), w.Most},
		told: s.Told, bias: s.Bias}
	for i, r := range s.Reports {
		t.reports[i] = told{r.Lag, r.Arrival}
	}
	if l := s.Late; l != nil {
		t.late = run{l.Parts, l.Last.part(), l.Part.part(), l.End}
	}
	for i, b := range s.Bends {
		t.bends[i] = bend{b.From, b.Offset, b.Slope}
	}
	return t
}

func (l storedLeast) least() least {
	to := least{count: l.Count, first: math.MaxInt64, second: math.MaxInt64, end: l.End}
	if l.First != nil {
		to.first = *l.First
	}
	if l.Second != nil {
		to.second = *l.Second
	}
	return to
}
