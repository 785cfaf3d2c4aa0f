package storyrunner

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	messages "github.com/cucumber/messages/go/v21"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/internal/visible"
	"github.com/recpause/recpause/spec"
)

// A printer shows a book that has run, or only what is wrong in it.
type printer struct {
	*command.Call
	quiet bool
}

func (p printer) print(b *book) {
	text.OverrideRuneWidthEastAsianWidth(false) // the same in every locale
	for _, f := range b.files {
		p.file(f)
	}
	for _, problem := range b.problems {
		p.line(0, problem)
	}
	p.summary(b)
}

// line prints a text in one line.
func (p printer) line(indent int, text string) {
	fmt.Fprintln(p.Out, strings.TrimRight(strings.Repeat(" ", indent)+visible.Line(text), " "))
}

func (p printer) summary(b *book) {
	pass, fail, broken := b.counts()
	l := p.Lang
	if !p.IsSet("lang") && len(b.files) > 0 {
		l = b.files[0].lang
	}
	say := func(ja, en string, n int) {
		fmt.Fprintf(p.Out, spec.Text{JA: ja, EN: en}.In(l), n)
	}
	say("シナリオ%d件", "%d scenarios", pass+fail)
	say("：成功%d", ": %d passed", pass)
	if fail > 0 {
		say("、失敗%d", ", %d failed", fail)
	}
	if broken > 0 {
		say("。実行されない箇所%d", "; %d places that do not run", broken)
	}
	fmt.Fprintln(p.Out)
}

// file prints a file: what of it does not run, and its scenarios below the rules that they stand in.
func (p printer) file(f *file) {
	shown := !p.quiet
	for _, s := range f.scenarios {
		shown = shown || p.shows(s)
	}
	if shown && len(f.scenarios) > 0 {
		feature := f.document.Feature
		p.tags(0, feature.Tags)
		p.line(0, feature.Keyword+": "+feature.Name+"  # "+f.name)
		fmt.Fprintln(p.Out)
	}
	var rule *messages.Rule
	for _, s := range f.scenarios {
		if !p.shows(s) {
			continue
		}
		if s.rule != rule && s.rule != nil {
			p.tags(2, s.rule.Tags)
			p.line(2, s.rule.Keyword+": "+s.rule.Name)
			fmt.Fprintln(p.Out)
		}
		rule = s.rule
		p.scenario(s)
	}
	for _, problem := range f.problems {
		p.line(0, f.at(problem.line)+": "+problem.text)
	}
}

// at is a line of a file, or the file.
func (f *file) at(line int) string {
	if line == 0 {
		return f.name
	}
	return fmt.Sprintf("%s:%d", f.name, line)
}

// shows reports whether a scenario is printed: any, or one in which something is wrong.
func (p printer) shows(s *scenario) bool {
	for _, t := range s.tellings {
		if !p.quiet || t.mark != passed {
			return true
		}
	}
	return false
}

func (p printer) tags(indent int, tags []*messages.Tag) {
	var all []string
	for _, t := range tags {
		all = append(all, t.Name)
	}
	if all != nil {
		p.line(indent, strings.Join(all, " "))
	}
}

func (p printer) scenario(s *scenario) {
	p.tags(4, s.Tags)
	p.line(4, s.Keyword+": "+s.Name)
	if len(s.Examples) == 0 {
		for _, t := range s.tellings {
			p.steps(6, t)
		}
		fmt.Fprintln(p.Out)
		return
	}
	for _, step := range s.Steps {
		p.line(8, stepText(step, step.Text))
	}
	for _, e := range s.Examples {
		p.examples(s, e)
	}
	fmt.Fprintln(p.Out)
}

// steps prints every step of a telling, with what came of it.
func (p printer) steps(indent int, t *telling) {
	for _, s := range t.steps {
		p.line(indent, s.mark.String()+" "+stepText(s.step, s.text))
		for _, row := range tableOf(s.table) {
			p.line(indent+4, row)
		}
		p.outcome(indent+4, t, s)
	}
	if t.lack != "" {
		p.line(indent, failed.String()+" "+t.of.file.at(int(t.line()))+": "+t.lack)
	}
}

// stepText is a step with its keyword, behind which Japanese needs no space.
func stepText(s *messages.Step, text string) string { return strings.TrimSpace(s.Keyword) + " " + text }

// outcome prints what went wrong with a step, and what it did not do.
func (p printer) outcome(indent int, t *telling, s outcome) {
	for _, press := range s.idle {
		p.line(indent, "! "+press.in(t.of.file.lang))
	}
	if s.err != nil {
		p.line(indent, t.of.file.at(int(s.step.Location.Line))+": "+s.err.Error())
	}
}

// examples prints a table of examples, and of the rows that failed the steps.
func (p printer) examples(s *scenario, e *messages.Examples) {
	if e.TableHeader == nil {
		return
	}
	rows := [][]string{cellsOf(e.TableHeader)}
	of := []*telling{nil}
	for _, row := range e.TableBody {
		for _, t := range s.tellings {
			if t.row == row && (!p.quiet || t.mark != passed) {
				rows, of = append(rows, cellsOf(row)), append(of, t)
			}
		}
	}
	if len(rows) == 1 {
		return
	}
	p.tags(6, e.Tags)
	p.line(6, strings.TrimSuffix(e.Keyword+": "+e.Name, ": "))
	for i, row := range tableOf(rows) {
		if of[i] == nil {
			p.line(8, "  "+row)
			continue
		}
		p.line(8, of[i].mark.String()+" "+row)
		if of[i].mark != passed {
			p.steps(12, of[i])
			continue
		}
		for _, s := range of[i].steps {
			p.outcome(12, of[i], s)
		}
	}
}

func cellsOf(row *messages.TableRow) (all []string) {
	for _, c := range row.Cells {
		all = append(all, c.Value)
	}
	return all
}

// tableOf returns a table's rows as text, in columns of one width.
func tableOf(rows [][]string) (lines []string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], text.StringWidth(cell))
		}
	}
	for _, row := range rows {
		line := "|"
		for i, cell := range row {
			line += " " + text.Pad(cell, widths[i], ' ') + " |"
		}
		lines = append(lines, line)
	}
	return lines
}
