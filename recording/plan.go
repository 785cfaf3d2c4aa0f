package recording

import (
	"math"

	"github.com/recpause/recpause/pause"
)

// A Piece is a span of a track in which one thing holds: the sum of some voices, with the tone from an offset on where
// Tone is not negative. No voice and no tone is digital silence.
type Piece struct {
	Span
	Voices   pause.Parties
	Tone     int64 // the offset in the tone of the span's first sample, or -1
	Silenced bool  // silence by a stop, and not because nobody is there
}

// A Plan is what a whole track holds, piece by piece without a gap, from the recording's origin to its end, or for ever
// while it runs.
type Plan struct {
	Pieces []Piece
	tone   []int16
}

// Plan returns what a track holds with a tone as the beep: silence in a pause, and neither a gap nor a cut (RP-REC-010,
// RP-REC-012); and the beeps of the sides that the track holds (RP-REC-031 to 033). A beep sounds over a silence that
// goes on, and no voice with it. A silence of somebody on the track that begins later cuts it, and it does not come
// back. Where recording is off, nothing is in it.
func (t *Timeline) Plan(track Track, tone []int16) Plan { return Guard{}.Plan(t, track, tone) }

// Plan returns what Timeline.Plan returns, with the margins around the silences. A beep that falls into the margin
// after a silence starts where the margin ends, and is whole; the margin before the next silence cuts it as that
// silence itself would.
func (g Guard) Plan(t *Timeline, track Track, tone []int16) Plan {
	d := draft{Plan: Plan{tone: tone}, sides: track.Sides(), beeps: t.beeps}
	for _, p := range t.phases(g, 0) {
		d.add(p)
	}
	return d.Plan
}

// At returns what the track holds from a position on: the rest of the piece that holds it, or silence up to the next
// piece, after the last one without end.
func (p Plan) At(at int64) Piece {
	i, to := 0, len(p.Pieces)
	for i < to { // sort.Search, without a function to call
		if middle := int(uint(i+to) / 2); p.Pieces[middle].To <= at {
			i = middle + 1
		} else {
			to = middle
		}
	}
	if i == len(p.Pieces) {
		return Piece{Span: Span{at, math.MaxInt64}, Tone: -1}
	}
	piece := p.Pieces[i]
	if at < piece.From {
		return Piece{Span: Span{at, piece.From}, Tone: -1}
	}
	if piece.Tone >= 0 {
		piece.Tone += at - piece.From
	}
	piece.From = at
	return piece
}

// A draft is a plan up to a phase.
type draft struct {
	Plan
	sides pause.Sides
	beeps []Beep // those to come
	state beepState
	from  int64 // where the tone of the latest beep starts

	stopped, silenced pause.Parties // whose voice on the track is silence, by steps and with their margins
}

// A beepState is what has become of the latest beep.
type beepState uint8

const (
	noBeep   beepState = iota // there was none, or a silence that began after it has cut it
	waiting                   // for the end of a margin
	sounding                  // as long as its tone lasts
)

// add plans a phase, in two pieces where a tone ends within it.
func (d *draft) add(p phase) {
	d.sound(p)
	piece := Piece{Span: p.Span, Voices: p.voices(d.sides), Tone: -1,
		Silenced: p.silent(d.sides, p.silenced|p.overtaken)}
	if left := d.from + int64(len(d.tone)) - p.From; d.state == sounding && left > 0 {
		piece.Tone = p.From - d.from
		if p.From < math.MaxInt64-left {
			piece.To = min(p.To, p.From+left)
		}
		d.Pieces = append(d.Pieces, piece)
		piece.From, piece.To, piece.Tone = piece.To, p.To, -1
	}
	if !piece.Empty() {
		d.Pieces = append(d.Pieces, piece)
	}
}

// sound decides what becomes of the latest beep in a phase. A silence of somebody on the track that begins cuts it. A
// beep that begins with the phase sounds over every silence but a margin, whose end it waits for.
func (d *draft) sound(p phase) {
	stopped, silenced := p.step.After.Silenced(), p.silenced
	on := p.step.After.OnSide(d.sides)
	if on&(stopped&^d.stopped|silenced&^d.silenced) != 0 {
		d.state = noBeep
	}
	d.stopped, d.silenced = on&stopped, on&silenced
	for ; len(d.beeps) > 0 && d.beeps[0].At <= p.From; d.beeps = d.beeps[1:] {
		if d.beeps[0].On&d.sides != 0 {
			d.state = waiting
		}
	}
	margin := p.silent(d.sides, silenced) && !p.silent(d.sides, stopped)
	if d.state == waiting && !margin {
		d.state, d.from = sounding, p.From
	}
}

// voices returns whose voice is heard on the sides: nobody's in a pause, and everybody's after it (RP-REC-011,
// RP-REC-034, RP-REC-040).
func (p phase) voices(s pause.Sides) pause.Parties {
	if p.step.After.State() == pause.Off {
		return 0
	}
	return p.step.After.OnSide(s) &^ (p.silenced | p.overtaken | p.away)
}

// silent reports whether everybody on the sides is one of those who are silenced.
func (c change) silent(s pause.Sides, silenced pause.Parties) bool {
	on := c.step.After.OnSide(s)
	return on != 0 && on&^silenced == 0
}

// Silences returns where the track is digital silence because of stops, up to a position for a recording that runs: for
// whoever has a speech recogniser that takes a long silence for the end (RP-ASR-020). Where a tone sounds is no
// silence.
func (p Plan) Silences(until int64) (spans Spans) {
	for _, piece := range p.Pieces {
		if piece.Silenced && piece.Tone < 0 {
			spans.Add(piece.Intersect(Span{math.MinInt64, until}))
		}
	}
	return spans
}

// Tones returns where in a span the track holds a tone, up to where it ends or is cut.
func (p Plan) Tones(within Span) (list []Span) {
	for _, piece := range p.Pieces {
		s := piece.Intersect(within)
		switch {
		case piece.Tone < 0 || s.Empty():
		case piece.Tone > 0 && len(list) > 0:
			list[len(list)-1].To = s.To
		default:
			list = append(list, s)
		}
	}
	return list
}
