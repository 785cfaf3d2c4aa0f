package picture

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Summary says what a picture shows, in a few sentences; the last one counts the mismatches.
func (p Picture) Summary(l spec.Lang) []string {
	parts := []string{textSpan.With(Clock(p.Rate, p.Span.From), Clock(p.Rate, p.Span.To), len(p.Acts)).In(l)}
	for _, c := range p.Calls {
		n, silent := 0, int64(0)
		for _, s := range c.States {
			if s.Is == pause.Silent || s.Is == pause.Partial {
				n, silent = n+1, silent+s.Len()
			}
		}
		if n == 0 {
			parts = append(parts, textNone.With(c.Name).In(l))
			continue
		}
		parts = append(parts, textStops.With(c.Name, n, long(p.Rate, recording.Span{To: silent}, l)).In(l))
	}
	return append(parts, textLies.With(p.lies()).In(l))
}

func (p Picture) lies() (n int) {
	for _, phone := range p.Phones {
		n += len(phone.Lies)
	}
	return n
}

// Describe says everything that a picture shows, lane by lane, for who cannot see it.
func (p Picture) Describe(l spec.Lang) (lanes []Lane) {
	acts := Lane{Name: wordActs.In(l)}
	for i, a := range p.Acts {
		acts.Lines = append(acts.Lines, fmt.Sprintf("%d. %s %s", i+1, Clock(p.Rate, a.At), a.Text.In(l)))
	}
	lanes = append(lanes, acts)
	s := &sheet{Picture: p, style: Style{Lang: l}}
	for _, phone := range p.Phones {
		lanes = append(lanes, s.describePhone(phone))
	}
	for _, c := range p.Calls {
		lanes = append(lanes, s.describeStates(c))
		for _, t := range c.Tracks {
			lanes = append(lanes, s.describeTrack(c, t))
		}
	}
	return lanes
}

// A Lane is what one lane of a picture shows, in words.
type Lane struct {
	Name  string
	Lines []string
}

func (s *sheet) describePhone(p Phone) Lane {
	lane := Lane{Name: p.Name + s.say(wordColon) + s.say(wordShows)}
	for _, f := range p.Faces {
		lane.Lines = append(lane.Lines, s.when(f.Span)+s.face(f))
	}
	for _, lie := range p.Lies {
		lane.Lines = append(lane.Lines, s.when(lie.Span)+"⚠ "+lie.Kind.In(s.style.Lang))
	}
	return lane
}

func (s *sheet) describeStates(c Call) Lane {
	lane := Lane{Name: c.Name + s.say(wordColon) + s.say(wordReally)}
	for _, state := range c.States {
		text := state.Is.In(s.style.Lang)
		if state.Is == pause.Partial {
			text += s.say(wordColon) + strings.Join(state.Silenced, ", ")
		}
		lane.Lines = append(lane.Lines, s.when(state.Span)+text)
	}
	return lane
}

func (s *sheet) describeTrack(c Call, t Track) Lane {
	lane := Lane{Name: c.Name + s.say(wordColon) + s.say(trackWords[t.Which].name) + " (" + s.say(trackWords[t.Which].what) + ")"}
	for _, p := range t.Parts {
		lane.Lines = append(lane.Lines, s.when(p.Span)+s.part(p))
	}
	for _, b := range t.Beeps {
		lane.Lines = append(lane.Lines, s.when(b)+"♪ "+s.say(wordBeep))
	}
	return lane
}

func (s *sheet) when(span recording.Span) string {
	return Clock(s.Rate, span.From) + " – " + Clock(s.Rate, span.To) + "  "
}
