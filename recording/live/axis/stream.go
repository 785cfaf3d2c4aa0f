package axis

import (
	"math"
	"time"

	"github.com/recpause/recpause/recording"
)

const (
	settling = time.Second      // for how long the anchor moves at once, where it has seen
	few      = 10               // packets by then
	period   = 10 * time.Second // after which the axis is held against the packets that were delayed least, of
	enough   = 50               // packets at least; a sender report counts as
	weighty  = 25               // packets, so that two of them in a period do
	still    = time.Millisecond // by which the axis may be off

	later   = 1000 // parts per million by which it bends at most
	earlier = 5000
)

// A stream is what is known of one source. Its timestamps do not wrap round: they are int64 that go on from the first
// one. The nominal time of a timestamp is what its clock should say, from timestamp 0 on.
type stream struct {
	ssrc        uint32
	rate, clock recording.Rate
	started     time.Duration // arrival of the first packet
	heard       time.Duration // and of the last
	first       int64         // end of the first packet
	latest      int64         // and of the last
	front       int64         // where the axis may bend: what has been given a position begins before it
	count       int           // packets, without those that came twice in a row
	held        bool          // they were refused, and it has turned out that the network had held them up

	bends  [8]bend // the last ones, in order
	bent   int     // how many there are
	forgot bool    // there were more

	settled bool
	window  window

	ntp     uint64           // of the first sender report
	ahead   [8]time.Duration // by how much its clock and the way are behind arrivals, of the last reports
	reports int
}

// A bend is where the axis takes another direction: from a timestamp on, samples were spoken at their nominal time plus
// offset, and by slope parts per million more of the time since then.
type bend struct {
	from   int64
	offset time.Duration
	slope  int64
}

// A sight is a packet on a stream, or a sender report, whose end is its timestamp. The lag is by how much the arrival
// is later than the nominal time of its end.
type sight struct {
	from, end int64
	lag       time.Duration
	event     bool
}

func (s *stream) known() bool { return s.count > 0 }

func (s *stream) see(p Packet, arrival time.Duration) sight {
	near := s.clock.Samples(arrival - s.bends[s.bent-1].offset)
	from := near + int64(int32(p.Timestamp-uint32(near)))
	end := from + int64(p.Length)
	return sight{from, end, arrival - s.clock.Duration(end), p.Event}
}

// hasSeen reports whether a packet lies between the first one and the last.
func (s *stream) hasSeen(p Packet, arrival time.Duration) bool {
	if !s.known() || s.ssrc != p.SSRC {
		return false
	}
	seen := s.see(p, arrival)
	return seen.end >= s.first && seen.end <= s.latest
}

// offset returns by how much later than its nominal time a timestamp was spoken.
func (s *stream) offset(timestamp int64) time.Duration {
	i := s.bent - 1
	for i > 0 && timestamp < s.bends[i].from {
		i--
	}
	b := s.bends[i]
	since := s.clock.Duration(timestamp - b.from)
	return b.offset + since/1e6*time.Duration(b.slope) + since%1e6*time.Duration(b.slope)/1e6
}

// give returns the position of a packet, which no bend changes any more.
func (s *stream) give(seen sight) int64 {
	s.front = max(s.front, seen.from+1)
	return s.rate.Samples(s.clock.Duration(seen.from) + s.offset(seen.from))
}

// late returns by how much later a packet arrived than it was spoken.
func (s *stream) late(seen sight) time.Duration { return seen.lag - s.offset(seen.end) }

// remembers reports whether a packet has the position that it would have had at any time.
func (s *stream) remembers(seen sight) bool { return !s.forgot || seen.from >= s.bends[0].from }

func (s *stream) fits(seen sight) bool {
	late := s.late(seen)
	return late >= -far && late <= far && s.remembers(seen)
}

// take notes a packet that fits, before it is given its position.
func (s *stream) take(seen sight, arrival time.Duration) {
	if seen.end != s.latest || !s.known() {
		s.count++
	}
	s.latest, s.heard = seen.end, arrival
	if !seen.event {
		s.learn(seen, arrival, 1)
	}
}

// report learns from a sender report, and reports whether it fits. The one that was held up least, of the last few,
// says how far the sender's clock is from that of arrivals.
func (s *stream) report(r SenderReport, arrival time.Duration) bool {
	if s.reports == 0 {
		s.ntp = r.NTP
	}
	ahead := arrival - ntpDuration(r.NTP-s.ntp)
	least := ahead
	for _, a := range s.ahead[:min(s.reports, len(s.ahead))] {
		least = min(least, a)
	}
	seen := s.see(Packet{Timestamp: r.Timestamp}, arrival)
	if held := ahead - least; held <= far { // else its clock was set
		seen.lag -= held
	}
	if !s.fits(seen) {
		return false
	}
	s.ahead[s.reports%len(s.ahead)] = ahead
	s.reports++
	s.learn(seen, arrival, weighty)
	return true
}

// ntpDuration returns the time between two NTP times, of which one may be in the next era.
func ntpDuration(d uint64) time.Duration {
	return time.Duration(int64(d)>>32)*time.Second + time.Duration(uint64(uint32(d))*uint64(time.Second)>>32)
}

// learn holds the axis against a packet or a report.
func (s *stream) learn(seen sight, arrival time.Duration, weight int) {
	s.front = max(s.front, seen.from)
	w := &s.window
	switch age := arrival - w.since; {
	case !s.settled:
		s.settled = age > settling && w.weight >= few
		if s.settled {
			*w = newWindow(arrival)
		}
	case age >= period && w.weight >= enough:
		s.correct()
		*w = newWindow(arrival)
	}
	w.add(seen, weight)
	if !s.settled && w.second < s.offset(s.front) {
		s.bend(w.second, 0)
	}
}

// correct bends the axis towards the least delayed packets of a period, so that it has come to them at the end of the
// next one, or of the second next where it moves later.
func (s *stream) correct() {
	late, slope := s.window.second-s.offset(s.front), int64(0)
	switch {
	case late > still:
		slope = min(late.Microseconds()/20, later)
	case late < -still:
		slope = max(late.Microseconds()/10, -earlier)
	}
	if slope != s.bends[s.bent-1].slope {
		s.bend(s.offset(s.front), slope)
	}
}

// bend makes the axis go on from its front with another offset and slope.
func (s *stream) bend(offset time.Duration, slope int64) {
	if s.bent == len(s.bends) {
		s.bent = copy(s.bends[:], s.bends[1:])
		s.forgot = true
	}
	s.bends[s.bent] = bend{s.front, offset, slope}
	s.bent++
}

// straighten puts what was not given a position yet on the axis as it is now.
func (s *stream) straighten() {
	s.bends, s.bent, s.forgot = [len(s.bends)]bend{s.bends[s.bent-1]}, 1, false
}

// A window is the least delayed packets of a period. The second counts, so that one packet alone moves nothing; the
// same one twice is one.
type window struct {
	since         time.Duration
	weight        int
	least, second time.Duration // lags
	end           int64         // of the one with the least
}

func newWindow(since time.Duration) window {
	return window{since: since, least: math.MaxInt64, second: math.MaxInt64}
}

func (w *window) add(seen sight, weight int) {
	if seen.end == w.end {
		return
	}
	w.weight += weight
	switch {
	case seen.lag < w.least:
		w.least, w.second, w.end = seen.lag, w.least, seen.end
	case seen.lag < w.second:
		w.second = seen.lag
	}
}
