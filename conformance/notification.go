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
		usual := t.sounds(Scenario(Talking))
		asked := t.sounds(Scenario(Talking).with(func(s *Settings) { s.OtherBeep = true }))
		if !slices.Equal(usual, asked) {
			t.fail(say("いつもと同じビープ音", "the beep as it was"), say("指定された別のビープ音", "another beep, because somebody asked for it"))
		}
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

// sounds returns what sounds when A stops and resumes: of each of the two, who hears what, once and in no order.
func (t *trial) sounds(s Scene) (all []string) {
	t.open(s)
	for range 2 {
		t.click(A)
		t.heard(A, C)
		var heard []string
		for _, b := range t.now.Beeps {
			heard = append(heard, b.Party+" "+b.Sound)
		}
		slices.Sort(heard)
		all = append(all, slices.Compact(heard)...)
	}
	return all
}
