// Package axis finds where in a recording an RTP packet lies: its timestamp becomes a position on the recording's axis,
// by the arrivals of many packets and never by its own alone. It reads no clock and no socket; times are parameters.
//
// # What holds
//
// A packet arrives when its last sample has been spoken, and later by what the network adds. So the first packet's
// arrival, less its length, is the first anchor, and for a second from then on, and fifty packets, the axis moves
// earlier at once where two packets were delayed less. What the network adds to every packet is seen by nobody: an axis
// is late by the shortest way through the network.
//
// Never after its arrival: behind that first second no audio lies more than 11 ms after its own arrival, whatever
// timestamps do. The first packet that would is refused. Where a second one says the same, the axis moves earlier at
// once; where it is by more than the usual delay and 40 ms, a third one does. The usual delay is that of the latest
// packet of the last ten to twenty seconds in which fifty came, and 60 ms of a source that is new.
//
// Seldom before it was spoken: audio that comes later than the usual delay and 40 ms, or than half a second, is refused
// until its source is in time again, or three packets in a row agree: then timestamps have leapt back or stood still,
// and the axis follows. A leap that is less cannot be told from a delay by one packet. Audio is then early by no more
// than the leap, until all packets of a second, and fifty, are late by more than 10 ms, and by more than half of what
// they differ by; or all of four seconds, and two hundred, by more than 10 ms. Then the axis moves later by what the
// least delayed of the last fifty is late. A way through the network that has become longer looks the same: the axis is
// late by it, and moves back at once when it is shorter again.
//
// Clocks drift. Every ten seconds the axis is held against the packets that were delayed least, and bends where it is
// off by more than a millisecond: by up to five samples in a thousand earlier, and by up to one in a thousand later. So
// now and then a packet begins a sample after the end of the one before it, or a sample before that end. The axis bends
// and moves only behind all that has been given a position: what comes again lies where it lay. It lies nowhere where
// it comes later than the usual delay and 40 ms, as a leap back would, and after minutes.
//
// One packet alone moves nothing. Whatever comes from an SSRC that is new is refused, too. Three packets that agree, at
// the pace of speech, are a new anchor. What comes late and much faster than speech, as a tenth of a second at once,
// was held up by the network; so was what came too late just before its source is in time again, if nothing that was
// spoken after it came before it. It lies where its timestamps say, and so does what was refused of it, when it is
// asked about again.
package axis

import (
	"cmp"
	"fmt"
	"time"

	"github.com/recpause/recpause/recording"
)

const (
	far     = 500 * time.Millisecond // how far from its arrival a packet may lie at most
	sudden  = 40 * time.Millisecond  // by which one may come later than the usual delay
	certain = 10 * time.Millisecond  // by which none lies after its arrival; drift is less
	unknown = 60 * time.Millisecond  // what a network is taken to delay that is not known yet
	agreed  = 3                      // packets make a new anchor
	lasting = 30 * time.Millisecond  // where they come over so long a time
	burst   = 100 * time.Millisecond // of speech that comes at once was held up
	forgot  = 2 * time.Second        // those that were refused count no more where no other comes for so long

	maxArrival = time.Duration(1) << 60 // 36 years
	maxRate    = 1 << 24
)

// A Packet is what an RTP header says, and how much the packet is about.
type Packet struct {
	SSRC, Timestamp uint32
	// Length is in ticks of the RTP clock. Of audio it is how long it lasts: its samples, and for G.722 half of them.
	// Of a telephone event (RFC 4733) it is the duration so far, and of comfort noise (RFC 3389) 0.
	Length uint32
	// Event says that it is a telephone event: each of its packets lies where the key went down. The axis learns
	// nothing from it, for its duration may run ahead.
	Event bool
}

// A SenderReport is what RTCP says of a source: that its timestamps had come to Timestamp when it was sent. What time
// the sender had (NTP) is not asked: its clock may be wrong by any amount.
type SenderReport struct{ SSRC, Timestamp uint32 }

// A RefusedError reports a packet or a sender report that has no place on the axis, and has moved nothing. Who keeps
// the packet for two seconds and asks again behind the next packet that has a position, with the arrival that it had,
// gets its position where others have agreed with it, or where the network had held it up.
type RefusedError struct {
	ssrc, timestamp uint32
	problem         string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("axis: timestamp %d of SSRC %#x %s", e.timestamp, e.ssrc, e.problem)
}

const (
	noRate    = "needs an axis with a Rate of 1 to %d, not %d"
	noClock   = "needs an axis with a Clock of 0 to %d, not %d"
	newSource = "comes from a source that is not known yet"
	farOff    = "is too far from where its arrival says"
)

// An Axis is where the packets of one party lie. It is made with its Rate, as in Axis{Rate: 8000}; the zero Axis
// refuses everything. It has one owner, and a copy goes its own way.
type Axis struct {
	Rate  recording.Rate // samples a second of the recording
	Clock recording.Rate // ticks a second of the timestamps; 0 is Rate. That of G.722 is 8000, at a Rate of 16000.

	streams [2]stream // the two last sources, for packets of the one before still come, or come between
	waiting stream    // packets that were refused and agree with each other
}

// At returns the position of a packet's first sample, or of an event's begin. The arrival is the time since position 0,
// by the clock that clicks are measured with. The error is a *RefusedError.
func (x *Axis) At(p Packet, arrival time.Duration) (int64, error) {
	if !x.takes(arrival) {
		return 0, x.refused(p.SSRC, p.Timestamp)
	}
	s := x.find(p.SSRC)
	if s != nil {
		seen := s.see(p, arrival)
		s.compare(seen, arrival)
		if s.fits(seen) {
			x.goesOn(s, seen)
			s.take(seen, arrival)
			return s.give(seen), nil
		}
	}
	if s == nil && !x.streams[0].known() {
		s = &x.streams[0]
		*s = x.anchor(p, arrival)
	} else if s = x.doubt(p, arrival, s); s == nil {
		return 0, x.refused(p.SSRC, p.Timestamp)
	}
	return s.give(s.see(p, arrival)), nil
}

// Report takes an RTCP sender report when it arrives. It helps where packets are few, as in a hold: in ten seconds in
// which fifty packets come no report moves anything, and else they bend the axis by 200 parts per million at most; what
// counts is by how much they come later or earlier than they came when there were packets. The error is a
// *RefusedError.
func (x *Axis) Report(r SenderReport, arrival time.Duration) error {
	s := x.find(r.SSRC)
	if s == nil || !x.takes(arrival) || !s.report(r, arrival) {
		return x.refused(r.SSRC, r.Timestamp)
	}
	return nil
}

// takes reports whether the axis has a rate, and the arrival is a time of a call.
func (x *Axis) takes(arrival time.Duration) bool {
	rates := x.Rate > 0 && x.Rate <= maxRate && x.Clock >= 0 && x.Clock <= maxRate
	return rates && arrival >= -maxArrival && arrival <= maxArrival
}

func (x *Axis) refused(ssrc, timestamp uint32) error {
	e := &RefusedError{ssrc, timestamp, farOff}
	switch {
	case x.Rate <= 0 || x.Rate > maxRate:
		e.problem = fmt.Sprintf(noRate, maxRate, int64(x.Rate))
	case !x.takes(0):
		e.problem = fmt.Sprintf(noClock, maxRate, int64(x.Clock))
	case x.find(ssrc) == nil:
		e.problem = newSource
	}
	return e
}

// find returns the stream of a source, or nil.
func (x *Axis) find(ssrc uint32) *stream {
	for i := range x.streams {
		if s := &x.streams[i]; s.known() && s.ssrc == ssrc {
			return s
		}
	}
	return nil
}

// clock returns the ticks a second of the timestamps.
func (x *Axis) clock() recording.Rate { return cmp.Or(x.Clock, x.Rate) }

// anchor returns the stream that a packet begins.
func (x *Axis) anchor(p Packet, arrival time.Duration) stream {
	s := stream{ssrc: p.SSRC, rate: x.Rate, clock: x.clock(), started: arrival, delay: unknown}
	s.front = int64(p.Timestamp)
	s.first = s.front + int64(p.Length)
	s.window = newWindow(arrival)
	s.bend(arrival-s.clock.Duration(s.first), 0)
	s.take(s.see(p, arrival), arrival)
	return s
}

// doubt keeps in mind a packet that fits nowhere, and returns the stream on which it lies nevertheless, or nil. s is
// that of its source, or nil.
func (x *Axis) doubt(p Packet, arrival time.Duration, s *stream) *stream {
	w := &x.waiting
	again := w.hasSeen(p, arrival)
	switch {
	case again && w.held && s != nil && s.remembers(s.see(p, arrival)):
		return s
	case again && !w.held: // it says nothing new
	case !w.known() || w.ssrc != p.SSRC || w.held || arrival-w.heard > forgot || !w.near(w.see(p, arrival)):
		*w = x.anchor(p, arrival)
		return nil
	default:
		w.take(w.see(p, arrival), arrival)
	}
	elapsed, spoken := arrival-w.started, w.clock.Duration(w.latest-w.first)
	if s != nil && s.lateness(s.see(p, arrival)) > 0 && elapsed < spoken*4/5 {
		if spoken >= burst && elapsed <= spoken/4 && s.remembers(s.see(p, arrival)) {
			return s // the network had held it up
		}
		return nil // what may be held up, or a new anchor, is given no position
	}
	if w.count < agreed || elapsed < lasting {
		return nil
	}
	if s == nil {
		s = x.oldest()
	}
	s.goOnAs(w, p, arrival)
	*w = stream{}
	return s
}

// goesOn takes a packet that fits. What its source sent just before, and came too late, was held up by the network.
func (x *Axis) goesOn(s *stream, next sight) {
	w := &x.waiting
	if !w.known() || w.ssrc != s.ssrc {
		return
	}
	last := s.see(Packet{Timestamp: uint32(w.latest)}, w.heard)
	between := s.clock.Duration(next.from - last.end)
	first := s.see(Packet{Timestamp: uint32(w.first)}, w.started) // what is not new may be a leap back
	isNew := w.held || first.end > s.front
	w.held = isNew && s.lateness(last) > 0 && between >= 0 && between <= burst
	if !w.held {
		*w = stream{}
		return
	}
	s.window.most = max(s.window.most, min(s.lateness(last), far))
}

// oldest returns the stream that was not heard of for longest.
func (x *Axis) oldest() *stream {
	a, b := &x.streams[0], &x.streams[1]
	if !b.known() || a.known() && b.heard < a.heard {
		return b
	}
	return a
}
