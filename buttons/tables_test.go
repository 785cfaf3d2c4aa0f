package buttons_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// The cells of table 3.1, with the state that the chapter on outbound calls adds, are what a softphone shows and why:
// each state once.
func TestTable31(t *testing.T) {
	var states []callstate.State
	for _, c := range buttons.Table31() {
		states = append(states, c.Of)
		for _, stopped := range []bool{false, true} {
			p := phone(t, c.Of, stopped)
			if got := p.View().Toggle != 0; got != (c.Mark == "○") {
				t.Errorf("%v, stopped %t: got shown %t, and the mark is %s", c.Of, stopped, got, c.Mark)
			}
			if why := p.Why(buttons.Toggle).Rule; why != c.Rule && !p.ShowsStopped() {
				t.Errorf("%v, stopped %t: got rule %v, want %v", c.Of, stopped, why, c.Rule)
			}
		}
	}
	if want := slices.Collect(callstate.States()); !slices.Equal(states, want) {
		t.Errorf("got %v, want %v", states, want)
	}
}

// The cells of table 3.2 are what a softphone that shows a stop locks, and why: each button once.
func TestTable32(t *testing.T) {
	p := phone(t, callstate.Talking, true)
	var list []buttons.Button
	for _, c := range buttons.Table32() {
		list = append(list, c.Of)
		if got := p.View().Button(c.Of) == buttons.Enabled; got != (c.Mark == "○") {
			t.Errorf("%v: got operable %t, and the mark is %s", c.Of, got, c.Mark)
		}
		clicked := p
		if _, err := clicked.Press(c.Of); (err == nil) != (c.Mark == "○") {
			t.Errorf("a click on %v: got %v, and the mark is %s", c.Of, err, c.Mark)
		}
		if why := p.Why(c.Of).Rule; why != c.Rule || buttons.Lock(c.Of) != c.Rule {
			t.Errorf("%v: got rule %v of its reason and %v of its lock, want %v", c.Of, why, buttons.Lock(c.Of), c.Rule)
		}
	}
	if want := slices.Collect(buttons.All()); !slices.Equal(list, want) {
		t.Errorf("got %v, want %v", list, want)
	}
}

// A cell has the support of its rule, and the vendor stands behind the one-to-one cells only.
func TestCellSupport(t *testing.T) {
	for _, c := range buttons.Table31() {
		want := spec.Documented
		if slices.Contains([]callstate.State{callstate.StarHeld, callstate.StarTalking, callstate.OutboundWaiting},
			c.Of) {
			want = spec.NotGuaranteed
		}
		if got := c.Support(); got != want {
			t.Errorf("%v, %v: got %v, want %v", c.Rule, c.Of, got, want)
		}
	}
	for _, c := range buttons.Table32() {
		if got := c.Support(); got != spec.Documented {
			t.Errorf("%v, %v: got %v, want %v", c.Rule, c.Of, got, spec.Documented)
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
