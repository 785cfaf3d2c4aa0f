// Command explore visits every state that a few softphones and telephones can come to: do the model's laws hold at every step, does
// every peculiarity of the manual occur, and where does a display differ from what is recorded? Each answer has a shortest story.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/system"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are what the flags say.
type options struct {
	parties, events, out, lang string
	calls                      int
	guaranteed                 bool
}

// run is main without the process: it returns the exit code, 0, 1 where something does not hold or cannot be written, 2 for flags.
func run(args []string, stdout, stderr io.Writer) int {
	o, code := parse(args, stderr)
	if code >= 0 {
		return code
	}
	l, err := locale.Language(o.lang)
	if err != nil {
		fmt.Fprintln(stderr, "explore: -lang:", err)
		return 2
	}
	w, err := o.world()
	if err != nil {
		fmt.Fprintln(stderr, "explore:", err)
		return 2
	}
	if err := free(o.out); err != nil {
		fmt.Fprintln(stderr, "explore: -out:", err)
		return 1
	}
	s, err := survey(w, o.guaranteed)
	if err == nil {
		err = s.write(o.out)
	}
	if err != nil {
		fmt.Fprintln(stderr, "explore:", err)
		return 1
	}
	p := printer{stdout, l}
	p.report(s, o)
	if !s.holds() {
		return 1
	}
	return 0
}

// parse reads the flags; the exit code is -1 where there is something to do.
func parse(args []string, stderr io.Writer) (o options, code int) {
	flags := flag.NewFlagSet("explore", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.parties, "parties", "A,B,X", "the `names` of the parties; those that begin with X, Y or Z have no softphone")
	flags.IntVar(&o.calls, "calls", 2, "how many calls may be open at once, 1 to 9")
	flags.StringVar(&o.events, "events", "", "the `names` of the events that may happen, such as call.invite,call.answered (default: all)")
	flags.BoolVar(&o.guaranteed, "guaranteed", false, "only what the vendor stands behind happens")
	flags.StringVar(&o.out, "out", "", "the `folder` to write the stories to, for replay (default: they are only told)")
	flags.StringVar(&o.lang, "lang", "", "the `language`, ja or en (default: that of the locale)")
	switch err := flags.Parse(args); {
	case err == flag.ErrHelp:
		return o, 0
	case err != nil:
		return o, 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "explore: unexpected argument %q; the parties are given with -parties\n", flags.Arg(0))
		return o, 2
	}
	return o, -1
}

// world is what the flags ask for.
func (o options) world() (system.World, error) {
	w, err := system.Among(words(o.parties)...)
	if err != nil {
		return w, fmt.Errorf("-parties: %w", err)
	}
	if o.calls < 1 || o.calls > 9 {
		return w, fmt.Errorf("-calls: %d, expected 1 to 9", o.calls)
	}
	w.Calls = o.calls
	for _, name := range words(o.events) {
		k, err := calllog.ParseKind(name)
		if err != nil {
			return w, fmt.Errorf("-events: %w", err)
		}
		w.Kinds = append(w.Kinds, k)
	}
	if o.guaranteed {
		w.Follow = system.Guaranteed
	}
	return w, nil
}

func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
