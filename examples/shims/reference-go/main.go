// Reference-go is this library as a program that speaks the shim protocol of the conformance kit: a pattern for shims in Go, and a
// subject to try the kit on. A role is one half of a system or both; a fault is one of those that are seeded on purpose, such as F14.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/reference"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

func main() {
	role := flag.String("role", "system", "softphone, pbx or system")
	fault := flag.String("fault", "", "a seeded fault such as F14, in the role in which it shows; instead of -role")
	flag.Parse()
	s, err := subject(*role, *fault)
	if err == nil {
		err = shim.Serve(context.Background(), os.Stdin, os.Stdout, s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "reference-go:", err)
		os.Exit(1)
	}
}

// subject returns the reference in a role, or a fault where one is named.
func subject(role, fault string) (conformance.SUT, error) {
	if fault != "" {
		f, err := faults.Lookup(fault)
		if err != nil {
			return nil, err
		}
		return f.Subject(), nil
	}
	for r := conformance.Softphone; r <= conformance.System; r++ {
		if r.String() == role {
			return reference.New(r, pause.Policy{}), nil
		}
	}
	return nil, spec.Unknown("role", role, []string{"softphone", "pbx", "system"})
}
