package shim_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/pause"
)

// How does a Go program become one that the kit can start? Its main serves a subject.
func ExampleServe() {
	stdin := strings.NewReader(`{"id":1,"op":"bye"}` + "\n")
	subject := conformance.Reference(conformance.PBX, pause.Policy{})
	if err := shim.Serve(context.Background(), stdin, os.Stdout, subject); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"id":1,"result":"done"}
}

// What is wrong with what my shim says? The line and the field, and what was expected there.
func ExampleCheckTranscript() {
	said := `{"id":1,"op":"hello","protocol":"recpause-shim/1","sample_rate":8000}
{"id":1,"result":"done","protocol":"recpause-shim/1","name":"mine","version":"1","role":"phone","observables":["ui"]}
`
	fmt.Println(shim.CheckTranscript(strings.NewReader(said)))
	// Output:
	// line 2: role: got "phone", expected one of softphone, pbx, system
}

// Does a program in another language do what the manual says?
func ExampleCommand() {
	ctx := context.Background()
	subject, err := shim.Command(ctx, []string{"./my-shim", "--headless"}, shim.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer subject.Close()
	report, err := conformance.Check(ctx, subject)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report)
	// Output:
	// shim: hello: it cannot be started: fork/exec ./my-shim: no such file or directory
}
