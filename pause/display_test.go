package pause_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A sentCommand is one click of the dumb display's call, and what became of it.
type sentCommand struct {
	pause.Command
	confirmed, answered bool
}

// A dumbDisplay is a display that keeps every command of its call.
type dumbDisplay struct{ call []sentCommand }

func (d *dumbDisplay) stopped() bool {
	for i := len(d.call) - 1; i >= 0; i-- {
		if d.call[i].confirmed {
			return d.call[i].Verb == pause.Stop
		}
	}
	return false
}

func (d *dumbDisplay) pending() bool {
	return len(d.call) > 0 && !d.call[len(d.call)-1].answered
}

func (d *dumbDisplay) answer(c pause.Command, confirmed bool) {
	for i := range d.call {
		if d.call[i].Command == c {
			d.call[i].answered = true
			d.call[i].confirmed = d.call[i].confirmed || confirmed
		}
	}
}

// The display is the newest confirmed command of this call, whatever answers come late, twice, overtaken, or for
// nothing that was sent.
func TestDisplayIsNewestConfirmedCommand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var got pause.Display
		var want dumbDisplay
		ever := []pause.Command{{}, {Verb: pause.Stop}, {Verb: pause.Resume}} // and what nobody sent
		command := func(t *rapid.T) pause.Command { return rapid.SampledFrom(ever).Draw(t, "command") }
		t.Repeat(map[string]func(*rapid.T){
			"click": func(t *rapid.T) {
				c := got.Click()
				want.call = append(want.call, sentCommand{Command: c})
				ever = append(ever, c)
			},
			"confirm": func(t *rapid.T) {
				c := command(t)
				got.Confirm(c)
				want.answer(c, true)
			},
			"reject": func(t *rapid.T) {
				c := command(t)
				got.Reject(c)
				want.answer(c, false)
			},
			"forge": func(t *rapid.T) {
				never := pause.Command{Verb: rapid.SampledFrom([]pause.Verb{pause.Stop, pause.Resume}).Draw(t, "verb"),
					Seq: uint32(len(ever) + 7)}
				got.Confirm(never)
				got.Reject(never)
				got.Confirm(pause.Command{Verb: rapid.SampledFrom([]pause.Verb{0, 3, 255}).Draw(t, "no verb"),
					Seq: command(t).Seq})
			},
			"clear": func(t *rapid.T) {
				got.Clear()
				want = dumbDisplay{}
			},
			"": func(t *rapid.T) {
				if got.Stopped != want.stopped() || got.Pending() != want.pending() {
					t.Fatalf("got stopped %t, pending %t, want %t, %t after %v", got.Stopped, got.Pending(),
						want.stopped(), want.pending(), want.call)
				}
			},
		})
	})
}

// A second confirmation of a command that a newer one has overtaken changes nothing, however many clicks have followed.
func TestConfirmationOvertaken(t *testing.T) {
	var d pause.Display
	stop := d.Click()
	d.Confirm(stop)
	resume := d.Click()
	d.Confirm(resume)
	for clicks := range 4 {
		if d.Confirm(stop); d.Stopped {
			t.Errorf("after a stop, a resume and %d more clicks, the stop's second confirmation shows it as stopped",
				clicks)
		}
		d.Click()
	}
}

// The button offers the other verb, and the message stands beside 録音再開 only.
func TestDisplayTexts(t *testing.T) {
	rows := []struct {
		rule    spec.ID
		stopped bool
		offers  pause.Verb
		ja      string
	}{
		{spec.OPS031, false, pause.Stop, ""},
		{spec.OPS020, true, pause.Resume, "録音が停止状態です"},
	}
	for _, row := range rows {
		t.Run(row.rule.String(), func(t *testing.T) {
			d := pause.Display{Stopped: row.stopped}
			if got := d.Offers(); got != row.offers {
				t.Errorf("stopped %t: got %v on the button, want %v", row.stopped, got, row.offers)
			}
			if got := d.Message(spec.JA); got != row.ja {
				t.Errorf("stopped %t: got message %q, want %q", row.stopped, got, row.ja)
			}
			if got := d.Message(spec.EN) != ""; got != row.stopped {
				t.Errorf("stopped %t: got an English message %t", row.stopped, got)
			}
		})
	}
}

// A click asks for the verb on the button, under a number of its own, and shows nothing yet (RP-OPS-080).
func TestClickShowsNothing(t *testing.T) {
	for _, stopped := range []bool{false, true} {
		d := pause.Display{Stopped: stopped}
		next := d
		first, second := next.Click(), next.Click()
		if next.Stopped != stopped || first.Verb != d.Offers() || second.Verb != first.Verb || second.Seq == first.Seq {
			t.Errorf("stopped %t: got %+v, %+v and %+v after two clicks", stopped, next, first, second)
		}
	}
}

// A click on one softphone changes what that one shows, and no other, even where the answer reaches both (L2,
// RP-S2S-020).
func TestClickIsOnesOwn(t *testing.T) {
	var a, b pause.Display
	stop := a.Click()
	a.Confirm(stop)
	if b.Confirm(stop); !a.Stopped || b != (pause.Display{}) {
		t.Errorf("A clicked: got A stopped %t, B %+v, want B as it was", a.Stopped, b)
	}
}
