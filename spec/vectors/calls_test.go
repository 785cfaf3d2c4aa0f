package vectors_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

type recorderState struct {
	Recorded  bool
	After     []when
	Recording string
}

// recording is what any command does to a call of two, as the last one wins (RP-S2S-200, RP-REC-050).
func recording(recorded bool, commands ...when) string {
	switch {
	case !recorded:
		return "off"
	case len(commands) > 0 && commands[len(commands)-1].Event == "pause.click":
		return "silent"
	}
	return "on"
}

// guaranteedStep is the dumb definition of what the page guarantees of a command in a call of two.
func guaranteedStep(g recorderState, w when) group {
	next, stop := recording(g.Recorded, w), w.Event == "pause.click"
	switch {
	case !g.Recorded:
		return group{"recording": {next, nil, "RP-REC-050"}, "recorded_on": {[]any{}, nil, "RP-REC-050"}}
	case next == g.Recording:
		return group{"recording": {next, nil, "RP-S2S-200"}}
	}
	own, other := "beep_"+w.Party, "beep_"+map[string]string{"A": "B", "B": "A"}[w.Party]
	if stop {
		return group{"recording": {next, nil, "RP-OPS-010"}, own: {true, nil, "RP-NTF-010"},
			other: {true, nil, "RP-NTF-011"}}
	}
	want := group{"recording": {next, nil, "RP-OPS-040"}, own: {true, nil, "RP-NTF-012"},
		other: {true, nil, "RP-NTF-013"}}
	if onlyA(append(g.After, w)) {
		want["recorded_on"] = answer{[]any{"B"}, nil, "RP-REC-030"}
	}
	return want
}

// onlyA reports whether the call is one of an operator and a customer, as far as the clicks show.
func onlyA(clicks []when) bool {
	for _, c := range clicks {
		if c.Party != "A" {
			return false
		}
	}
	return true
}

// What the recorder's vectors guarantee is what the page says of a call of two, no less and no more.
func TestRecorder(t *testing.T) {
	type input struct {
		recorded bool
		after    string
		when     when
	}
	seen := map[input]bool{}
	for _, c := range cases[recorderState](t, "recorder.json") {
		seen[input{c.Given.Recorded, trace(c.Given.After), c.When}] = true
		if got, want := c.Given.Recording, recording(c.Given.Recorded, c.Given.After...); got != want {
			t.Errorf("%+v: given %s, want %s", c.Given, got, want)
		}
		if diff := cmp.Diff(c.Documented, guaranteedStep(c.Given, c.When)); diff != "" || len(c.NotGuaranteed) != 0 {
			t.Errorf("%+v, %+v: documented (-got +want):\n%s", c.Given, c.When, diff)
		}
	}
	if want := 2 * 4 * 4; len(seen) != want {
		t.Errorf("got %d different cases, want %d", len(seen), want)
	}
}

func trace(clicks []when) (text string) {
	for _, c := range clicks {
		text += c.Party + "." + c.Event + " "
	}
	return text
}

type combination struct {
	Recording, A, B string
}

type pairState struct {
	After []when
	combination
}

// after is the dumb definition of two softphones: the last click decides the recording, and shows on its own side only.
func after(clicks []when) combination {
	c := combination{"on", "stop", "stop"}
	for _, click := range clicks {
		shows := "stop"
		if c.Recording = "on"; click.Event == "pause.click" {
			c.Recording, shows = "silent", "resume"
		}
		if click.Party == "A" {
			c.A = shows
		} else {
			c.B = shows
		}
	}
	return c
}

// label is what a click is on.
func label(w when) string {
	return map[string]string{"pause.click": "stop", "resume.click": "resume"}[w.Event]
}

// Between two softphones the last click decides what is recorded, shows on the softphone clicked and on no other, and
// on a label that is not shown does nothing (RP-S2S-200, RP-S2S-020, RP-OPS-080): all of it documented.
func TestSoftphones(t *testing.T) {
	for _, c := range cases[pairState](t, "softphones.json") {
		if got, want := c.Given.combination, after(c.Given.After); got != want {
			t.Errorf("%s: given %+v, want %+v", trace(c.Given.After), got, want)
		}
		shown := map[string]string{"A": c.Given.A, "B": c.Given.B}[c.When.Party] == label(c.When)
		want := c.Given.combination
		if shown {
			want = after(append(c.Given.After, c.When))
		}
		got := combination{text(c, "recording"), text(c, "toggle_A"), text(c, "toggle_B")}
		if c.When.Shown != shown || got != want {
			t.Errorf("%+v, %+v: got %+v, want %+v, shown %t", c.Given, c.When, got, want, shown)
		}
		if a, b := c.Documented["message_A"].Is,
			c.Documented["message_B"].Is; a != (want.A == "resume") || b != (want.B == "resume") {
			t.Errorf("RP-OPS-060: %+v, %+v: got messages %v, %v", c.Given, c.When, a, b)
		}
	}
}

func text(c vector[pairState], name string) string { s, _ := c.Documented[name].Is.(string); return s }

// Each rule stands where its formula speaks: the recording's, the clicked softphone's, the other's, and that of a label
// not shown.
func TestSoftphoneRules(t *testing.T) {
	for _, c := range cases[pairState](t, "softphones.json") {
		own, other := c.When.Party, map[string]string{"A": "B", "B": "A"}[c.When.Party]
		want := map[string]string{"recording": "RP-S2S-200", "toggle_" + other: "RP-S2S-020",
			"message_" + other: "RP-S2S-020",
			"toggle_" + own:    "RP-OPS-050", "message_" + own: "RP-OPS-060"}
		if c.When.Event == "pause.click" {
			want["toggle_"+own], want["message_"+own] = "RP-OPS-030", "RP-OPS-020"
		}
		for name, is := range c.Documented {
			if !c.When.Shown {
				want[name] = "RP-OPS-080"
			}
			if is.Rule != want[name] {
				t.Errorf("%+v, %+v: %s is by %s, want %s", c.Given, c.When, name, is.Rule, want[name])
			}
		}
	}
}

// Six of eight combinations can be reached, the shortest way is given, and four clicks are listed for each
// (RP-S2S-210).
func TestCombinations(t *testing.T) {
	clicks := map[combination]int{}
	for _, c := range cases[pairState](t, "softphones.json") {
		clicks[c.Given.combination]++
	}
	list := read[struct {
		Combinations []struct {
			pairState
			Reachable     bool
			Rule, Support string
		}
	}](t, "softphones.json").Combinations
	seen := map[combination]bool{}
	for _, c := range list {
		seen[c.combination] = true
		none := c.Recording == "silent" && c.A == "stop" && c.B == "stop" || c.Recording == "on" && c.A == "resume" &&
			c.B == "resume"
		if c.Reachable == none || c.Rule != "RP-S2S-210" || c.Support != "documented" {
			t.Errorf("%+v: got reachable %t by %s, %s", c.combination, c.Reachable, c.Rule, c.Support)
		}
		if got := after(c.After); c.Reachable && (got != c.combination || clicks[got] != 4 || len(c.After) > 3) {
			t.Errorf("%+v: got %+v after %s, and %d clicks", c.combination, got, trace(c.After), clicks[got])
		}
	}
	if len(list) != 8 || len(seen) != 8 || len(clicks) != 6 {
		t.Errorf("got %d combinations, %d of them different, clicks in %d, want 8, 8, 6", len(list), len(seen),
			len(clicks))
	}
}
