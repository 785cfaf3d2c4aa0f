package archive

import (
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// The bound is that of the tables of one-sided 95 % limits, and for nothing found a little less than three in n.
func TestBoundOfTables(t *testing.T) {
	for _, row := range []struct {
		k, n int
		want float64
	}{
		{0, 10, 0.2589}, {1, 10, 0.3942}, {2, 10, 0.5069}, {3, 10, 0.6066}, {5, 10, 0.7776}, {10, 10, 1},
		{0, 20, 0.1391}, {1, 20, 0.2161}, {2, 20, 0.2826}, {0, 50, 0.0582}, {0, 100, 0.0295}, {1, 100, 0.0466},
		{0, 1000, 0.002991},
	} {
		require.InDelta(t, row.want, atMost(row.k, row.n), 0.00006, "%d of %d", row.k, row.n)
	}
	for n := 30; n < 100_000; n *= 3 {
		got := atMost(0, n)
		require.Less(t, got, 3/float64(n))
		require.Greater(t, got, 2.85/float64(n))
		require.InEpsilon(t, 1-math.Pow(0.05, 1/float64(n)), got, 1e-9)
	}
}

// At the bound, a sample has as few as were found, or fewer, with a probability of 5 %: by exact numbers, for every
// count of every small sample.
func TestBoundIsExact(t *testing.T) {
	for n := 1; n <= 30; n++ {
		for k := range n {
			p := new(big.Float).SetPrec(200).SetFloat64(atMost(k, n))
			q := new(big.Float).SetPrec(200).Sub(big.NewFloat(1), p)
			sum := new(big.Float).SetPrec(200)
			for i := range k + 1 {
				term := new(big.Float).SetPrec(200).SetInt(new(big.Int).Binomial(int64(n), int64(i)))
				for range i {
					term.Mul(term, p)
				}
				for range n - i {
					term.Mul(term, q)
				}
				sum.Add(sum, term)
			}
			got, _ := sum.Float64()
			require.InDelta(t, 0.05, got, 1e-9, "%d of %d", k, n)
		}
	}
}

// A draw has what is asked for, in the archive's order; the same seed draws the same, whatever else the draw is split
// into; and every object is drawn about as often as any other.
func TestDraw(t *testing.T) {
	all := func(yield func(string, error) bool) {
		for i := range 50 {
			if !yield(fmt.Sprintf("%02d", i), nil) {
				return
			}
		}
	}
	counts := map[judge.Key]int{}
	for seed := range uint64(2000) {
		s, err := draw(all, 10, seed)
		require.NoError(t, err)
		again, err := draw(all, 10, seed)
		require.NoError(t, err)
		require.Equal(t, s, again)
		require.Equal(t, 50, s.Of)
		require.Len(t, s.Keys, 10)
		require.IsIncreasing(t, s.Keys)
		for _, key := range s.Keys {
			counts[key]++
		}
	}
	for key, n := range counts { // 400 with a standard deviation of 18
		require.InDelta(t, 400, n, 90, key)
	}
	s, err := draw(all, 100, 1)
	require.NoError(t, err)
	require.Len(t, s.Keys, 50)
}

// Behind a key are exactly the keys that come after it in the order of the whole, whatever folders there are.
func TestKeysBehind(t *testing.T) {
	name := rapid.SampledFrom([]string{"a", "b", "a-b", "a.b", "b0"})
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "keys")
		require.NoError(t, err)
		defer os.RemoveAll(dir)
		for _, parts := range rapid.SliceOfN(rapid.SliceOfN(name, 1, 3), 1, 8).Draw(t, "files") {
			file := filepath.Join(dir, filepath.Join(parts...)+".d", "f")
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
			require.NoError(t, os.WriteFile(file, nil, 0o644))
		}
		store, err := judge.OpenFolder(dir, "")
		require.NoError(t, err)
		list := func(after string) (keys []string) {
			for key, err := range store.Keys(t.Context(), after) {
				require.NoError(t, err)
				keys = append(keys, key)
			}
			return keys
		}
		all := list("")
		for i, key := range all {
			require.Equal(t, all[i+1:], append([]string{}, list(key)...), "behind %s of %s", key, strings.Join(all, " "))
		}
	})
}

// Shares have each object once.
func TestShards(t *testing.T) {
	for of := 1; of < 7; of++ {
		counts := make([]int, of)
		for i := range 3000 {
			in := 0
			for n := range of {
				if (Shard{n, of}).has(fmt.Sprint("key-", i)) {
					in++
					counts[n]++
				}
			}
			require.Equal(t, 1, in)
		}
		for _, n := range counts {
			require.InDelta(t, 3000/of, n, 200)
		}
	}
}
