package system_test

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

const twoOperators = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},{"id":"B","kind":"softphone","terminal":"installed"}]}
{"at":0,"event":"call.invite","party":"A","to":"B","call":"c1"}
{"at":8000,"event":"call.answered","party":"B","call":"c1"}
{"at":16000,"event":"pause.click","party":"A","call":"c1"}
{"at":24000,"event":"pause.click","party":"B","call":"c1"}
{"at":32000,"event":"resume.click","party":"A","call":"c1"}
{"at":40000,"event":"resume.click","party":"B","call":"c1"}
`

// A log in, the story out: what the recording of a call between two softphones does, and what each of them believes.
func Example() {
	log, _ := calllog.NewReader(strings.NewReader(twoOperators))
	sys, _ := system.New(log.Header, pause.Policy{})
	for event, err := log.Next(); err == nil; event, err = log.Next() {
		outcome, err := sys.Apply(event)
		if err != nil {
			fmt.Println(err)
			return
		}
		step := outcome.Step
		fmt.Printf("%-13v by %s: recording %v\n", step.Event, step.Party, step.Calls[0].Value.Recording)
		for _, m := range step.Mismatch {
			fmt.Printf("  %s %s (%v)\n", m.Party, m.Kind.In(spec.EN), m.Rule)
		}
	}
	// Output:
	// call.invite   by A: recording off
	// call.answered by B: recording on
	// pause.click   by A: recording silent
	//   B shows no stop, but is not recorded (RP-S2S-021)
	// pause.click   by B: recording silent
	// resume.click  by A: recording on
	//   B shows a stop, but is recorded (RP-S2S-021)
	// resume.click  by B: recording on
}

// A PBX that warns its operators: each step says which displays it makes false, whom that hurts, and what helps.
func ExampleOutcome() {
	log, _ := calllog.NewReader(strings.NewReader(twoOperators))
	run, _ := system.NewRun(log, pause.Policy{})
	for _, outcome, err := run.Next(); err == nil; _, outcome, err = run.Next() {
		for _, x := range outcome.Opened {
			fmt.Printf("warn %s: %s\n  %s\n  %s\n", x.Party, x.Kind.In(spec.EN), system.Effect(x.Kind).EN,
				system.Cure(x.Kind).EN)
		}
		for _, truth := range outcome.Closed {
			fmt.Printf("%s's display is true again, after %d samples\n", truth.Party, outcome.Step.At-truth.Opened.At)
		}
	}
	// Output:
	// warn B: shows no stop, but is not recorded
	//   what is said in the belief that it is recorded is not; this affects whoever needs the recording later
	//   click 録音停止 to make the display true, then 録音再開 to resume the recording
	// B's display is true again, after 8000 samples
	// warn B: shows a stop, but is recorded
	//   what is said in the belief that the recording is paused is recorded; this affects the customer who reads a number out
	//   click 録音再開 to make the display true, then 録音停止 to pause the recording
	// B's display is true again, after 8000 samples
}

// How much there is to visit, whatever happens, one call at a time; and the most ordinary way to the worst that can be.
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
		fmt.Println(" ", worst.First.Kind.In(spec.EN)+":", system.Tell(worst.Story, spec.EN))
	}
	// Output:
	// [A B X] 748 states, 23273 steps <nil>
	//   shows a stop, but is recorded: A waits for an outbound call → A clicks 「録音停止」 → an outbound call of A and X starts
	// [A B C X] 7548 states, 379421 steps <nil>
	//   shows a stop, but is recorded: A waits for an outbound call → A clicks 「録音停止」 → an outbound call of A and X starts
}

// A PBX that has a channel to each softphone tells everybody in the call what a click did, so that no display is false
// for want of knowing: B shows the stop that A has made.
func ExampleOutcome_told() {
	log, _ := calllog.NewReader(strings.NewReader(twoOperators))
	run, _ := system.NewRun(log, pause.Policy{})
	run.System.Changes = system.TellEverybody
	gate := pause.Gate{Version: log.Header.Config.Version, Contract: true, Terminal: pause.Installed, Saved: true}
	phone := buttons.NewPhone(gate, buttons.Settings{}) // B's own, at the other end of the channel
	_ = phone.Apply(callstate.Join)
	for _, outcome, err := run.Next(); err == nil; _, outcome, err = run.Next() {
		for _, party := range outcome.Told {
			view, _ := outcome.Step.Phones.Get(party)
			fmt.Printf("%s clicks: tell %s, %d displays are false\n", outcome.Step.Party, party,
				len(outcome.Step.Mismatch))
			if party == "B" {
				phone.Display.Stopped = view.Message
				fmt.Println(" ", phone.View())
			}
		}
	}
	// Output:
	// A clicks: tell B, 0 displays are false
	//   in a call 「録音再開」 「録音が停止状態です」
	// A clicks: tell B, 0 displays are false
	//   in a call 「録音停止」
}
