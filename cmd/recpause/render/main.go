// Command render silences the pauses of a call, and writes its beeps, in files that somebody has recorded without this library: from
// the call's log and the raw voices of its parties, or from ready recordings.
//
//	go run ./cmd/recpause/render -log call.jsonl -layout 2ch -out masked operator.wav customer.wav
//	go run ./cmd/recpause/render -log call.jsonl -in 2ch -out masked call.wav
//	go run ./cmd/recpause/render -log call.jsonl -in 1ch -in-place call.wav
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/recpause/recpause/recording"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are the flags.
type options struct {
	log, call, out string
	holds          string // what the files hold: voices, or a layout's name
	layout         string
	inPlace, beep  bool
	short          bool
	files          []string
}

// run is main without the process: it returns the exit code, 0, 1 for files that cannot be rendered or end before the call, 2 for flags.
func run(args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("render", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.log, "log", "call.jsonl", "the call's `log`")
	flags.StringVar(&o.call, "call", "", "which call of the log, by its `id` (default: the one answered first)")
	flags.StringVar(&o.holds, "in", "voices", "what the files hold: voices, a party each and named after it, or a ready recording as 1ch, 2ch or split")
	flags.StringVar(&o.layout, "layout", "", "what to write: 1ch, 2ch or split (default: as -in, or as the log says)")
	flags.StringVar(&o.out, "out", ".", "the `folder` to write to")
	flags.BoolVar(&o.inPlace, "in-place", false, "change the files themselves: what was said in a pause is gone for good, and a second run writes the beeps twice")
	flags.BoolVar(&o.beep, "beep", true, "write the beeps; -beep=false for files that have them")
	flags.BoolVar(&o.short, "short", false, "render audio that ends before the call does, too, as far as it goes; without it that is an error, and nothing is written: a pause may lie elsewhere in it than the log says")
	if err := flags.Parse(args); err == flag.ErrHelp {
		return 0
	} else if err != nil {
		return 2
	}
	if o.files = flags.Args(); len(o.files) == 0 {
		fmt.Fprintln(stderr, "render: no file; expected the WAV files of a call")
		return 2
	}
	written, err := render(o, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "render:", err)
		return 1
	}
	for _, name := range written {
		fmt.Fprintln(stdout, name)
	}
	return 0
}

// render does it all and returns which files it has written. Files that end before the call does are told of even if they are allowed.
func render(o options, stderr io.Writer) ([]string, error) {
	c, err := readCall(o.log, o.call)
	if err != nil {
		return nil, err
	}
	in, err := openAll(o.files, o.inPlace)
	defer in.close()
	if err != nil {
		return nil, err
	}
	j, err := c.job(o, in)
	if err != nil {
		return nil, err
	}
	if err := c.uncovered(in); err != nil && !o.short {
		return nil, fmt.Errorf("%w (-short allows it)", err)
	} else if err != nil {
		fmt.Fprintln(stderr, "render:", err)
	}
	if o.inPlace {
		return o.files, j.InPlace(in.places(j.Span)...)
	}
	return create(o.out, j, in)
}

// written returns what the outputs are laid out as.
func (o options) written(said recording.Layout) (recording.Layout, error) {
	switch {
	case o.layout != "":
		return recording.ParseLayout(o.layout)
	case o.holds != "voices":
		return recording.ParseLayout(o.holds)
	}
	return said, nil
}
