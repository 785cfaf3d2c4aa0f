package conformance

import (
	"slices"

	"github.com/recpause/recpause/spec"
)

// A Cause is one difference and the rules that fail by it: their failures begin alike.
type Cause struct {
	Rules   []spec.ID // in document order; none where no rule speaks of the difference, and nobody fails by it
	Failure Failure   // the shortest that is known
	// Tried is how often the trace was played again, each time to a fresh subject, and Seen how often it showed the
	// difference again; of one that did not, nothing was left out. Tried is 0 where it was not played again. After says
	// that only a subject that had been in other scenes before showed it again.
	Seen, Tried int
	After       bool
}

// causes puts failures together that are of one scene and one trace, and in which the same was seen. More is known once
// the traces were played again.
func (r *Report) causes() (list []Cause) {
	for _, f := range r.Findings {
		if f.Verdict != Fail || f.Failure == nil {
			continue
		}
		i := slices.IndexFunc(list, func(c Cause) bool { return c.Failure.same(*f.Failure) })
		if i < 0 {
			list, i = append(list, Cause{Failure: *f.Failure}), len(list)
		}
		list[i].Rules = append(list[i].Rules, f.Rule)
	}
	return list
}

// same reports whether two failures are of one scene and trace, and the same was seen.
func (f Failure) same(g Failure) bool {
	return f.Scene == g.Scene && f.Got == g.Got && slices.Equal(f.Trace, g.Trace)
}

// again says how often it was so again, nothing where nobody has tried.
func (c Cause) again() spec.Text {
	switch {
	case c.Tried == 0:
		return spec.Text{}
	case c.Seen > 0:
		return say("新しく起動した製品で%[2]d回試し、%[1]d回再現しました", "%d of %d times, each in a program that was just started",
			c.Seen, c.Tried)
	case c.After:
		return say("新しく起動した製品では%d回とも再現せず、ほかの場面のあとでだけ再現しました",
			"0 of %d times in a program that was just started; only after other scenes", c.Tried)
	}
	return say("この操作だけでは再現しませんでした。偶然か、ほかの場面の影響によるものです",
		"this trace alone did not show it again: it is chance, or comes of other scenes")
}

// lines says what differs, and which rules fail by it.
func (c Cause) lines() []line {
	rules := say("どのルールにも記載がないため、不合格にはしません", "no rule speaks of it, and nobody fails by it")
	if len(c.Rules) > 0 {
		rules = listed(c.Rules)
	}
	return withText(
		line{say("ルール", "rules"), rules},
		line{say("場面", "scene"), say("%s", "%s", c.Failure.Scene)},
		line{say("操作", "trace"), c.Failure.trace()},
		line{say("期待", "expected"), c.Failure.Want},
		line{say("実際", "observed"), c.Failure.Got},
		line{say("再現", "again"), c.again()},
	)
}

// In returns the cause in words.
func (c Cause) In(l spec.Lang) string {
	text := say("相違", "difference").In(l)
	for _, x := range c.lines() {
		text += "\n  " + x.padded(l)
	}
	return text
}

func (c Cause) String() string { return c.In(spec.EN) }

// A causeMessage is a cause in a report in JSON.
type causeMessage struct {
	Rules   []spec.ID       `json:"rules"`
	Failure *failureMessage `json:"failure"`
	Seen    int             `json:"seen"`
	Tried   int             `json:"tried"`
	After   bool            `json:"after,omitempty"`
}

func (c Cause) message() causeMessage {
	return causeMessage{append([]spec.ID{}, c.Rules...), c.Failure.message(), c.Seen, c.Tried, c.After}
}
