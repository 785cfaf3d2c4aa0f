// Command simulator serves a page on this machine with softphones that can be clicked, a customer, and the recording as it really is:
// what does each display show, which buttons are locked and why, and where does a display differ from the recording?
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/spec"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process: it returns the exit code, 0, 1 where it cannot serve, 2 for flags.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("simulator", flag.ContinueOnError)
	flags.SetOutput(stderr)
	port := flags.Int("port", 8765, "the `port` of the page; 0 for any that is free")
	lang := flags.String("lang", "", "the `language` of the page, ja or en (default: that of the locale)")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "simulator: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	s := &server{}
	if err := s.configure(*lang, os.Getenv("RECPAUSE_DOCUMENT")); err != nil {
		fmt.Fprintln(stderr, "simulator:", err)
		return 2
	}
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		fmt.Fprintf(stderr, "simulator: %v; another -port may be free\n", err)
		return 1
	}
	fmt.Fprintf(stdout, "%s http://%s/\n", spec.Text{JA: "ブラウザーで開く（終了は Ctrl+C）:", EN: "open in a browser (Ctrl+C to end):"}.In(s.lang), l.Addr())
	go s.menu.explore() // of a world that there is: no error
	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 1 << 20}
	fmt.Fprintln(stderr, "simulator:", server.Serve(l))
	return 1
}

// configure takes the language of a name, else that of the locale, and the user's copy of the manual's page, if there is one.
func (s *server) configure(lang, page string) (err error) {
	if s.lang, err = locale.Language(lang); err != nil {
		return fmt.Errorf("-lang: %w", err)
	}
	if page == "" {
		return nil
	}
	text, err := os.ReadFile(page)
	if err == nil {
		s.clauses, err = spec.ParseDocument(text)
	}
	if err != nil {
		return fmt.Errorf("RECPAUSE_DOCUMENT: %s: %w", page, err)
	}
	return nil
}
