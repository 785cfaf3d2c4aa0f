// Package storyrunner runs executable stories about the recording pause, in Japanese or English: those of
// examples/stories, or the files that it is given.
package storyrunner

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
				if err := check(lineOf.ReplaceAllString(path, "")); err != nil {
					return c.Misuse(err)
				}
			}
			var out bytes.Buffer
			options := godog.Options{Format: "pretty", Output: &out, NoColors: true, Tags: tags,
				Paths: c.Files()}
			if len(options.Paths) == 0 {
				options.FS, options.Paths = stories.Files(), []string{c.Lang.String()}
			}
			suite := godog.TestSuite{Name: "stories", ScenarioInitializer: begin, Options: &options}
			if _, err := suite.RetrieveFeatures(); err != nil { // which Run would print by itself
				return c.Misuse(err)
			}
			code := suite.Run()
			c.Out.Write(inProgram.ReplaceAll(out.Bytes(), nil))
			return code
		},
	}
}

// check returns what is wrong with a file of stories, or with those of a folder, before they are understood: a line that
// the library cannot read.
func check(path string) error {
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name != path && filepath.Ext(name) != ".feature" {
			return err
		}
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		lines, n := bufio.NewScanner(file), 1
		for lines.Scan() {
			n++
		}
		if errors.Is(lines.Err(), bufio.ErrTooLong) {
			return command.Problem("%s: %d行目が64 KiB以上あります。1行は64 KiB未満にしてください",
				"%s: line %d has 64 KiB or more; a line may have less", name, n)
		}
		return lines.Err()
	})
}

// lineOf is which scenario of a file is meant, by its line.
var lineOf = regexp.MustCompile(`(:\d+)+$`)

// inProgram is where in this program a step is: nobody who reads stories asks that.
var inProgram = regexp.MustCompile(`[ \t]*# run\.go:\d+ -> [^\n]*`)

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
