package pause_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// The saved value is what was ticked when it was last saved, and off before; the screen shows the last tick, or what
// was saved where a draft was thrown away.
func TestCheckBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var box pause.CheckBox
		saved, ticked := false, false
		for _, act := range rapid.SliceOf(rapid.SampledFrom([]string{"on", "off", "save", "discard"})).Draw(t, "acts") {
			switch act {
			case "save":
				box.Save()
				saved = ticked
			case "discard":
				box.Ticked, ticked = box.Saved, saved
			default:
				box.Ticked, ticked = act == "on", act == "on"
			}
			if want := (pause.CheckBox{Ticked: ticked, Saved: saved}); box != want {
				t.Fatalf("after %s: got %+v, want %+v", act, box, want)
			}
		}
	})
}

// A mark that is not saved changes nothing for the gate, whichever way it was changed (RP-AVL-052).
func TestDraftChangesNoGate(t *testing.T) {
	version, _ := pause.ParseVersion("3.13.0")
	for _, saved := range []bool{false, true} {
		for _, ticked := range []bool{false, true} {
			box := pause.CheckBox{Ticked: saved}
			box.Save()
			box.Ticked = ticked
			gate := pause.Gate{Version: version, Contract: true, Terminal: pause.Installed, Saved: box.Saved}
			if got := gate.Latch().Missing() == 0; got != saved {
				t.Errorf("RP-AVL-052: saved %t, ticked %t: usable %t, want %t", saved, ticked, got, saved)
			}
		}
	}
}

// Every check box has a reason that agrees with what is saved.
func TestWhyCheckBox(t *testing.T) {
	for box, rule := range map[pause.CheckBox]spec.ID{{}: spec.AVL054, {Ticked: true}: spec.AVL052,
		{Saved: true}: spec.AVL052, {Ticked: true, Saved: true}: spec.AVL051} {
		r := box.Why()
		if complete(t, r); r.Rule != rule || (r.Verdict.EN == "on") != box.Saved {
			t.Errorf("%+v: got %v, want %v", box, r, rule)
		}
		if usable := box.Ticked && box.Saved; usable != (r.Remedy == spec.Text{}) {
			t.Errorf("%+v: got %v to do, want nothing exactly where it is on", box, r.Remedy)
		}
	}
}
