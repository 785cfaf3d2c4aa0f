package buttons_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// The message and the dial pad of every softphone have a reason that agrees with what it shows and sends, with words in
// both languages and with the rule that holds there.
func TestMessageAndDTMFSayWhy(t *testing.T) {
	everyPhone(t, gates(t), func(p buttons.Phone) {
		message, dtmf := p.WhyMessage(), p.WhyDTMF()
		if got, want := message.Verdict.EN == "message shown", p.View().Message; got != want {
			t.Errorf("message of %+v: got %v", p, message)
		}
		if got, want := dtmf.Verdict.EN == "DTMF is sent", p.SendsDTMF(); got != want {
			t.Errorf("dial pad of %+v: got %v", p, dtmf)
		}
		if p.View().Message && (message.Rule != spec.OPS020 || dtmf.Rule != spec.BTN101) || !p.View().Message &&
			dtmf.Rule == spec.BTN101 {
			t.Errorf("%+v: got %v and %v", p, message.Rule, dtmf.Rule)
		}
		for _, r := range []spec.Reason{message, dtmf} {
			if ja, en := r.In(spec.JA),
				r.In(spec.EN); r.Rule == 0 || ja == en || strings.Contains(ja+en, "%!") || r.Fact.JA == "" ||
				r.Fact.EN == "" {
				t.Errorf("%+v: got %q and %q", p, ja, en)
			}
		}
	})
}

// Wherever a message is shown it may be false, one-to-one between softphones too, and the reason says so.
func TestMessageThatMayLie(t *testing.T) {
	for s := range callstate.States() {
		p := phone(t, s, true)
		why := p.WhyMessage()
		if got, want := strings.Contains(why.In(spec.EN), "may be running nevertheless"), p.View().Message; got != want {
			t.Errorf("%v: got %q", s, why.In(spec.EN))
		}
	}
}

// A reason is data for a program and a sentence for people.
func TestReasonAsData(t *testing.T) {
	why := phone(t, callstate.Talking, true).Why(buttons.Hold)
	data, err := json.Marshal(why)
	if want := `"rule":"RP-BTN-020"`; err != nil || !strings.Contains(string(data), want) {
		t.Errorf("got %s, %v, want %s in it", data, err, want)
	}
	if got, want := fmt.Sprint(why), why.In(spec.EN); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Each of the two has one of two verdicts and, where a stop is shown, something to do about it; and a stop that is
// hidden is not denied: what hides it is the reason.
func TestMessageAndDTMFVerdicts(t *testing.T) {
	everyPhone(t, gates(t), func(p buttons.Phone) {
		message, dtmf, shown := p.WhyMessage(), p.WhyDTMF(), p.View().Message
		if v := message.Verdict.EN; v != "message shown" && v != "no message" {
			t.Errorf("message of %+v: got the verdict %q", p, v)
		}
		if v := dtmf.Verdict.EN; v != "DTMF is sent" && v != "no DTMF" {
			t.Errorf("dial pad of %+v: got the verdict %q", p, v)
		}
		if shown && (message.Remedy == spec.Text{} || dtmf.Remedy == spec.Text{}) {
			t.Errorf("%+v: got %v and %v, want a remedy in both", p, message, dtmf)
		}
		if toggle := p.Why(buttons.Toggle).Rule; p.Display.Stopped && !shown && message.Rule != toggle {
			t.Errorf("message of %+v: got %v, want %v, which hides the toggle", p, message.Rule, toggle)
		}
	})
}
