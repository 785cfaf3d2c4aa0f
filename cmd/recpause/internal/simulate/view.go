package simulate

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/picture"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// Wide is the picture of the story for a desktop's screen, "" before anything has happened.
func (p *page) Wide() template.HTML {
	return p.draw(picture.Style{ID: "wide", Width: 820})
}

// Narrow is the picture for a narrow screen.
func (p *page) Narrow() template.HTML { return p.draw(picture.Style{ID: "narrow", Narrow: true}) }

func (p *page) draw(style picture.Style) template.HTML {
	if len(p.scene.outcomes) == 0 || p.only != "" && p.only != style.ID {
		return ""
	}
	style.Lang, style.Title = p.lang, p.say("画面の表示と実際の録音", "What displays show, and what is recorded")
	drawing, err := p.drawn.Inline(style)
	if err != nil {
		return "" // the template is ours, and a test draws every scene
	}
	return drawing
}

// spans are how long a picture is in which time passes by itself, in seconds, so that it is drawn anew but seldom.
var spans = [...]int64{15, 30, 60, 120, 300, 600, 1200, 1800, latest / 1000}

// shownActs is how many events a picture shows where not everything is asked for: the last ones.
const shownActs = 40

// firstAct is the first event that the picture shows, and Undrawn how many there are before it.
func (p *page) firstAct() int {
	if p.all {
		return 0
	}
	return max(0, len(p.scene.outcomes)-shownActs)
}

func (p *page) Undrawn() int { return p.firstAct() }

// picture is the picture of the story, a while beyond its last event, or up to now where time passes by itself.
func (p *page) picture() picture.Picture {
	rate := int64(p.header.SampleRate)
	until := p.scene.now() + usualWait*rate
	if p.live {
		until = p.scene.now() + max(rate/2, p.later*rate/1000)
	}
	drawn := p.scene.drawn(p.firstAct(), until)
	if p.live {
		for _, s := range spans {
			if to := drawn.Span.From + s*rate; to > drawn.Span.To {
				drawn.Span.To = to
				break
			}
		}
	}
	return drawn
}

// drawn is the picture of a scene from an event on, up to a position.
func (c scene) drawn(first int, until int64) picture.Picture {
	window := recording.Span{From: math.MinInt64, To: until}
	if first > 0 {
		window.From = c.outcomes[first].Step.At
	}
	log := picture.Log{Header: c.header, Outcomes: c.outcomes, Beyond: until - c.now()}
	for _, e := range c.events[:len(c.outcomes)] {
		var text spec.Text
		if e.At >= window.From { // what is before it is not drawn
			text = spec.Text{JA: e.In(spec.JA), EN: e.In(spec.EN)}
		}
		log.Texts = append(log.Texts, text)
	}
	whole := recording.Span{From: max(window.From, c.begun()), To: until}
	tone := picture.Tone(recording.Rate(c.header.SampleRate))
	for _, r := range c.recordings {
		span := spanUntil(r, until)
		if first > 0 && span.To <= window.From {
			continue
		}
		span = span.Intersect(window)
		log.Recordings = append(log.Recordings, picture.DrawnRecording{CallRecording: r, Span: span,
			Peaks: c.peaks(r, tone, span, share(bars, span, whole))})
	}
	drawn := log.Draw()
	if first > 0 {
		return drawn.Within(recording.Span{From: window.From, To: max(drawn.Span.To, window.From)})
	}
	return drawn
}

// begun is the position of the first event.
func (c scene) begun() int64 {
	if len(c.outcomes) == 0 {
		return 0
	}
	return c.outcomes[0].Step.At
}

// bars is of how many parts the sound of a picture is drawn, which nobody has spoken.
const bars = 220

// share returns how many of a picture's parts are those of a span: some at least, and no more than it has samples.
func share(parts int64, of, whole recording.Span) int64 {
	const fewest = 20
	return min(of.Len(), max(fewest, min(parts, parts*of.Len()/max(1, whole.Len()))))
}

// peaks are how loud each track of a recording is, in so many parts. What is silenced is in none of them, for they
// follow the plans by which the files are made.
func (c scene) peaks(r *system.CallRecording, tone []int16, span recording.Span, parts int64) (all [3]*picture.Peaks) {
	if !r.Recorded || c.tooLong(r) {
		return all
	}
	rate, loudest := recording.Rate(c.header.SampleRate), float64(recording.DefaultTone().Peak)
	var plans [len(all)]recording.Plan
	for which := range recording.FarSide + 1 {
		plans[which] = r.Timeline.Plan(which, tone)
		all[which] = &picture.Peaks{Span: span, Low: make([]int16, parts), High: make([]int16, parts)}
	}
	says := make([]float64, len(r.Names)) // how loud each party is, -1 until it is known
	for i := range parts {
		from := span.From + span.Len()*i/parts
		for party := range says {
			says[party] = -1
		}
		for which, plan := range plans {
			piece := plan.At(from)
			loud := float64(0)
			if piece.Tone >= 0 {
				loud = loudest
			}
			for party := range piece.Voices.All() {
				if says[party] < 0 {
					v := voices[c.header.Index(r.Names[party])%len(voices)]
					says[party] = v.loud(float64(from) / float64(rate))
				}
				loud = max(loud, says[party])
			}
			all[which].Low[i], all[which].High[i] = int16(-loud), int16(loud)
		}
	}
	return all
}

// loud is how loud a voice is around a time: its loudest sample there.
func (v voice) loud(at float64) float64 { return math.Max(20, 7000*v.level(at)) }

// A strip is the recording that one listens to, in a line: for a screen on which the picture is far from the phone.
type strip struct {
	From, To int64
	Bars     []bar
	Wave     string
}

// A bar is all parts of a strip that look the same, as a path.
type bar struct{ Class, Path string }

// The measures of a strip.
const (
	stripWidth  = 1000
	stripHeight = 44
	lieHeight   = 6
	stripWaves  = 150
	stripWave   = 3 // how broad each is
)

// Strip is the line of the last call that is recorded.
func (p *page) Strip() (s strip) {
	s.From, s.To = p.drawn.Span.From, p.drawn.Span.To
	x := func(at int64) float64 {
		return math.Round(stripWidth*float64(at-s.From)/float64(max(1, s.To-s.From))*10) / 10
	}
	add := func(class string, of recording.Span, y, h int) {
		i := slices.IndexFunc(s.Bars, func(b bar) bool { return b.Class == class })
		if i < 0 {
			i, s.Bars = len(s.Bars), append(s.Bars, bar{Class: class})
		}
		w := max(2, x(of.To)-x(of.From))
		s.Bars[i].Path += fmt.Sprintf("M%g %dh%.3gv%dh-%.3[3]gz", x(of.From), y, w, h)
	}
	if c, ok := p.lastCall(); ok {
		for _, state := range c.States {
			add(state.Is.String(), state.Span, 0, stripHeight)
		}
		track := c.Tracks[recording.Mixed]
		for _, b := range track.Beeps {
			add("beep", b, 0, stripHeight)
		}
		s.Wave = waveOf(track.Peaks, x)
	}
	for _, phone := range p.drawn.Phones {
		for _, m := range phone.Mismatches {
			class := "lie"
			if !m.Leaks() {
				class = "lie less"
			}
			add(class, m.Span, stripHeight-lieHeight, lieHeight)
		}
	}
	return s
}

// lastCall is the call that is recorded, or was recorded last.
func (p *page) lastCall() (last picture.Call, ok bool) {
	for _, c := range p.drawn.Calls {
		if len(c.Tracks) > 0 && (!ok || c.Span.To > last.Span.To) {
			last, ok = c, true
		}
	}
	return last, ok
}

// waveOf draws how loud a track is.
func waveOf(peaks *picture.Peaks, x func(int64) float64) string {
	if peaks == nil {
		return ""
	}
	var path strings.Builder
	step := (len(peaks.High) + stripWaves - 1) / stripWaves
	for i := 0; i < len(peaks.High); i += step {
		at := peaks.Span.From + peaks.Span.Len()*int64(i)/int64(len(peaks.High))
		high := 1 + float64(slices.Max(peaks.High[i:min(i+step, len(peaks.High))]))/7000*(stripHeight/2-4)
		fmt.Fprintf(&path, "M%.0f %.0fv%.0fh%dv-%.0fz", x(at), stripHeight/2-high, 2*high, stripWave, 2*high)
	}
	return path.String()
}
