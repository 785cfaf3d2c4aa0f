package main

import (
	"fmt"

	"github.com/recpause/recpause/cluster/law"
)

func partyName(p int) string { return string(rune('A' + p)) }

// A coming is a message that arrives at a node, or comes from it.
type coming struct {
	message
	at int
}

func (m coming) String() string {
	n := m.at
	who := partyName(int(m.party))
	switch m.to {
	case toOwner:
		return fmt.Sprintf("the %s of %s comes to %s", m.cmd.Verb, who, nodeName(n))
	case toPhone:
		return fmt.Sprintf("%s hears of %s that its %s is %sed", who, nodeName(n), m.cmd.Verb, m.kind)
	case toStore:
		return fmt.Sprintf("the store hears the %s of %s", m.kind, nodeName(n))
	case toNode:
		return fmt.Sprintf("%s hears of the store: %s", nodeName(n), m.reply)
	case toEpoch:
		if m.stops {
			return fmt.Sprintf("%s hears that %s has stopped", nodeName(n), who)
		}
		return fmt.Sprintf("%s hears that %s has not stopped", nodeName(n), who)
	}
	return law.Kind(0).String()
}
