package rules_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

type key struct{ x, y letter }

type answer struct {
	rule spec.ID
	then int
}

// sink keeps answers alive, as a caller does.
var sink answer

// benchTable is a table of the usual size, ten states by ten buttons, and its rows.
func benchTable() (*rules.Table2[letter, letter, int], []row) {
	list := rows(
		condition{set(1, 2, 3), set(1, 2, 3, 4, 5)}, condition{set(1, 2, 3), set(6, 7, 8, 9, 10)},
		condition{set(4, 5, 6, 7, 8, 9, 10), set(2, 4, 6, 8, 10)},
		condition{set(4, 5, 6, 7, 8, 9, 10), set(1, 3, 5, 7, 9)})
	return rules.Must(compile("bench", 10, 10, list)), list
}

// questions returns 64Ki random questions, an eighth of them perhaps from outside.
func questions() []key {
	random := rand.New(rand.NewPCG(1, 2))
	list := make([]key, 1<<16)
	for i := range list {
		list[i] = key{letter(1 + random.IntN(10)), letter(1 + random.IntN(10))}
		if random.IntN(8) == 0 {
			list[i] = key{letter(random.IntN(16)), letter(random.IntN(16))}
		}
	}
	return list
}

// search is the dumb definition of the answer.
func search(list []row, k key) answer {
	if k.x < 1 || k.x > 10 || k.y < 1 || k.y > 10 {
		return answer{}
	}
	rule := holds(list, k.x, k.y)[0]
	return answer{rule, 1 + slices.Index(ids, rule)}
}

// At, a bare dense array and a Go map give the same answers; the array is the limit.
func BenchmarkAt(b *testing.B) {
	compiled, rows := benchTable()
	known, list := map[key]answer{}, questions()
	var dense [16][16]answer
	for x := range letter(16) {
		for y := range letter(16) {
			k := key{x, y}
			dense[x][y] = search(rows, k)
			if dense[x][y].rule != 0 {
				known[k] = dense[x][y]
			}
		}
	}
	peers := []struct {
		name string
		ask  func(key) answer
	}{
		{"at", func(k key) answer { row := compiled.At(k.x, k.y); return answer{row.Rule, row.Then} }},
		{"dense", func(k key) answer { return dense[k.x&15][k.y&15] }},
		{"map", func(k key) answer { return known[k] }},
	}
	for _, p := range peers {
		for _, k := range list {
			if got, want := p.ask(k), search(rows, k); got != want {
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
	compiled, _ := benchTable()
	for v := range letter(16) {
		if n := testing.AllocsPerRun(10, func() { sink.rule = compiled.At(v, v).Rule }); n != 0 {
			t.Errorf("At(%d, %d) makes %v allocations, want 0", v, v, n)
		}
	}
}
