package rules_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

type key struct{ a, b, c uint8 }

type answer struct {
	rule spec.ID
	then int
}

// sink keeps answers alive, as a caller does.
var sink answer

// benchTable is a table of the usual size: ten states by ten buttons.
func benchTable() *rules.Table[int] {
	return rules.Must("bench", axes(10, 10), rows(
		[3]rules.Set{set(1, 2, 3), set(1, 2, 3, 4, 5)}, [3]rules.Set{set(1, 2, 3), set(6, 7, 8, 9, 10)},
		[3]rules.Set{set(4, 5, 6, 7, 8, 9, 10), set(2, 4, 6, 8, 10)}, [3]rules.Set{set(4, 5, 6, 7, 8, 9, 10), set(1, 3, 5, 7, 9)}))
}

// questions returns 64Ki random questions, an eighth of them perhaps from outside.
func questions() []key {
	random := rand.New(rand.NewPCG(1, 2))
	list := make([]key, 1<<16)
	for i := range list {
		list[i] = key{uint8(1 + random.IntN(10)), uint8(1 + random.IntN(10)), 0}
		if random.IntN(8) == 0 {
			list[i] = key{uint8(random.IntN(16)), uint8(random.IntN(16)), 0}
		}
	}
	return list
}

// search is the dumb definition of the answer.
func search(list []rules.Row[int], k key) answer {
	if !inside([3]uint8{10, 10}, [3]uint8{k.a, k.b}) {
		return answer{}
	}
	rule := holds(list, [3]uint8{k.a, k.b})[0]
	return answer{rule, 1 + slices.Index(ids, rule)}
}

// At, a bare dense array and a Go map give the same answers; the array is the limit.
func BenchmarkAt(b *testing.B) {
	compiled, known, list := benchTable(), map[key]answer{}, questions()
	var dense [16][16]answer
	for x := range uint8(16) {
		for y := range uint8(16) {
			k := key{x, y, 0}
			dense[x][y] = search(compiled.Rows(), k)
			if dense[x][y].rule != 0 {
				known[k] = dense[x][y]
			}
		}
	}
	peers := []struct {
		name string
		ask  func(key) answer
	}{
		{"at", func(k key) answer { row := compiled.At(k.a, k.b, k.c); return answer{row.Rule, row.Then} }},
		{"dense", func(k key) answer { return dense[k.a&15][k.b&15] }},
		{"map", func(k key) answer { return known[k] }},
	}
	for _, p := range peers {
		for _, k := range list {
			if got, want := p.ask(k), search(compiled.Rows(), k); got != want {
				b.Fatalf("%s: %v gives %v, want %v", p.name, k, got, want)
			}
		}
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sink = p.ask(list[i&(1<<16-1)])
			}
		})
	}
}

// At allocates nothing, inside the table and outside.
func TestAtAllocatesNothing(t *testing.T) {
	compiled := benchTable()
	for v := range uint8(16) {
		if n := testing.AllocsPerRun(10, func() { sink.rule = compiled.At(v, v, 0).Rule }); n != 0 {
			t.Errorf("At(%d, %d, 0) makes %v allocations, want 0", v, v, n)
		}
	}
}
