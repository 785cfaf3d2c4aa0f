// Package command is what the subcommands of recpause share: flags and help in two languages, the choice of one, exit
// codes, and how an error is printed. The help is a text of each language.
package command

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/internal/visible"
	"github.com/recpause/recpause/spec"
)

// The exit codes. A subcommand whose outcomes are others says so itself.
const (
	Done = iota
	Failed
	Misused
)

// A Sub is a subcommand. Its help is in help.en.txt and help.ja.txt.
type Sub struct {
	Name       string // of two words, such as "audit archive", if another subcommand has the first
	TakesFiles bool   // as arguments
	Stops      bool   // soon, and leaves nothing behind, once its context is done; others end with the process
	Flags      []cli.Flag
	Do         func(*Call) int // returns the exit code
}

// A Call is a subcommand as it has been called.
type Call struct {
	*cli.Command
	Lang     spec.Lang
	Out, Err *visible.Writer

	ctx context.Context // nil for one that is never done
}

// Files returns the arguments.
func (c *Call) Files() []string { return c.Args().Slice() }

// Say returns one of two texts, by the language.
func (c *Call) Say(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(c.Lang) }

// Tell prints one of two texts, by the language, with values in them.
func (c *Call) Tell(ja, en string, values ...any) {
	fmt.Fprint(c.Out, spec.Text{JA: ja, EN: en}.With(values...).In(c.Lang))
}

// Fail prints an error in one line, or each of several that are joined in its own, and returns an exit code.
func (c *Call) Fail(code int, err error) int {
	if c.Context().Err() != nil && errors.Is(err, context.Canceled) {
		err, code = Problem("中断しました", "interrupted"), Interrupted
	}
	for _, line := range visible.Errors(err, func(err error) string { return In(c.Lang, err) }) {
		fmt.Fprintf(c.Err, "%s: %s\n", c.Name, line)
	}
	return code
}

// A problem is an error in both languages.
type problem struct{ spec.Text }

func (p *problem) Error() string { return p.EN }

// Problem returns an error that is printed in the user's language.
func Problem(ja, en string, args ...any) error {
	return &problem{spec.Text{JA: fmt.Sprintf(ja, args...), EN: fmt.Sprintf(en, args...)}}
}

// In returns an error's text in a language, as far as it, or what it wraps, has one.
func In(l spec.Lang, err error) string {
	switch e := err.(type) {
	case *problem:
		return e.In(l)
	case *fs.PathError:
		if text := ofFile(l, e); text != "" {
			return text
		}
	case syscall.Errno:
		for _, c := range causes {
			if e == c.is {
				return c.text.In(l)
			}
		}
	case *spec.UnknownError:
		if l == spec.JA {
			return fmt.Sprintf("「%s」は使用できません。「%s」の間違いではありませんか（使用できるもの：%s）", e.Name, e.Nearest(),
				strings.Join(e.Known, "、"))
		}
	}
	if text := inJapanese(err); l == spec.JA && text != "" {
		return text
	}
	text, wrapped := err.Error(), []error(nil)
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		wrapped = []error{e.Unwrap()}
	case interface{ Unwrap() []error }:
		wrapped = e.Unwrap()
	}
	for _, w := range wrapped {
		if w != nil {
			text = strings.Replace(text, w.Error(), In(l, w), 1)
		}
	}
	return text
}

// Misuse prints what is wrong with how the command was called, and returns the exit code of that.
func (c *Call) Misuse(err error) int {
	c.Fail(Misused, err)
	fmt.Fprintf(c.Err, c.Say("使い方は「%s -h」で表示します。\n", "For help, run %s -h.\n"), c.FullName())
	return Misused
}

func (c *Call) misuse(ja, en string, args ...any) error {
	return exit(c.Misuse(Problem(ja, en, args...)))
}

// LangFlag is the flag of the language; where otherwise is "" that of the locale is meant.
func LangFlag(otherwise string) cli.Flag { return &cli.StringFlag{Name: langFlag, Value: otherwise} }

const langFlag = "lang"

// An exit is an exit code on its way through the library.
type exit int

func (exit) Error() string { return "" }

// Run is main without the process: it runs one of the subcommands and returns the exit code. What is written goes
// through a visible.Writer, and what cannot be written to standard output is a failure.
func Run(args []string, stdout, stderr io.Writer, subs ...func() Sub) int {
	l, out, errs := langOf(args), visible.To(stdout), visible.To(stderr)
	defer errs.End()
	code := run(args, l, out, errs, subs)
	if err := out.End(); err != nil {
		fmt.Fprintf(errs, "recpause: %s\n", In(l, err))
		return cmp.Or(code, Failed)
	}
	return code
}

func run(args []string, l spec.Lang, stdout, stderr *visible.Writer, subs []func() Sub) int {
	call := func(c *cli.Command) *Call { return &Call{Command: c, Lang: l, Out: stdout, Err: stderr} }
	onMisuse := func(_ context.Context, c *cli.Command, err error, _ bool) error { return call(c).misusedFlag(err) }
	root := &cli.Command{
		Name: "recpause", Flags: []cli.Flag{LangFlag("")}, Writer: stdout, ErrWriter: stderr, OnUsageError: onMisuse,
		EnableShellCompletion: true, ExitErrHandler: func(context.Context, *cli.Command, error) {},
		Action: func(_ context.Context, c *cli.Command) error { return call(c).noSubcommand() },
	}
	root.ConfigureShellCompletionCommand = func(c *cli.Command) {
		c.Hidden, c.Usage = false, usageOf(l, c.Name)
	}
	for _, sub := range subs {
		s := sub()
		root.Commands = append(root.Commands, &cli.Command{Name: s.Name, Usage: usageOf(l, s.Name), Flags: s.Flags,
			HideHelpCommand: true, CustomHelpTemplate: help(l, s.Name), OnUsageError: onMisuse,
			Action: func(ctx context.Context, c *cli.Command) error { return call(c).do(ctx, s) }})
	}
	root.CustomRootCommandHelpTemplate = rootHelp(l, root.Commands)
	err := root.Run(context.Background(), append([]string{root.Name}, joined(args, root.Commands)...))
	var code exit
	switch {
	case errors.As(err, &code):
		return int(code)
	case err != nil:
		return call(root).Fail(Misused, err)
	}
	return Done
}

// joined returns the arguments with the two words of a subcommand as one.
func joined(args []string, commands []*cli.Command) []string {
	for i := range len(args) - 1 {
		name := args[i] + " " + args[i+1]
		if slices.ContainsFunc(commands, func(c *cli.Command) bool { return c.Name == name }) {
			return slices.Concat(args[:i], []string{name}, args[i+2:])
		}
	}
	return args
}

// do runs a subcommand once its language and its arguments are as they should be.
func (c *Call) do(ctx context.Context, s Sub) error {
	name := c.String(langFlag)
	if !c.IsSet(langFlag) {
		name = cmp.Or(c.Root().String(langFlag), name) // it may stand before the subcommand
	}
	if name != "" {
		var err error
		if c.Lang, err = spec.ParseLang(name); err != nil {
			return c.misuse("-lang: 「%s」は使用できません。jaかenを指定してください", "-lang: got %q, expected ja or en", name)
		}
	}
	if !s.TakesFiles && c.Args().Present() {
		_, takes, _ := strings.Cut(help(c.Lang, c.Name), c.Say("引数：\n", "Arguments:\n"))
		takes, _, _ = strings.Cut(strings.TrimSpace(takes), "\n")
		return c.misuse("引数「%s」は指定できません（引数：%s）", "unexpected argument %q (arguments: %s)", c.Args().First(), takes)
	}
	if s.Stops {
		defer c.stoppable(ctx)()
	}
	if code := s.Do(c); code != Done {
		return exit(code)
	}
	return nil
}

// langOf returns the language that a -lang among the arguments asks for, or else that of the locale.
func langOf(args []string) spec.Lang {
	for i, arg := range args {
		name, value, given := strings.Cut(arg, "=")
		if name != "-lang" && name != "--lang" {
			continue
		}
		if !given && i+1 < len(args) {
			value = args[i+1]
		}
		if l, err := spec.ParseLang(value); err == nil {
			return l
		}
	}
	l, _ := locale.Language("") // without a flag there is no error
	return l
}

// noSubcommand shows the help where nothing was asked for, and says what is wrong with a name that is none.
func (c *Call) noSubcommand() error {
	name := c.Args().First()
	if name == "" {
		return cli.ShowRootCommandHelp(c.Command)
	}
	var known []string
	for _, sub := range c.VisibleCommands() {
		known = append(known, sub.Name)
	}
	return c.misuse("「%s」というサブコマンドはありません。「%s」の間違いではありませんか（使用できるもの：%s）",
		"there is no subcommand %q; did you mean %q? (Known subcommands: %s.)",
		name, spec.Unknown("", name, known).Nearest(), strings.Join(known, ", "))
}

// The errors that the library makes of flags, as it words them.
var (
	unknownFlag  = Regexp(`^flag provided but not defined: -+(.*)$`)
	missingValue = Regexp(`^flag needs an argument: -*(.*)$`)
	wrongValue   = Regexp(`(?s)^invalid value "(.*)" for flag -(.*?): (.*)$`)
)

// misusedFlag says in the user's language what the library says of a flag.
func (c *Call) misusedFlag(err error) error {
	text := err.Error()
	if m := unknownFlag().FindStringSubmatch(text); m != nil {
		var known []string
		for _, f := range c.Flags {
			if f.Names()[0] != "help" {
				known = append(known, f.Names()[0])
			}
		}
		if len(known) == 0 {
			return c.misuse("フラグ-%sはありません", "there is no flag -%s", m[1])
		}
		return c.misuse("フラグ-%sはありません。-%sの間違いではありませんか（使用できるもの：-%s）",
			"there is no flag -%s; did you mean -%s? (Known flags: -%s.)",
			m[1], spec.Unknown("", m[1], known).Nearest(), strings.Join(known, ", -"))
	}
	if m := missingValue().FindStringSubmatch(text); m != nil {
		return c.misuse("-%sには値が必要です", "-%s needs a value", m[1])
	}
	m := wrongValue().FindStringSubmatch(text)
	if m == nil {
		return c.misuse("%v", "%v", err)
	}
	ja, en := expected(c.Command, m[2])
	if en == "" {
		return c.misuse("-%s: %s", "-%s: %s", m[2], m[3])
	}
	return c.misuse("-%s: 「%s」は使用できません。"+ja+"を指定してください", "-%s: got %q, expected "+en, m[2], m[1])
}

// expected says what the values of a flag are, by its type; nothing for one whose own error says so.
func expected(c *cli.Command, name string) (ja, en string) {
	for _, f := range c.Flags {
		if f.Names()[0] == name {
			switch f.(type) {
			case *cli.IntFlag:
				return "整数", "a whole number"
			case *cli.BoolFlag:
				return "trueかfalse", "true or false"
			case *cli.DurationFlag:
				return "5msや2m30sのような長さ", "a duration such as 5ms or 2m30s"
			}
			if v, ok := f.Get().(interface{ Expected() (ja, en string) }); ok {
				return v.Expected()
			}
		}
	}
	return "", ""
}

var (
	//go:embed help.en.txt
	helpEN string
	//go:embed help.ja.txt
	helpJA string
)

// help returns the help of a subcommand, or of recpause itself.
func help(l spec.Lang, name string) string {
	for part := range strings.SplitSeq(spec.Text{JA: helpJA, EN: helpEN}.In(l), "---\n") {
		if title, _, _ := strings.Cut(part, " – "); title == name || title == "recpause "+name {
			return part
		}
	}
	return ""
}

// usageOf returns what a subcommand does, in a line.
func usageOf(l spec.Lang, name string) string {
	title, _, _ := strings.Cut(help(l, name), "\n")
	_, usage, _ := strings.Cut(title, " – ")
	return usage
}

func rootHelp(l spec.Lang, commands []*cli.Command) string {
	var list strings.Builder
	for _, c := range commands {
		fmt.Fprintf(&list, "  %-13s  %s\n", c.Name, c.Usage)
	}
	fmt.Fprintf(&list, "  %-13s  %s\n", "completion", usageOf(l, "completion"))
	return fmt.Sprintf(help(l, "recpause"), list.String())
}

// Document returns the user's own copy of the manual's page, whose path RECPAUSE_DOCUMENT holds; nil for none.
func Document() (*spec.Document, error) {
	path := os.Getenv("RECPAUSE_DOCUMENT")
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("RECPAUSE_DOCUMENT: %w", err)
	}
	page, err := spec.ParseDocument(text)
	if err != nil {
		return nil, fmt.Errorf("RECPAUSE_DOCUMENT: %s: %w", path, err)
	}
	return page, nil
}
