package buttons_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// table31 is the manual's table 3.1, and the state that its chapter on outbound calls adds, typed a second time.
var table31 = []struct {
	label string
	state callstate.State
	mark  string
	rule  string
}{
	{"待機中", callstate.Idle, "×", "RP-VIS-020"},
	{"発着信中", callstate.Alerting, "×", "RP-VIS-021"},
	{"通話中", callstate.Talking, "○", "RP-VIS-022"},
	{"#・*保留中", callstate.StarHeld, "○", "RP-VIS-024"},
	{"*転送通話中", callstate.StarTalking, "○", "RP-VIS-025"},
	{"保留中", callstate.Held, "×", "RP-VIS-026"},
	{"保留発信中", callstate.HeldDialing, "×", "RP-VIS-027"},
	{"転送通話中", callstate.TransferTalking, "×", "RP-VIS-028"},
	{"三者通話中", callstate.ThreeWay, "×", "RP-VIS-029"},
	{"アウトバウンドの待機中", callstate.OutboundWaiting, "○", "RP-OUT-010"},
}

// A softphone with the feature shows the toggle, under either label, in the states that table 3.1 marks ○.
func TestTable31(t *testing.T) {
	cells := buttons.Table31()
	if len(cells) != len(table31) {
		t.Fatalf("got %d cells, want %d", len(cells), len(table31))
	}
	for i, row := range table31 {
		t.Run(row.rule+"/"+row.state.String(), func(t *testing.T) {
			if c := cells[i]; c.Of != row.state || c.Mark != row.mark || c.Rule.String() != row.rule || row.state.In(spec.JA) != row.label {
				t.Errorf("%s: got cell %v %s %v, want %v %s %s", row.label, c.Of, c.Mark, c.Rule, row.state, row.mark, row.rule)
			}
			for stopped, label := range map[bool]pause.Verb{false: pause.Stop, true: pause.Resume} {
				if row.mark == "×" {
					label = 0
				}
				p := phone(t, row.state, stopped)
				if got := p.View(); got.Toggle != label || got.Message != (label == pause.Resume) {
					t.Errorf("%s, stopped %t: got toggle %v, message %t, want %v", row.label, stopped, got.Toggle, got.Message, label)
				}
				if got := buttons.Why(p, buttons.Toggle).Rule.String(); got != row.rule && label != pause.Resume {
					t.Errorf("%s, stopped %t: got rule %s, want %s", row.label, stopped, got, row.rule)
				}
			}
		})
	}
}

// table32 is the manual's table 3.2, typed a second time.
var table32 = []struct {
	label  string
	button buttons.Button
	mark   string
	rule   string
}{
	{"通話中", buttons.InCall, "×", "RP-BTN-010"},
	{"保留", buttons.Hold, "×", "RP-BTN-020"},
	{"切断", buttons.HangUp, "○", "RP-BTN-030"},
	{"転送", buttons.Transfer, "×", "RP-BTN-040"},
	{"パーク", buttons.Park, "×", "RP-BTN-050"},
	{"手上げ", buttons.RaiseHand, "○", "RP-BTN-060"},
	{"三者通話", buttons.ThreeWay, "×", "RP-BTN-070"},
	{"自動三者", buttons.AutoThreeWay, "×", "RP-BTN-080"},
	{"*転送", buttons.StarTransfer, "×", "RP-BTN-090"},
	{"ダイヤル", buttons.Dial, "○", "RP-BTN-100"},
}

// While a softphone shows the recording as stopped, a button can be operated where table 3.2 marks it ○.
func TestTable32(t *testing.T) {
	cells := buttons.Table32()
	if len(cells) != len(table32) {
		t.Fatalf("got %d cells, want %d", len(cells), len(table32))
	}
	for i, row := range table32 {
		t.Run(row.rule+"/"+row.button.String(), func(t *testing.T) {
			if c := cells[i]; c.Of != row.button || c.Mark != row.mark || c.Rule.String() != row.rule || row.button.Label(spec.JA) != row.label {
				t.Errorf("%s: got cell %v %s %v, want %v %s %s", row.label, c.Of, c.Mark, c.Rule, row.button, row.mark, row.rule)
			}
			want := map[string]buttons.Verdict{"○": buttons.Enabled, "×": buttons.Disabled}[row.mark]
			p := phone(t, callstate.Talking, true)
			if got := p.View().Button(row.button); got != want {
				t.Errorf("%s in 通話中, shown as stopped: got %v, want %v", row.label, got, want)
			}
			if _, _, err := p.Press(row.button); (err == nil) != (row.mark == "○") {
				t.Errorf("a click on %s: got %v, want it to work where the mark is ○, which is %s", row.label, err, row.mark)
			}
			if got := buttons.Lock(row.button).String(); got != row.rule {
				t.Errorf("%s: got rule %s of its lock, want %s", row.label, got, row.rule)
			}
			if got := buttons.Why(p, row.button).Rule.String(); got != row.rule {
				t.Errorf("%s: got rule %s of its reason, want %s", row.label, got, row.rule)
			}
		})
	}
}

// A cell has the support of its rule, and the vendor stands behind the one-to-one cells only.
func TestCellSupport(t *testing.T) {
	for _, c := range buttons.Table31() {
		want := spec.Guaranteed
		if slices.Contains([]callstate.State{callstate.StarHeld, callstate.StarTalking, callstate.OutboundWaiting}, c.Of) {
			want = spec.NotGuaranteed
		}
		if got := c.Support(); got != want {
			t.Errorf("%v, %v: got %v, want %v", c.Rule, c.Of, got, want)
		}
	}
	for _, c := range buttons.Table32() {
		if got := c.Support(); got != spec.Guaranteed {
			t.Errorf("%v, %v: got %v, want %v", c.Rule, c.Of, got, spec.Guaranteed)
		}
	}
}

// Other rules that say the same as a cell are rules that the cell does not name already.
func TestCellAlso(t *testing.T) {
	for _, c := range buttons.Table31() {
		for _, id := range c.Also {
			if _, ok := spec.Lookup(id); !ok || id == c.Rule {
				t.Errorf("%v: got %v, want another rule", c.Rule, id)
			}
		}
	}
}
