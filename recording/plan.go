package recording

import (
	"math"
	"slices"

	"github.com/recpause/recpause/pause"
)

// A Track is one channel of a recording.
type Track uint8

// The tracks. A 1ch recording is the first; 2ch and split ones are the other two, in channels 0 and 1 or in two files.
const (
	Mixed        Track = iota // everybody
	OperatorSide              // whoever is on the operator side
	FarSide                   // everybody else
)

var trackNames = [...]string{Mixed: "mixed", OperatorSide: "operator", FarSide: "counterpart"}

func (t Track) String() string {
	if int(t) < len(trackNames) {
		return trackNames[t]
	}
	return "none"
}

// GoString returns the track's name, for %#v.
func (t Track) GoString() string { return t.String() }

// MarshalText writes the track's name.
func (t Track) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// sides returns whose voices and beeps the track holds.
func (t Track) sides() pause.Sides {
	switch t {
	case OperatorSide:
		return pause.Operator
	case FarSide:
		return pause.Far
	}
	return pause.Operator | pause.Far
}

// A Piece is a span of a track in which one thing holds: the sum of some voices, with the tone from an offset on where Tone is
// not negative. No voice and no tone is digital silence.
type Piece struct {
	Span
	Voices   pause.Parties
	Tone     int64 // the offset in the tone of the span's first sample, or -1
	Silenced bool  // silence by a stop, not for want of a voice
}

// A Plan is a whole track, piece by piece without a gap, from the recording's origin to its end or for ever.
type Plan struct {
	Pieces []Piece
	tone   []int16
}

// Plan returns what a track holds: silence in a pause, and neither a gap nor a cut (RP-REC-010, RP-REC-012); and the beeps of the sides
// that the track holds (RP-REC-031 to 033). Silence wins over a beep: where all parties of the track are silenced it is zero, and a
// beep that such a silence cuts does not come back. Where nothing is recorded, there is nothing.
func (t *Timeline) Plan(track Track, tone []int16) Plan {
	p := Plan{tone: tone}
	sides := track.sides()
	var beep Beep
	sounds := false // whether beep goes on until its tone is over
	next := 0
	for i, c := range t.changes {
		hold := Span{c.at, t.upTo(i, math.MaxInt64)}
		if hold.Empty() {
			continue
		}
		for ; next < len(t.beeps) && t.beeps[next].At <= hold.From; next++ {
			if t.beeps[next].On&sides != 0 {
				beep, sounds = t.beeps[next], true
			}
		}
		piece := Piece{Span: hold, Voices: c.voices(sides), Tone: -1, Silenced: c.silent(sides)}
		sounds = sounds && (!piece.Silenced || beep.overSilence) && hold.From-beep.At < int64(len(tone))
		if sounds {
			piece.Tone = hold.From - beep.At
			if left := int64(len(tone)) - piece.Tone; hold.From < math.MaxInt64-left {
				piece.To = min(hold.To, hold.From+left)
			}
			p.Pieces = append(p.Pieces, piece)
			piece.From, piece.To, piece.Tone = piece.To, hold.To, -1
		}
		if !piece.Empty() {
			p.Pieces = append(p.Pieces, piece)
		}
	}
	return p
}

// voices returns whose voice is heard on the sides: of a pause nobody's, and everybody's after it (RP-REC-011, RP-REC-034, RP-REC-040).
func (c change) voices(s pause.Sides) pause.Parties {
	if c.step.After.State() == pause.Off {
		return 0
	}
	return c.step.After.OnSide(s) &^ c.step.After.Silenced() &^ c.away
}

// silent reports whether everybody on the sides is silenced.
func (c change) silent(s pause.Sides) bool {
	on := c.step.After.OnSide(s)
	return on != 0 && on&^c.step.After.Silenced() == 0
}

// Silences returns where the track is digital silence because of stops, up to a position for a recording that runs: what
// somebody wants to know whose speech recogniser takes a long silence for the end (RP-ASR-020). Where a tone sounds is none.
func (p Plan) Silences(until int64) []Span {
	var spans []Span
	for _, piece := range p.Pieces {
		if piece.Silenced && piece.Tone < 0 {
			spans = extend(spans, piece.Intersect(Span{math.MinInt64, until}))
		}
	}
	return spans
}

// LongestSilence returns the first of the longest Silences; it is empty where there is none.
func (p Plan) LongestSilence(until int64) (longest Span) {
	for _, s := range p.Silences(until) {
		if s.Len() > longest.Len() {
			longest = s
		}
	}
	return longest
}

// find returns the index of the piece that holds a position, or of the first after it.
func (p Plan) find(at int64) int {
	i, _ := slices.BinarySearchFunc(p.Pieces, at, func(piece Piece, at int64) int {
		if piece.To <= at {
			return -1
		}
		return 1
	})
	return i
}
