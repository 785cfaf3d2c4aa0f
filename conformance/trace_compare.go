package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A comparison is a trace on its way through the reference.
type comparison struct {
	profile Profile
	report  *TraceReport
	seen    map[spec.ID]bool
	rules   map[string]spec.ID // by which a call's recording is what it is

	system  system.System
	event   calllog.Event
	outcome system.Outcome
}

// line compares what a line observes with what the reference says after the same event.
func (c *comparison) line(s system.System, e calllog.Event, o system.Outcome, text []byte) error {
	c.system, c.event, c.outcome = s, e, o
	c.report.Lines++
	for _, s := range o.Calls {
		for id := range s.Step.Rules() {
			c.rules[s.Call] = id
			break
		}
	}
	seen, err := readObserved(e.Line, text)
	if err != nil || seen == nil {
		return err
	}
	c.report.Observed++
	if seen.Result != nil {
		c.compare("result", o.Step.Result.String(), *seen.Result, c.first())
	}
	for _, p := range o.Step.Phones {
		if got := seen.Phones[p.Key]; got != nil {
			c.phone(p.Key, p.Value, got)
		}
	}
	for _, call := range o.Step.Calls {
		if got := seen.Calls[call.Key]; got != nil {
			c.call(call.Key, call.Value, got)
		}
	}
	if seen.DTMF != nil {
		c.compare("dtmf", names(o.Step.DTMF), names(*seen.DTMF), c.dtmf())
	}
	if seen.Beeps != nil {
		c.beeps(*seen.Beeps)
	}
	return c.strangers(seen)
}

// compare notes an observation, and a difference where there is one.
func (c *comparison) compare(field, want, got string, rule spec.ID) {
	c.report.Compared++
	if rule != 0 && !c.seen[rule] {
		c.seen[rule] = true
		c.report.Rules = append(c.report.Rules, rule)
	}
	if want == got {
		return
	}
	d := TraceDifference{Line: c.event.Line, Event: c.event, Field: field, Want: want, Got: got, Rule: rule, Support: c.support(rule), Verdict: Info}
	if d.Support == spec.Guaranteed || d.Support == spec.NotGuaranteed && c.profile == Quirks {
		d.Verdict = Fail
	}
	c.report.Different = append(c.report.Different, d)
}

// support returns whether the vendor stands behind what is compared: behind the event, and behind the rule.
func (c *comparison) support(rule spec.ID) spec.Support {
	r, ok := spec.Lookup(rule)
	if !ok {
		return spec.Unspecified
	}
	return min(c.outcome.Step.Support, r.Support)
}

func (c *comparison) phone(id string, want calllog.PhoneView, got *tracePhone) {
	field := "phones." + id + "."
	if got.State != nil {
		c.compare(field+"state", want.State.String(), *got.State, 0)
	}
	p, _ := c.system.Phone(id)
	if got.Toggle != nil {
		c.compare(field+"toggle", want.Toggle.String(), *got.Toggle, c.toggle(id))
	}
	if got.Message != nil {
		c.compare(field+"message", fmt.Sprint(want.Message), fmt.Sprint(*got.Message), buttons.WhyMessage(p).Rule)
	}
	for b := range buttons.All() {
		verdict, _ := want.Buttons.Get(b.String())
		if name, is := got.Buttons[b.String()]; is && (want.Message || verdict == buttons.Hidden) { // the manual says nothing of the others
			c.compare(field+"buttons."+b.String(), verdict.String(), name, c.system.Why(id, b).Rule)
		}
	}
}

// toggle returns the rule of a softphone's toggle: of what its click does, or else of the label that is there.
func (c *comparison) toggle(id string) spec.ID {
	switch own := id == c.event.Party && c.outcome.Step.Result == calllog.Applied; {
	case own && c.event.Kind == calllog.PauseClick:
		return spec.OPS030
	case own && c.event.Kind == calllog.ResumeClick:
		return spec.OPS050
	}
	return c.system.Why(id, buttons.Toggle).Rule
}

func (c *comparison) call(id string, want calllog.CallView, got *traceCall) {
	field, rule := "calls."+id+".", c.rules[id]
	if got.Recording != nil {
		c.compare(field+"recording", want.Recording.String(), *got.Recording, rule)
	}
	if got.StoppedBy != nil {
		c.compare(field+"stopped_by", names(want.StoppedBy), names(*got.StoppedBy), rule)
	}
	if got.Silenced != nil && want.Recording != pause.Off {
		c.compare(field+"silenced", names(want.Silenced), names(*got.Silenced), rule)
	}
}

// beeps compares who hears a beep, call by call, and where it is written if the program says so.
func (c *comparison) beeps(got []traceBeep) {
	for _, step := range c.outcome.Calls {
		i := slices.IndexFunc(c.outcome.Step.Beeps, func(b calllog.Beep) bool { return b.Call == step.Call })
		k := slices.IndexFunc(got, func(b traceBeep) bool { return b.Call == step.Call })
		var want calllog.Beep
		if i >= 0 {
			want = c.outcome.Step.Beeps[i]
		}
		var heard traceBeep
		if k >= 0 {
			heard = got[k]
		}
		rule := step.Step.WhyBeep(step.Names...).Rule
		c.compare("beeps."+step.Call+".to", names(want.To), names(heard.To), rule)
		if heard.RecordedOn != nil {
			c.compare("beeps."+step.Call+".recorded_on", names(want.RecordedOn), names(*heard.RecordedOn), rule)
		}
	}
	for _, b := range got {
		if !slices.ContainsFunc(c.outcome.Calls, func(s system.CallStep) bool { return s.Call == b.Call }) {
			c.compare("beeps."+b.Call+".to", "nobody", names(b.To), spec.NTF014)
		}
	}
}

// strangers reports an observation of a softphone or a call that there is not.
func (c *comparison) strangers(seen *observed) error {
	for id := range seen.Phones {
		if _, is := c.outcome.Step.Phones.Get(id); !is {
			return &TraceError{c.event.Line, fmt.Sprintf("observed: phones: %q is no softphone of the log", id)}
		}
	}
	for id := range seen.Calls {
		if _, is := c.outcome.Step.Calls.Get(id); !is {
			c.compare("calls."+id, "no such call", "open", 0)
		}
	}
	return nil
}

// first returns the rule that the reference names first for the event.
func (c *comparison) first() spec.ID {
	if len(c.outcome.Step.Rules) > 0 {
		return c.outcome.Step.Rules[0]
	}
	return 0
}

func (c *comparison) dtmf() spec.ID {
	p, _ := c.system.Phone(c.event.Party)
	return buttons.WhyDTMF(p).Rule
}

// names writes parties in an order of their own, for which of them comes first says nothing.
func names(parties []string) string {
	if len(parties) == 0 {
		return "nobody"
	}
	return strings.Join(slices.Sorted(slices.Values(parties)), ", ")
}
