package recording_test

import (
	"fmt"
	"time"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// What each track holds around one pause: the operator says 1, the customer 2, and the beep is two samples of 40.
func ExamplePlan_Render() {
	call, _ := pause.NewCall(true, 0, 1)
	tl := recording.NewTimeline(0, call)
	_, _ = tl.Stop(2, 0)
	_, _ = tl.Resume(5, 0)

	voices := [][]int16{{1, 1, 1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 2, 2, 2}}
	for _, track := range []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide} {
		dst := make([]int16, 8)
		tl.Plan(track, []int16{40, 40}).Render(dst, 0, voices)
		fmt.Println(track, dst)
	}
	// Output:
	// mixed [3 3 0 0 0 43 43 3]
	// operator [1 1 0 0 0 1 1 1]
	// counterpart [2 2 0 0 0 42 42 2]
}

// Samples to time, and back to the very sample.
func ExampleRate() {
	rate := recording.Rate(44_100)
	fmt.Println(rate.Duration(44_101))
	fmt.Println(rate.Samples(rate.Duration(44_101)))
	fmt.Println(rate.Samples(200 * time.Millisecond))
	fmt.Println(rate.Duration(-1))
	// Output:
	// 1.000022676s
	// 44101
	// 8820
	// -22.676µs
}
