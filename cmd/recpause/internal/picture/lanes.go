package picture

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// The heights of the bands.
const (
	screenHeight   = 42
	mismatchHeight = 20
	stateHeight    = 26
	trackHeight    = 56
	heardHeight    = 26
)

// phone lays out what a softphone showed, and below it where that was not so.
func (s *sheet) phone(p Phone) {
	h := float64(screenHeight)
	if len(p.Mismatches) > 0 {
		h += mismatchHeight
	}
	y := s.lane(p.Name, s.say(wordShows), h)
	screens, least := lastStops(s, p.Screens, Screen.stopped)
	for _, f := range screens {
		x, w := s.between(f.Span, 1)
		if f.stopped() {
			x, w = s.stop(f.Span, least)
		}
		s.rect("face "+screenClass(f), x, y, w, screenHeight, s.tip(f.Span, s.shown(f)))
		s.text("state "+screenClass(f)+"text", x+6, y+17, longest(bold, w-10, f.State.In(s.style.Lang)))
		s.text("shown "+screenClass(f)+"text", x+6, y+34, longest(small, w-10, toggles(f)...))
	}
	s.mismatches(p.Mismatches, y+screenHeight)
}

// lastStops returns a list with the stops last, so that what is beside a short one does not cover it, and how broad a
// stop is drawn at least.
func lastStops[T any](s *sheet, list []T, stopped func(T) bool) (sorted []T, atLeast float64) {
	var stops []T
	for _, v := range list {
		if stopped(v) {
			stops = append(stops, v)
		} else {
			sorted = append(sorted, v)
		}
	}
	return append(sorted, stops...), s.least(len(stops))
}

func (f Screen) stopped() bool { return f.Toggle == pause.Resume }

func (s State) stopped() bool { return s.Is == pause.Silent || s.Is == pause.Partial }

func (p Part) stopped() bool { return p.Holds == Silence || p.Holds == Partly }

func screenClass(f Screen) string {
	return [...]string{0: "none", pause.Stop: "stop", pause.Resume: "resume"}[f.Toggle]
}

// toggles returns what stands on the toggle and beside it, the longest first.
func toggles(f Screen) []string {
	quoted := "「" + f.Toggle.Label(spec.JA) + "」"
	switch {
	case f.Toggle == 0:
		return nil
	case f.Message:
		return []string{quoted + "「" + pause.Display{Stopped: true}.Message(spec.JA) + "」", quoted}
	}
	return []string{quoted}
}

func (s *sheet) shown(f Screen) string {
	return strings.TrimSpace(f.State.In(s.style.Lang) + " " + strings.Join(toggles(f)[:min(1, len(toggles(f)))], ""))
}

// mismatches lays out the mismatches of a softphone: each with as many words as there is room for in its mark or behind
// it.
func (s *sheet) mismatches(mismatches []Mismatch, y float64) {
	for i, m := range mismatches {
		x, w := s.between(m.Span, 3)
		look := lookOf(m)
		long, short := look.sign+" "+m.Kind.In(s.style.Lang), look.sign+" "+s.say(mismatchWords[m.Kind])
		s.rect(look.bar, x, y, w, mismatchHeight-2, s.tip(m.Span, long))
		next := s.right + margin
		if i+1 < len(mismatches) {
			next, _ = s.between(mismatches[i+1].Span, 3)
		}
		inside, behind := longest(small*heavier, w-8, long, short), longest(small*heavier, next-x-w-8, long, short)
		switch {
		case inside != "":
			s.text(look.inside, x+4, y+13, inside)
		case behind != "":
			s.text(look.behind, x+w+4, y+13, behind)
		default:
			s.text(look.inside, x+2, y+13, longest(small, w-2, look.sign))
		}
	}
}

// A mismatchLook is how a mismatch is drawn: full where something is recorded while a stop is shown, which nobody must
// overlook, and else an outline.
type mismatchLook struct{ sign, bar, inside, behind string }

func lookOf(m Mismatch) mismatchLook {
	if m.Leaks() {
		return mismatchLook{"⚠", "lie", "inlie", "outlie"}
	}
	return mismatchLook{"△", "lie less", "inless", "outless"}
}

// states lays out what a call's recording really did.
func (s *sheet) states(c Call) {
	y := s.lane(s.say(wordReally), s.say(wordCall)+" "+c.Name, stateHeight)
	states, least := lastStops(s, c.States, State.stopped)
	for _, state := range states {
		x, w := s.between(state.Span, 1)
		if state.stopped() {
			x, w = s.stop(state.Span, least)
		}
		whose := s.really(state)
		s.rect("really "+state.Is.String(), x, y, w, stateHeight, s.tip(state.Span, whose))
		s.plaque(x+3, y+18, longest(bold, w-10, whose, state.Is.In(s.style.Lang)))
	}
}

// really says what a recording did, and whose voice was silence.
func (s *sheet) really(state State) string {
	if state.Is == pause.Partial {
		return state.Is.In(s.style.Lang) + s.say(wordColon) + strings.Join(state.Silenced, ", ")
	}
	return state.Is.In(s.style.Lang)
}

// heard lays out the beeps of a call: when, to whom, and whether they are in the recording.
func (s *sheet) heard(list []Heard) {
	if len(list) == 0 {
		return
	}
	const ball = 5
	y := s.lane(s.say(wordBeeps), s.say(wordWhoHears), heardHeight)
	for i, h := range list {
		x := min(max(s.x(h.At), s.left+ball), s.right-ball)
		class, next := "heard", s.right+margin
		if h.On != 0 {
			class = "heard kept"
		}
		if i+1 < len(list) {
			next = s.x(list[i+1].At) - ball
		}
		who := strings.Join(h.To, s.say(wordAnd))
		row := [2]string{class, number(y).String()}
		if end, ok := s.covered[row]; ok && x < end {
			continue
		}
		s.covered[row] = x + ball
		s.uses(class)
		s.add(shape{Kind: "rect", Class: class, X: number(x - ball), Y: number(y + heardHeight/2 - ball), W: 2 * ball,
			H: 2 * ball, Radius: ball, Tip: Clock(s.Rate, h.At) + "  " + h.In(s.style.Lang)})
		s.text("small", x+ball+4, y+17, longest(small, next-x-2*ball-4, h.In(s.style.Lang), who))
	}
}

// In says who heard a beep, and on which side of the recording it is.
func (h Heard) In(l spec.Lang) string {
	who := strings.Join(h.To, wordAnd.In(l))
	if h.On == 0 {
		return who + wordNotKept.In(l)
	}
	var on []string
	for _, side := range []recording.Track{recording.OperatorSide, recording.FarSide} {
		if h.On&side.Sides() != 0 {
			on = append(on, trackWords[side].name.In(l))
		}
	}
	return who + wordKept.With(strings.Join(on, wordAnd.In(l))).In(l)
}

// track lays out what a track holds: sound, silence and beeps.
func (s *sheet) track(t Track, loudest int) {
	y := s.lane(s.say(trackWords[t.Which].name), s.say(trackWords[t.Which].what), trackHeight)
	parts, least := lastStops(s, t.Parts, Part.stopped)
	for _, p := range parts {
		x, w := s.between(p.Span, 1)
		if p.stopped() {
			x, w = s.stop(p.Span, least)
		}
		s.rect("part "+soundClasses[p.Holds], x, y, w, trackHeight, s.tip(p.Span, s.part(p)))
	}
	if t.Peaks != nil {
		s.wave(t, y+trackHeight/2, loudest)
	}
	for _, p := range t.Parts {
		if x, w := s.between(p.Span, 1); p.Holds == Silence || p.Holds == Partly {
			text := longest(bold, w-8, s.part(p)+" "+s.long(p.Span), s.part(p), s.long(p.Span))
			line := y + trackHeight/2 + 5
			if p.Holds == Partly { // below the sound that there is
				line = y + trackHeight - 4
			}
			s.plaque(x+(w-breadth(text, bold))/2-3, line, text)
		}
	}
	s.beeps(t.Beeps, y)
}

var soundClasses = [...]string{Nobody: "nobody", Voices: "voices", Partly: "partly", Silence: "silence"}

func (s *sheet) part(p Part) string {
	text := s.say(soundWords[p.Holds])
	if p.Holds == Partly {
		text += s.say(wordColon) + strings.Join(p.Silenced, ", ")
	}
	return text
}

func (s *sheet) beeps(beeps []recording.Span, y float64) {
	const sign = 14 // how broad it is
	for i, b := range beeps {
		x, w := s.between(b, s.least(len(beeps)))
		s.rect("beep", x, y, w, trackHeight, s.tip(b, s.say(wordBeep)))
		next := s.right
		if i+1 < len(beeps) {
			next = s.x(beeps[i+1].From)
		}
		if x+w+sign <= next {
			s.text("note", x+w+2, y+14, "♪")
		}
	}
}

// tip says what there is in a span, for who points at it.
func (s *sheet) tip(span recording.Span, text string) string {
	return text + "  " + Clock(s.Rate, span.From) + " – " + Clock(s.Rate, span.To)
}

// wave lays out a track's peaks around a middle line, part by part, so that the loudest of a recording fills its lane
// and no sound is drawn past the edge at which it stops.
func (s *sheet) wave(t Track, middle float64, loudest int) {
	scale := (trackHeight/2 - 3) / float64(max(1, loudest))
	var path outline
	for _, part := range t.Parts {
		columns := t.Peaks.columns(part, int(s.right-s.left))
		if len(columns) == 0 {
			continue
		}
		from := func(c column) number { return number(s.x(max(c.From, part.From))) }
		path.begin(from(columns[0]), number(middle))
		for _, c := range columns { // above the line, and a little, so that silence is a thin one
			path.column(number(middle-c.high*scale-.4), number(s.x(min(c.To, part.To))))
		}
		for _, c := range slices.Backward(columns) { // and back below it
			path.column(number(middle-c.low*scale+.4), from(c))
		}
		path.text = append(path.text, 'Z')
	}
	s.uses("wave")
	s.add(shape{Kind: "path", Class: "wave", Path: string(path.text)})
}

// An outline is the text of a path that goes up or down, and then to a side, column by column.
type outline struct {
	text []byte
	y    number
	side int // where in the text the last step to a side begins
}

func (o *outline) begin(x, y number) {
	o.text = append(x.append(append(o.text, 'M')), ' ')
	o.text = y.append(o.text)
	o.y, o.side = y, len(o.text)
}

// column goes to a height, and on to a side; where it is as high as the one before, that one is as much longer.
func (o *outline) column(y, x number) {
	if y == o.y {
		o.text = o.text[:o.side]
	} else {
		o.text = y.append(append(o.text, 'V'))
		o.y, o.side = y, len(o.text)
	}
	o.text = x.append(append(o.text, 'H'))
}

// A column is the lowest and the highest sample of a span.
type column struct {
	recording.Span
	low, high float64
}

// columns returns a part's peaks, in as many columns of a whole picture as are asked for. In a silence a column counts
// only where all of it is in the silence: the sound beside it is not in it, and a sound in it would be seen.
func (p *Peaks) columns(part Part, ofAll int) (list []column) {
	within := part.Intersect(p.Span)
	if within.Empty() {
		return nil
	}
	step := (len(p.Low) + ofAll - 1) / ofAll
	for i := p.index(within.From) / step * step; i < len(p.Low) && p.from(i) < within.To; i += step {
		end := min(i+step, len(p.Low))
		span := recording.Span{From: p.from(i), To: p.from(end)}
		if part.Holds != Silence || span.Intersect(within) == span {
			list = append(list, column{span, float64(slices.Min(p.Low[i:end])), float64(slices.Max(p.High[i:end]))})
		}
	}
	return list
}

// Peaks are the lowest and the highest sample of each of so many equal parts of a span: all that a picture needs of the
// audio. They are made of what is in the recording, so that nothing of a silenced voice is in them.
type Peaks struct {
	Span      recording.Span
	Low, High []int16
}

// most is how many parts a picture can tell apart.
const most = 940

// NewPeaks returns the peaks of a span of silence.
func NewPeaks(s recording.Span) *Peaks {
	n := int(min(s.Len(), most))
	return &Peaks{Span: s, Low: make([]int16, n), High: make([]int16, n)}
}

// Add notes the samples from a position on; what is not in the span is left out.
func (p *Peaks) Add(at int64, pcm []int16) {
	part := recording.Span{From: at, To: at + int64(len(pcm))}.Intersect(p.Span)
	for from := part.From; from < part.To; {
		i := p.index(from)
		to := min(part.To, p.from(i+1))
		for _, v := range pcm[from-at : to-at] {
			p.Low[i], p.High[i] = min(p.Low[i], v), max(p.High[i], v)
		}
		from = to
	}
}

// from returns the first position of a part: the first that index puts there.
func (p *Peaks) from(i int) int64 {
	n := int64(len(p.Low))
	return p.Span.From + (int64(i)*p.Span.Len()+n-1)/n
}

func (p *Peaks) index(at int64) int {
	return int((at - p.Span.From) * int64(len(p.Low)) / p.Span.Len())
}

// loudest returns how far the peaks go from zero.
func (p *Peaks) loudest() (v int) {
	for i := range p.Low {
		v = max(v, -int(p.Low[i]), int(p.High[i]))
	}
	return v
}
