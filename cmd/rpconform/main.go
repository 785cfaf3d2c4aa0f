// Command rpconform judges a softphone, a PBX or both, in any language, by the manual's rules for pausing a recording:
// rule by rule, with the shortest way to what differs. docs/conformance.md is the way to a first report, docs/shim.md
// the protocol that a program speaks.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/spec"
)

// The exit codes.
const (
	conformant    = 0
	nonconformant = 1
	broke         = 2 // the kit, the subject or what was asked for
	stale         = 3 // a deviation that is none any more
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// streams are where a command reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// A command is what follows the program's name: how it is called, what it does in both languages, and how.
type command struct {
	usage, ja, en string
	do            func(ctx context.Context, args []string, s streams) int
}

func (c command) name() string { return strings.Fields(c.usage)[0] }

func (c command) about(l spec.Lang) string { return spec.Text{JA: c.ja, EN: c.en}.In(l) }

func commands() []command {
	return []command{
		{"run [flags] [--] PROGRAM [ARG…]", "プログラムを起動して判定する", "start a program and judge it", runProgram},
		{"trace [flags] FILE", "記録されたログを判定する（- は標準入力）",
			"judge a log that a program has written (- for standard input)", runTrace},
		{"vectors -o DIR", "判定表をJSONで書き出す", "write the pure decisions as JSON", runVectors},
		{"rules [flags] [ID…]", "判定できるルールの一覧、または1件の内容",
			"list the rules that can be judged, or say what one says", runRules},
		{"faults [flags]", "キットが見つけられる不具合の一覧", "list the seeded faults that the kit notices", runFaults},
	}
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		usage(s.out)
		if len(args) == 0 {
			return broke
		}
		return conformant
	}
	var names []string
	for _, c := range commands() {
		if c.name() == args[0] {
			return c.do(ctx, args[1:], s)
		}
		names = append(names, c.name())
	}
	unknown := &spec.UnknownError{Kind: "command", Name: args[0], Known: names}
	fmt.Fprintf(s.err, "rpconform: %v; rpconform -h lists them\n", unknown)
	return broke
}

func usage(w io.Writer) {
	l, _ := locale.Language("") // only a flag can be wrong
	fmt.Fprintln(w, spec.Text{JA: "使い方:", EN: "usage:"}.In(l))
	for _, c := range commands() {
		fmt.Fprintf(w, "  rpconform %-32s %s\n", c.usage, c.about(l))
	}
	fmt.Fprintln(w, spec.Text{JA: "終了コード: 0 適合、1 不適合、2 判定できない、3 申告した逸脱が古い",
		EN: "exit codes: 0 conformant, 1 nonconformant, 2 could not judge, 3 a declared deviation is stale"}.In(l))
}

// A flagSet is the flags of one command, which says its usage where they are wrong.
type flagSet struct {
	*flag.FlagSet
	lang *string
}

func newFlags(name string, s streams) flagSet {
	f := flag.NewFlagSet("rpconform "+name, flag.ContinueOnError)
	f.SetOutput(s.err)
	f.Usage = func() {
		l, _ := locale.Language("") // only a flag can be wrong
		for _, c := range commands() {
			if c.name() == name {
				fmt.Fprintf(s.err, "usage: rpconform %s\n%s\n", c.usage, c.about(l))
			}
		}
		f.PrintDefaults()
	}
	return flagSet{f, f.String("lang", "", "the `language`, ja or en (default: that of the locale)")}
}

// parse reads the flags; ok is false where there is nothing to do, and then the code is the exit code.
func (f flagSet) parse(args []string, s streams) (l spec.Lang, code int, ok bool) {
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0, conformant, false
	case err != nil:
		return 0, broke, false
	}
	l, err := locale.Language(*f.lang)
	if err != nil {
		return 0, fail(s, err), false
	}
	return l, 0, true
}

func fail(s streams, err error) int {
	fmt.Fprintln(s.err, "rpconform:", err)
	return broke
}
