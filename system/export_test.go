package system

import "github.com/recpause/recpause/calllog"

// What the tests ask of a world beside what Check asks.
type Property = property

var Laws, OneToOne, BetweenTwo, Quirks = laws, oneToOne, betweenTwo, quirks

// The changes one by one: the proposal is proved to be a smallest set of them.
const (
	ClearDisplay    = clearDisplay
	ShowStop        = showStop
	StopForAll      = stopForAll
	ToggleInTalks   = toggleInTalks
	CarryOver       = carryOver
	RefuseAmongMany = refuseAmongMany
)

func (set Changes) String() string { return set.names() }

// CheckAll is Check for chosen properties.
func (w World) CheckAll(properties []Property) ([]Result, Size, error) {
	return w.check(properties, nil)
}

// Has reports whether the world has what a property needs.
func (w World) Has(softphones, parties, calls int, kinds ...calllog.Kind) bool {
	return w.has(needs{softphones, parties, calls, kinds})
}

// WithSoftphones returns a property of worlds with so many softphones.
func (p property) WithSoftphones(n int) Property {
	p.needs.softphones = n
	return p
}

// Key returns a text that tells apart systems in which different things may follow.
func (s System) Key() string { return s.key() }

// Last returns where the latest event was.
func (s System) Last() int64 { return s.last }

// Answered reports whether a call is open and has been answered.
func (s System) Answered(call string) bool { return s.connection(call) == answered }

// Positions are from where on a past keeps what a system was.
func (p Past) Positions() (all []int64) {
	for _, m := range p.moments {
		all = append(all, m.at)
	}
	return all
}
