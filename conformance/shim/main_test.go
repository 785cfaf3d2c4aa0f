package shim_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
)

// asShim begins the last argument of this test program where it is run as a subject. It goes on with what it is: a role
// of the reference, a fault, or something hostile.
const asShim = "shim:"

func TestMain(m *testing.M) {
	what, is := strings.CutPrefix(os.Args[len(os.Args)-1], asShim)
	if !is {
		os.Setenv(testedBy, strconv.Itoa(os.Getpid()))
		os.Exit(m.Run())
	}
	if act, ok := hostile[what]; ok {
		act()
		os.Exit(0)
	}
	if err := shim.Serve(context.Background(), os.Stdin, os.Stdout, subject(what)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var roles = []conformance.Role{conformance.Softphone, conformance.PBX, conformance.System}

// subject returns the reference in a role, or a fault.
func subject(name string) conformance.SUT {
	for _, r := range roles {
		if r.String() == name {
			return conformance.Reference(r, pause.Policy{})
		}
	}
	f, err := faults.Lookup(name)
	if err != nil {
		panic(err)
	}
	return f.Subject()
}

// testedBy marks the programs of one run of the tests, by its process: they have it in their environment.
const testedBy = "RECPAUSE_TEST_BY"

// quick is limits that no test should reach, also where a busy machine stands still for a while.
var quick = shim.Options{Start: time.Minute, Limit: time.Minute, Bye: time.Minute}

// program is the command line of this test program as a subject.
func program(t testing.TB, what string) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{exe, asShim + what}
}

// run starts this test program as a subject, and ends it with the test.
func run(t testing.TB, what string, o shim.Options) (*shim.Subject, error) {
	t.Helper()
	s, err := shim.Command(t.Context(), program(t, what), o)
	if err == nil {
		t.Cleanup(func() { _ = s.Close() })
	}
	return s, err
}

// started is run of what starts.
func started(t testing.TB, what string, o shim.Options) *shim.Subject {
	t.Helper()
	s, err := run(t, what, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// check is Check of a subject that describes itself well.
func check(t testing.TB, s conformance.SUT, o ...conformance.Option) *conformance.Report {
	t.Helper()
	r, err := conformance.Check(t.Context(), s, o...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// names of verdicts, for messages.
func verdicts(r *conformance.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%v %v\n", f.Verdict, f.Rule)
	}
	return b.String()
}
