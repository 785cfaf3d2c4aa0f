package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/spec"
)

// displays waits until softphones show something, each as in "101 talking 録音再開 silent!": its state, the label of its
// toggle, or - where there is none, and what happens to the recording of the call that it talks in, with a ! where that
// is not what it shows. Then it holds the rest of their cards against tables 3.1 and 3.2.
func displays(t *testing.T, f *office, want ...string) {
	t.Helper()
	for _, w := range want {
		extension, _, _ := strings.Cut(w, " ")
		var got string
		ok := comesTrue(10*time.Second, func() bool {
			got = shown(cardOf(seatOf(t, f, extension), spec.JA))
			return got == w
		})
		if !ok {
			t.Errorf("got %s, want %s", got, w)
		}
		agreesWithTables(t, cardOf(seatOf(t, f, extension), spec.JA))
	}
}

// shows waits until a softphone has a label on its toggle.
func shows(t *testing.T, f *office, extension, label string) {
	t.Helper()
	until(t, extension+" shows "+label, func() bool {
		toggle := cardOf(seatOf(t, f, extension), spec.JA).Toggle
		return toggle.Is != "hidden" && toggle.Label.Text == label
	})
	agreesWithTables(t, cardOf(seatOf(t, f, extension), spec.JA))
}

func shown(c card) string {
	toggle, recording := "-", c.Recording
	if c.Toggle.Is != "hidden" {
		toggle = c.Toggle.Label.Text
	}
	if c.Mismatch != "" {
		recording += "!"
	}
	return strings.Join([]string{c.Extension, c.State, toggle, recording}, " ")
}

// The tables, written from the manual once more: the states that have a toggle, and the buttons that are locked while
// 録音再開 is shown.
var (
	withToggle = []string{"talking", "star_held", "star_talking", "outbound_waiting"}
	lockable   = []string{"in_call", "hold", "transfer", "park", "three_way", "auto_three_way", "star_transfer"}
)

// agreesWithTables says that a card has a toggle where its state has one, that its message is there when 録音再開 is,
// and that the locked buttons are locked then. Hanging up is never locked.
func agreesWithTables(t *testing.T, c card) {
	t.Helper()
	visible := c.Toggle.Is != "hidden"
	stopped := visible && c.Toggle.Label.Text == "録音再開"
	if visible != slices.Contains(withToggle, c.State) {
		t.Errorf("%s, %s: the toggle is %s", c.Extension, c.State, c.Toggle.Is)
	}
	if message := c.Message.Text == "録音が停止状態です"; message != stopped {
		t.Errorf("%s: the message is %q beside %s", c.Extension, c.Message.Text, c.Toggle.Label.Text)
	}
	for _, k := range c.Keys {
		switch {
		case stopped && slices.Contains(lockable, k.Name) && k.Is == "enabled":
			t.Errorf("%s: %s is not locked while 録音再開 is shown", c.Extension, k.Name)
		case k.Name == "hang_up" && (k.Is == "enabled") == (c.State == "idle"):
			t.Errorf("%s, %s: %s is %s", c.Extension, c.State, k.Name, k.Is)
		}
	}
}
