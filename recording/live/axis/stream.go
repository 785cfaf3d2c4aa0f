package axis

import (
	"math"
	"time"

	"github.com/recpause/recpause/recording"
)

const (
	settling = time.Second      // for how long the anchor moves at once, where it has seen
	few      = 50               // packets by then
	period   = 10 * time.Second // after which the axis is held against the packets that were delayed least, of
	enough   = 50               // packets at least; a sender report counts as
	weighty  = 25               // packets, so that two of them in a period do; and it counts for
	reported = 45 * time.Second
	still    = time.Millisecond // by which the axis may be off

	partCount = 25                     // packets in a row that all came late, in
	partTime  = 500 * time.Millisecond // at least, are a part of a row:
	longRow   = 8                      // parts move the axis later, and two that are alike

	later   = 1000 // parts per million by which it bends at most, and where packets are few
	earlier = 5000
	byTold  = 200
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
	delay   time.Duration // the latest of the period before this one
	window  window
	late    run

	reports [8]told       // the last sender reports
	told    int           // how many there were
	bias    time.Duration // by how much they come later than the least delayed packets, and earlier if negative
}

// A run is packets in a row that all came late, by more than the drift of a clock, in parts.
type run struct {
	parts      int // that are over
	last, part part
	end        int64 // of the last packet; what comes again counts once
}

// A part is some packets of a run. Least and most are by how much they came late.
type part struct {
	since time.Duration
	count int
	least time.Duration
	most  time.Duration
}

// A told is the lag of a sender report, and when it arrived.
type told struct{ lag, arrival time.Duration }

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

// lateness returns by how much later a packet arrived than it was spoken.
func (s *stream) lateness(seen sight) time.Duration { return seen.lag - s.offset(seen.end) }

// remembers reports whether a packet has the position that it would have had at any time.
func (s *stream) remembers(seen sight) bool { return !s.forgot || seen.from >= s.bends[0].from }

// near reports whether a packet lies anywhere near its arrival.
func (s *stream) near(seen sight) bool {
	late := s.lateness(seen)
	return late >= -far && late <= far && s.remembers(seen)
}

// usual returns by how much a packet may be late that no leap has to explain.
func (s *stream) usual() time.Duration { return min(max(s.delay, s.window.most)+sudden, far) }

// fits reports whether a packet lies where its arrival lets it: not after it, and before it by no more than the network
// has been seen to delay. The duration of an event may run ahead, and its last packet comes again.
func (s *stream) fits(seen sight) bool {
	late := s.lateness(seen)
	switch {
	case seen.event:
		return s.near(seen) && late+s.clock.Duration(seen.end-seen.from) >= -s.ahead()
	default:
		return late >= -s.ahead() && late <= s.usual() && s.remembers(seen)
	}
}

// ahead returns by how much a packet may lie after its arrival.
func (s *stream) ahead() time.Duration {
	if s.settled {
		return certain
	}
	return s.usual()
}

// take notes a packet that fits, before it is given its position.
func (s *stream) take(seen sight, arrival time.Duration) {
	if seen.end != s.latest || !s.known() {
		s.count++
	}
	s.latest, s.heard = seen.end, arrival
	if !seen.event {
		s.learn(seen, arrival)
		s.window.most = max(s.window.most, s.lateness(seen))
	}
}

// report learns from a sender report, and reports whether it fits. Of the reports of the last while the one that was
// held up least counts.
func (s *stream) report(r SenderReport, arrival time.Duration) bool {
	seen := s.see(Packet{Timestamp: r.Timestamp}, arrival)
	if !s.near(seen) || !s.settled && !s.fits(seen) {
		return false
	}
	s.reports[s.told%len(s.reports)] = told{seen.lag, arrival}
	s.told++
	seen.lag = min(seen.lag, s.leastTold(arrival)) - s.bias
	s.turn(seen, arrival)
	s.window.told.add(seen)
	s.settle()
	return true
}

// leastTold returns the least lag of the reports of the last while, or what is more than any.
func (s *stream) leastTold(arrival time.Duration) time.Duration {
	lag := time.Duration(math.MaxInt64)
	for _, t := range s.reports[:min(s.told, len(s.reports))] {
		if arrival-t.arrival <= reported {
			lag = min(lag, t.lag)
		}
	}
	return lag
}

// compare holds a packet against the axis before it is judged, and moves the axis where the packet, and others before
// it, prove that it is wrong by more than a clock drifts.
func (s *stream) compare(seen sight, arrival time.Duration) {
	late := s.lateness(seen)
	switch {
	case seen.event || seen.from < s.front || !s.near(seen):
	case late > certain:
		if by := s.late.add(seen, late, arrival); by > 0 {
			s.delay = max(s.delay, s.late.last.most-by)
			s.move(s.offset(s.front)+by, arrival)
		}
	case late < -certain && late >= -s.usual() && s.settled:
		s.window.heard.add(seen)
		if second := s.window.heard.second; second < s.offset(s.front)-certain {
			s.delay = max(s.delay, s.window.most)
			s.move(second, arrival)
			s.window.heard.add(seen)
		}
		s.late = run{}
	default:
		s.late = run{}
	}
}

// add takes a packet that came late, and returns by how much all come late for another reason than that the network
// delays some more than others, or 0. Of a run only the two last parts count, for its first packets may have come late
// before the others did.
func (r *run) add(seen sight, late, arrival time.Duration) time.Duration {
	if r.part.count > 0 && seen.end <= r.end {
		return 0
	}
	p := &r.part
	if p.count == 0 {
		*p = part{arrival, 0, late, late}
	}
	p.count++
	p.least, p.most, r.end = min(p.least, late), max(p.most, late), seen.end
	if p.count < partCount || arrival-p.since < partTime {
		return 0
	}
	least, most := min(r.last.least, p.least), max(r.last.most, p.most)
	r.parts++
	r.last, r.part = *p, part{}
	if r.parts >= 2 && least > (most-least)/2 || r.parts >= longRow {
		return least
	}
	return 0
}

// move lets the axis go on elsewhere, behind all that has been given a position.
func (s *stream) move(offset, arrival time.Duration) {
	s.bend(offset, 0)
	s.window, s.late = newWindow(arrival), run{}
	s.reports, s.told = [len(s.reports)]told{}, 0
}

// goOnAs takes the anchor of packets that were refused, of which p was the last. Where timestamps have leapt forward,
// the axis moves, and what came before lies where it lay.
func (s *stream) goOnAs(w *stream, p Packet, arrival time.Duration) {
	same := s.known() && s.ssrc == w.ssrc
	if !same {
		*s = *w
		s.straighten()
		return
	}
	seen := s.see(p, arrival)
	if late := s.lateness(seen); late < 0 && late >= -far && seen.from >= s.front {
		s.move(s.offset(s.front)+late-w.lateness(w.see(p, arrival)), arrival)
		s.settled = false
		s.take(seen, arrival)
		return
	}
	delay, bias := max(s.delay, s.window.most), s.bias
	*s = *w
	s.delay, s.bias = delay, bias
	s.straighten()
}

// learn holds the axis against a packet.
func (s *stream) learn(seen sight, arrival time.Duration) {
	s.turn(seen, arrival)
	s.window.heard.add(seen)
	s.settle()
}

// turn begins a new period where one is over.
func (s *stream) turn(seen sight, arrival time.Duration) {
	s.front = max(s.front, seen.from)
	w := &s.window
	switch age := arrival - w.since; {
	case !s.settled:
		s.settled = age > settling && w.weight() >= few
		if s.settled {
			s.delay = max(s.delay, w.most)
			*w = newWindow(arrival)
		}
	case age >= period && w.weight() >= enough:
		s.correct()
		if w.heard.count < enough { // a hold does not say that packets come sooner
			w.most = max(w.most, s.delay)
		} else if told := s.leastTold(arrival); told < math.MaxInt64 {
			s.bias = told - w.heard.second
		}
		s.delay = w.most
		*w = newWindow(arrival)
	}
}

// settle moves the anchor earlier at once while it is new.
func (s *stream) settle() {
	if second := s.window.second(); !s.settled && second < s.offset(s.front) {
		s.bend(second, 0)
	}
}

// correct bends the axis towards the least delayed packets of a period, so that it has come to them at the end of the
// next one, or of the second next where it moves later.
func (s *stream) correct() {
	late, slope := s.window.second()-s.offset(s.front), int64(0)
	switch {
	case late > still:
		slope = min(late.Microseconds()/20, later)
	case late < -still:
		slope = max(late.Microseconds()/10, -earlier)
	}
	if s.window.heard.count < enough {
		slope = min(max(slope, -byTold), byTold)
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

// A window is a period: the least delayed of its packets and of its reports, and how late the latest packet was.
type window struct {
	since       time.Duration
	heard, told least
	most        time.Duration
}

// A least is the two least delayed of some. The second counts, so that one packet alone moves nothing; the same one
// twice is one.
type least struct {
	count         int
	first, second time.Duration // lags
	end           int64         // of the one with the least
}

func newWindow(since time.Duration) window {
	none := least{first: math.MaxInt64, second: math.MaxInt64}
	return window{since: since, heard: none, told: none}
}

func (l *least) add(seen sight) {
	if seen.end == l.end && l.count > 0 {
		return
	}
	l.count++
	switch {
	case seen.lag < l.first:
		l.first, l.second, l.end = seen.lag, l.first, seen.end
	case seen.lag < l.second:
		l.second = seen.lag
	}
}

// weight returns how much has been seen: of reports two are as good as fifty packets.
func (w *window) weight() int { return w.heard.count + weighty*w.told.count }

// second returns the second least lag. Where there are packets enough, reports do not count.
func (w *window) second() time.Duration {
	h, t := &w.heard, &w.told
	if h.count >= enough {
		return h.second
	}
	return min(max(h.first, t.first), h.second, t.second)
}
