// Command pbx-sip is a small PBX with real telephones: SIP over UDP, TCP and WebSocket on loopback, recordings that
// pause, and a page with softphones. It has no pause logic of its own: SIP becomes facts, packets become positions, and
// steps become beeps and answers.
//
//	cd examples/pbx-sip && go run .
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/emiago/sipgo/sip"

	"github.com/recpause/recpause/recording"
)

// options are the flags.
type options struct {
	sip, web string // addresses
	out      string // the folder of calls
	page     string // softphones that the page always shows, with commas
	webrtc   string // which of them count as WebRTC terminals
	layout   recording.Layout
	enforce  bool
	tapes    bool
	verbose  bool

	node, listen, peers, secret string // of a cluster: this node's name, where it listens, the others, what they show
	keys                        bool   // *1 and *2 pause in a cluster, too
	metrics                     bool
	join                        string // the folder of joined calls
	folders                     []string
}

const usage = `pbx-sip is a PBX on loopback: telephones register, call each other, and their recordings pause.

Who registers with three digits (101, 102, …) is a softphone of the PBX; everybody else is an external telephone. Any
password will do. Over UDP and TCP a telephone is an installed softphone, over WebSocket a WebRTC terminal, which has
no 録音停止 (RP-AVL-031). Dial

  a name or a number  whoever has registered with it
  8 and two digits    a conference room
  *70                 wait for outbound calls, until you hang up

and in a call *1 stops the recording, from the moment at which * goes down, *2 resumes it, and *3 makes a three-way
call of the held call and the other one. To hold and to transfer, blind or attended, use the telephone's own keys.
Everything else is on the page. What a call leaves is in the folder of -out: its recordings, their manifests, and the
log that recpause replay reads.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	stdout, stderr = visibly{stdout}, visibly{stderr}
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "pbx-sip:", err)
		return 2
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelInfo
	}
	log := newLog(stderr, level)
	sip.SetDefaultLogger(log)
	if o.join != "" {
		err = joinStories(o.join, o.folders, stdout)
	} else {
		err = serve(ctx, o, log, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "pbx-sip:", err)
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	f := flag.NewFlagSet("pbx-sip", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, usage)
		f.PrintDefaults()
	}
	f.StringVar(&o.sip, "sip", "127.0.0.1:5060", "the `address` of SIP, UDP and TCP; WebSocket is on the next port")
	f.StringVar(&o.web, "web", "127.0.0.1:8080", "the `address` of the page")
	f.StringVar(&o.out, "out", "out/calls", "the `folder` of what calls leave")
	f.StringVar(&o.page, "page", "101,102,103",
		"the `softphones` that the page shows, whether or not a telephone has registered")
	f.StringVar(&o.webrtc, "webrtc", "", "which `softphones` of the page count as WebRTC terminals, which have no 録音停止")
	f.TextVar(&o.layout, "layout", recording.TwoChannel, "of recordings: 1ch, 2ch or split `files`")
	f.BoolVar(&o.enforce, "enforce", false,
		"refuse by 488 what table 3.2 locks while 録音再開 is shown: hold and transfer on the telephone, too")
	f.BoolVar(&o.tapes, "tapes", false, "keep what everybody said, unmasked, beside the log: for tests and replays only")
	f.BoolVar(&o.verbose, "v", false, "say what happens")
	f.StringVar(&o.node, "cluster", "", "the `name` of this PBX as a node of a cluster")
	f.StringVar(&o.listen, "listen", "", "the `address` for the other nodes")
	f.StringVar(&o.peers, "peers", "", "the `addresses` of the other two nodes, with a comma")
	f.StringVar(&o.secret, "secret", "", "what the nodes show each other")
	f.BoolVar(&o.keys, "keys", false, "*1 and *2 pause in a cluster, too: a call taken over then waits for a resume")
	f.BoolVar(&o.metrics, "metrics", false, "measure, by OpenTelemetry, and show it at /metrics of the page's address")
	f.StringVar(&o.join, "join", "",
		"join what nodes have left of calls into this `folder`, and end; the arguments are the nodes' folders")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.folders = f.Args()
	if len(o.folders) > 0 && o.join == "" {
		return o, fmt.Errorf("got %q, expected flags only", f.Arg(0))
	}
	for _, address := range []string{o.sip, o.web} { // anybody may register, and the page asks nobody who they are
		if !isLoopback(address) {
			return o, fmt.Errorf("%q is no address of loopback, such as 127.0.0.1:5060", address)
		}
	}
	return o, nil
}

// serve runs the PBX until the context ends.
func serve(ctx context.Context, o options, log *slog.Logger, stdout io.Writer) error {
	open, stop := context.WithCancel(context.Background()) // longer than ctx, for there is still to hang up
	defer stop()
	f, err := openOffice(open, o, log)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "SIP on %s:%d, the page on http://%s/, calls in %s\n", f.trunk.host, f.trunk.port, o.web, o.out)
	web := &http.Server{Addr: o.web, Handler: f.serves(newDesk(f, f.store, log)), ReadHeaderTimeout: patience,
		BaseContext: func(net.Listener) context.Context { return open }}
	failed := make(chan error, 1)
	go func() { failed <- web.ListenAndServe() }()
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	return errors.Join(err, web.Close(), f.close())
}
