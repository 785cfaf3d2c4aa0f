package suite

import (
	"cmp"
	"context"
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// A cause is a difference on its way into a report.
type cause struct {
	conformance.Cause
	story  story            // what shows it, with nothing in it that it does not need
	key    string           // of the difference, as it was seen then; "" where it was not seen again
	beside spec.Observables // by which something else differs there, that has nothing to do with it
}

// replays is how often what is left of a trace is played again, each time to a fresh subject.
const replays = 3

// Explain puts the failures of a report together that begin alike, and adds differences that no rule speaks of. Each
// failing trace is played to the subject again, with the reference beside it, up to the first thing that differs; then
// whatever that does not need is left out. All together the subject is opened some 500 times at most, and not at all
// where nothing differs. What is left is played to fresh, the same subject of which each scene is the first. The error is
// that of the context.
func Explain(ctx context.Context, sut, fresh conformance.SUT, r *conformance.Report,
	unruled ...conformance.Failure) error {
	x := newRun(ctx, sut, Options{Profile: r.Profile}, r.Subject.Role, r.Subject.Observables)
	x.anyRule = true
	var list []*cause
	for _, f := range failures(r) {
		x.catch(func() { list = x.explain(list, r.Depth, *f.Failure, f.Rule) })
	}
	for _, f := range unruled {
		x.catch(func() { list = x.explain(list, r.Depth, f) })
	}
	r.Causes = nil
	for _, c := range list {
		x.catch(func() { x.replay(c, fresh) })
		inOrder := conformance.Rules()
		slices.SortFunc(c.Rules, func(a, b spec.ID) int {
			return slices.Index(inOrder, a) - slices.Index(inOrder, b)
		})
		r.Causes = append(r.Causes, c.Cause)
	}
	slices.SortStableFunc(r.Causes, func(a, b conformance.Cause) int {
		return cmp.Or(len(b.Rules)-len(a.Rules), len(a.Failure.Trace)-len(b.Failure.Trace))
	})
	return ctx.Err()
}

// failures returns the failing findings of a report, those with the shortest traces first.
func failures(r *conformance.Report) []conformance.Finding {
	list := slices.DeleteFunc(slices.Clone(r.Findings), func(f conformance.Finding) bool {
		return f.Verdict != conformance.Fail || f.Failure == nil
	})
	slices.SortStableFunc(list, func(a, b conformance.Finding) int {
		return len(a.Failure.Trace) - len(b.Failure.Trace)
	})
	return list
}

// explain adds a failure of a rule, or of none, to the causes: to the one that it begins with, or as one of its own.
func (r *run) explain(list []*cause, depth int, f conformance.Failure, rules ...spec.ID) []*cause {
	s, seen := r.again(f)
	found := &cause{Cause: conformance.Cause{Failure: f, Rules: rules}, story: s}
	found.beside, seen = r.beside(s, seen, rules)
	all := r.sees
	defer func() { r.sees = all }()
	r.sees &^= found.beside
	if seen == nil && r.tries >= 0 {
		found.Tried, found.Seen = 1, r.failsAlone(depth, rules)
	}
	i := -1
	if seen != nil {
		found.key = r.key(*seen)
		if i = r.beginning(list, s, found.key); i < 0 {
			s, *seen = r.shortened(s, *seen, 120)
			found.story, found.Failure = s, *seen.Failure
		}
	}
	if i < 0 {
		i = slices.IndexFunc(list, func(c *cause) bool {
			return c.begins(found.story, found.key) && (found.key != "" || slices.Equal(c.story.events, s.events))
		})
	}
	if i < 0 {
		return append(list, found)
	}
	list[i].Rules = append(list[i].Rules, rules...)
	return list
}

// passing are the differences that leave nothing behind, each with the observable that shows it: no DTMF is sent because
// some button can be operated.
var passing = map[kind]spec.Observables{buttonDiffers: spec.Operability, dtmfIsSent: spec.DTMF,
	beepIsMissing: spec.Beeps}

// beside returns what else differs in a story that a rule fails in, and leaves nothing behind: by an observable of which
// the rule does not speak. seen is then the first difference beside that.
func (r *run) beside(s story, seen *differing, rules []spec.ID) (spec.Observables, *differing) {
	if seen == nil || len(rules) == 0 {
		return 0, seen
	}
	rule, _ := spec.Lookup(rules[0])
	by := passing[seen.kind.kind] &^ rule.Observables
	if r.tries--; by == 0 || r.tries < 0 {
		return 0, seen
	}
	all, lost := r.sees, r.Lost
	defer func() { r.sees, r.Lost = all, lost }()
	r.sees &^= by
	if other := r.tell(s); other != nil {
		return by, other
	}
	return 0, seen
}

// beginning returns the index of the cause that a story begins with, as it is or with settings as they come; -1 for none.
func (r *run) beginning(list []*cause, s story, key string) int {
	begins := func(s story, key string) int {
		return slices.IndexFunc(list, func(c *cause) bool { return c.begins(s, key) })
	}
	i := begins(s, key)
	usual := s
	usual.scene.Settings = conformance.Scenario(s.scene.Place).Settings
	if i >= 0 || usual.scene == s.scene || len(list) == 0 || r.tries <= 0 {
		return i
	}
	r.tries--
	lost := r.Lost
	seen := r.tell(usual)
	if r.Lost = lost; seen == nil {
		return -1
	}
	return begins(usual, r.key(*seen))
}

// again plays a failing trace again, beside the reference; nil where nothing differs that a story looks at.
func (r *run) again(f conformance.Failure) (story, *differing) {
	s, last := story{scene: f.Scene}, int64(0)
	step := conformance.Rate + 2*guardOf(r.desc)
	for _, e := range f.Trace {
		took := e.At - last
		switch last = e.At; {
		case took == 0 && isCommand(e) && len(s.events) > 0:
			took = atOnce
		case took <= step:
			took = 0
		}
		if isCommand(e) {
			e = conformance.Event{Action: byA.Action, Party: e.Party, Button: byA.Button, Pending: e.Pending}
		}
		e.At = took
		s.events = append(s.events, e)
	}
	if r.tries--; r.tries < 0 {
		return s, nil
	}
	lost := r.Lost
	seen := r.tell(s)
	r.Lost = lost
	return s, seen
}

// failsAlone asks the check of a rule again, for there are rules that no story looks at: 1 if it still fails.
func (r *run) failsAlone(depth int, rules []spec.ID) int {
	if len(rules) == 0 {
		return 0
	}
	report, err := conformance.Check(r.ctx, r.sut, conformance.Only(rules...), conformance.Depth(depth),
		conformance.WithProfile(r.options.Profile))
	if err != nil {
		return 0
	}
	return min(1, report.Count(conformance.Fail))
}

// begins reports whether a story in the same place has all that shows the cause, in its order, and differs alike.
func (c *cause) begins(s story, key string) bool {
	if c.key != key || c.story.scene.Place != s.scene.Place {
		return false
	}
	rest := s.events
	for _, e := range c.story.events {
		i := slices.Index(rest, e)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// replay plays what shows a cause some more times to a fresh subject, and once to the one that has been in other scenes
// if no fresh one shows it.
func (r *run) replay(c *cause, fresh conformance.SUT) {
	if c.key == "" {
		return
	}
	used := r.sut
	r.sut = fresh
	for range replays {
		if r.ctx.Err() != nil {
			break
		}
		c.Tried++
		if r.shows(c) {
			c.Seen++
		}
	}
	r.sut = used
	c.After = c.Tried > 0 && c.Seen == 0 && r.shows(c)
}

// shows reports whether the subject shows a cause.
func (r *run) shows(c *cause) bool {
	all := r.sees
	defer func() { r.sees = all }()
	r.sees &^= c.beside
	seen := r.tell(c.story)
	return seen != nil && r.key(*seen) == c.key
}
