package recording_test

import (
	"fmt"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A PBX's first hour: who is silent now, whom do I beep, what do I write.
func Example() {
	const (
		operator pause.Party = iota
		customer
	)
	call, _ := pause.NewCall(true, operator, customer)
	tl := recording.NewTimeline(0, call)

	step, _ := tl.Stop(11_600, operator)
	fmt.Println(step.After.State(), step.After.Silenced())

	step, _ = tl.Resume(23_200, operator)
	fmt.Println(step.After.State())
	fmt.Println(step.Text(spec.EN, "operator", "customer"))

	fmt.Println(tl.Silence(customer, 30_000))
	track := tl.Plan(recording.FarSide, recording.DefaultTone().PCM(8000))
	for _, p := range track.Pieces[:4] {
		fmt.Println(p.Span.Intersect(recording.Span{From: 0, To: 30_000}), "silenced:", p.Silenced, "beep:",
			p.Tone >= 0)
	}
	// Output:
	// silent party 0 and party 1
	// on
	// resumed: beep to operator and customer, written on customer's side [RP-OPS-040 RP-REC-020]
	// [[11600,23200)]
	// [0,11600) silenced: false beep: false
	// [11600,23200) silenced: true beep: false
	// [23200,24800) silenced: false beep: true
	// [24800,30000) silenced: false beep: false
}
