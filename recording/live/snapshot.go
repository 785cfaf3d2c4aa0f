package live

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"math/bits"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A SnapshotError reports a snapshot of which nothing was restored.
type SnapshotError struct {
	Problem string
}

func (e *SnapshotError) Error() string { return "live: snapshot: " + e.Problem }

// A snapshot is a Recording without the audio that is in memory.
type snapshot struct {
	Format string        `json:"format"`
	Config settings      `json:"config"`
	Stream bool          `json:"stream"`
	Origin int64         `json:"origin"`
	Start  pause.Call    `json:"start"`
	Events []storedEvent `json:"events"`
	Front  int64         `json:"front"`
	Sinks  []storedSink  `json:"sinks"`
	Voices []storedVoice `json:"voices"`
	Notes  []storedNote  `json:"notes"`
	Closed bool          `json:"closed"`
}

const snapshotFormat = "recpause-live/1"

// settings are a Config; of the tone only what tells it from another.
type settings struct {
	Rate     recording.Rate   `json:"rate"`
	Codec    recording.Codec  `json:"codec"`
	Layout   recording.Layout `json:"layout"`
	Guard    recording.Guard  `json:"guard"`
	HoldBack int64            `json:"hold_back"`
	Lookback int64            `json:"lookback"`
	Ahead    int64            `json:"ahead"`
	Tone     string           `json:"tone"`
}

func (c Config) settings() settings {
	pcm := make([]byte, 2*len(c.Tone))
	recording.PCM16.Encode(pcm, c.Tone)
	return settings{c.Rate, c.Codec, c.Layout, c.Guard, c.HoldBack, c.Lookback, c.Ahead, fmt.Sprintf("%d samples %08x", len(c.Tone), crc32.ChecksumIEEE(pcm))}
}

// A storedSink is how far a sink is, by how many samples failed writes may have gone beyond that, and what has yet to be taken out of it.
type storedSink struct {
	Released int64      `json:"released"`
	Unsure   int64      `json:"unsure,omitempty"`
	Wipe     [][2]int64 `json:"wipe,omitempty"`
}

// A storedVoice is what came of a party: spans as pairs.
type storedVoice struct {
	Party    pause.Party `json:"party"`
	Received [][2]int64  `json:"received"`
	Late     int64       `json:"late"`
}

// pairs returns spans as they are stored.
func pairs(spans recording.Spans) (all [][2]int64) {
	for _, s := range spans {
		all = append(all, [2]int64{s.From, s.To})
	}
	return all
}

// spansOf returns stored spans.
func spansOf(pairs [][2]int64) (spans recording.Spans) {
	for _, p := range pairs {
		spans.Add(recording.Span{From: p[0], To: p[1]})
	}
	return spans
}

// A storedNote is a Note that can be read again.
type storedNote struct {
	Kind   Kind   `json:"kind"`
	From   int64  `json:"from"`
	To     int64  `json:"to"`
	Track  uint8  `json:"track"`
	Voices uint64 `json:"voices,string"`
}

// MarshalJSON writes the recording's snapshot: everything but the audio in memory. Taken after every step, before it is confirmed, it is
// all that is needed for the recording to go on silent or recording as it was.
func (r *Recording) MarshalJSON() ([]byte, error) {
	if r.timeline == nil {
		return nil, zero()
	}
	s := snapshot{Format: snapshotFormat, Config: r.config.settings(), Stream: r.stream, Origin: r.timeline.Origin(), Start: r.start,
		Events: store(r.start, r.events), Front: r.front, Closed: r.closed}
	for _, o := range r.outputs {
		s.Sinks = append(s.Sinks, storedSink{o.done, max(0, o.reached-o.done), pairs(o.wipe)})
	}
	for p, ring := range r.rings {
		if ring != nil {
			s.Voices = append(s.Voices, storedVoice{pause.Party(p), pairs(ring.received), ring.late})
		}
	}
	for _, n := range r.notes {
		s.Notes = append(s.Notes, storedNote{n.Kind, n.Span.From, n.Span.To, uint8(n.Track), uint64(n.Voices)})
	}
	return json.Marshal(s)
}

// RestoreFiles goes on with a recording after a crash from its snapshot, with the Config it had, into the files as they are. All of them
// hold audio up to the position held. Where that is later than the snapshot, what is before it stays, but for what is silence by the
// snapshot; where it is earlier, the files have lost what is between, which becomes silence and is noted as Lost. The audio that was held
// back is lost unless it comes again: silence, and gaps in the report. Where the files of a closed recording need any of this, it is open
// until Close. A *SnapshotError or *ConfigError, and nothing is restored.
func RestoreFiles(c Config, data []byte, held int64, files ...io.WriterAt) (*Recording, error) {
	return restore(c, data, held, func(origin int64, r pause.Call) (*Recording, error) { return NewFiles(c, origin, r, files...) })
}

// RestoreStreams is RestoreFiles into streams, which have been given audio up to the position held, or to that of the snapshot if that is
// later.
func RestoreStreams(c Config, data []byte, held int64, streams ...io.Writer) (*Recording, error) {
	return restore(c, data, held, func(origin int64, r pause.Call) (*Recording, error) { return NewStreams(c, origin, r, streams...) })
}

func restore(c Config, data []byte, held int64, start func(int64, pause.Call) (*Recording, error)) (*Recording, error) {
	var s snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, &SnapshotError{err.Error()}
	}
	if s.Format != snapshotFormat {
		return nil, &SnapshotError{fmt.Sprintf("the format is %q, not %q", s.Format, snapshotFormat)}
	}
	if s.Config != c.settings() {
		return nil, &SnapshotError{"it was made with another configuration"}
	}
	r, err := start(s.Origin, s.Start)
	if err != nil {
		return nil, err
	}
	if s.Stream != r.stream {
		return nil, &SnapshotError{"files are not streams"}
	}
	if err := r.resume(s, held); err != nil {
		return nil, err
	}
	return r, nil
}

// resume brings a new recording to where a snapshot was taken, and to what its sinks hold by now.
func (r *Recording) resume(s snapshot, held int64) error {
	limit := recording.Span{From: s.Origin, To: s.Origin + maxLength + 1}
	if len(s.Sinks) != len(r.outputs) || !limit.Has(s.Front) || held >= limit.To {
		return &SnapshotError{"the positions are not those of such a recording"}
	}
	if err := r.replay(s.Events); err != nil {
		return err
	}
	known := s.Front
	for i, sink := range s.Sinks {
		if !limit.Has(sink.Released) || sink.Unsure < 0 || sink.Unsure > maxLength {
			return &SnapshotError{"the positions are not those of such a recording"}
		}
		o := &r.outputs[i]
		known, o.done, o.wipe = min(known, sink.Released), max(sink.Released, held), spansOf(sink.Wipe)
		r.floor = max(r.floor, o.done)
		if !r.stream {
			o.reached = sink.Released + sink.Unsure
			r.mistrust(o, sink.Released, held)
			known = min(known, max(held, s.Origin))
		}
	}
	for _, n := range s.Notes {
		r.note(Note{n.Kind, recording.Span{From: n.From, To: n.To}, recording.Track(n.Track), pause.Parties(n.Voices)})
	}
	r.front = max(s.Front, r.floor)
	r.closed = s.Closed && !slices.ContainsFunc(r.outputs, func(o output) bool { return len(o.wipe) > 0 })
	if known < held {
		for _, track := range r.config.Layout.Tracks() {
			r.note(Note{Kind: Unwatched, Span: recording.Span{From: known, To: held}, Track: track})
		}
	}
	return r.hear(s.Voices, recording.Span{From: known, To: held})
}

// mistrust has a file wiped where it lacks what the snapshot says that it holds, and wherever it may hold more than the snapshot knows of
// though somebody is silenced there, or the recording has ended.
func (r *Recording) mistrust(o *output, released, held int64) {
	more := recording.Span{From: released, To: max(held, o.reached)}
	o.wipe.Add(recording.Span{From: max(held, r.timeline.Origin()), To: released})
	o.wipe.Add(more.Intersect(recording.Span{From: r.end(), To: more.To}))
	parties, _ := r.timeline.Parties()
	for p := range parties.All() {
		for _, s := range r.config.Guard.Silence(r.timeline, p, more.To) {
			o.wipe.Add(s.Intersect(more))
		}
	}
}

// hear takes over what came of the parties, and was written, by the snapshot or in a span after it.
func (r *Recording) hear(voices []storedVoice, later recording.Span) error {
	for _, v := range voices {
		if v.Party >= pause.MaxParties {
			return &SnapshotError{"there is no such party"}
		}
		ring := r.ring(v.Party)
		ring.late, ring.received = v.Late, spansOf(v.Received)
		ring.received.Clip(recording.Span{From: math.MinInt64, To: later.From})
		ring.received.Add(later)
	}
	return nil
}

// A storedEvent is an event by what it takes to make its step again: the recorder before it, where that is not the one after the last,
// the cause, who acted, and the recorder after it, which also checks it.
type storedEvent struct {
	At     int64               `json:"at"`
	Cause  string              `json:"cause"` // "none" for a change of who is away
	By     *int                `json:"by,omitempty"`
	Before *pause.Call         `json:"before,omitempty"`
	After  *pause.Call         `json:"after,omitempty"`
	Away   uint64              `json:"away,string,omitempty"`
	Silent *recording.StopSpan `json:"silent,omitempty"` // no step and nobody away
}

// store makes events ready to be written.
func store(last pause.Call, events []event) []storedEvent {
	var all []storedEvent
	for _, e := range events {
		s := storedEvent{At: e.at, Cause: e.step.Cause.String(), Away: uint64(e.away), Silent: e.stop}
		if e.step.Cause != 0 {
			s.After = &e.step.After
			if e.step.Before != last {
				s.Before = &e.step.Before
			}
			if by, ok := e.step.By(); ok {
				party := int(by)
				s.By = &party
			}
			last = e.step.After
		}
		all = append(all, s)
	}
	return all
}

// replay notes stored events.
func (r *Recording) replay(events []storedEvent) error {
	for i, s := range events {
		step, err := s.step(r.last)
		switch {
		case err != nil:
		case s.Silent != nil:
			err = r.StopWithin(s.Silent.Span, s.Silent.Party)
		case step.Cause != 0:
			err = r.Step(s.At, step)
		default:
			err = r.Away(s.At, pause.Parties(s.Away))
		}
		if err != nil {
			return &SnapshotError{fmt.Sprintf("event %d: %v", i, err)}
		}
	}
	return nil
}

// step makes the step of a stored event again.
func (s storedEvent) step(before pause.Call) (step pause.Step, err error) {
	if s.Before != nil {
		before = *s.Before
	}
	if s.Cause == pause.Cause(0).String() {
		return pause.Step{}, nil
	}
	if s.After == nil {
		return step, fmt.Errorf("no recorder after %s", s.Cause)
	}
	by := pause.Party(pause.MaxParties)
	if s.By != nil && *s.By >= 0 && *s.By < pause.MaxParties {
		by = pause.Party(*s.By)
	}
	if step, err = again(s.Cause, before, *s.After, by); err != nil {
		return step, err
	}
	if step.After != *s.After {
		return step, fmt.Errorf("%s does not lead to the recorder after it", s.Cause)
	}
	return step, nil
}

// again makes a step from the recorders before and after it.
func again(cause string, before, after pause.Call, by pause.Party) (step pause.Step, err error) {
	switch cause {
	case pause.Stopped.String():
		step, err = before.Stop(by)
	case pause.Resumed.String():
		step, err = before.Resume(by)
	case pause.Answered.String():
		step = before.Answer()
	case pause.Joined.String():
		step, err = before.Join(by)
	case pause.Left.String():
		step, err = before.Leave(by)
	case pause.Parked.String():
		step, err = before.Park(by)
	case pause.Completed.String():
		step, err = before.Complete(by, target(before, after, by), after.Members())
	case pause.Transferred.String():
		step, err = before.Transfer(by, target(before, after, by), after.Members(), after.StoppedBy())
	case pause.Merged.String():
		step, err = before.Merge(after.Members(), after.StoppedBy())
	case pause.Ended.String():
		step = before.End()
	default:
		err = fmt.Errorf("%q is no cause", cause)
	}
	return step, err
}

// target returns who takes the place of the party that leaves: whoever is on the operator side if that party was, and otherwise
// anybody, for then all are alike.
func target(before, after pause.Call, leaves pause.Party) pause.Party {
	if before.OnSide(pause.Operator).Has(leaves) {
		return first(after.OnSide(pause.Operator))
	}
	return first(after.Members())
}

// first returns the first of a set, a number that nobody has if it is empty.
func first(p pause.Parties) pause.Party { return pause.Party(bits.TrailingZeros64(uint64(p))) }
