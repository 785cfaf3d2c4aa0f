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
	return settings{
		Rate: c.Rate, Codec: c.Codec, Layout: c.Layout, Guard: c.Guard,
		HoldBack: c.Rate.Samples(c.HoldBack), Lookback: c.Rate.Samples(c.Lookback), Ahead: c.Rate.Samples(c.Ahead),
		Tone: fmt.Sprintf("%d samples %08x", len(c.Tone), crc32.ChecksumIEEE(pcm)),
	}
}

// A storedSink is how far a sink is, by how many samples failed writes may have gone beyond that, and what has yet to
// be taken out of it.
type storedSink struct {
	Released int64           `json:"released"`
	Unsure   int64           `json:"unsure,omitempty"`
	Wipe     recording.Spans `json:"wipe,omitempty"`
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
	}
	for _, k := range r.sinks {
		s.Sinks = append(s.Sinks, storedSink{k.written, max(0, k.tried-k.written), k.wipes})
	}
	for p, ring := range r.rings {
		if ring != nil {
			s.Voices = append(s.Voices, storedVoice{pause.Party(p), ring.received, ring.late})
		}
	}
	return json.Marshal(s)
}

// Restore goes on with a recording after a crash from its snapshot, with the Config it had, into its sinks. With a
// *SnapshotError or *ConfigError nothing is restored.
//
// Files are as they are, and all of them hold audio up to the position held. Where that is later than the snapshot,
// what is before it stays, but for what is silence by the snapshot; where it is earlier, the files have lost what is
// between, which becomes silence and is noted as Lost. The audio that was held back is lost unless it comes again:
// silence, and gaps in the report. Where the files of a closed recording need any of this, it is open until Close.
//
// Streams have been given audio up to the position held, or to that of the snapshot if that is later.
func Restore(c Config, data []byte, held int64, sinks ...io.WriterAt) (*Recording, error) {
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
	if err := r.restore(s, held); err != nil {
		return nil, err
	}
	return r, nil
}

// check checks that the positions of a snapshot are those of a recording with so many sinks.
func (s snapshot) check(sinks int, held int64) error {
	limit := recording.Span{From: s.Origin, To: s.Origin + maxLength + 1}
	possible := len(s.Sinks) == sinks && limit.Has(s.Received) && held < limit.To
	for _, k := range s.Sinks {
		possible = possible && limit.Has(k.Released) && k.Unsure >= 0 && k.Unsure <= maxLength
	}
	if !possible {
		return &SnapshotError{"the positions are not those of such a recording"}
	}
	return nil
}

// restore brings a new recording to where a snapshot was taken, and to what its sinks hold by now.
func (r *Recording) restore(s snapshot, held int64) error {
	if err := s.check(len(r.sinks), held); err != nil {
		return err
	}
	if err := r.replay(s.Events); err != nil {
		return err
	}
	known := s.Received // what is before it has been written, and the snapshot knows what of it came
	for i, stored := range s.Sinks {
		known = min(known, r.restoreSink(&r.sinks[i], stored, held))
	}
	for _, n := range s.Notes {
		r.note(n)
	}
	r.received = max(s.Received, r.floor)
	r.closed = s.Closed && !slices.ContainsFunc(r.sinks, func(k sink) bool { return len(k.wipes) > 0 })
	if known < held {
		for _, track := range r.config.Layout.Tracks() {
			r.note(Note{Kind: Unwatched, Span: recording.Span{From: known, To: held}, Track: track})
		}
	}
	return r.restoreVoices(s.Voices, recording.Span{From: known, To: held})
}

// restoreSink brings a sink to what it holds by now, and returns up to where the snapshot knows of it.
func (r *Recording) restoreSink(k *sink, stored storedSink, held int64) (known int64) {
	k.written, k.wipes = max(stored.Released, held), recording.Union(stored.Wipe...)
	r.floor = max(r.floor, k.written)
	if r.streams {
		return stored.Released
	}
	k.tried = stored.Released + stored.Unsure
	r.wipeDoubtful(k, stored.Released, held)
	return min(stored.Released, max(held, r.timeline.Origin()))
}

// wipeDoubtful has a file wiped where it lacks what it has been given by the snapshot, and where it may hold more than
// the snapshot knows of although somebody is silenced there, or the recording has ended.
func (r *Recording) wipeDoubtful(k *sink, released, held int64) {
	more := recording.Span{From: released, To: max(held, k.tried)}
	k.wipes.Add(recording.Span{From: max(held, r.timeline.Origin()), To: released})
	k.wipes.Add(more.Intersect(from(r.end())))
	parties, _ := r.timeline.Parties()
	for p := range parties.All() {
		for _, s := range r.config.Guard.Silence(r.timeline, p, more.To) {
			k.wipes.Add(s.Intersect(more))
		}
	}
}

// restoreVoices takes over what has come of the parties by the snapshot. All of a later span counts as come.
func (r *Recording) restoreVoices(voices []storedVoice, later recording.Span) error {
	for _, v := range voices {
		if v.Party >= pause.MaxParties {
			return &SnapshotError{"there is no such party"}
		}
		ring := r.ring(v.Party)
		ring.late, ring.received = v.Late, recording.Union(v.Received...)
		ring.received.Clip(before(later.From))
		ring.received.Add(later)
	}
	return nil
}

// replay notes a stored journal.
func (r *Recording) replay(journal []entry) error {
	for i, e := range journal {
		if err := r.replayEntry(e); err != nil {
			return &SnapshotError{fmt.Sprintf("event %d: %v", i, err)}
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
		return r.Step(e.At, step)
	case e.Stop != nil:
		return r.StopWithin(e.Stop.Span, e.Stop.Party)
	}
	return r.Away(e.At, e.Away)
}
