package buttons_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"pgregory.net/rapid"
)

// drawPhone draws a softphone in any state, with any gate, with settings of every kind and a display that waits for
// answers.
func drawPhone(t *rapid.T) buttons.Phone {
	version, _ := pause.ParseVersion(rapid.SampledFrom([]string{"3.13.0", "3.9.0", "0", "4.0.0-rc1", "3.13.0-rc1"}).
		Draw(t, "version"))
	boolean := func(name string) bool { return rapid.Bool().Draw(t, name) }
	p := buttons.NewPhone(pause.Gate{Version: version, Contract: boolean("contract"), Saved: boolean("saved"),
		Terminal: pause.Terminal(rapid.IntRange(0, 2).Draw(t, "terminal")), OutOfPlan: boolean("out of plan")},
		buttons.Settings{AutoThreeWay: boolean("auto three-way"), StarTransfer: boolean("star transfer")})
	p.State = callstate.State(rapid.IntRange(0, int(callstate.LastState)).Draw(t, "state"))
	states := rapid.SliceOfDistinct(rapid.SampledFrom(slices.Collect(callstate.States())), rapid.ID[callstate.State])
	for b := range buttons.All() {
		if boolean("other use") {
			p.Settings.Use(b, states.Draw(t, "in")...)
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "clicks") {
		cmd := p.Display.Click()
		switch rapid.IntRange(0, 2).Draw(t, "answer") {
		case 0:
			p.Confirm(cmd)
		case 1:
			p.Reject(cmd)
		}
	}
	return p
}

// A softphone is restored from its snapshot to the same one.
func TestPhoneIsRestored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawPhone(t)
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got buttons.Phone
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Fatalf("%s: got %+v, %v, want %+v", text, got, err, want)
		}
	})
}

const stoppedPhone = `{"state":"talking","gate":{"contract":true,"terminal":"installed","saved":true},` +
	`"display":{"stopped":true,"sent":1,"owed":0,"undone":0},` +
	`"settings":{"auto_three_way":false,"star_transfer":true,"uses":[{"button":"hold","in":["talking"]}]}}`

// A softphone that was started anew in a call shows the stop that it has made.
func ExamplePhone_UnmarshalJSON() {
	var p buttons.Phone
	err := json.Unmarshal([]byte(stoppedPhone), &p)
	fmt.Println(p.View(), err)
	// Output: in a call 「録音再開」 「録音が停止状態です」 <nil>
}

// What is no snapshot is refused with the field that is wrong, and changes nothing.
func TestPhoneSnapshotErrors(t *testing.T) {
	for _, row := range []struct{ old, with, field string }{
		{`"talking","gate"`, `"none","gate"`, "state"},
		{`"contract":true,`, ``, "gate.contract"},
		{`"contract":true,`, `"contract":true,"old_version":"3.13.0",`, "gate.old_version"},
		{`"contract":true,`, `"contract":true,"old_version":"x",`, "gate.old_version"},
		{`"owed":0`, `"owed":2`, "display.owed"},
		{`"star_transfer":true`, `"star_transfer":1`, "settings.star_transfer"},
		{`"star_transfer":true`, `"star_transfer":true,"more":1`, "settings"},
		{`"hold","in"`, `"toggle","in"`, "settings.uses[0].button"},
		{`["talking"]`, `["talking","talking"]`, "settings.uses[0].in"},
		{`["talking"]`, `["talking","held"]`, "settings.uses[0].in"}, // as by default
		{`["talking"]}`, `["talking"]},{"button":"hold","in":[]}`, "settings.uses[1].button"},
		{`"settings"`, `"setting"`, ""},
	} {
		text := strings.Replace(stoppedPhone, row.old, row.with, 1)
		before := buttons.NewPhone(pause.Gate{Saved: true}, buttons.Settings{})
		p := before
		var wrong *pause.SnapshotError
		if err := json.Unmarshal([]byte(text), &p); !errors.As(err, &wrong) || !strings.HasPrefix(wrong.Field, row.field) ||
			p != before || text == stoppedPhone {
			t.Errorf("%s: got %v, want an error of %s and no change", text, err, row.field)
		}
	}
}

// Whatever comes in, it is a softphone that can be written and read again, or an error, and no panic when it is asked
// what it shows.
func FuzzPhone(f *testing.F) {
	f.Add(stoppedPhone)
	f.Add(`{"gate":{"old_version":"3.9.0","contract":false,"terminal":"webrtc","saved":false,"out_of_plan":true},` +
		`"display":{"stopped":false,"sent":4294967295,"owed":1,"undone":2},` +
		`"settings":{"auto_three_way":true,"star_transfer":false}}`)
	f.Fuzz(func(t *testing.T, text string) {
		var p, again buttons.Phone
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			if p != (buttons.Phone{}) {
				t.Fatalf("%s: an error, and %+v", text, p)
			}
			return
		}
		_ = p.View().String()
		written, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &again); err != nil || again != p {
			t.Fatalf("%s: got %+v, %v, want %+v", written, again, err, p)
		}
	})
}
