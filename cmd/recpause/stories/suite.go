package main

import (
	"context"

	"github.com/cucumber/godog"

	"github.com/recpause/recpause/spec"
)

// begin gives a scenario a world of its own. To godog every text is a step: what it means, and in which of the two languages, the vocabulary
// knows, which has better hints for what is no step.
func begin(sc *godog.ScenarioContext) {
	w, now := newWorld(), line{}
	sc.Before(func(ctx context.Context, s *godog.Scenario) (context.Context, error) {
		now.lang = langOf(s.Language)
		return ctx, nil
	})
	sc.StepContext().Before(func(ctx context.Context, s *godog.Step) (context.Context, error) {
		now.kind, now.table = s.Type, nil
		if s.Argument != nil && s.Argument.DataTable != nil {
			now.table = cells(s.Argument.DataTable)
		}
		return ctx, nil
	})
	sc.Step(`^(.*)$`, func(text string) error {
		now.text = text
		return w.tell(now)
	})
}

// langOf returns the language of a file; one that is neither of the two is taken for English.
func langOf(name string) spec.Lang {
	if l, err := spec.ParseLang(name); err == nil {
		return l
	}
	return spec.EN
}

func cells(t *godog.Table) (rows [][]string) {
	for _, r := range t.Rows {
		var row []string
		for _, c := range r.Cells {
			row = append(row, c.Value)
		}
		rows = append(rows, row)
	}
	return rows
}
