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

// A command is what follows the program's name: how it is called, what it does in both languages, and its flags, which
// give the action.
type command struct {
	usage, ja, en string
	flags         func(*flag.FlagSet) action
}

// An action does a command with what stands behind its flags, and returns the exit code, which is broke for an error.
type action func(ctx context.Context, l spec.Lang, args []string, s streams) (code int, err error)

// flagless is a command that has no flags of its own.
func flagless(do action) func(*flag.FlagSet) action { return func(*flag.FlagSet) action { return do } }

func (c command) name() string { return strings.Fields(c.usage)[0] }

func (c command) about(l spec.Lang) string { return spec.Text{JA: c.ja, EN: c.en}.In(l) }

func commands() []command {
	return []command{
		{"run [flags] [--] PROGRAM [ARG…]", "プログラムを起動して判定する", "start a program and judge it", runProgram},
		{"trace [flags] FILE", "記録されたログを判定する（- は標準入力）",
			"judge a log that a program has written (- for standard input)", runTrace},
		{"transcript [flags] FILE", "プログラムとキットのやり取りの記録を検査する（- は標準入力）",
			"check what a program and the kit have said to each other (- for standard input)",
			flagless(checkTranscript)},
		{"vectors -o DIR", "判定表をJSONで書き出す", "write the pure decisions as JSON", runVectors},
		{"rules [flags] [ID…]", "判定できるルールの一覧、または1件の内容",
			"list the rules that can be judged, or say what one says", flagless(listRules)},
		{"faults [flags]", "キットが見つけられる不具合の一覧", "list the seeded faults that the kit notices",
			flagless(listFaults)},
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
			code, err := c.run(ctx, args[1:], s)
			if err != nil {
				fmt.Fprintln(s.err, "rpconform:", err)
				return broke
			}
			return code
		}
		names = append(names, c.name())
	}
	unknown := &spec.UnknownError{Kind: "command", Name: args[0], Known: names}
	fmt.Fprintf(s.err, "rpconform: %v; rpconform -h lists them\n", unknown)
	return broke
}

// run reads the flags and does the command.
func (c command) run(ctx context.Context, args []string, s streams) (code int, err error) {
	f := flag.NewFlagSet("rpconform "+c.name(), flag.ContinueOnError)
	f.SetOutput(s.err)
	f.Usage = func() {
		l, _ := locale.Language("") // only a flag can be wrong
		fmt.Fprintf(s.err, "usage: rpconform %s\n%s\n", c.usage, c.about(l))
		f.PrintDefaults()
	}
	lang := f.String("lang", "", "the `language`, ja or en (default: that of the locale)")
	do := c.flags(f)
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return conformant, nil
	case err != nil:
		return broke, nil // the flags have said why
	}
	l, err := locale.Language(*lang)
	if err != nil {
		return broke, err
	}
	return do(ctx, l, f.Args(), s)
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
