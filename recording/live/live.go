// Package live records a call while it goes on: audio comes frame by frame from the network, commands come with their
// positions, also late, and what reaches the files holds no sample of whoever had stopped the recording by then. It
// masks by position and never by arrival.
//
// The package reads no clock, starts nothing and locks nothing: one Recording has one owner, who calls it from one
// goroutine.
//
// # What holds at any time
//
// Three positions say how far a recording is. None of them ever goes back:
//
//	kept      where the memory starts
//	written   everything before it has been given to the sink; each sink has its own
//	received  end of the latest frame, or where Advance says that the call has come to
//
// What is in memory: what each party said from kept to received. That is as long as Config.HoldBack and Config.Lookback
// together. Samples that never came are silence in it, and gaps in the Report. Nothing leaves the memory before it has
// been written, unless a sink fails.
//
// What is written: what the plan holds by all that is known so far, that of Guard.Plan for the Timeline. At the end a
// sink holds what Plan.Encode makes of the whole audio, however it was cut and in whatever order it came. Written stays
// HoldBack behind received. Samples before written that have changed are written again before anything new is.
//
// What may still change: after written, everything. From kept to written, everything in a file, by a late command or a
// late frame; nothing in a stream, so what a stream was given before a late stop is noted as Leaked. Before kept, a
// late stop still silences a file, as far back as it reaches; but nothing that was silence comes back, which is noted
// as Lost.
//
// # What is synced before what
//
// The journal, what Journal returns line by line, is all that has to be on the disk, and the files follow whenever they
// do:
//
//	the line after New, StartSilent or Restore   before the first frame and the first step
//	the line after a step, also a repeated one   before that is confirmed and beeped
//	nothing                                      before a command is refused, for nothing has happened
//	the files, every second or so                before nothing, but then all that power can take is noted
//	the line after Close, and then the files     before the journal is deleted
//
// So a click that was confirmed counts after any crash, and one that was not may count or not: whoever sent it asks
// again. Restore takes out of a file again what its disk may not have let go, so that a loss of power brings no voice
// back.
package live

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A Config is how a call is recorded. Rate and one of HoldBack and Lookback have no default; see DefaultConfig. Where
// no beep is recorded Tone is nil, and the options of Manifest have no Tone either.
type Config struct {
	Rate   recording.Rate
	Codec  recording.Codec  // of the frames and of what is written
	Layout recording.Layout // one sink, or two for Split
	Tone   []int16          // the beep, as of recording.Tone.PCM; recordings may share it, nobody changes it
	Guard  recording.Guard

	// Origin is the position of the recording's first sample, that of the answer. A restored recording has that of its
	// journal.
	Origin int64
	// HoldBack is how long audio waits before it is written: a stop or a frame that is late by no more costs nothing.
	// 100 ms do for the network, 500 ms and more for a stop that comes as a telephone event.
	HoldBack time.Duration
	// Lookback is for how long what has been written can still be corrected; only files can. Audio is kept in memory
	// for both.
	Lookback time.Duration
	// Ahead is how far beyond all that is known a frame may reach and a step may lie; what lies farther is refused, for
	// its position is most likely wrong. 0 is 10 seconds, and it is never more than Lookback, or HoldBack where that is
	// longer or nothing can be corrected: so a wrong position takes nothing out of the memory that is still to come.
	// A frame whose beginning is known may reach a second beyond, also where that is more. Where nobody is heard for
	// longer, Advance says how far the call has come.
	Ahead time.Duration
}

// DefaultConfig returns what does for most: one channel of PCM16 with the default tone from position 0 on, a second
// held back, so that a stop which is late by no more was never in the file, and three in which what has been written
// can still be corrected. Together they fill the memory of 2^15 samples that a party has at 8 kHz.
func DefaultConfig(rate recording.Rate) Config {
	return Config{
		Rate: rate, Tone: recording.DefaultTone().PCM(rate),
		HoldBack: time.Second, Lookback: 3096 * time.Millisecond,
	}
}

// Limits of a Config and of positions.
const (
	maxRate   = 1 << 24 // samples a second: no audio has more
	maxKept   = 1 << 24 // samples in HoldBack and Lookback: 5 minutes at 48 kHz
	maxLength = 1 << 40 // samples of a recording: 265 days at 48 kHz
	maxOrigin = 1 << 56

	defaultAhead = 10 * time.Second
	farBehind    = 10 * time.Second // before the start: early media may be so early
	longFrame    = time.Second      // longer than any frame, also where little is held back
	maxAdvance   = time.Hour        // by which a call comes on at once: a call's position and no time of day
)

func (c Config) check(sinks int, streams bool) error {
	if c.Rate <= 0 || c.Rate > maxRate {
		return wrong("Rate", int64(c.Rate), "1 to %d samples a second", maxRate)
	}
	holdBack, lookback := c.Rate.Samples(c.HoldBack), c.Rate.Samples(c.Lookback)
	both := fmt.Sprintf("%v and %v", c.HoldBack, c.Lookback)
	switch {
	case !c.Codec.Known():
		return wrong("Codec", c.Codec, "a codec")
	case c.Layout > recording.Split:
		return wrong("Layout", c.Layout, "a layout")
	case c.Origin < -maxOrigin || c.Origin > maxOrigin:
		return wrong("Origin", c.Origin, "%d to %d", -maxOrigin, maxOrigin)
	case holdBack < 0 || lookback < 0 || c.Ahead < 0:
		return wrong("HoldBack, Lookback and Ahead", fmt.Sprintf("%v and %v", both, c.Ahead), "none less than 0")
	case holdBack == 0 && lookback == 0:
		return wrong("HoldBack and Lookback", both, "more than 0 in one, for two parties' frames never come at once")
	case streams && holdBack == 0:
		return wrong("HoldBack", c.HoldBack, "more than 0 for a stream, which takes nothing back")
	case streams && c.Guard.Before > holdBack:
		return wrong("Guard.Before", c.Guard.Before,
			"%d samples at most, the HoldBack of a stream, for else every stop leaks", holdBack)
	case holdBack > maxKept || lookback > maxKept-holdBack:
		return wrong("HoldBack and Lookback", both, "%v in both, which are kept in memory", c.Rate.Duration(maxKept))
	case sinks != len(c.Layout.Files()):
		return wrong("Layout", fmt.Sprintf("%v with %d sinks", c.Layout, sinks), "%d", len(c.Layout.Files()))
	}
	return nil
}

// ahead returns how many samples beyond all that is known a frame may reach and a step may lie.
func (c Config) ahead(streams bool) int64 {
	ahead := cmp.Or(c.Ahead, defaultAhead)
	if streams {
		return c.Rate.Samples(min(ahead, c.HoldBack))
	}
	return c.Rate.Samples(min(ahead, max(c.HoldBack, c.Lookback)))
}

// A Recording is one call's recording while it goes on; see the package's comment for what holds at any time. It owns
// the call: commands are given to it, and Call returns a copy. It is not safe for concurrent use. The zero Recording is
// none: it takes nothing, with a *ConfigError.
type Recording struct {
	config   Config
	holdBack int64 // of the Config, in samples
	memory   int64 // of HoldBack and Lookback together, in samples
	ahead    int64 // how far beyond received a frame may reach and a step may lie
	streams  bool  // the sinks are streams, and not files
	timeline *recording.Timeline
	start    pause.Call // as the call was at the start
	events   []event
	mark     mark    // of the journal
	received int64   // end of the latest frame, or where the call has come to
	floor    int64   // nothing before it is in memory: the start, or where a restored recording goes on
	rings    []*ring // by party, nil for who said nothing
	sinks    []sink
	notes    []Note
	views    [][]byte // what Plan.Encode is given
	scratch  []byte   // what it writes
	closed   bool
	restored bool
	stats    Stats

	stateLost bool // it was started by StartSilent
}

// New starts the recording of a call as it is at Config.Origin: a call that has been answered, or a room. There is one
// sink, or two for recording.Split, and they are all files or all streams. A file is any io.WriterAt, such as those of
// package wav: sample n is written at n-Origin times the bytes of a sample of all channels. For streams see Stream. A
// *ConfigError for a configuration that is none, and for a sink that is nil or given twice.
func New(c Config, call pause.Call, sinks ...io.WriterAt) (*Recording, error) {
	streams := slices.ContainsFunc(sinks, isStream)
	if err := checkSinks(sinks); err != nil {
		return nil, err
	}
	if err := c.check(len(sinks), streams); err != nil {
		return nil, err
	}
	r := &Recording{
		config: c, streams: streams, timeline: recording.NewTimeline(c.Origin, call), start: call,
		holdBack: c.Rate.Samples(c.HoldBack), memory: c.Rate.Samples(c.HoldBack) + c.Rate.Samples(c.Lookback),
		ahead: c.ahead(streams), received: c.Origin, floor: c.Origin,
	}
	for i, tracks := range c.Layout.Files() {
		s := sink{to: sinks[i], tracks: tracks, written: c.Origin, tried: c.Origin, corrected: nothing}
		for _, track := range tracks {
			s.plans = append(s.plans, c.Guard.Planner(r.timeline, track, c.Tone))
		}
		r.sinks = append(r.sinks, s)
	}
	return r, nil
}

// StartSilent starts the recording of a call of which nothing is known any more but who is in it: after a crash without
// a journal, or with one that Restore refuses. Everybody in the call has stopped it until they resume, for a leak is
// worse than a loss, and the report and the manifest say so. Config.Origin is where the call has come to. The sinks are
// new ones: the old file stays as it is, a recording of its own. The errors are those of New.
func StartSilent(c Config, call pause.Call, sinks ...io.WriterAt) (*Recording, error) {
	for p := range call.Members().All() {
		_, _ = call.Stop(p) // who is in the call may stop it
	}
	r, err := New(c, call, sinks...)
	if err == nil {
		r.stateLost = true
	}
	return r, err
}

// Call returns the call as it is after the last step.
func (r *Recording) Call() pause.Call {
	if r.timeline == nil {
		return pause.Call{}
	}
	return r.timeline.Call()
}

// Timeline returns what has happened to the recording so far, for reading: commands go to the Recording. The zero
// Recording has none.
func (r *Recording) Timeline() *recording.Timeline { return r.timeline }

// Released returns up to where all sinks have been given audio.
func (r *Recording) Released() int64 {
	if len(r.sinks) == 0 {
		return 0
	}
	to := r.sinks[0].written
	for _, s := range r.sinks[1:] {
		to = min(to, s.written)
	}
	return to
}

// kept returns from where on audio is in memory.
func (r *Recording) kept() int64 { return max(r.floor, r.received-r.memory) }

// end returns the position at which the recording ends, and while it runs the last one that it can have.
func (r *Recording) end() int64 {
	if end, ok := r.timeline.Ended(); ok {
		return end
	}
	return r.timeline.Origin() + maxLength
}

// checkPosition returns the error of a position at which nothing can be noted: one that is too far beyond what is
// known.
func (r *Recording) checkPosition(at, ahead int64) error {
	if r.timeline == nil {
		return notMade()
	}
	switch origin := r.timeline.Origin(); {
	case r.closed:
		return r.over(at)
	case at > min(r.received+ahead, origin+maxLength) || at < origin-maxLength:
		return &FarError{At: at, Known: r.received}
	}
	return nil
}

// Advance says that the call has come to a position, whether or not anybody was heard, so that silence is written in
// time; and tries again what sinks have not taken. It never takes the position back. An owner calls it every second or
// so, with how far the call has come by the clock less HoldBack: without it a call in which nobody is heard for longer
// than Config.Ahead takes no more frames and steps. The errors are a *recording.PositionError of a closed recording,
// *SinkError, and a *FarError for more than an hour at once.
func (r *Recording) Advance(to int64) error {
	if err := r.checkPosition(to, r.config.Rate.Samples(maxAdvance)); err != nil {
		return err
	}
	_ = r.advance(min(to, r.end())) // what fails is still due
	return r.settle(r.received - r.holdBack)
}

// advance notes that audio has been received up to a position. What leaves the memory by that is written first.
func (r *Recording) advance(to int64) (err error) {
	if to <= r.received {
		return nil
	}
	oldest := to - r.memory
	if oldest > r.due() {
		err = r.settle(oldest)
	}
	r.received = to
	return err
}

// Close ends the recording at a position, or at that of the last step if it is later, unless a step has ended it
// before, and writes everything that is held back. What was written beyond an end that came late is taken off again
// where a sink has a method Truncate(size int64) error, as an *os.File does; else Report says how long the recording
// is.
//
// Until Close frames and stops are taken that lie before the end, so a recording is closed when nothing more of them
// can come: HoldBack after the end, if that is as late as anything may be.
//
// After a *SinkError the recording is not closed yet, and Close may be called again; otherwise the error is a
// *FarError, for more than an hour after all that is known, and nothing was changed. Closing a closed recording does
// nothing.
func (r *Recording) Close(end int64) error {
	if r.closed {
		return nil
	}
	if r.timeline == nil {
		return notMade()
	}
	if last, ended := r.timeline.Ended(); !ended {
		end = max(end, last)
		if err := r.checkPosition(end, r.config.Rate.Samples(maxAdvance)); err != nil {
			return err
		}
		_ = r.advance(end) // what fails is still due
		if _, err := r.End(end); err != nil && !errors.As(err, new(*SinkError)) {
			return err
		}
	}
	_ = r.advance(r.end())
	if err := r.settle(r.end()); err != nil {
		return err
	}
	if err := r.cut(); err != nil {
		return err
	}
	r.closed = true
	r.views, r.scratch = nil, nil
	for _, ring := range r.rings {
		if ring != nil {
			ring.pcm = nil
		}
	}
	return nil
}
