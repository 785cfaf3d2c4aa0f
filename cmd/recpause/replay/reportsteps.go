package main

import (
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A stepPart is a row of the step table.
type stepPart struct {
	Number       int
	At           int64
	Clock        string
	What, Result string
	Phones       []phonePart
	Recorded     []string
	Rules        []spec.ID
	Support      string // where the vendor does not stand behind it
	Why          []whyPart
}

// A phonePart is what one softphone shows.
type phonePart struct {
	Name, State, Toggle, Message string
	Stopped                      bool
	Lies                         []string
}

// A whyPart is why something is as it is: what it is about, and the reasons.
type whyPart struct {
	About   string
	Reasons []string
}

func (r *report) steps() (steps []stepPart) {
	for i, o := range r.story.outcomes {
		s := o.Step
		what, result, _ := strings.Cut(r.what(r.story.events[i], s), "\n")
		part := stepPart{
			Number: i + 1, At: s.At, Clock: picture.Clock(recording.Rate(r.story.header.SampleRate), s.At), What: what, Result: result,
			Recorded: strings.FieldsFunc(r.recorded(s), func(c rune) bool { return c == '\n' }), Rules: s.Rules, Why: r.whys(i),
		}
		if s.Support != spec.Guaranteed {
			part.Support = s.Support.In(r.lang)
		}
		for _, phone := range s.Phones {
			part.Phones = append(part.Phones, r.phone(phone.Key, phone.Value, s.Mismatch))
		}
		steps = append(steps, part)
	}
	return steps
}

func (r *report) phone(name string, v calllog.PhoneView, wrong []calllog.Mismatch) phonePart {
	part := phonePart{Name: name, State: v.State.In(r.lang), Toggle: v.Toggle.Label(spec.JA), Stopped: v.Message}
	if v.Message {
		part.Message = pause.Display{Stopped: true}.Message(spec.JA)
	}
	for _, m := range wrong {
		if m.Party == name {
			part.Lies = append(part.Lies, m.Kind.In(r.lang))
		}
	}
	return part
}

// oneLine writes what happens in one line.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// whys returns the reason of everything that a step changed.
func (r *report) whys(i int) (parts []whyPart) {
	o := r.story.outcomes[i]
	for _, party := range r.phones() {
		if reasons := r.whyPhone(i, party); len(reasons) > 0 {
			parts = append(parts, whyPart{party + in(r.lang, "の画面", "’s display"), reasons})
		}
	}
	for _, c := range o.Calls {
		if reasons := r.whyCall(o, c); len(reasons) > 0 {
			parts = append(parts, whyPart{in(r.lang, "録音 ", "recording of ") + c.Call, reasons})
		}
	}
	return parts
}

// whyPhone returns the reasons of a softphone's display that are not those of the step before.
func (r *report) whyPhone(i int, party string) (reasons []string) {
	before := map[string]bool{}
	if i > 0 {
		for _, reason := range r.reasons(i-1, party) {
			before[reason] = true
		}
	}
	for _, reason := range r.reasons(i, party) {
		if !before[reason] {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// whyCall returns why each voice is, from a step on, what it is in a recording, and why there is a beep or none.
func (r *report) whyCall(o system.Outcome, c system.CallStep) (reasons []string) {
	for _, rec := range r.story.recordings {
		if over := c.Step.After.Members() == 0; over || rec.Call != c.Call || !rec.Recorded || o.Step.At < rec.Timeline.Origin() {
			continue
		}
		for p := range c.Step.After.Members().All() {
			reasons = append(reasons, c.Names[p]+in(r.lang, "：", ": ")+rec.Timeline.Why(p, o.Step.At, rec.Names...).In(r.lang))
		}
		tone := recording.DefaultTone().PCM(recording.Rate(r.story.header.SampleRate))
		for _, track := range []recording.Track{recording.OperatorSide, recording.FarSide} {
			reasons = append(reasons, sideNames[track].In(r.lang)+in(r.lang, "：", ": ")+rec.Timeline.WhyBeep(track, o.Step.At, tone, rec.Names...).In(r.lang))
		}
	}
	return reasons
}

var sideNames = map[recording.Track]spec.Text{
	recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"},
	recording.FarSide:      {JA: "通話相手側", EN: "far side"},
}
