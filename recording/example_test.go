package recording_test

import (
	"fmt"
	"time"

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

// onePause is a call of two, at 8,000 samples a second, with one pause of 1.45 seconds.
func onePause() *recording.Timeline {
	call, _ := pause.NewCall(true, 0, 1)
	tl := recording.NewTimeline(0, call)
	_, _ = tl.Stop(11_600, 0)
	_, _ = tl.Resume(23_200, 0)
	return tl
}

// Why is this silence?
func ExampleTimeline_Why() {
	const customer pause.Party = 1
	tl := onePause()
	fmt.Println(tl.Why(customer, 20_000, "operator", "customer"))
	fmt.Println(tl.Why(customer, 20_000, "オペレーター", "顧客").In(spec.JA))
	fmt.Println(tl.Why(customer, 30_000, "operator", "customer"))
	// Output:
	// silence: operator stopped the recording, which silences everybody (since sample 11600, by operator's 「録音停止」) (§4, RP-REC-010, RP-REC-011, RP-OPS-010); recorded again from sample 23200 on, by operator's 「録音再開」
	// 無音：オペレーターが録音を停止しています（サンプル11600から、オペレーターの「録音停止」による）。全員の音声が無音になります（§4、RP-REC-010、RP-REC-011、RP-OPS-010）。再び録音されます（サンプル23200から、オペレーターの「録音再開」による）
	// recorded: the silence is over from sample 23200 on, by operator's 「録音再開」 (§4, RP-REC-040, RP-OPS-040)
}

// Why is there no beep on the operator side?
func ExampleTimeline_WhyBeep() {
	tone := recording.DefaultTone().PCM(8000)
	fmt.Println(onePause().WhyBeep(recording.OperatorSide, 23_200, tone, "operator", "customer"))
	// Output:
	// no beep in this track: operator's 「録音再開」 ends the silence of operator and customer; everybody in the call hears the beep (operator and customer); it is written on the far side (customer), opposite the one who clicked (A-20 (a)) (§4, RP-REC-030, RP-REC-031, RP-REC-032, RP-NTF-012)
}

// May speech-to-text write here?
func ExampleTimeline_Transcript() {
	const customer pause.Party = 1
	tl := onePause()
	fmt.Println(tl.Transcript(customer, 30_000))
	// Output:
	// [[0,11600) [23200,30000)]
}

// How long are the silences that this recording holds?
func ExamplePlan_Silences() {
	const rate recording.Rate = 8000
	plan := onePause().Plan(recording.Mixed, recording.DefaultTone().PCM(rate))
	for _, silence := range plan.Silences(30_000) {
		fmt.Println(silence, rate.Duration(silence.Len()))
	}
	// Output:
	// [11600,23200) 1.45s
}
