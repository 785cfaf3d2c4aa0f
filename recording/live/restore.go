package live

import (
	"fmt"
	"io"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// Restore goes on with a recording after a crash from its journal, all lines that Journal and Compact have returned,
// into the sinks it had. The Config is the one it had, but for HoldBack, Lookback and Ahead, which may be others. With
// a *JournalError or *ConfigError nothing is restored. Half a line at the end, which a loss of power may leave, is no
// error: its step was not confirmed. Then Journal begins anew, behind the old lines or in their place.
//
// Sizes say how many bytes of audio each sink has: a file's length without its header; of a stream what it has taken,
// or 0 where nobody knows. Files are as they are. What a file holds beyond the journal stays, but for what is silence
// by the journal; where it is shorter, it has lost what is between, which becomes silence and is noted as Lost. The
// audio that was held back is lost unless it comes again: silence, and gaps in the report. Where the files of a closed
// recording need any of this, it is open until Close.
//
// Files need not have been synced: what a late stop had taken out of one is taken out again, for the disk may still
// hold it, and every silence is written again. What had been put into a file late is noted as Unwatched, for the disk
// may lack it. So is what could still be corrected when the last line was written, for a step may have come since; and
// where one may have come somebody's silence counts for all who are in the same track. Who syncs files before the
// memory has gone on by its length, as every second, has all noted that a loss of power can take.
func Restore(c Config, journal []byte, sizes []int64, sinks ...io.WriterAt) (*Recording, error) {
	all, err := readJournal(journal)
	if err != nil {
		return nil, err
	}
	if all.Begin.Format != journalFormat {
		return nil, &JournalError{0, fmt.Sprintf("the format is %q, not %q", all.Begin.Format, journalFormat)}
	}
	if field, was, is := all.Begin.Config.differs(c.settings()); field != "" {
		return nil, &JournalError{0, fmt.Sprintf("it was made with %s %v, not %v", field, was, is)}
	}
	c.Origin = all.Begin.Origin
	r, err := New(c, all.Begin.Start, sinks...)
	if err != nil {
		return nil, err
	}
	if all.Begin.Stream != r.streams {
		return nil, &JournalError{0, "files are not streams"}
	}
	if err := r.restore(all, sizes); err != nil {
		return nil, err
	}
	return r, nil
}

// check checks that the positions of a journal are those of a recording with so many sinks, and that its notes are
// notes.
func (r record) check(sinks int) error {
	limit := recording.Span{From: r.Begin.Origin, To: r.Begin.Origin + maxLength + 1}
	possible := len(r.Sinks) == sinks && limit.Has(r.Received) && r.Begin.Memory >= 0 && r.Begin.Memory <= maxKept
	for _, k := range r.Sinks {
		possible = possible && limit.Has(k.Released) && k.Unsure >= 0 && k.Unsure <= maxLength
	}
	for _, n := range r.Notes {
		if n.Kind < Leaked || n.Kind > Unwatched || n.Track > recording.FarSide {
			return &JournalError{0, "there is no such note"}
		}
	}
	if !possible {
		return &JournalError{0, "the positions are not those of such a recording"}
	}
	return nil
}

// held returns up to which position each sink has audio.
func (r *Recording) held(sizes []int64) (all []int64, err error) {
	if len(sizes) != len(r.sinks) {
		return nil, &JournalError{0, fmt.Sprintf("%d sizes for %d sinks", len(sizes), len(r.sinks))}
	}
	for i, size := range sizes {
		width := int64(r.config.Codec.Width() * len(r.sinks[i].tracks))
		if size < 0 || size > maxLength*width {
			return nil, &JournalError{0, fmt.Sprintf("a size of %d bytes of sink %d", size, i)}
		}
		if r.streams {
			size += width - 1 // of a sample that was taken in part the stream has heard
		}
		all = append(all, r.timeline.Origin()+size/width)
	}
	return all, nil
}

// restore brings a new recording to where a journal ends, and to what its sinks hold by now.
func (r *Recording) restore(s record, sizes []int64) error {
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
	r.notes, r.stateLost, r.restored = s.Notes, s.Begin.StateLost, true
	known, last := r.timeline.Origin(), r.timeline.Origin()
	for i, stored := range s.Sinks {
		if r.streams {
			held[i] = max(held[i], stored.Released)
		}
		r.restoreSink(&r.sinks[i], stored, held[i], s)
		r.noteUnwatched(&r.sinks[i], stored.Released, held[i], s)
		known, last = max(known, stored.Released), max(last, held[i])
	}
	r.received = max(s.Received, r.floor)
	r.closed = s.Closed && !slices.ContainsFunc(r.sinks, func(k sink) bool { return len(k.wipes) > 0 })
	return r.restoreVoices(s.Voices, recording.Span{From: min(known, last), To: last})
}

// restoreSink brings a sink to what it holds by now.
func (r *Recording) restoreSink(k *sink, stored storedSink, held int64, s record) {
	k.written = max(stored.Released, held)
	r.floor = max(r.floor, k.written)
	if !r.streams {
		k.tried = stored.Released + stored.Unsure
		k.corrections, k.corrected.Spans = recording.Union(stored.Due...), recording.Union(stored.Corrected...)
		k.corrections.Clip(before(stored.Released))
		k.doubtful = recording.Union(stored.Doubtful...)
		reached := max(r.timeline.Origin(), min(stored.Released, s.Received-s.Begin.Memory)) // by a late step
		r.doubt(k, recording.Span{From: reached, To: max(held, k.tried)})
		nobody := r.nobody(k, stored.Released-s.Begin.Memory, max(held, k.tried))
		k.wipes = recording.Union(slices.Concat(stored.Wipe, k.doubtful, r.withdrawn(k), nobody)...)
		k.wipes.Add(recording.Span{From: held, To: stored.Released})
		file := recording.Span{From: r.timeline.Origin(), To: max(held, stored.Released, k.tried)}
		for _, spans := range []*recording.Spans{&k.wipes, &k.corrections, &k.corrected.Spans, &k.doubtful} {
			spans.Clip(file)
		}
	}
}

// noteUnwatched notes where a sink may hold less than the journal has it: what was written after that; in a file what
// had been put into it late, for the disk may lack it; and unless the recording had been closed what could still be
// corrected, for a step of which there is no line may have taken something out.
func (r *Recording) noteUnwatched(k *sink, released, held int64, s record) {
	unwatched := recording.Union(k.corrected.Spans...)
	unwatched.Add(recording.Span{From: released, To: held})
	if !r.streams && !s.Closed {
		unwatched.Add(recording.Span{From: max(r.timeline.Origin(), released-s.Begin.Memory), To: released})
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

// nobody returns where a file holds nobody's voice up to a position: silences, and beeps in them. They are written
// again, for nobody knows what the disk has: a beep of a step that was never confirmed, or where it has lost a write
// and not the next one a hole of zeros, which are loud in a codec of one byte. There a hole in one channel of two takes
// the other one with it, and so this is done for what the disk may not have had yet only.
func (r *Recording) nobody(k *sink, recent, to int64) recording.Spans {
	file := recording.Span{From: r.timeline.Origin(), To: to}
	if file.Empty() {
		return nil
	}
	all, some := recording.Spans{file}, recording.Spans{}
	for _, plan := range k.plans {
		var track recording.Spans
		for piece := range within(plan.Plan, file) {
			if piece.Voices == 0 {
				track.Add(piece.Span)
			}
		}
		all, some = all.Intersect(track), recording.Union(slices.Concat(some, track)...)
	}
	if r.config.Codec.Silence() == 0 {
		return all
	}
	some.Clip(from(max(file.From, recent)))
	return recording.Union(slices.Concat(all, some)...)
}

// doubt has taken out of a file what it may hold in a span in which a step may have been that has no line: where
// somebody is silenced or away, or the recording has ended.
func (r *Recording) doubt(k *sink, span recording.Span) {
	k.doubtful.Add(span.Intersect(from(r.end())))
	parties, _ := r.timeline.Parties()
	for p := range parties.All() {
		for _, s := range r.config.Guard.Silence(r.timeline, p, span.To) {
			k.doubtful.Add(s.Intersect(span))
		}
	}
	last, _ := r.timeline.Ended()
	for i, track := range k.tracks {
		members := r.Call().OnSide(track.Sides())
		for piece := range within(k.plans[i].Plan, span.Intersect(from(last))) {
			if members&^piece.Voices != 0 {
				k.doubtful.Add(piece.Span)
			}
		}
	}
}

// restoreVoices takes over what has come of the parties by the journal. All of a later span counts as come, of
// everybody who was in the recording, heard of by then or not.
func (r *Recording) restoreVoices(voices []storedVoice, later recording.Span) error {
	for _, v := range voices {
		if v.Party >= pause.MaxParties {
			return &JournalError{0, "there is no such party"}
		}
		ring := r.ring(v.Party)
		ring.late, ring.received.Spans = v.Late, recording.Union(v.Received...)
		ring.received.Clip(before(later.From))
	}
	if parties, _ := r.timeline.Parties(); !later.Empty() {
		for p := range parties.All() {
			r.ring(p).received.Add(later)
		}
	}
	return nil
}
