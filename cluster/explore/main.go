// Command explore tries every order of what can happen to one call in a cluster of two nodes: clicks, crashes, nodes
// that come back and take over, messages that are late, lost or come twice, a store that answers late or not at all. It
// says how many states there are and what is wrong in them, or writes them all. The nodes decide by package law, as
// real ones do.
//
// Every state is judged: does a node record what somebody has stopped? Time is the order of what happens; between two
// steps every node that hears the call writes a sample.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/recpause/recpause/cluster/law"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "explore:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	w, form, err := parse(args)
	if err != nil {
		return err
	}
	if form == "text" {
		size, wrong := w.run(search{show: func(_ int, s *state) string { return s.twoClicks() }})
		if wrong != nil {
			return errors.New(wrong.String())
		}
		_, err := fmt.Fprintf(out, "%d states, %d steps, nothing is wrong\n", size.states, size.steps)
		return err
	}
	g, wrong := w.graph()
	if wrong != nil {
		return errors.New(wrong.String())
	}
	if form == "dot" {
		return g.writeDOT(out)
	}
	return g.writeJSON(out)
}

// parse reads which world it is, and in what form to write it.
func parse(args []string) (w world, form string, err error) {
	f := flag.NewFlagSet("explore", flag.ContinueOnError)
	second := f.String("second", "softphone", "the other party: softphone, telephone or program")
	without := f.String("without", "none", "a row of the law that does not hold (built with -tags mutants)")
	f.StringVar(&form, "form", "text", "text, json or dot")
	f.BoolVar(&w.begins, "begins", false, "the store does not know the call yet")
	f.BoolVar(&w.living, "living", false, "a node also takes over from an owner that lives, which is not promised")
	f.BoolVar(&w.unkept, "unkept", false, "the store also forgets what a living owner keeps alive, which is not promised")
	for name, to := range map[string]*uint8{"clicks": &w.clicks, "crashes": &w.crashes, "takes": &w.takes,
		"time-outs": &w.timeOuts, "duplicates": &w.duplicates, "renewals": &w.renewals,
		"forgets": &w.forgets, "busy": &w.busy} {
		f.Func(name, "how often at most", func(s string) error { _, err := fmt.Sscan(s, to); return err })
	}
	if err = f.Parse(args); err != nil {
		return w, form, err
	}
	is := slices.Index(secondNames[:], *second)
	row := slices.IndexFunc(law.Rows(), func(r law.Row) bool { return r.String() == *without })
	switch {
	case is < 0 || !slices.Contains([]string{"text", "json", "dot"}, form) || f.NArg() > 0:
		return w, form, fmt.Errorf("no such world or form: %q", args)
	case row < 0 && *without != "none" || row >= 0 && !breakable:
		return w, form, fmt.Errorf("no such row, or one that cannot be left out here: %q of %v", *without, law.Rows())
	}
	w.second, w.without = partyKind(is), law.Row(row+1)
	return w, form, nil
}
