package diagnose_test

import (
	"context"
	"fmt"

	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/conformance"
	"github.com/recpause/recpause/spec/conformance/diagnose"
	"github.com/recpause/recpause/spec/conformance/faulty"
)

// A subject whose display follows the other softphone's.
func ExampleNearest() {
	f, _ := faulty.Lookup("F17")
	ctx := context.Background()
	report, _ := conformance.Check(ctx, f.Subject(), conformance.Depth(2))
	near, _ := diagnose.Nearest(ctx, report)
	fmt.Println(diagnose.Text(near).In(spec.EN))
	fmt.Println(diagnose.Text(near).In(spec.JA))
	// Output:
	// looks like F17 (the other display is synchronised)
	// F17（相手の表示も変わる）に似ている
}
