// Package storyrunner runs executable stories about the recording pause, in Japanese or English: those of
// examples/stories, or the files that it is given. A story that does not run is as wrong as one that is not true.
package storyrunner

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/examples/stories"
	"github.com/recpause/recpause/spec"
)

// options are the flags.
type options struct {
	list, quiet bool
	tags        string
	html        string // the file of the book, "" for none
	simulator   string
}

// Command is the subcommand. Its exit code is 1 for a story that is not true or does not run, and 2 for files that are
// not there.
func Command() command.Sub {
	var o options
	return command.Sub{
		Name: "stories", TakesFiles: true, Stops: true,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "steps", Destination: &o.list},
			command.LangFlag(""),
			&cli.StringFlag{Name: "tags", Destination: &o.tags},
			&cli.BoolFlag{Name: "quiet", Destination: &o.quiet},
			&cli.StringFlag{Name: "html", Destination: &o.html},
			&cli.StringFlag{Name: "simulator", Destination: &o.simulator, Value: "http://127.0.0.1:8765/"},
		},
		Do: func(c *command.Call) int {
			if o.list {
				fmt.Fprint(c.Out, vocabularyPage(c.Lang))
				return command.Done
			}
			files, err := readAll(c.Files(), c.Lang)
			if err != nil {
				return c.Misuse(err)
			}
			b := &book{files: files, lang: c.Lang}
			b.choose(o.tags)
			if err := b.run(c.Context()); err != nil {
				return c.Fail(command.Failed, err)
			}
			printer{c, o.quiet}.print(b)
			if o.html != "" {
				if err := b.write(c.Context(), o.html, o.simulator); err != nil {
					return c.Fail(command.Failed, err)
				}
				c.Tell("次のファイルをブラウザーで開いてください：%s\n", "Open this file in a browser: %s\n", o.html)
			}
			if b.red() {
				return command.Failed
			}
			return command.Done
		},
	}
}

// A book is what is run: files of stories, and what is wrong with the choice among them.
type book struct {
	files    []*file
	lang     spec.Lang
	problems []string
}

// lineOf is which scenario of a file is meant, by its line.
var lineOf = command.Regexp(`(:\d+)+$`)

// readAll reads files, or those of folders; or, without any, those that come with recpause. The error is about one that
// is not there.
func readAll(paths []string, l spec.Lang) (all []*file, err error) {
	if len(paths) == 0 {
		return readFolder(stories.Files(), l.String(), func(name string) string { return path.Base(name) })
	}
	for _, name := range paths {
		name, lines := cutLines(name)
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			some, err := readFolder(os.DirFS(name), ".", func(file string) string { return filepath.Join(name, file) })
			if err != nil {
				return nil, err
			}
			if len(some) == 0 {
				return nil, command.Problem("%s: シナリオのファイル（.feature）がありません",
					"%s: it holds no file of scenarios (.feature)", name)
			}
			all = append(all, some...)
			continue
		}
		text, err := command.ReadText(name)
		if err != nil {
			return nil, err
		}
		f := read(name, text)
		f.keep(lines)
		all = append(all, f)
	}
	return all, nil
}

// cutLines cuts the lines off a path that are written behind it.
func cutLines(name string) (file string, lines []int64) {
	file = lineOf().ReplaceAllString(name, "")
	for n := range strings.SplitSeq(strings.TrimPrefix(name[len(file):], ":"), ":") {
		if line, err := strconv.ParseInt(n, 10, 64); err == nil {
			lines = append(lines, line)
		}
	}
	return file, lines
}

// readFolder reads the files of a folder, and of all folders in it, in the order of their names.
func readFolder(from fs.FS, dir string, called func(string) string) (all []*file, err error) {
	err = fs.WalkDir(from, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".feature" {
			return err
		}
		text, err := readText(from, name)
		if err == nil {
			all = append(all, read(called(name), text))
		}
		return err
	})
	return all, err
}

// keep leaves of a file what stands in some lines: a scenario, or a row of its examples. Without lines, everything.
func (f *file) keep(lines []int64) {
	if len(lines) == 0 || len(f.scenarios) == 0 {
		return
	}
	var kept []*scenario
	for i, s := range f.scenarios {
		end := int64(len(f.lines)) + 1
		if i+1 < len(f.scenarios) {
			end = f.scenarios[i+1].Location.Line
		}
		var chosen []*telling
		for _, line := range lines {
			row := slices.IndexFunc(s.tellings, func(t *telling) bool { return t.row != nil && t.line() == line })
			switch {
			case row >= 0:
				chosen = append(chosen, s.tellings[row])
			case s.Location.Line <= line && line < end:
				chosen = s.tellings
			}
		}
		if s.tellings = chosen; len(chosen) > 0 {
			kept = append(kept, s)
		}
	}
	if f.scenarios = kept; len(kept) == 0 {
		f.say(int(lines[0]), "この行にシナリオはありません", "there is no scenario in this line")
	}
}

// choose leaves of every file the tellings that an expression of tags chooses. A tag that nothing has is a problem: it is
// misspelt, and nothing would run, or too much.
func (b *book) choose(expression string) {
	if expression == "" {
		return
	}
	known := b.tags()
	for _, name := range tagNames(expression) {
		_, err := spec.ParseID(strings.TrimPrefix(name, "@"))
		excluded := strings.Contains(expression, "~"+name) || strings.Contains(expression, "~"+name[1:])
		if !slices.Contains(known, name) && !(excluded && (err == nil || slices.Contains(supportTags, name))) {
			b.unknownTag(name, known)
		}
	}
	left := 0
	for _, f := range b.files {
		f.scenarios = slices.DeleteFunc(f.scenarios, func(s *scenario) bool {
			s.tellings = slices.DeleteFunc(s.tellings, func(t *telling) bool { return !chosen(expression, t.tags()) })
			return len(s.tellings) == 0
		})
		left += len(f.scenarios)
	}
	if left == 0 && len(b.problems) == 0 {
		b.problems = append(b.problems, spec.Text{JA: "-tags：「%s」に当てはまるシナリオはありません",
			EN: "-tags: no scenario has %q"}.With(expression).In(b.lang))
	}
}

// supportTags are the tags that say what the vendor says of a scenario.
var supportTags = []string{"@not-guaranteed", "@unspecified"}

// unknownTag says that nothing has a tag, and which one is like it.
func (b *book) unknownTag(name string, known []string) {
	text := spec.Text{JA: "-tags：「%s」というタグの付いたシナリオはありません", EN: "-tags: no scenario has the tag %s"}.With(name)
	if near := nearestWord(name, known); near != "" {
		text.JA += "。「" + near + "」の間違いではありませんか"
		text.EN += "; did you mean " + near + "?"
	}
	b.problems = append(b.problems, text.In(b.lang))
}

// tags are all that a scenario has.
func (b *book) tags() (all []string) {
	for _, f := range b.files {
		for _, s := range f.scenarios {
			for _, t := range s.tellings {
				all = append(all, t.tags()...)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// tagNames are the tags of an expression, each with its @.
func tagNames(expression string) (all []string) {
	for _, name := range strings.FieldsFunc(expression, func(r rune) bool { return strings.ContainsRune("&,~ ", r) }) {
		all = append(all, "@"+strings.TrimPrefix(name, "@"))
	}
	return all
}

// chosen reports whether tags are those of an expression: a comma means one or the other, && both, and ~ none.
func chosen(expression string, tags []string) bool {
	for all := range strings.SplitSeq(expression, "&&") {
		if !slices.ContainsFunc(strings.Split(all, ","), func(one string) bool {
			names := tagNames(one)
			return len(names) == 1 && slices.Contains(tags, names[0]) != strings.HasPrefix(strings.TrimSpace(one), "~")
		}) {
			return false
		}
	}
	return true
}

// run tells everything, unless it is interrupted.
func (b *book) run(ctx context.Context) error {
	for t := range b.tellings {
		if err := ctx.Err(); err != nil {
			return err
		}
		t.run()
	}
	return nil
}

// tellings visits every telling.
func (b *book) tellings(visit func(*telling) bool) {
	for _, f := range b.files {
		for _, s := range f.scenarios {
			for _, t := range s.tellings {
				if !visit(t) {
					return
				}
			}
		}
	}
}

// counts are how many tellings have passed and failed, and how much does not run.
func (b *book) counts() (pass, fail, broken int) {
	for t := range b.tellings {
		if t.mark == passed {
			pass++
		} else {
			fail++
		}
	}
	broken = len(b.problems)
	for _, f := range b.files {
		broken += len(f.problems)
	}
	return pass, fail, broken
}

// red reports whether anything is not true, or does not run.
func (b *book) red() bool {
	pass, fail, broken := b.counts()
	return pass == 0 || fail+broken > 0
}
