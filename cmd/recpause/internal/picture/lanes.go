package picture

import (
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// The heights of the bands.
const (
	faceHeight  = 42
	lieHeight   = 20
	stateHeight = 26
	trackHeight = 56
)

// phone lays out what a softphone showed, and below it where that was not so.
func (s *sheet) phone(p Phone) {
	h := float64(faceHeight)
	if len(p.Lies) > 0 {
		h += lieHeight
	}
	y := s.lane(p.Name, s.say(wordShows), h)
	for _, f := range p.Faces {
		x, w := s.between(f.Span, 1)
		s.rect("face "+faceClass(f), x, y, w, faceHeight, s.tip(f.Span, s.face(f)))
		s.text("state "+faceClass(f)+"text", x+6, y+17, longest(bold, w-10, f.State.In(s.style.Lang)))
		s.text("shown "+faceClass(f)+"text", x+6, y+34, longest(small, w-10, toggles(f)...))
	}
	s.lies(p.Lies, y+faceHeight)
}

func faceClass(f Face) string {
	switch f.Toggle {
	case pause.Stop:
		return "stop"
	case pause.Resume:
		return "resume"
	}
	return "none"
}

// toggles returns what stands on the toggle and beside it, the longest first.
func toggles(f Face) []string {
	label := f.Toggle.Label(spec.JA)
	if label == "" {
		return nil
	}
	quoted := "「" + label + "」"
	if f.Message {
		return []string{quoted + "「" + pause.Display{Stopped: true}.Message(spec.JA) + "」", quoted}
	}
	return []string{quoted}
}

// face says what a softphone showed.
func (s *sheet) face(f Face) string {
	return strings.TrimSpace(f.State.In(s.style.Lang) + " " + strings.Join(toggles(f)[:min(1, len(toggles(f)))], ""))
}

// lies lays out the mismatches of a softphone: each with as many words as there is room for in its mark or behind it.
func (s *sheet) lies(lies []Lie, y float64) {
	for i, lie := range lies {
		x, w := s.between(lie.Span, 3)
		long, short := "⚠ "+lie.Kind.In(s.style.Lang), "⚠ "+s.say(lieWords[lie.Kind])
		s.rect("lie", x, y, w, lieHeight-2, s.tip(lie.Span, long))
		next := s.right + margin
		if i+1 < len(lies) {
			next, _ = s.between(lies[i+1].Span, 3)
		}
		inside, behind := longest(small*heavier, w-8, long, short), longest(small*heavier, next-x-w-8, long, short)
		switch {
		case inside != "":
			s.text("inlie", x+4, y+13, inside)
		case behind != "":
			s.text("outlie", x+w+4, y+13, behind)
		default:
			s.text("inlie", x+2, y+13, longest(small, w-2, "⚠"))
		}
	}
}

// states lays out what a call's recording really did.
func (s *sheet) states(c Call) {
	y := s.lane(s.say(wordReally), s.say(wordCall)+" "+c.Name, stateHeight)
	for _, state := range c.States {
		x, w := s.between(state.Span, 1)
		text := state.Is.In(s.style.Lang)
		whose := text
		if state.Is == pause.Partial {
			whose += s.say(wordColon) + strings.Join(state.Silenced, ", ")
		}
		s.rect("really "+state.Is.String(), x, y, w, stateHeight, s.tip(state.Span, whose))
		s.plaque(x+3, y+18, longest(bold, w-10, whose, text))
	}
}

// track lays out what a track holds: sound, silence and beeps.
func (s *sheet) track(t Track, loudest int) {
	y := s.lane(s.say(trackWords[t.Which].name), s.say(trackWords[t.Which].what), trackHeight)
	for _, p := range t.Parts {
		x, w := s.between(p.Span, 1)
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

// part says what a track holds.
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
		x, w := s.between(b, 3)
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
