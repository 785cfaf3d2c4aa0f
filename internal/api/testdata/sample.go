package sample

type T uint8

const (
	One T = 1 + iota
	Two
	three
)

var V, w int

type S struct {
	Field string
	other int
	T
}

type I interface{ Do() }

type hidden struct{ Shown int }

func (hidden) Method() {}

func (t *T) Method(a int) error { return nil }

func Function[E any](list []E) (n int) { return len(list) }

func unexported() {}
