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
	"syscall"

	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/internal/visible"
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // else nobody would end the program once nobody reads the report
	context.AfterFunc(ctx, stop)                            // whoever presses Ctrl-C again does not wait for the report
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// streams are where a command reads from and writes to.
type streams struct {
	in       io.Reader
	out, err *visible.Writer
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

// help returns what a flag is for, in the language of the locale.
func help(ja, en string) string {
	l, _ := locale.Language("") // only a flag can be wrong
	return spec.Text{JA: ja, EN: en}.In(l)
}

func (c command) name() string { return strings.Fields(c.usage)[0] }

func commands() []command {
	return []command{
		{"run [flags] [--] PROGRAM [ARG…]", "プログラムを起動して判定します", "start a program and judge it", runProgram},
		{"trace [flags] FILE", "プログラムが書き出したログを判定します（-は標準入力）",
			"judge a log that a program has written (- for standard input)", runTrace},
		{"transcript [flags] FILE", "プログラムとキットのやり取りの記録を検査します（-は標準入力）",
			"check what a program and the kit have said to each other (- for standard input)",
			flagless(checkTranscript)},
		{"vectors -o DIR", "通話をつながずに決まる判定の表を、JSONで書き出します",
			"write as JSON what is decided without a call", runVectors},
		{"badge [flags] REPORT", "JSON形式のレポートから、判定を示す小さな画像（SVG）を作ります",
			"make a small picture (SVG) of the verdict from a report in JSON", runBadge},
		{"results [flags] REPORT…", "JSON形式のレポートを、Markdownの表にまとめます",
			"make a table in Markdown of reports in JSON", flagless(runResults)},
		{"rules [flags] [ID…]", "判定できるルールの一覧、または指定したルールの内容を表示します",
			"list the rules that can be judged, or say what one says", flagless(listRules)},
		{"faults [flags]", "キットが見つける、わざと入れた欠陥を一覧で表示します", "list the seeded faults that the kit finds",
			flagless(listFaults)},
	}
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out, errs := visible.To(stdout), visible.To(stderr)
	defer errs.End()
	code := runCommand(ctx, args, streams{stdin, out, errs})
	if err := out.End(); err != nil {
		fmt.Fprintln(errs, "rpconform:", err)
		return broke
	}
	return code
}

func runCommand(ctx context.Context, args []string, s streams) int {
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
				for _, line := range visible.Errors(err, error.Error) {
					fmt.Fprintln(s.err, "rpconform:", line)
				}
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
		fmt.Fprintf(s.err, "%s rpconform %s\n%s\n", help("使い方：", "usage:"), c.usage, help(c.ja, c.en))
		f.PrintDefaults()
	}
	lang := f.String("lang", "", help("表示の`言語`。jaまたはen（省略時：ロケールの言語）",
		"the `language`, ja or en (default: that of the locale)"))
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
	fmt.Fprintln(w, help("使い方：", "usage:"))
	for _, c := range commands() {
		fmt.Fprintf(w, "  rpconform %-32s %s\n", c.usage, help(c.ja, c.en))
	}
	fmt.Fprintln(w, help("終了コード：0 適合、1 不適合、2 判定不能、3 申告済みの相違がない",
		"exit codes: 0 conformant, 1 nonconformant, 2 could not judge, 3 a declared difference is gone"))
}
