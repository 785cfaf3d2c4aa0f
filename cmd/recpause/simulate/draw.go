package main

import (
	"html/template"

	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/spec"
)

// draw is the picture of the story, for a desktop's screen or a narrow one; "" before anything has happened.
func (p *page) draw(narrow bool) template.HTML {
	if len(p.scene.outcomes) == 0 {
		return ""
	}
	style := picture.Style{Lang: p.lang, Narrow: narrow, ID: "wide", Title: p.say("画面の表示と実際の録音", "What the displays show and what is really recorded")}
	if narrow {
		style.ID = "narrow"
	}
	drawing, err := p.scene.drawn().Inline(style)
	if err != nil {
		return "" // the template is ours, and a test draws every scene
	}
	return drawing
}

// drawn is the picture of a scene, a while beyond its last event.
func (c scene) drawn() picture.Picture {
	log := picture.Log{Header: c.header}
	for i, o := range c.outcomes {
		e := c.events[i]
		log.Steps = append(log.Steps, o.Step)
		log.Texts = append(log.Texts, spec.Text{JA: e.In(spec.JA), EN: e.In(spec.EN)})
	}
	for _, r := range c.recordings {
		log.Cuts = append(log.Cuts, picture.Cut{Recording: r, Span: c.spanOf(r)})
	}
	return log.Draw()
}
