package vectors_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

type situation struct {
	Version       string
	PauseContract bool `json:"pause_contract"`
	Terminal      string
	PauseEnabled  bool `json:"pause_enabled"`
	AutoThreeway  bool `json:"auto_threeway"`
	StarTransfer  bool `json:"star_transfer"`
	State         string
	Stopped       bool
}

// cell31 is table 3.1 as typed from the rules.
type cell31 struct {
	shown bool
	rule  string
}

var table31 = map[string]cell31{
	"idle":             {false, "RP-VIS-020"},
	"alerting":         {false, "RP-VIS-021"},
	"talking":          {true, "RP-VIS-022"},
	"star_held":        {true, "RP-VIS-024"},
	"star_talking":     {true, "RP-VIS-025"},
	"held":             {false, "RP-VIS-026"},
	"held_dialing":     {false, "RP-VIS-027"},
	"transfer_talking": {false, "RP-VIS-028"},
	"three_way":        {false, "RP-VIS-029"},
	"outbound_waiting": {true, "RP-OUT-010"},
}

// table32 is table 3.2 as typed from the rules.
var table32 = map[string]answer{
	"in_call":        {"disabled", []string{"hidden"}, "RP-BTN-010"},
	"hold":           {"disabled", []string{"hidden"}, "RP-BTN-020"},
	"hang_up":        {"enabled", nil, "RP-BTN-030"},
	"transfer":       {"disabled", []string{"hidden"}, "RP-BTN-040"},
	"park":           {"disabled", []string{"hidden"}, "RP-BTN-050"},
	"raise_hand":     {"enabled", nil, "RP-BTN-060"},
	"three_way":      {"disabled", []string{"hidden"}, "RP-BTN-070"},
	"auto_three_way": {"disabled", []string{"hidden"}, "RP-BTN-080"},
	"star_transfer":  {"disabled", []string{"hidden"}, "RP-BTN-090"},
	"dial":           {"enabled", nil, "RP-BTN-100"},
	"dtmf":           {false, nil, "RP-BTN-101"},
}

// missing returns the rule of the first condition that the feature lacks, "" where it lacks none.
func missing(g situation) string {
	switch {
	case g.Version != "3.13.0":
		return "RP-AVL-010"
	case !g.PauseContract:
		return "RP-AVL-020"
	case g.Terminal != "installed":
		return "RP-AVL-030"
	case !g.PauseEnabled:
		return "RP-AVL-054"
	}
	return ""
}

// documented is the dumb definition of all that the page says of a situation: what it excludes
// nowhere, and what it does not guarantee.
func documented(g situation) (documented, described group) {
	documented, described = group{}, group{}
	lacks, row := missing(g), table31[g.State]
	shown := lacks == "" && row.shown
	if g.Stopped && !shown {
		return documented, described // no supported input leads here
	}
	display, settings := documented, documented
	if shown && g.State != "talking" {
		display = described
	}
	if g.Stopped {
		settings = display
		for name, is := range table32 {
			display[name] = is
		}
	}
	display["toggle"], display["message"] = toggle(lacks, row, g.Stopped), answer{g.Stopped, nil, "RP-OPS-060"}
	if !g.AutoThreeway {
		settings["auto_three_way"] = answer{"hidden", []string{"disabled"}, "RP-BTN-081"}
	}
	if !g.StarTransfer {
		settings["star_transfer"] = answer{"hidden", []string{"disabled"}, "RP-BTN-091"}
	}
	return documented, described
}

func toggle(lacks string, row cell31, stopped bool) answer {
	switch {
	case lacks != "":
		return answer{"none", nil, lacks}
	case !row.shown:
		return answer{"none", nil, row.rule}
	case stopped:
		return answer{"resume", nil, "RP-OPS-030"}
	}
	return answer{"stop", nil, row.rule}
}

// What the views guarantee is what the page says, answer by answer, no less and no more; so is what it only describes.
func TestViewsSayWhatIsDocumented(t *testing.T) {
	for _, c := range cases[situation](t, "views.json") {
		documented, described := documented(c.Given)
		if diff := cmp.Diff(c.Documented, documented); diff != "" {
			t.Errorf("%+v: documented (-got +want):\n%s", c.Given, diff)
		}
		if diff := cmp.Diff(c.NotGuaranteed, described); diff != "" {
			t.Errorf("%+v: not guaranteed (-got +want):\n%s", c.Given, diff)
		}
	}
}

// Every situation is there once: 2 versions, 3 terminals, 10 states, and 5 things that are or are not.
func TestViewsAreComplete(t *testing.T) {
	seen := map[situation]int{}
	for _, c := range cases[situation](t, "views.json") {
		seen[c.Given]++
	}
	for state := range table31 {
		for _, version := range []string{"3.9.0", "3.13.0"} {
			for _, terminal := range []string{"installed", "webrtc", "other"} {
				for bits := range 32 {
					g := situation{version, bits&1 != 0, terminal, bits&2 != 0, bits&4 != 0, bits&8 != 0, state,
						bits&16 != 0}
					if seen[g] != 1 {
						t.Errorf("%+v: got %d times, want once", g, seen[g])
					}
					delete(seen, g)
				}
			}
		}
	}
	if len(seen) != 0 {
		t.Errorf("got also %v", seen)
	}
}

// The model's half is nobody's fault: what buttons do while nothing is stopped is documented only where a setting is
// missing.
func TestNobodyFailsForTheModel(t *testing.T) {
	free := 0
	for _, c := range cases[situation](t, "views.json") {
		for _, g := range []group{c.Documented, c.NotGuaranteed} {
			for name, is := range g {
				if is.Rule == "RP-BTN-130" || is.Rule == "RP-BTN-102" {
					t.Errorf("%+v: %s is asserted by %s", c.Given, name, is.Rule)
				}
			}
		}
		free += len(c.Unspecified)
	}
	if free == 0 {
		t.Error("got no unspecified answer at all")
	}
}
