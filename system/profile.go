package system

import "iter"

// A Profile is a set of changes. The zero Profile is what the manual documents, lies included. Under any other, the rules and the
// support that a step names are still the manual's.
type Profile uint8

// Synchronised is our proposal to vendors: with these changes, and not with fewer of them, no softphone that has the feature shows
// anything else than what happens. It says nothing of what a recording holds for other reasons (RP-RSP-010).
const Synchronised Profile = 1<<TellEverybody | 1<<ClearDisplay | 1<<ShowStop | 1<<StopForAll | 1<<ToggleInTalks

// ProfileOf returns the set of the changes; what is none is left out.
func ProfileOf(changes ...Change) (p Profile) {
	for _, c := range changes {
		p = p.With(c)
	}
	return p
}

// Has reports whether a change is in the profile.
func (p Profile) Has(c Change) bool { return c > 0 && c < numChanges && p&(1<<c) != 0 }

// With returns the profile with a change added.
func (p Profile) With(c Change) Profile {
	if c > 0 && c < numChanges {
		p |= 1 << c
	}
	return p
}

// Without returns the profile with a change left out.
func (p Profile) Without(c Change) Profile {
	if p.Has(c) {
		p &^= 1 << c
	}
	return p
}

// All returns the changes of the profile in order.
func (p Profile) All() iter.Seq[Change] {
	return func(yield func(Change) bool) {
		for c := Change(1); c < numChanges; c++ {
			if p.Has(c) && !yield(c) {
				return
			}
		}
	}
}

// Under returns the system as it goes on under another profile. What it shows changes with the events that come.
func (s System) Under(p Profile) System {
	s.profile = p &^ 1 // no change has the number 0
	return s
}

// Profile returns the profile that the system is under.
func (s System) Profile() Profile { return s.profile }
