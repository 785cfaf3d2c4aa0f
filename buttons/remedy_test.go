package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// remedied is the softphone after its user has done what helps: switched on the setting that the button needs, clicked
// 録音再開, or come to talk.
func remedied(t testing.TB, p buttons.Phone, b buttons.Button) buttons.Phone {
	t.Helper()
	switch {
	case b == buttons.AutoThreeWay && !p.Settings.AutoThreeWay:
		p.Settings.AutoThreeWay = true
	case b == buttons.StarTransfer && !p.Settings.StarTransfer:
		p.Settings.StarTransfer = true
	case b != buttons.Toggle && p.ShowsStopped():
		p = click(t, p)
	default:
		p.State = callstate.Talking
	}
	return p
}

// A remedy really makes the button operable, and has words in both languages.
func TestRemedyHelps(t *testing.T) {
	offered := map[buttons.Button]bool{}
	everyPhone(t, gates(t), func(p buttons.Phone) {
		for _, b := range everyButton() {
			remedy := p.Why(b).Remedy
			if remedy == (spec.Text{}) {
				continue
			}
			offered[b] = true
			if got := remedied(t, p, b).Decide(b).Verdict; got != buttons.Enabled {
				t.Errorf("%v of %+v: got %v after %q, want it enabled", b, p, got, remedy.EN)
			}
			if remedy.In(spec.JA) == "" || remedy.In(spec.EN) == "" {
				t.Errorf("%v of %+v: got a remedy %+v, want words", b, p, remedy)
			}
		}
	})
	for _, b := range everyButton() {
		operable := b == buttons.HangUp || b == buttons.RaiseHand || b == buttons.Dial || b == buttons.ThreeWay
		if offered[b] == operable {
			t.Errorf("%v: got a remedy somewhere %t, want %t", b, offered[b], !operable)
		}
	}
}

// Where a click on 録音再開 alone makes a button operable, the reason says so; an operable button needs no remedy.
func TestRemedyIsNotForgotten(t *testing.T) {
	everyPhone(t, gates(t), func(p buttons.Phone) {
		for b := range buttons.All() {
			got, ok := p.Decide(b), p.Why(b).Remedy != spec.Text{}
			if got.Verdict == buttons.Enabled && ok {
				t.Errorf("%v of %+v: got a remedy though it is enabled", b, p)
			}
			if got.Verdict != buttons.Enabled && p.ShowsStopped() && click(t, p).View().Button(b) == buttons.Enabled &&
				!ok {
				t.Errorf("%v of %+v: got no remedy, and 録音再開 makes it operable", b, p)
			}
		}
	})
}

// No remedy is promised for a button that is none, nor in a state that is none, where it does not help.
func TestRemedyHelpsOutside(t *testing.T) {
	offered := 0
	for _, s := range []callstate.State{0, callstate.Talking, callstate.OutboundWaiting + 1, 255} {
		for _, stopped := range []bool{false, true} {
			p := phone(t, s, stopped)
			for _, b := range append(everyButton(), 0, buttons.Toggle+1, 255) {
				remedy := p.Why(b).Remedy
				if remedy == (spec.Text{}) {
					continue
				}
				offered++
				if got := remedied(t, p, b).Decide(b).Verdict; got != buttons.Enabled {
					t.Errorf("%v in %v, stopped %t: got %v after %q, want it enabled", b, s, stopped, got, remedy.EN)
				}
			}
		}
	}
	if offered != 6 {
		t.Errorf("%d remedies were offered, want 6", offered)
	}
}
