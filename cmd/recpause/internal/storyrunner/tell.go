package storyrunner

import (
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v21"

	"github.com/recpause/recpause/spec"
)

// A result is what came of a step or of a telling.
type result uint8

const (
	skipped result = iota // not reached
	passed
	failed
)

// String is the sign of it.
func (r result) String() string { return [...]string{skipped: "-", passed: "✓", failed: "✗"}[r] }

// A telling is a scenario as it runs: once, or with a row of its examples.
type telling struct {
	*messages.Pickle
	of    *scenario
	row   *messages.TableRow // nil for none
	world *world
	steps []outcome
	mark  result
	lack  string // why nothing of it counts, "" for nothing
}

// An outcome is what came of a step.
type outcome struct {
	step  *messages.Step
	text  string
	table [][]string
	mark  result
	err   error
	idle  []idlePress // that the story does not count on
}

// telling returns how a scenario is told as a pickle says.
func (s *scenario) telling(p *messages.Pickle) *telling {
	t := &telling{Pickle: p, of: s}
	for _, e := range s.Examples {
		for _, row := range e.TableBody {
			if row.Id == p.AstNodeIds[len(p.AstNodeIds)-1] {
				t.row = row
			}
		}
	}
	for _, step := range p.Steps {
		one := outcome{step: s.stepOf(step.AstNodeIds[0]), text: step.Text}
		if step.Argument != nil && step.Argument.DataTable != nil {
			one.table = cells(step.Argument.DataTable)
		}
		t.steps = append(t.steps, one)
	}
	return t
}

func cells(t *messages.PickleTable) (rows [][]string) {
	for _, r := range t.Rows {
		var row []string
		for _, c := range r.Cells {
			row = append(row, c.Value)
		}
		rows = append(rows, row)
	}
	return rows
}

// stepOf returns the step with an id: the scenario's own, or a background's.
func (s *scenario) stepOf(id string) *messages.Step {
	lists := [][]*messages.Step{s.Steps}
	for _, c := range s.file.document.Feature.Children {
		if c.Background != nil {
			lists = append(lists, c.Background.Steps)
		}
		if c.Rule != nil {
			for _, c := range c.Rule.Children {
				if c.Background != nil {
					lists = append(lists, c.Background.Steps)
				}
			}
		}
	}
	for _, list := range lists {
		if i := slices.IndexFunc(list, func(s *messages.Step) bool { return s.Id == id }); i >= 0 {
			return list[i]
		}
	}
	return &messages.Step{Location: s.Location} // there is none in a document that was parsed
}

// line is where a telling stands: its row, or its scenario.
func (t *telling) line() int64 {
	if t.row != nil {
		return t.row.Location.Line
	}
	return t.of.Location.Line
}

// tags are those of the telling, and of all that it stands in.
func (t *telling) tags() (all []string) {
	for _, tag := range t.Pickle.Tags {
		all = append(all, tag.Name)
	}
	return all
}

// run tells it in a world of its own.
func (t *telling) run() {
	t.world, t.mark = newWorld(), passed
	l := line{lang: t.of.file.lang}
	expects := false
	for i := range t.steps {
		s := &t.steps[i]
		if t.mark == failed {
			continue
		}
		l.text, l.table, l.kind = s.text, s.table, t.Pickle.Steps[i].Type
		expects = expects || l.kind == messages.PickleStepType_OUTCOME
		s.mark, t.world.idle = passed, nil
		if s.err = t.world.tell(l); s.err != nil {
			s.mark, t.mark = failed, failed
		}
		s.idle = t.world.idle
	}
	for i := range t.steps {
		if t.mark == failed {
			break // and whoever looks for the reason finds it
		}
		t.steps[i].idle = slices.DeleteFunc(t.steps[i].idle, func(p idlePress) bool { return t.expects(i, p) })
	}
	if t.mark == passed && !expects {
		t.mark = failed
		t.lack = spec.Text{JA: "期待する結果（ならば）がないため、何も確かめていません",
			EN: "it expects nothing (Then), so that nothing is shown"}.In(l.lang)
	}
}

// expects reports whether a story counts on it that a press in a step does nothing: it is tagged with the rule that says
// so, asks for the button, or says next in which state the softphone still is.
func (t *telling) expects(press int, p idlePress) bool {
	for _, tag := range t.tags() {
		if id := strings.TrimPrefix(tag, "@"); id == p.rule.String() || id == spec.BTN120.String() {
			return true
		}
	}
	next := true // up to the next thing that happens
	for i, s := range t.steps {
		step, a, err := understand(s.text, t.of.file.lang)
		if err != nil {
			continue
		}
		next = next && (i <= press || step.part == then)
		switch {
		case step.part != then:
		case a.values["button"] != nil && a.button().button == p.button, a.values["rule"] != nil && a.rule() == p.rule:
			return true
		case next && i > press && s.mark == passed && a.values["state"] != nil && a.who(0) == p.party:
			return true
		}
	}
	return false
}
