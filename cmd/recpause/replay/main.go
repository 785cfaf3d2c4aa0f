// Command replay takes a call log, with or without the raw audio of its parties, through the library: what each softphone shows
// after every event, what every call's recording holds, the recordings themselves in all layouts, a picture of it all, and a page
// that explains it.
//
// Without -in it replays a real call that it carries with it.
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/recpause/recpause/cmd/recpause/internal/cases"
	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/spec"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process: it returns the exit code, 0, 1 for a log or audio that cannot be replayed, 2 for flags.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	flags.SetOutput(stderr)
	in := flags.String("in", "", "the `folder` with call.jsonl and the WAV files (default: a call that replay carries with it)")
	out := flags.String("out", "out", "the `folder` to write to")
	lang := flags.String("lang", "", "the `language` of the table, the picture and the page, ja or en (default: that of the locale)")
	if err := flags.Parse(args); err != nil {
		if err == flag.ErrHelp {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "replay: unexpected argument %q; the folders are given with -in and -out\n", flags.Arg(0))
		return 2
	}
	l, err := locale.Language(*lang)
	if err != nil {
		fmt.Fprintln(stderr, "replay: -lang:", err)
		return 2
	}
	name, source := "(a call that replay carries with it)", cases.PlainOnePause()
	if *in != "" {
		name, source = *in, os.DirFS(*in)
	}
	page, err := document(os.Getenv("RECPAUSE_DOCUMENT"))
	if err == nil {
		err = replay(source, name, *out, printer{w: stdout, lang: l, page: page})
	}
	if err != nil {
		fmt.Fprintln(stderr, "replay:", err)
		return 1
	}
	return 0
}

// document returns the user's own copy of the manual's page, nil for none: with it the story quotes its clauses.
func document(path string) (*spec.Document, error) {
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

// replay does it all: nothing is written to the folder unless everything can be.
func replay(source fs.FS, name, out string, p printer) error {
	s, err := readStory(source, name)
	if err != nil {
		return err
	}
	a, err := openAudio(source, name, s.header)
	if err != nil {
		return err
	}
	defer a.close()
	o, err := newOutput(out)
	if err != nil {
		return err
	}
	defer o.discard()
	if err := s.write(o); err != nil {
		return err
	}
	var jobs []*job
	if a != nil {
		if jobs, err = writeRecordings(o, s, a); err != nil {
			return err
		}
	}
	p.story, p.audio = s, a
	if err := writeReport(o, p, jobs); err != nil {
		return err
	}
	files, err := o.commit()
	if err != nil {
		return err
	}
	p.table()
	p.recordings()
	p.ledger()
	p.explanations()
	p.files(out, files)
	return nil
}
