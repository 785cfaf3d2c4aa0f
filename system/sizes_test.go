package system_test

import (
	"fmt"

	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// How much there is to visit, whatever happens, one call at a time; and the shortest way to the worst that can be.
func ExampleWorld_Run_sizes() {
	for _, parties := range [][]string{{"A", "B", "X"}, {"A", "B", "C", "X"}} {
		world, _ := system.Among(parties...)
		world.Calls = 1
		var mismatches system.Mismatches
		size, err := world.Run(func(e system.Edge) bool {
			mismatches.Add(e)
			return true
		})
		fmt.Println(parties, size.States, "states,", size.Steps, "steps", err)
		worst := mismatches.All()[0]
		fmt.Println(" ", worst.Kind.In(spec.EN)+":", system.Tell(worst.Story, spec.EN))
	}
	// Output:
	// [A B X] 724 states, 21519 steps <nil>
	//   shows stopped, but is recorded: A waits for an outbound call → A clicks 「録音停止」 → an outbound call of A and B starts
	// [A B C X] 7413 states, 349715 steps <nil>
	//   shows stopped, but is recorded: A waits for an outbound call → A clicks 「録音停止」 → an outbound call of A and B starts
}
