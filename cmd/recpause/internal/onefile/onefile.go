// Package onefile exports the simulator and the auditor as one file that opens by a double click: a page with the
// library in WebAssembly in it, which needs no Go, no server and no network.
package onefile

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// starts are the paths at which the pages of subcommands begin.
var starts = map[string]string{"simulate": "/", "audit": auditorPath}

// Exported returns subcommands of which those that have a page can be exported.
func Exported(subs []func() command.Sub) (all []func() command.Sub) {
	for _, sub := range subs {
		all = append(all, func() command.Sub {
			s := sub()
			if start, ok := starts[s.Name]; ok {
				return exported(s, start)
			}
			return s
		})
	}
	return all
}

// exported gives a subcommand the flag -export, with which it writes its page and does nothing else.
func exported(s command.Sub, start string) command.Sub {
	var to string
	s.Flags = append(s.Flags, &cli.StringFlag{Name: "export", Destination: &to})
	do := s.Do
	s.Do = func(c *command.Call) int {
		if to == "" {
			return do(c)
		}
		if err := export(c, to, start); err != nil {
			var none *NoProgramError
			if errors.As(err, &none) {
				err = lines(none.In(c.Lang))
			}
			return c.Fail(command.Failed, err)
		}
		return command.Done
	}
	return s
}

// lines is a text as an error that is printed line by line.
func lines(text string) error {
	var all []error
	for line := range strings.Lines(text) {
		all = append(all, command.Problem("%s", "%s", strings.TrimSuffix(line, "\n")))
	}
	return errors.Join(all...)
}

// export writes the page to a file. What interrupts it leaves nothing behind.
func export(c *command.Call, to, start string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p, err := Build(ctx, func(packages int) *command.Meter {
		return c.Meter("ページのプログラムを用意しています…", "getting the program of the page ready…", int64(packages))
	})
	if err != nil {
		return err
	}
	text, err := HTML(p, c.Lang, start)
	if err != nil {
		return err
	}
	if err := command.WriteWhole(to, text); err != nil {
		return err
	}
	whole, err := filepath.Abs(to)
	if err != nil {
		whole = to
	}
	c.Tell("%sに書き出しました（%.1f MB）。ダブルクリックで開けます。ネットワークもGoも必要ありません。\n",
		"written to %s (%.1f MB). It opens by a double click, and needs neither a network nor Go.\n", whole,
		float64(len(text))/1e6)
	return nil
}
