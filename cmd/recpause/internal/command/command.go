// Package command is what the subcommands of recpause share: flags and help in two languages, which of them is spoken, exit codes, and how
// an error is printed.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/spec"
)

// The exit codes. A subcommand whose outcomes are others says so itself.
const (
	Done   = iota
	Failed // what was asked for cannot be done
	Misused
)

// A Say returns one of two texts, by the language that is spoken.
type Say func(ja, en string) string

// In returns the Say of a language.
func In(l spec.Lang) Say {
	return func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) }
}

// A Sub is a subcommand. All its texts are in one language.
type Sub struct {
	Name, Usage string
	Takes       string // the positional arguments as a synopsis shows them, "" for a subcommand that takes none
	Arguments   string // what they are, or what to use instead
	About       string // what else there is to know
	Examples    []string
	Flags       []cli.Flag
	Do          func(*Call) int // returns the exit code
}

// A Call is a subcommand as it has been called.
type Call struct {
	*cli.Command
	Lang     spec.Lang
	Out, Err io.Writer
}

// Fail prints an error and returns an exit code.
func (c *Call) Fail(code int, err error) int {
	fmt.Fprintf(c.Err, "%s: %v\n", c.Name, err)
	return code
}

// Files returns the positional arguments.
func (c *Call) Files() []string { return c.Args().Slice() }

// LangFlag is the flag of the language; an otherwise of "" is the locale's.
func LangFlag(say Say, otherwise string) cli.Flag {
	usage := say("表示の`language`（言語）。jaまたはen", "the `language`, ja or en")
	if otherwise == "" {
		usage += say("（省略時：ロケールの言語）", " (default: that of the locale)")
	}
	return &cli.StringFlag{Name: langFlag, Usage: usage, Value: otherwise}
}

const langFlag = "lang"

// An exit is an exit code on its way through the library.
type exit int

func (exit) Error() string { return "" }

// Run is main without the process: it runs one of the subcommands and returns the exit code.
func Run(args []string, stdout, stderr io.Writer, subs ...func(Say) Sub) int {
	l := langOf(args)
	say := In(l)
	root := &cli.Command{
		Name: "recpause", Usage: say("録音一時停止のためのツール", "tools around the recording pause"),
		Flags: []cli.Flag{LangFlag(say, "")}, Writer: stdout, ErrWriter: stderr, EnableShellCompletion: true, ExitErrHandler: func(context.Context, *cli.Command, error) {},
		ConfigureShellCompletionCommand: func(c *cli.Command) {
			c.Hidden, c.Usage = false, say("シェルの補完スクリプトを出力する（bash、zsh、fish、pwsh）", "print a completion script for bash, zsh, fish or pwsh")
		},
	}
	for _, sub := range subs {
		root.Commands = append(root.Commands, sub(say).command(l, stdout, stderr))
	}
	root.Action = func(_ context.Context, c *cli.Command) error { return noSubcommand(c, say) }
	root.OnUsageError = func(_ context.Context, c *cli.Command, err error, _ bool) error { return misused(c, say, err) }
	root.CustomRootCommandHelpTemplate = rootHelp(root, say)
	err := root.Run(context.Background(), append([]string{root.Name}, args...))
	var code exit
	switch {
	case errors.As(err, &code):
		return int(code)
	case err != nil:
		fmt.Fprintf(stderr, "recpause: %v\n", err)
		return Misused
	}
	return Done
}

// command returns the library's command of a subcommand.
func (s Sub) command(l spec.Lang, stdout, stderr io.Writer) *cli.Command {
	say := In(l)
	c := &cli.Command{
		Name: s.Name, Usage: s.Usage, Flags: s.Flags, HideHelpCommand: true, CustomHelpTemplate: s.help(say),
		OnUsageError: func(_ context.Context, c *cli.Command, err error, _ bool) error { return misused(c, say, err) },
	}
	c.Action = func(_ context.Context, c *cli.Command) error {
		call := &Call{c, l, stdout, stderr}
		name := c.String(langFlag)
		if given := c.Root().String(langFlag); given != "" && !c.IsSet(langFlag) {
			name = given // before the subcommand
		}
		if name != "" {
			var err error
			if call.Lang, err = spec.ParseLang(name); err != nil {
				return exit(call.Fail(Misused, fmt.Errorf("-lang: %s", say("「"+name+"」は使えない。jaかenを指定する", fmt.Sprintf("got %q, expected ja or en", name)))))
			}
		}
		if s.Takes == "" && c.Args().Present() {
			unexpected := fmt.Sprintf(say("引数「%s」は受け取らない", "unexpected argument %q"), c.Args().First())
			if s.Arguments != "" {
				unexpected += say("。", "; ") + s.Arguments
			}
			return exit(call.Fail(Misused, errors.New(unexpected)))
		}
		if code := s.Do(call); code != Done {
			return exit(code)
		}
		return nil
	}
	return c
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
func noSubcommand(c *cli.Command, say Say) error {
	name := c.Args().First()
	if name == "" {
		return cli.ShowRootCommandHelp(c)
	}
	var known []string
	for _, sub := range c.VisibleCommands() {
		known = append(known, sub.Name)
	}
	unknown := spec.Unknown("", name, known)
	fmt.Fprintf(c.ErrWriter, say("recpause: 「%s」というサブコマンドはない。もしかして「%s」？（使えるもの：%s）\n", "recpause: there is no subcommand %q; did you mean %q? (There are: %s.)\n"),
		name, unknown.Nearest(), strings.Join(known, ", "))
	return exit(Misused)
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

// IsTerminal reports whether somebody watches what is written.
func IsTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// flagNames returns the names of a command's flags, but for that of its help.
func flagNames(c *cli.Command) (names []string) {
	for _, f := range c.Flags {
		if f.Names()[0] != "help" {
			names = append(names, f.Names()[0])
		}
	}
	return names
}
