package system_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// Every event has a sentence in both languages, which says who acts and whom it is about.
func TestEveryEventHasASentence(t *testing.T) {
	for k := range calllog.Kinds() {
		for _, l := range []spec.Lang{spec.JA, spec.EN} {
			got := system.Tell([]calllog.Event{{Kind: k, Party: "PARTY", To: "TARGET", Call: "c1"}}, l)
			if !strings.Contains(got, "PARTY") || k.Needs().To && !strings.Contains(got, "TARGET") ||
				strings.Contains(got, "%!") {
				t.Errorf("%v in %v: %q", k, l, got)
			}
		}
	}
}

func ExampleTell() {
	story := []calllog.Event{
		{Kind: calllog.CallInvite, Party: "A", To: "B", Call: "c1"},
		{Kind: calllog.CallAnswered, Party: "B", Call: "c1"},
		{Kind: calllog.PauseClick, Party: "A", PBX: calllog.Refused},
	}
	fmt.Println(system.Tell(story, spec.EN))
	fmt.Println(system.Tell(story, spec.JA))
	// Output:
	// A calls B → B answers → A clicks 「録音停止」 (the PBX refuses)
	// AがBに発信 → Bが応答 → Aが「録音停止」を押す（PBXが拒否）
}

// All that a softphone and a customer can come to, and the mismatches that it leads to.
func ExampleWorld_Run() {
	w, err := system.Among("A", "X")
	if err != nil {
		fmt.Println(err)
		return
	}
	var mismatches system.Mismatches
	size, err := w.Run(func(e system.Edge) bool {
		mismatches.Add(e)
		return true
	})
	fmt.Println(size.States > 200, len(mismatches.All()), "kinds of mismatch,", err)
	worst := mismatches.All()[0]
	fmt.Println(worst.Kind, worst.Rule)
	fmt.Println(system.Tell(worst.Story, spec.EN))
	// Output:
	// true 7 kinds of mismatch, <nil>
	// shown-stopped-but-recording RP-OUT-022
	// A waits for an outbound call → A clicks 「録音停止」 → an outbound call of A and X starts
}
