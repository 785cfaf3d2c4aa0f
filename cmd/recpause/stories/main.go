// Command features runs executable stories about the recording pause, in Japanese or English: those that it carries with it, or the files
// that it is given. Steps that are in no story yet are listed with -steps.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/cucumber/godog"

	"github.com/recpause/recpause/examples/stories"
	"github.com/recpause/recpause/spec"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process: it returns the exit code, 0, 1 for a story that is not true, 2 for flags and files that cannot be read.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("features", flag.ContinueOnError)
	flags.SetOutput(stderr)
	list := flags.Bool("steps", false, "list the steps that a story may have")
	lang := flags.String("lang", "ja", "the `language` of that list, and of the stories without files, ja or en")
	tags := flags.String("tags", "", "run stories with these `tags` only, such as @RP-BTN-020 or ~@not-guaranteed")
	if err := flags.Parse(args); err == flag.ErrHelp {
		return 0
	} else if err != nil {
		return 2
	}
	l, err := spec.ParseLang(*lang)
	if err != nil {
		fmt.Fprintln(stderr, "features: -lang:", err)
		return 2
	}
	if *list {
		fmt.Fprint(stdout, vocabularyPage(l))
		return 0
	}
	var out bytes.Buffer
	options := godog.Options{Format: "pretty", Output: &out, NoColors: !isTerminal(stdout), Tags: *tags, Paths: flags.Args()}
	if flags.NArg() == 0 {
		options.FS, options.Paths = stories.Files(), []string{l.String()}
	}
	code := godog.TestSuite{Name: "features", ScenarioInitializer: begin, Options: &options}.Run()
	stdout.Write(inProgram.ReplaceAll(out.Bytes(), nil))
	return code
}

// inProgram is where in this program a step is: nobody who reads stories asks that.
var inProgram = regexp.MustCompile(`[ \t]*(?:\x1b\[1;30m)?# suite\.go:\d+ -> [^\n\x1b]*(?:\x1b\[0m)?`)

// isTerminal reports whether colours can be seen.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
