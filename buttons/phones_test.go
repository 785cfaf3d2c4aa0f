package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// gate returns a gate that keeps nobody from the feature.
func gate(t testing.TB) pause.Gate {
	t.Helper()
	v, err := pause.ParseVersion("3.13.0")
	if err != nil {
		t.Fatal(err)
	}
	return pause.Gate{Version: v, Contract: true, Terminal: pause.Installed, Saved: true}
}

// gates returns the 32 gates that each of the five obstacles is in the way of, or not, as a call finds them; the open
// one is the first.
func gates(t testing.TB) (list []pause.Latch) {
	for missing := range 32 {
		g := gate(t)
		if missing&1 != 0 {
			g.Version = pause.Version{}
		}
		g.Contract = missing&2 == 0
		if missing&4 != 0 {
			g.Terminal = pause.WebRTC
		}
		g.Saved = missing&8 == 0
		if missing&16 != 0 {
			g.OutOfPlan = true
		}
		list = append(list, g.Latch())
	}
	return list
}

// everyPhone shows every softphone there is: states × displays × settings × the gates.
func everyPhone(t testing.TB, gates []pause.Latch, see func(buttons.Phone)) {
	t.Helper()
	seen := 0
	for s := range callstate.States() {
		for _, stopped := range []bool{false, true} {
			for settings := range 4 {
				for _, g := range gates {
					see(buttons.Phone{State: s, Gate: g, Display: pause.Display{Stopped: stopped},
						Settings: buttons.Settings{AutoThreeWay: settings&1 != 0, StarTransfer: settings&2 != 0}})
					seen++
				}
			}
		}
	}
	if want := 10 * 2 * 4 * len(gates); seen != want || len(gates) == 0 {
		t.Fatalf("saw %d softphones behind %d gates, want %d", seen, len(gates), want)
	}
}

// phone returns a softphone that has the feature and both settings.
func phone(t testing.TB, s callstate.State, stopped bool) buttons.Phone {
	t.Helper()
	return buttons.Phone{State: s, Gate: gate(t).Latch(), Display: pause.Display{Stopped: stopped},
		Settings: buttons.Settings{AutoThreeWay: true, StarTransfer: true}}
}

// everyButton is the ten buttons of table 3.2 and the toggle.
func everyButton() (list []buttons.Button) {
	for b := range buttons.All() {
		list = append(list, b)
	}
	return append(list, buttons.Toggle)
}

// verdict is what a view says of a button, of the toggle too.
func verdict(v buttons.View, b buttons.Button) buttons.Verdict {
	switch {
	case b != buttons.Toggle:
		return v.Button(b)
	case v.Toggle == 0:
		return buttons.Hidden
	}
	return buttons.Enabled
}

// click presses the toggle, and has the PBX do what it asks.
func click(t testing.TB, p buttons.Phone) buttons.Phone {
	t.Helper()
	cmd, err := p.Press(buttons.Toggle)
	if err != nil {
		t.Fatal(err)
	}
	p.Confirm(cmd)
	return p
}
