package live

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A SnapshotError reports a snapshot of which nothing was restored.
type SnapshotError struct {
	problem string
}

func (e *SnapshotError) Error() string { return "live: snapshot: " + e.problem }

// A snapshot is a Recording without the audio that is in memory, as it is stored.
type snapshot struct {
	Format   string        `json:"format"`
	Config   settings      `json:"config"`
	Stream   bool          `json:"stream"`
	Origin   int64         `json:"origin"`
	Start    pause.Call    `json:"start"`
	Events   []entry       `json:"events"`
	Received int64         `json:"received"`
	Sinks    []storedSink  `json:"sinks"`
	Voices   []storedVoice `json:"voices"`
	Notes    []Note        `json:"notes"`
	Closed   bool          `json:"closed"`

	StateLost bool `json:"state_lost,omitempty"`
}

const snapshotFormat = "recpause-live/1"

// settings are what of a Config decides what the sinks hold; of the tone only what tells it from another. Lengths are
// not among them: a recording goes on under others.
type settings struct {
	Rate   recording.Rate   `json:"rate"`
	Codec  recording.Codec  `json:"codec"`
	Layout recording.Layout `json:"layout"`
	Guard  recording.Guard  `json:"guard"`
	Tone   string           `json:"tone"`
}

func (c Config) settings() settings {
	pcm := make([]byte, 2*len(c.Tone))
	recording.PCM16.Encode(pcm, c.Tone)
	return settings{
		Rate: c.Rate, Codec: c.Codec, Layout: c.Layout, Guard: c.Guard,
		Tone: fmt.Sprintf("%d samples %08x", len(c.Tone), crc32.ChecksumIEEE(pcm)),
	}
}

// A storedSink is how far a sink is, by how many samples failed writes may have gone beyond that, what has yet to be
// taken out of it or put into it, and what has been put into it after it had been written.
type storedSink struct {
	Released  int64           `json:"released"`
	Unsure    int64           `json:"unsure,omitempty"`
	Wipe      recording.Spans `json:"wipe,omitempty"`
	Due       recording.Spans `json:"due,omitempty"`
	Corrected recording.Spans `json:"corrected,omitempty"`
	Doubtful  recording.Spans `json:"doubtful,omitempty"` // what restored recordings have taken out, see wipeDoubtful
}

// A storedVoice is what came of a party.
type storedVoice struct {
	Party    pause.Party     `json:"party"`
	Received recording.Spans `json:"received"`
	Late     int64           `json:"late"`
}

// An entry of the journal is what happened at a position: a step, or a stop span, or else a change of who is away. A
// step is written once and for all, for a snapshot is taken after each.
type entry struct {
	At   int64               `json:"at"`
	Step json.RawMessage     `json:"step,omitempty"`
	Stop *recording.StopSpan `json:"silent,omitempty"`
	Away pause.Parties       `json:"away,omitzero"`
}

// MarshalJSON writes the recording's snapshot: everything but the audio in memory. Taken after every step, before it is
// confirmed, it is all that is needed for the recording to go on silent or recording as it was.
func (r *Recording) MarshalJSON() ([]byte, error) {
	if r.timeline == nil {
		return nil, notMade()
	}
	s := snapshot{
		Format: snapshotFormat, Config: r.config.settings(), Stream: r.streams, Origin: r.timeline.Origin(),
		Start: r.start, Events: r.journal, Received: r.received, Notes: r.notes, Closed: r.closed,
		StateLost: r.stateLost,
	}
	for _, k := range r.sinks {
		s.Sinks = append(s.Sinks, storedSink{k.written, max(0, k.tried-k.written), k.wipes, k.corrections,
			k.corrected, k.doubtful})
	}
	for p, ring := range r.rings {
		if ring != nil {
			s.Voices = append(s.Voices, storedVoice{pause.Party(p), ring.received, ring.late})
		}
	}
	return json.Marshal(s)
}

// Restore goes on with a recording after a crash from its snapshot, into the sinks it had. The Config is the one it
// had, but for HoldBack, Lookback and Ahead, which may be others. With a *SnapshotError or *ConfigError nothing is
// restored.
//
// Sizes say how many bytes of audio each sink has: a file's length without its header; of a stream what it has taken,
// or 0 where nobody knows. Files are as they are. What a file holds beyond the snapshot stays, but for what is silence
// by the snapshot; where it is shorter, it has lost what is between, which becomes silence and is noted as Lost. The
// audio that was held back is lost unless it comes again: silence, and gaps in the report. Where the files of a closed
// recording need any of this, it is open until Close.
//
// Files need not have been synced: what a late stop had taken out of one is taken out again, for the disk may still
// hold it, and what had been put into one late is noted as Unwatched, for the disk may lack it. So is what could still
// be corrected when the snapshot was taken, for a step may have come since.
func Restore(c Config, data []byte, sizes []int64, sinks ...io.WriterAt) (*Recording, error) {
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
	c.Origin = s.Origin
	r, err := New(c, s.Start, sinks...)
	if err != nil {
		return nil, err
	}
	if s.Stream != r.streams {
		return nil, &SnapshotError{"files are not streams"}
	}
	if err := r.restore(s, sizes); err != nil {
		return nil, err
	}
	return r, nil
}

// check checks that the positions of a snapshot are those of a recording with so many sinks, and that its notes are
// notes.
func (s snapshot) check(sinks int) error {
	limit := recording.Span{From: s.Origin, To: s.Origin + maxLength + 1}
	possible := len(s.Sinks) == sinks && limit.Has(s.Received)
	for _, k := range s.Sinks {
		possible = possible && limit.Has(k.Released) && k.Unsure >= 0 && k.Unsure <= maxLength
	}
	for _, n := range s.Notes {
		if n.Kind < Leaked || n.Kind > Unwatched || n.Track > recording.FarSide {
			return &SnapshotError{"there is no such note"}
		}
	}
	if !possible {
		return &SnapshotError{"the positions are not those of such a recording"}
	}
	return nil
}

// held returns up to which position each sink has audio.
func (r *Recording) held(sizes []int64) (all []int64, err error) {
	if len(sizes) != len(r.sinks) {
		return nil, &SnapshotError{fmt.Sprintf("%d sizes for %d sinks", len(sizes), len(r.sinks))}
	}
	for i, size := range sizes {
		width := int64(r.config.Codec.Width() * len(r.sinks[i].tracks))
		if size < 0 || size > maxLength*width {
			return nil, &SnapshotError{fmt.Sprintf("a size of %d bytes of sink %d", size, i)}
		}
		if r.streams {
			size += width - 1 // of a sample that was taken in part the stream has heard
		}
		all = append(all, r.timeline.Origin()+size/width)
	}
	return all, nil
}

// restore brings a new recording to where a snapshot was taken, and to what its sinks hold by now.
func (r *Recording) restore(s snapshot, sizes []int64) error {
	if err := s.check(len(r.sinks)); err != nil {
		return err
	}
	held, err := r.held(sizes)
	if err != nil {
		return err
	}
	if err := r.replay(s.Events); err != nil {
		return err
	}
	r.notes, r.stateLost = s.Notes, s.StateLost
	known, last := r.timeline.Origin(), r.timeline.Origin()
	for i, stored := range s.Sinks {
		if r.streams {
			held[i] = max(held[i], stored.Released)
		}
		r.restoreSink(&r.sinks[i], stored, held[i])
		r.noteUnwatched(&r.sinks[i], stored.Released, held[i], s.Closed)
		known, last = max(known, stored.Released), max(last, held[i])
	}
	r.received = max(s.Received, r.floor)
	r.closed = s.Closed && !slices.ContainsFunc(r.sinks, func(k sink) bool { return len(k.wipes) > 0 })
	return r.restoreVoices(s.Voices, recording.Span{From: min(known, last), To: last})
}

// restoreSink brings a sink to what it holds by now.
func (r *Recording) restoreSink(k *sink, stored storedSink, held int64) {
	k.written = max(stored.Released, held)
	r.floor = max(r.floor, k.written)
	if !r.streams {
		k.tried = stored.Released + stored.Unsure
		k.corrections, k.corrected = recording.Union(stored.Due...), recording.Union(stored.Corrected...)
		k.corrections.Clip(before(stored.Released))
		k.doubtful = recording.Union(stored.Doubtful...)
		r.doubt(k, recording.Span{From: stored.Released, To: max(held, k.tried)})
		k.wipes = recording.Union(slices.Concat(stored.Wipe, k.doubtful, r.withdrawn(k))...)
		k.wipes.Add(recording.Span{From: held, To: stored.Released})
		file := recording.Span{From: r.timeline.Origin(), To: max(held, stored.Released, k.tried)}
		for _, spans := range []*recording.Spans{&k.wipes, &k.corrections, &k.corrected, &k.doubtful} {
			spans.Clip(file)
		}
	}
}

// noteUnwatched notes where a sink may hold less than the snapshot has it: what was written after that; in a file what
// had been put into it late, for the disk may lack it; and unless the recording had been closed what could still be
// corrected, for a step of which there is no snapshot may have taken something out.
func (r *Recording) noteUnwatched(k *sink, released, held int64, closed bool) {
	unwatched := recording.Union(k.corrected...)
	unwatched.Add(recording.Span{From: released, To: held})
	if !r.streams && !closed {
		unwatched.Add(recording.Span{From: max(r.timeline.Origin(), released-r.memory), To: released})
	}
	unwatched.Clip(before(held))
	for _, track := range k.tracks {
		for _, s := range unwatched {
			if n := (Note{Kind: Unwatched, Span: s, Track: track}); !slices.Contains(r.notes, n) {
				r.note(n)
			}
		}
	}
}

// withdrawn returns what late stops have taken out of a file, as far as it is still not to be heard: the disk may not
// have heard of its going.
func (r *Recording) withdrawn(k *sink) (spans recording.Spans) {
	for i, track := range k.tracks {
		for _, n := range r.notes {
			if n.Kind != Withdrawn || n.Track != track {
				continue
			}
			for piece := range within(k.plans[i].Plan, n.Span) {
				if n.Voices&^piece.Voices != 0 {
					spans.Add(piece.Span)
				}
			}
		}
	}
	return spans
}

// doubt has taken out of a file what it may hold in a span that the snapshot does not know of, although somebody is
// silenced there or the recording has ended.
func (r *Recording) doubt(k *sink, span recording.Span) {
	k.doubtful.Add(span.Intersect(from(r.end())))
	parties, _ := r.timeline.Parties()
	for p := range parties.All() {
		for _, s := range r.config.Guard.Silence(r.timeline, p, span.To) {
			k.doubtful.Add(s.Intersect(span))
		}
	}
}

// restoreVoices takes over what has come of the parties by the snapshot. All of a later span counts as come, of
// everybody who was in the recording, heard of by then or not.
func (r *Recording) restoreVoices(voices []storedVoice, later recording.Span) error {
	for _, v := range voices {
		if v.Party >= pause.MaxParties {
			return &SnapshotError{"there is no such party"}
		}
		ring := r.ring(v.Party)
		ring.late, ring.received = v.Late, recording.Union(v.Received...)
		ring.received.Clip(before(later.From))
	}
	if parties, _ := r.timeline.Parties(); !later.Empty() {
		for p := range parties.All() {
			r.ring(p).received.Add(later)
		}
	}
	return nil
}

// replay notes a stored journal. Nothing has been written yet, so that one look at the plans does for all of it.
func (r *Recording) replay(journal []entry) error {
	limit := r.timeline.Origin() + maxLength
	for i, e := range journal {
		if e.At > limit || e.Stop != nil && e.Stop.Span.To > limit {
			return &SnapshotError{fmt.Sprintf("event %d: sample %d is that of no such recording", i, e.At)}
		}
		if err := r.replayEntry(e); err != nil {
			return &SnapshotError{fmt.Sprintf("event %d: %v", i, err)}
		}
	}
	r.journal = journal
	for _, s := range r.sinks {
		for _, plan := range s.plans {
			plan.Update()
		}
	}
	return nil
}

func (r *Recording) replayEntry(e entry) error {
	switch {
	case e.Step != nil:
		var step pause.Step
		if err := json.Unmarshal(e.Step, &step); err != nil {
			return err
		}
		return r.timeline.Step(e.At, step)
	case e.Stop != nil:
		return r.timeline.StopWithin(e.Stop.Span, e.Stop.Party)
	}
	return r.timeline.Away(e.At, e.Away)
}
