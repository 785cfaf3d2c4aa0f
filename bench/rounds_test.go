package bench_test

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// asked is how many inputs a benchmark mixes: short rings flatter code with branches.
const asked = 1 << 16

// mask makes a number one of an input.
const mask = asked - 1

// A peer is one way to answer. Its pass answers the inputs number from up to to, which start again after the last.
type peer struct {
	name string
	pass func(from, to int)
	at   int
}

// run answers the next n inputs: a peer that walks through states needs them one after the other.
func (p *peer) run(n int) {
	p.pass(p.at, p.at+n)
	p.at += n
}

// compare reports each peer as a benchmark of its own, with its ratio to the first one.
func compare(b *testing.B, peers ...*peer) {
	b.Helper()
	medians := interleave(peers)
	for i, p := range peers {
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.run(1)
			}
			b.ReportMetric(medians[i], "ns/op")
			b.ReportMetric(medians[i]/medians[0], "x-"+peers[0].name)
		})
	}
}

// interleave returns the median of the nanoseconds that each peer takes for an input.
func interleave(peers []*peer) (medians []float64) {
	const rounds = 31
	sizes, times := make([]int, len(peers)), make([][]float64, len(peers))
	for i, p := range peers {
		sizes[i] = p.size()
	}
	for range rounds {
		runtime.GC() // what one round has thrown away is not swept in the next
		for i, p := range peers {
			times[i] = append(times[i], float64(p.time(sizes[i]).Nanoseconds())/float64(sizes[i]))
		}
	}
	for _, t := range times {
		slices.Sort(t)
		medians = append(medians, t[rounds/2])
	}
	return medians
}

// size returns how many inputs take long enough to be timed, also when nothing else happens meanwhile.
func (p *peer) size() int {
	n := 64
	for min(p.time(n), p.time(n), p.time(n)) < 2*time.Millisecond {
		n *= 2
	}
	return n
}

func (p *peer) time(n int) time.Duration {
	start := time.Now()
	p.run(n)
	return time.Since(start)
}
