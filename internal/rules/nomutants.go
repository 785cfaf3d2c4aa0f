//go:build !mutants

package rules

// What follows has a twin in mutants.go. Here nothing is registered, and nothing that breaks tables is linked.

func register(any) {}

// Derive runs a function that lays out for speed what follows from tables.
func Derive(f func()) { f() }

// An inversion is the obstacles that count where they are not met: none.
type inversion[E ~uint8] struct{}

func (inversion[E]) of(o Obstacles[E]) Obstacles[E] { return o }
