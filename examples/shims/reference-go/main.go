// Reference-go is this library as a program that speaks the shim protocol of the conformance kit: a pattern for shims
// in Go, and a subject to try the kit on. A role is one half of a system, or both.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

func main() {
	role := flag.String("role", "system", "softphone, pbx or system")
	flag.Parse()
	s, err := subject(*role)
	if err == nil {
		err = shim.Serve(context.Background(), os.Stdin, os.Stdout, s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "reference-go:", err)
		os.Exit(1)
	}
}

// subject returns the reference in a role.
func subject(role string) (conformance.SUT, error) {
	for r := conformance.Softphone; r <= conformance.System; r++ {
		if r.String() == role {
			return conformance.Reference(r, pause.Policy{}), nil
		}
	}
	return nil, spec.Unknown("role", role, []string{"softphone", "pbx", "system"})
}
