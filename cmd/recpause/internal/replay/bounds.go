package replay

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
)

// A log may be of any length, and what is told of it is not: the first events, and of each no more phones and calls
// than a picture has lanes. All the rest is in steps.jsonl, and everything says what it leaves out.

// Phones are the softphones that are told of.
func (p printer) Phones() []string {
	softphones, _ := callfiles.Parties(p.story.Header)
	return softphones[:min(len(softphones), picture.MostLanes)]
}

// shown are the displays that are told of.
func shown(s calllog.StepLine) calllog.Object[calllog.PhoneView] {
	return s.Phones[:min(len(s.Phones), picture.MostLanes)]
}

// Shown are the displays that are told of.
func (s stepPart) Shown() calllog.Object[calllog.PhoneView] { return shown(s.StepLine) }

// LeftOut says what the story leaves out, "" for nothing.
func (p printer) LeftOut() string {
	var parts []string
	if n := p.story.Untold(); n > 0 {
		parts = append(parts, fmt.Sprintf(p.Say("できごと%d件のうち、最初の%d件（%sまで）だけを示しています。全件は%sにあります。",
			"Of the %d events, only the first %d are told, up to %s; all of them are in %s."),
			p.story.Count, len(p.story.Events), p.clock(p.story.Told), stepsFile))
	}
	return p.withoutOthers(parts)
}

// LeftOut says what the report leaves out: it has rows for more events than it explains.
func (r *report) LeftOut() string {
	var parts []string
	if n := r.story.Untold(); n > 0 {
		parts = append(parts, fmt.Sprintf(r.Say("できごと%d件のうち、図と理由は最初の%d件（%sまで）だけです。できごとの一覧には%d件あり、全件は%sにあります。",
			"Of the %d events, the picture and the reasons are those of the first %d, up to %s; %d are listed, and all of them are in %s."),
			r.story.Count, len(r.story.Events), r.clock(r.story.Told), r.listed(), stepsFile))
	}
	return r.withoutOthers(parts)
}

func (p printer) withoutOthers(parts []string) string {
	if softphones, _ := callfiles.Parties(p.story.Header); len(softphones) > picture.MostLanes {
		parts = append(parts, fmt.Sprintf(p.Say("ソフトフォン%d台のうち、最初の%d台だけを示しています。",
			"Of the %d softphones, only the first %d are shown."), len(softphones), picture.MostLanes))
	}
	return strings.Join(parts, p.Say("", " "))
}

// more says how many more there are.
func (p printer) more(n int) string { return fmt.Sprintf(p.Say("ほか%d件", "and %d more"), n) }

// Undrawn is how many recordings are not told of.
func (r *report) Undrawn() int { return r.story.Calls - len(r.picture.Calls) }
