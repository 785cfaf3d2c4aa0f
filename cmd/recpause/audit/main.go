// Command audit holds finished recordings against the log or the manifest of their call, and says what is wrong with them: sound in a
// pause, a pause cut out, beeps that are missing or where they do not belong.
//
//	go run ./cmd/recpause/audit -log call.jsonl -layout 2ch recording-2ch.wav
//	go run ./cmd/recpause/audit -manifest manifest.json recording-2ch.wav
//	go run ./cmd/recpause/audit -dir archive
//
// An archive is a folder of any depth. Each folder in it with a call.jsonl or a manifest.json is a call: its recordings are beside it,
// named as cmd/recpause/replay and cmd/recpause/render name them, in whichever layouts there are; those of a log's further calls are in
// folders named after the calls.
//
// The exit code is 0 where nothing is wrong, 1 where something is, and 2 where something could not be judged. A notice, such as that a
// call ended while stopped, is told, and is nothing wrong.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/spec"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// The exit codes.
const (
	clean = iota // nothing is wrong, whatever notices there are
	findings
	unjudged // something could not be judged, whatever was found in the rest; or flags that make no sense
)

// options are the flags.
type options struct {
	log, call, manifest, layout, dir string
	lang                             spec.Lang
	json                             bool
	maxSilence                       time.Duration
	tolerance                        tolerance
	files                            []string
}

// run is main without the process: it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if err == flag.ErrHelp {
		return clean
	}
	if err != nil {
		fmt.Fprintln(stderr, "audit:", err)
		return unjudged
	}
	p := &printer{options: o, out: stdout, err: stderr}
	if o.dir != "" {
		return p.archive(o.dir)
	}
	jobs, err := o.jobs()
	if err != nil {
		return p.failed("", err)
	}
	for _, j := range jobs {
		p.judge(j)
	}
	return p.code
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.log, "log", "", "the call's `log`")
	flags.StringVar(&o.call, "call", "", "which call of the log, by its `id` (default: the one answered first)")
	flags.StringVar(&o.manifest, "manifest", "", "the recording's `manifest`, instead of a log")
	flags.StringVar(&o.layout, "layout", "", "the recording's layout: 1ch, 2ch or split (default: as the log says)")
	flags.StringVar(&o.dir, "dir", "", "a `folder` of calls, instead of files")
	lang := flags.String("lang", "", "the `language`, ja or en (default: that of the locale)")
	flags.BoolVar(&o.json, "json", false, "write a line of JSON for each recording")
	flags.DurationVar(&o.maxSilence, "max-silence", 0, "the longest stop without a notice (default: none is too long)")
	flags.Var(&o.tolerance, "tolerance", "for lossy codecs: the largest PCM16 `magnitude[,duration]` that counts as silence, and how much of each edge is not judged")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.files = flags.Args()
	if o.lang, err = locale.Language(*lang); err != nil {
		return o, fmt.Errorf("-lang: %w", err)
	}
	return o, o.check()
}

// check reports flags that do not go together.
func (o options) check() error {
	sources := 0
	for _, s := range []string{o.log, o.manifest, o.dir} {
		if s != "" {
			sources++
		}
	}
	switch {
	case sources != 1:
		return fmt.Errorf("got %d of -log, -manifest and -dir, expected one", sources)
	case o.dir != "" && (len(o.files) > 0 || o.layout != "" || o.call != ""):
		return fmt.Errorf("got files, a layout or a call with -dir, expected them in the folder")
	case o.manifest != "" && (o.layout != "" || o.call != ""):
		return fmt.Errorf("got -layout or -call with -manifest, which says both")
	case o.dir == "" && len(o.files) == 0:
		return fmt.Errorf("got no file, expected the WAV files of a recording")
	case o.maxSilence < 0:
		return fmt.Errorf("-max-silence: got %v, expected 0 or more", o.maxSilence)
	}
	return nil
}
