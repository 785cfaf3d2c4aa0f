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

	NTP     uint64          `json:"ntp,omitempty"`
	Ahead   []time.Duration `json:"ahead_ns,omitempty"`
	Reports int             `json:"reports,omitempty"`
}

// A storedBend is a bend.
type storedBend struct {
	From   int64         `json:"from"`
	Offset time.Duration `json:"offset_ns"`
	Slope  int64         `json:"slope"`
}

// A storedWindow is a window, in which no packet has been seen where the least is missing.
type storedWindow struct {
	Since  time.Duration  `json:"since_ns"`
	Weight int            `json:"weight"`
	Least  *time.Duration `json:"least_ns,omitempty"`
	Second *time.Duration `json:"second_ns,omitempty"`
	End    int64          `json:"end"`
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
		Front: s.front, Count: s.count, Held: s.held, Forgot: s.forgot, Settled: s.settled,
		Window: storedWindow{Since: w.since, Weight: w.weight, End: w.end},
		NTP:    s.ntp, Reports: s.reports, Ahead: slices.Clone(s.ahead[:min(s.reports, len(s.ahead))])}
	if w.least < math.MaxInt64 {
		stored.Window.Least = &w.least
	}
	if w.second < math.MaxInt64 {
		stored.Window.Second = &w.second
	}
	for _, b := range s.bends[:s.bent] {
		stored.Bends = append(stored.Bends, storedBend{b.from, b.offset, b.slope})
	}
	return stored
}

// possible reports whether a stream can be so. What it has seen may be wrong, and is corrected by what comes.
func (s storedStream) possible() bool {
	times := append([]time.Duration{s.Started, s.Heard, s.Window.Since}, s.Ahead...)
	ticks := []int64{s.First, s.Latest, s.Front, s.Window.End}
	possible := s.Count > 0 && s.Reports >= 0 && s.Window.Weight >= 0 &&
		len(s.Ahead) == min(s.Reports, len(stream{}.ahead)) && len(s.Bends) > 0 &&
		len(s.Bends) <= len(stream{}.bends) && (s.Window.Least != nil || s.Window.Second == nil)
	for _, lag := range []*time.Duration{s.Window.Least, s.Window.Second} {
		if lag != nil {
			times = append(times, *lag)
		}
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
	t := stream{ssrc: s.SSRC, rate: x.Rate, clock: x.clock(), started: s.Started, heard: s.Heard, first: s.First,
		latest: s.Latest, front: s.Front, count: s.Count, held: s.Held, bent: len(s.Bends), forgot: s.Forgot, settled: s.Settled,
		window: newWindow(s.Window.Since), ntp: s.NTP, reports: s.Reports}
	copy(t.ahead[:], s.Ahead)
	for i, b := range s.Bends {
		t.bends[i] = bend{b.From, b.Offset, b.Slope}
	}
	t.window.weight, t.window.end = s.Window.Weight, s.Window.End
	if s.Window.Least != nil {
		t.window.least = *s.Window.Least
	}
	if s.Window.Second != nil {
		t.window.second = *s.Window.Second
	}
	return t
}
