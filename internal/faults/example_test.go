package faults_test

import (
	"context"
	"fmt"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/spec"
)

// A subject whose display follows the other softphone's.
func ExampleNearest() {
	f, _ := faults.Lookup("F17")
	ctx := context.Background()
	report, _ := conformance.Check(ctx, f.Subject(), conformance.Depth(2))
	near, _ := faults.Nearest(ctx, report)
	fmt.Println(faults.LooksLike(near).In(spec.EN))
	fmt.Println(faults.LooksLike(near).In(spec.JA))
	// Output:
	// looks like F17 (the other display is synchronised)
	// F17（相手の表示も変わる）に似ている
}
