// Package storyrunner runs executable stories about the recording pause, in Japanese or English: those of
// examples/stories, or the files that it is given.
package storyrunner

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"

	"github.com/cucumber/godog"
	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/examples/stories"
	"github.com/recpause/recpause/spec"
)

// Command is the subcommand. Its exit code is 1 for a story that is not true, and 2 for files that cannot be read.
func Command() command.Sub {
	var list bool
	var tags string
	return command.Sub{
		Name: "stories", TakesFiles: true,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "steps", Destination: &list},
			command.LangFlag("ja"),
			&cli.StringFlag{Name: "tags", Destination: &tags},
		},
		Do: func(c *command.Call) int {
			if list {
				fmt.Fprint(c.Out, vocabularyPage(c.Lang))
				return command.Done
			}
			for _, path := range c.Files() {
				if _, err := os.Stat(lineOf.ReplaceAllString(path, "")); err != nil {
					return c.Misuse(err)
				}
			}
			var out bytes.Buffer
			options := godog.Options{Format: "pretty", Output: &out, NoColors: !command.IsTerminal(c.Out), Tags: tags,
				Paths: c.Files()}
			if len(options.Paths) == 0 {
				options.FS, options.Paths = stories.Files(), []string{c.Lang.String()}
			}
			code := godog.TestSuite{Name: "stories", ScenarioInitializer: begin, Options: &options}.Run()
			c.Out.Write(inProgram.ReplaceAll(out.Bytes(), nil))
			return code
		},
	}
}

// lineOf is which scenario of a file is meant, by its line.
var lineOf = regexp.MustCompile(`(:\d+)+$`)

// inProgram is where in this program a step is: nobody who reads stories asks that.
var inProgram = regexp.MustCompile(`[ \t]*(?:\x1b\[1;30m)?# run\.go:\d+ -> [^\n\x1b]*(?:\x1b\[0m)?`)

// begin gives a scenario a world of its own. To godog every text is a step: what it means, and in which of the two
// languages, the vocabulary knows, which has better hints for what is no step.
func begin(sc *godog.ScenarioContext) {
	w, now := newWorld(), line{}
	sc.Before(func(ctx context.Context, s *godog.Scenario) (context.Context, error) {
		now.lang, _ = spec.ParseLang(s.Language) // English where it is neither of the two
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
