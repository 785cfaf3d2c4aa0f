package pause_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// obstacleRules are the five obstacles in their order, with the rule that makes each of them one.
var obstacleRules = []struct {
	obstacle pause.Obstacle
	name     string
	rule     spec.ID
}{
	{pause.OldVersion, "version", spec.AVL010},
	{pause.NoContract, "contract", spec.AVL020},
	{pause.WrongTerminal, "terminal", spec.AVL030},
	{pause.NotSaved, "saved", spec.AVL054},
	{pause.PlanExcluded, "plan", spec.DOC020},
}

func version(t testing.TB, text string) pause.Version {
	t.Helper()
	v, err := pause.ParseVersion(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// gates returns every gate that has exactly the obstacles of a bit set, bit 0 first: one for each value that an
// obstacle, or its absence, can have.
func gates(t testing.TB, missing uint) (list []pause.Gate) {
	pick := func(bit uint, without, with []pause.Gate) []pause.Gate {
		if missing>>bit&1 == 1 {
			return without
		}
		return with
	}
	versions := pick(0, []pause.Gate{{}, {Version: version(t, "3.12.99")}},
		[]pause.Gate{{Version: version(t, "3.13.0")}, {Version: version(t, "4")}})
	terminals := pick(2, []pause.Gate{{}, {Terminal: pause.WebRTC}, {Terminal: 200}},
		[]pause.Gate{{Terminal: pause.Installed}})
	plans := pick(4, []pause.Gate{{OutOfPlan: true}}, []pause.Gate{{}})
	for _, v := range versions {
		for _, m := range terminals {
			for _, p := range plans {
				list = append(list, pause.Gate{Version: v.Version, Contract: missing>>1&1 == 0, Terminal: m.Terminal,
					Saved: missing>>3&1 == 0, OutOfPlan: p.OutOfPlan})
			}
		}
	}
	return list
}

// A softphone has the feature exactly when nothing is in the way, and all that is in the way is named.
func TestUsableExactlyWithoutObstacles(t *testing.T) {
	for missing := range uint(32) {
		var want []pause.Obstacle
		for i, o := range obstacleRules {
			if missing>>i&1 == 1 {
				want = append(want, o.obstacle)
			}
		}
		for _, g := range gates(t, missing) {
			first := g.Latch().Missing()
			if got := slices.Collect(g.Obstacles()); !slices.Equal(got, want) || (first == 0) != (len(want) == 0) ||
				len(want) > 0 && first != want[0] {
				t.Errorf("%+v: got obstacles %v (the first one %v), want %v", g, got, first, want)
			}
		}
	}
}

// An obstacle that stands alone is all that is missing, and has the rule that says so.
func TestObstacleAlone(t *testing.T) {
	for i, o := range obstacleRules {
		t.Run(o.rule.String()+"/"+o.name, func(t *testing.T) {
			for _, g := range gates(t, 1<<i) {
				got := slices.Collect(g.Obstacles())
				if !slices.Equal(got, []pause.Obstacle{o.obstacle}) || got[0].Rule() != o.rule {
					t.Errorf("%+v: got %v, want %v (%v)", g, got, o.obstacle, o.rule)
				}
			}
		})
	}
}

// No obstacle, and a value that is none, have no rule.
func TestObstacleWithoutRule(t *testing.T) {
	for _, o := range []pause.Obstacle{0, pause.PlanExcluded + 1, 255} {
		if got := o.Rule(); got != 0 {
			t.Errorf("%v: got rule %v, want none", o, got)
		}
	}
}

// The zero gate lets nobody through, and its plan is not among the reasons.
func TestZeroGate(t *testing.T) {
	want := []pause.Obstacle{pause.OldVersion, pause.NoContract, pause.WrongTerminal, pause.NotSaved}
	if got := slices.Collect(pause.Gate{}.Obstacles()); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A terminal is found by the name that it gives, and by no other.
func TestParseTerminal(t *testing.T) {
	for _, want := range []pause.Terminal{pause.OtherTerminal, pause.WebRTC, pause.Installed} {
		if got, err := pause.ParseTerminal(want.String()); got != want || err != nil {
			t.Errorf("%q: got %v, %v, want %v", want.String(), got, err, want)
		}
	}
	for _, name := range []string{"", "Installed", "installed ", "Terminal(3)"} {
		_, err := pause.ParseTerminal(name)
		var unknown *spec.UnknownError
		if !errors.As(err, &unknown) || unknown.Name != name {
			t.Errorf("%q: got error %v, want an *spec.UnknownError with that name", name, err)
		}
	}
}
