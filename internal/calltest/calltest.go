// Package calltest makes calls for tests, examples and generated pages, where the parties and the policy are constants
// and an error could only be a mistake in the code. Every function panics on one.
package calltest

import "github.com/recpause/recpause/pause"

// New returns an answered call.
func New(recorded bool, operator pause.Party, others ...pause.Party) pause.Call {
	return must(pause.NewCall(recorded, operator, others...))
}

// Ringing returns a call that nobody has answered yet.
func Ringing(recorded bool, operator pause.Party, others ...pause.Party) pause.Call {
	return must(pause.Ringing(recorded, operator, others...))
}

// Room returns a room, which parties have joined in their order.
func Room(recorded bool, members ...pause.Party) pause.Call {
	room := pause.NewRoom(recorded)
	for _, p := range members {
		must(room.Join(p))
	}
	return room
}

// With returns a copy of the call with other answers to the open questions.
func With(c pause.Call, p pause.Policy) pause.Call {
	if err := c.SetPolicy(p); err != nil {
		panic(err)
	}
	return c
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
