// Command program writes a folder for a static web host: the simulator and the auditor as one file, the manual's
// tables, the open questions, the stories with a way to try each, and reports of calls, in Japanese and English, with
// a search. Everything is generated from docs/ and from the commands.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/onefile"
	"github.com/recpause/recpause/cmd/recpause/internal/site"
	"github.com/recpause/recpause/spec"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "site:", command.In(spec.EN, err))
		os.Exit(1)
	}
}

// run writes the site: from the folder of the checkout, to another one.
func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("got %d arguments, expected the checkout's folder and the one to write to", len(args))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p, err := onefile.Build(ctx, nil)
	if err != nil {
		return err
	}
	files, err := site.Files(os.DirFS(args[0]))
	if err != nil {
		return err
	}
	if files[site.Simulator], err = onefile.HTML(p, spec.JA, "/"); err != nil {
		return err
	}
	if err := files.Write(args[1]); err != nil {
		return err
	}
	fmt.Printf("%d files in %s; open %s/index.html\n", len(files), args[1], args[1])
	return nil
}
