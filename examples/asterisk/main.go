// Command asterisk runs the conformance kit on a real Asterisk: it sets up calls of two parties by AMI, pauses their
// recordings with MixMonitorMute, and listens to the files that MixMonitor has written. The README says how to get one
// and what was found.
//
//	go run ./examples/asterisk -spool /srv/asterisk/var/spool/asterisk/monitor
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// The exit codes.
const (
	conformant = iota
	nonconformant
	broke // the kit, Asterisk or what was asked for
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// options are the flags.
type options struct {
	ami, user, secret, spool string
	guard                    time.Duration
	events, keep             bool
	only                     []spec.ID
	lang                     spec.Lang
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return conformant
	}
	if err == nil {
		var r *conformance.Report
		began := time.Now()
		if r, err = judge(ctx, o); err == nil {
			fmt.Fprintln(stdout, r.In(o.lang))
			fmt.Fprintln(stderr, time.Since(began).Round(time.Second))
			return code(r)
		}
	}
	fmt.Fprintln(stderr, "asterisk:", strings.TrimPrefix(err.Error(), "asterisk: "))
	return broke
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	f := flag.NewFlagSet("asterisk", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.ami, "ami", "127.0.0.1:5038", "the `address` of AMI")
	f.StringVar(&o.user, "user", "recpause", "the `name` in manager.conf")
	f.StringVar(&o.secret, "secret", "recpause", "its `secret`")
	f.StringVar(&o.spool, "spool", "/var/spool/asterisk/monitor",
		"the `folder` where Asterisk writes recordings, as seen from here")
	f.DurationVar(&o.guard, "guard", 100*time.Millisecond,
		"the `time` around every edge in a recording that is not judged")
	f.BoolVar(&o.events, "events", false, "take what Asterisk announces about its recorder as the recorder's state")
	f.BoolVar(&o.keep, "keep", false, "keep the recordings")
	only := f.String("only", "", "the `rules` to judge, such as RP-REC-010,RP-REC-012 (default: all of a PBX)")
	lang := f.String("lang", "", "the `language`, ja or en (default: that of the locale)")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("got %q, expected flags only", f.Arg(0))
	}
	if o.guard < axis.Duration(frame) || axis.Samples(o.guard) > conformance.MaxGuard {
		return o, fmt.Errorf("-guard: got %v, expected 20ms to %v", o.guard, axis.Duration(conformance.MaxGuard))
	}
	o.lang, err = spec.ParseLang(cmp.Or(*lang, os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")))
	if err != nil && *lang != "" { // a locale of another language is English
		return o, fmt.Errorf("-lang: %w", err)
	}
	o.only, err = rules(*only)
	return o, err
}

// rules reads a list of rule IDs.
func rules(list string) (ids []spec.ID, err error) {
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		id, err := spec.ParseID(name)
		if err != nil {
			return nil, fmt.Errorf("-only: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// judge runs the kit. Scenes last as long as they say, so that sequences are kept as short as the rules allow.
func judge(ctx context.Context, o options) (*conformance.Report, error) {
	s, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer s.client.close()
	// Do waits for its time: a pause of a minute takes a minute.
	return conformance.Check(ctx, s, conformance.Depth(1), conformance.Limit(0), conformance.Only(o.only...))
}

// open connects to Asterisk, and makes sure that its recordings can be found.
func open(ctx context.Context, o options) (*asterisk, error) {
	if _, err := os.ReadDir(o.spool); err != nil {
		return nil, fmt.Errorf("-spool: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := dial(ctx, o.ami, o.user, o.secret)
	if err != nil {
		return nil, err
	}
	return subject(ctx, c, o)
}

// subject asks Asterisk what it is.
func subject(ctx context.Context, c *client, o options) (*asterisk, error) {
	settings, err := c.act(ctx, "CoreSettings")
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return &asterisk{client: c, version: settings.get("AsteriskVersion"), spool: o.spool, guard: axis.Samples(o.guard),
		events: o.events, keep: o.keep}, nil
}

// code returns the exit code of a report.
func code(r *conformance.Report) int {
	switch r.Overall() {
	case conformance.Conformant, conformance.ConformantAsObserved:
		return conformant
	case conformance.Nonconformant:
		return nonconformant
	}
	return broke
}
