package buttons_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// The zero softphone shows nothing, and every question about it has an answer.
func TestZeroPhone(t *testing.T) {
	var p buttons.Phone
	if v := p.View(); v != (buttons.View{}) || p.ShowsStopped() || p.SendsDTMF() {
		t.Errorf("got %+v, want nothing shown", v)
	}
	for b := range 256 {
		r := p.Why(buttons.Button(b))
		if r.Verdict.EN != buttons.Hidden.String() || r.In(spec.JA) == "" || r.In(spec.EN) == "" {
			t.Errorf("%v: got %v, %q, want it hidden", buttons.Button(b), r.Verdict, r.In(spec.EN))
		}
	}
}

// A state that came from outside and is none hides everything and sends nothing.
func TestUnknownStateHidesAll(t *testing.T) {
	for s := int(callstate.OutboundWaiting) + 1; s < 256; s++ {
		for _, stopped := range []bool{false, true} {
			p := phone(t, callstate.State(s), stopped)
			if got := p.View(); got != (buttons.View{}) {
				t.Fatalf("%v, stopped %t: got %+v, want nothing shown", p.State, stopped, got)
			}
			if p.SendsDTMF() {
				t.Fatalf("%v, stopped %t: sends DTMF", p.State, stopped)
			}
		}
	}
}

// A button that came from outside and is none is hidden, cannot be pressed, and has words for it.
func TestUnknownButtonIsHidden(t *testing.T) {
	known := everyButton()
	if len(known) != 11 {
		t.Fatalf("%d buttons are known, want 11", len(known))
	}
	for s := range 256 {
		p := phone(t, callstate.State(s), s%2 == 0)
		for n := range 256 {
			b := buttons.Button(n)
			if slices.Contains(known, b) {
				continue
			}
			r := p.Why(b)
			if got := p.Decide(b); got.Verdict != buttons.Hidden || got.Rule != 0 {
				t.Fatalf("%v in %v: got %+v, want it hidden by no rule", b, p.State, got)
			}
			if _, err := p.Press(b); r.Verdict.EN != buttons.Hidden.String() || p.View().Button(b) != buttons.Hidden ||
				err == nil || r.In(spec.EN) == "" {
				t.Fatalf("%v in %v: got %v, pressed %v", b, p.State, r.Verdict, err)
			}
		}
	}
}

// Values from outside that are none never make the feature appear, and never make anything panic.
func TestUnknownTerminal(t *testing.T) {
	for n := int(pause.Installed) + 1; n < 256; n++ {
		p, g := phone(t, callstate.Talking, true), gate(t)
		g.Terminal = pause.Terminal(n)
		p.Gate = g.Latch()
		if v := p.View(); v.Toggle != 0 || v.Message || p.Why(buttons.Toggle).Rule != spec.AVL030 {
			t.Fatalf("%v: got %+v, want no toggle by %v", g.Terminal, v, spec.AVL030)
		}
	}
}

// Every button and verdict has a name of its own and words in both languages; a value that is none says so with its
// number.
func TestNames(t *testing.T) {
	fit := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	seen := map[string]bool{}
	for n := range 256 {
		b, v := buttons.Button(n), buttons.Verdict(n)
		if got := b.String(); seen[got] || fit.MatchString(got) != (b <= buttons.Toggle) || !fit.MatchString(got) &&
			got != fmt.Sprintf("Button(%d)", n) {
			t.Errorf("button %d: got the name %q", n, got)
		}
		seen[b.String()] = true
		if got := v.String(); fit.MatchString(got) != (v <= buttons.Enabled) || !fit.MatchString(got) &&
			got != fmt.Sprintf("Verdict(%d)", n) {
			t.Errorf("verdict %d: got the name %q", n, got)
		}
		button, _ := b.MarshalText()
		verdict, _ := v.MarshalText()
		if string(button) != b.String() || string(verdict) != v.String() || b.GoString() != b.String() {
			t.Errorf("%d: got %q, %q and %q, want the names", n, button, verdict, b.GoString())
		}
		for _, l := range []spec.Lang{spec.JA, spec.EN} {
			if n > 0 && b.Label(l) == "" || v.In(l) == "" {
				t.Errorf("%v, %v: got no words in %v", b, v, l)
			}
		}
	}
}

// An obstacle that is none says its number.
func TestUnknownObstacle(t *testing.T) {
	for n := int(buttons.StateLacksUse) + 1; n < 256; n++ {
		if got, want := buttons.Obstacle(n).String(), fmt.Sprintf("obstacle(%d)", n); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
