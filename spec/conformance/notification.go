package conformance

import (
	"slices"

	"github.com/recpause/recpause/spec"
)

// notification is who hears a beep.
var notification = []check{
	{spec.NTF010, func(t *trial) { t.beeps(1, func() { t.heard(A) }) }},
	{spec.NTF011, func(t *trial) { t.beeps(1, func() { t.heard(t.scene.Peer) }) }},
	{spec.NTF012, func(t *trial) { t.beeps(2, func() { t.heard(A) }) }},
	{spec.NTF013, func(t *trial) { t.beeps(2, func() { t.heard(t.scene.Peer) }) }},
	{spec.NTF020, func(t *trial) {
		sounds := func(s Scene) (all []string) {
			t.open(s)
			for range 2 {
				t.click(A)
				t.heard(A, C)
				for _, b := range t.now.Beeps {
					all = append(all, b.Party+" "+b.Sound)
				}
			}
			return all
		}
		usual := sounds(Scenario(Talking))
		asked := sounds(Scenario(Talking).with(func(s *Settings) { s.OtherBeep = true }))
		t.want(slices.Equal(usual, asked), "the beep as it was", "another beep, because somebody asked for it")
	}},
}

// beeps clicks A's toggle n times in every call of two that really is recorded, and listens.
func (t *trial) beeps(n int, listen func()) {
	for _, s := range pairs() {
		t.open(s)
		for range n {
			t.click(A)
		}
		listen()
	}
}
