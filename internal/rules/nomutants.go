//go:build !mutants

package rules

// What follows has a twin in mutants.go. Here nothing is registered, and nothing that breaks tables is linked.

func register(any) {}

// Derive runs a function that lays out for speed what follows from tables.
func Derive(f func()) { f() }

// A turned is the obstacles that count where they are not met: none.
type turned[E ~uint8] struct{}

func (turned[E]) of(o Obstacles[E]) Obstacles[E] { return o }
