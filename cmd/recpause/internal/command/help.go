package command

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/spec"
)

// rootHelp is the help of the whole command.
func rootHelp(root *cli.Command, say Say) string {
	var b strings.Builder
	fmt.Fprintf(&b, "recpause – %s\n\n%s\n  recpause %s\n\n", root.Usage, say("使い方：", "Usage:"), say("サブコマンド [フラグ] [引数]", "subcommand [flags] [arguments]"))
	b.WriteString(say("サブコマンド：\n", "Subcommands:\n"))
	for _, sub := range root.Commands {
		fmt.Fprintf(&b, "  %-10s %s\n", sub.Name, sub.Usage)
	}
	fmt.Fprintf(&b, "  %-10s %s\n\n", "completion", say("シェルの補完スクリプトを出力する", "print a completion script for a shell"))
	b.WriteString(say("「recpause サブコマンド -h」で、それぞれの引数とフラグ、使用例を表示する。\n", "recpause SUBCOMMAND -h shows its arguments, flags, and an example.\n"))
	return b.String()
}

// help is the help of a subcommand: its synopsis, arguments, flags and examples.
func (s Sub) help(say Say) string {
	var b strings.Builder
	fmt.Fprintf(&b, "recpause %s – %s\n\n%s\n  recpause %[1]s", s.Name, s.Usage, say("使い方：", "Usage:"))
	if len(s.Flags) > 0 {
		b.WriteString(say(" [フラグ]", " [flags]"))
	}
	if s.Takes != "" {
		b.WriteString(" " + s.Takes)
	}
	arguments := s.Arguments
	if s.Takes == "" {
		arguments = strings.TrimSuffix(say("なし。", "none; ")+s.Arguments, "; ")
	}
	fmt.Fprintf(&b, "\n\n%s\n  %s\n", say("引数：", "Arguments:"), arguments)
	if s.About != "" {
		b.WriteString("\n" + s.About + "\n")
	}
	if len(s.Flags) > 0 {
		b.WriteString(say("\nフラグ（-は1つでも2つでもよい）：\n", "\nFlags, with one dash or two:\n"))
	}
	for _, f := range s.Flags {
		b.WriteString(flagHelp(f, say))
	}
	fmt.Fprintf(&b, "\n%s\n", say("使用例：", "Example:"))
	for _, e := range s.Examples {
		b.WriteString("  go run ./cmd/recpause " + e + "\n")
	}
	return b.String()
}

var placeholder = regexp.MustCompile("`(.+?)`")

// flagHelp describes a flag. The word of its usage between backquotes stands for its value.
func flagHelp(f cli.Flag, say Say) string {
	doc := f.(cli.DocGenerationFlag) // as all flags of the library are
	usage, value := doc.GetUsage(), ""
	if doc.TakesValue() {
		value = " value"
	}
	if m := placeholder.FindStringSubmatch(usage); m != nil {
		usage, value = strings.Replace(usage, m[0], m[1], 1), " "+m[1]
	}
	if otherwise := doc.GetValue(); otherwise != "" && otherwise != "0s" && doc.TakesValue() {
		usage += fmt.Sprintf(say("（省略時：%s）", " (default: %s)"), otherwise)
	}
	return fmt.Sprintf("  -%s%s\n        %s\n", f.Names()[0], value, usage)
}

// The errors that the library makes of flags, as it words them.
var (
	unknownFlag  = regexp.MustCompile(`^flag provided but not defined: -+(.*)$`)
	missingValue = regexp.MustCompile(`^flag needs an argument: -*(.*)$`)
	wrongValue   = regexp.MustCompile(`(?s)^invalid value "(.*)" for flag -(.*?): (.*)$`)
)

// misused prints what is wrong with the flags of a command.
func misused(c *cli.Command, say Say, err error) error {
	text := err.Error()
	if m := unknownFlag.FindStringSubmatch(text); m != nil {
		known := flagNames(c)
		text = fmt.Sprintf(say("フラグ-%sはない", "there is no flag -%s"), m[1])
		if len(known) > 0 {
			text += fmt.Sprintf(say("。もしかして-%s？（使えるもの：-%s）", "; did you mean -%s? (There are: -%s.)"), spec.Unknown("", m[1], known).Nearest(), strings.Join(known, ", -"))
		}
	} else if m := missingValue.FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf(say("-%sには値が要る", "-%s needs a value"), m[1])
	} else if m := wrongValue.FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf("-%s: ", m[2]) + expected(c, m[2], m[1], m[3], say)
	}
	fmt.Fprintf(c.Root().ErrWriter, "%s: %s\n", c.Name, text)
	fmt.Fprintf(c.Root().ErrWriter, say("「%s -h」でフラグの一覧を表示する。\n", "%s -h lists the flags.\n"), c.FullName())
	return exit(Misused)
}

// expected says what a flag's value should have been, by the flag's type, or else in the words of its own error.
func expected(c *cli.Command, name, value, why string, say Say) string {
	want := ""
	for _, f := range c.Flags {
		if f.Names()[0] != name {
			continue
		}
		switch f.(type) {
		case *cli.IntFlag:
			want = say("整数", "a whole number")
		case *cli.BoolFlag:
			want = say("trueかfalse", "true or false")
		case *cli.DurationFlag:
			want = say("5msや2m30sのような長さ", "a duration such as 5ms or 2m30s")
		}
	}
	if want == "" {
		return why
	}
	return fmt.Sprintf(say("「%s」は使えない。%sを指定する", "got %q, expected %s"), value, want)
}
