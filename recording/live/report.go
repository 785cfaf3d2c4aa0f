package live

import (
	"fmt"
	"iter"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A NoteKind is what a note is about. There is no zero one.
type NoteKind uint8

// The kinds.
const (
	Leaked    NoteKind = 1 + iota // a stream was given voices before a stop that came too late for it
	Withdrawn                     // a file held voices for a while, until a late stop took them out
	Lost                          // voices, or with none the beep, are missing: they had left the memory
	Unwatched                     // a file's since the last line before a crash: right, but its gaps are not known
)

//enum:text
var noteKindNames = [...]string{"none", Leaked: "leaked", Withdrawn: "withdrawn", Lost: "lost", Unwatched: "unwatched"}

// A Note says that a track holds, or has held, something else in a span than it should. The span may be longer than
// what could be heard of it, and is never shorter.
type Note struct {
	Kind   NoteKind        `json:"kind"`
	Span   recording.Span  `json:"span"`
	Track  recording.Track `json:"track"`
	Voices pause.Parties   `json:"voices"`
}

func (n Note) String() string {
	return fmt.Sprintf("%v: %v in the %v track at %v", n.Kind, n.Voices, n.Track, n.Span)
}

// note adds a note.
func (r *Recording) note(n Note) { r.notes = addNote(r.notes, n) }

// addNote adds a note, or makes the last one longer where it says the same of a span that this one follows on.
func addNote(notes []Note, n Note) []Note {
	if len(notes) > 0 {
		last := &notes[len(notes)-1]
		touch := last.Span.From <= n.Span.From && n.Span.From <= last.Span.To
		if touch && last.Kind == n.Kind && last.Track == n.Track && last.Voices == n.Voices {
			last.Span.To = max(last.Span.To, n.Span.To)
			return notes
		}
	}
	return append(notes, n)
}

// lose notes as lost the voices that a sink should hold in a span by the plan.
func (r *Recording) lose(s *sink, span recording.Span) {
	for i, track := range s.tracks {
		for piece := range within(s.plans[i].Plan, span) {
			if piece.Voices != 0 {
				r.note(Note{Lost, piece.Span, track, piece.Voices})
			}
		}
	}
}

// within goes through what a plan holds in a span, piece by piece.
func within(p recording.Plan, span recording.Span) iter.Seq[recording.Piece] {
	return func(yield func(recording.Piece) bool) {
		for !span.Empty() {
			piece := p.At(span.From)
			piece.Span = piece.Intersect(span)
			if !yield(piece) {
				return
			}
			span.From = piece.To
		}
	}
}

// A Voice is what came of a party's audio.
type Voice struct {
	Party pause.Party
	Gaps  recording.Spans // where it was in the recording, masked or not, and nothing came in time, or a crash lost it
	Late  int64           // how many samples came too late to be written
}

// A Report is what became of a recording, up to its end or as far as it has come.
type Report struct {
	Span      recording.Span
	Voices    []Voice              // of everybody who was in the recording
	Strangers pause.Parties        // who sent audio and never was in it
	Notes     []Note               // in the order in which they turned up
	StopSpans []recording.StopSpan // those of StopWithin
	StateLost bool                 // it was started by StartSilent
}

// Report returns what has become of the recording so far.
func (r *Recording) Report() Report {
	if r.timeline == nil {
		return Report{}
	}
	parties, _ := r.timeline.Parties()
	report := Report{
		Span:      recording.Span{From: r.timeline.Origin(), To: min(r.received, r.end())},
		Notes:     slices.Clone(r.notes),
		StopSpans: r.timeline.StopSpans(),
		StateLost: r.stateLost,
	}
	for p := range parties.All() {
		report.Voices = append(report.Voices, r.voice(p, report.Span.To))
	}
	for p, ring := range r.rings {
		if ring != nil && !parties.Has(pause.Party(p)) {
			report.Strangers = report.Strangers.With(pause.Party(p))
		}
	}
	return report
}

func (r *Recording) voice(p pause.Party, until int64) Voice {
	v := Voice{Party: p}
	var received recording.Spans
	if int(p) < len(r.rings) && r.rings[p] != nil {
		received, v.Late = r.rings[p].received.Spans, r.rings[p].late
	}
	v.Gaps = r.timeline.Present(p, until).Without(received)
	return v
}
