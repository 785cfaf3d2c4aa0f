// Package archive judges all recordings of an archive, a sample of them, or a share: it goes on after a stop where it
// was, and several machines may work on one. What was judged is in a journal, of which reports are made.
package archive

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"iter"
	"slices"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// A Plan is what a run judges, and how. Who goes on with a run has the same plan.
type Plan struct {
	Archive string `json:"archive"` // an address
	judge.Rules
	Shard  Shard  `json:"shard,omitzero"`
	Sample int    `json:"sample,omitempty"` // so many, drawn at random; 0 for all
	Seed   uint64 `json:"seed,omitempty"`
}

// A Shard is one of several equal shares of an archive, the I-th of Of from 0 on. The zero Shard is all of it.
type Shard struct {
	I  int `json:"i"`
	Of int `json:"of"`
}

// has reports whether an object is in the share. That hangs on its key alone, so that each is in one, whatever the
// others see of the archive.
func (s Shard) has(key string) bool {
	if s.Of < 2 {
		return true
	}
	return int(hash(0, key)%uint64(s.Of)) == s.I
}

// hash returns a number that looks as if it were drawn at random for a key.
func hash(seed uint64, key string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, seed)) // it never fails
	_, _ = h.Write([]byte(key))
	x := h.Sum64() // its upper bits change little with the last letters of a key: they are mixed, as MurmurHash3 does it
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// open opens the archive.
func (p Plan) open(ctx context.Context) (*judge.Judge, error) {
	store, err := openStore(ctx, p.Archive)
	if err != nil {
		return nil, err
	}
	p.Whole = p.Whole || p.Sample > 0
	return &judge.Judge{Store: store, Rules: p.Rules}, nil
}

// same reports what two plans do not have in common.
func (p Plan) same(other Plan) error {
	was, _ := json.Marshal(p)
	is, _ := json.Marshal(other)
	if string(was) != string(is) {
		return command.Problem("このフォルダーの監査は別の指定で始まりました：%s。続けるには同じ指定にし、新しく始めるには別の-outにしてください",
			"the run in this folder began as %s: go on with the same flags, or begin another one with another -out", was)
	}
	return nil
}

// keys are those that are to be judged, behind one of them.
func (p Plan) keys(ctx context.Context, j *judge.Judge, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for key, err := range j.Units(ctx, after) {
			if (err != nil || p.Shard.has(key)) && !yield(key, err) {
				return
			}
		}
	}
}

// A Sample is what was drawn, of how many.
type Sample struct {
	Of   int         `json:"of"`
	Keys []judge.Key `json:"keys"` // in the archive's order
}

// draw draws so many keys of all at random: each of all samples of that size is as likely as any other, for a random
// number belongs to each key, and those with the smallest are taken. Memory is that of the sample.
func draw(keys iter.Seq2[string, error], n int, seed uint64) (s Sample, err error) {
	type ticket struct {
		number uint64
		key    judge.Key
		place  int
	}
	byNumber := func(a, b ticket) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.key, b.key))
	}
	var kept []ticket
	cut := func() {
		slices.SortFunc(kept, byNumber)
		kept = kept[:min(n, len(kept))]
	}
	for key, err := range keys {
		if err != nil {
			return Sample{}, err
		}
		if kept = append(kept, ticket{hash(seed, key), judge.Key(key), s.Of}); len(kept) >= 2*n+1000 {
			cut()
		}
		s.Of++
	}
	cut()
	slices.SortFunc(kept, func(a, b ticket) int { return cmp.Compare(a.place, b.place) })
	for _, t := range kept {
		s.Keys = append(s.Keys, t.key)
	}
	return s, nil
}

// behind are the sample's keys behind one of them.
func (s Sample) behind(after string) iter.Seq2[string, error] {
	rest := s.Keys[slices.Index(s.Keys, judge.Key(after))+1:]
	return func(yield func(string, error) bool) {
		for _, key := range rest {
			if !yield(string(key), nil) {
				return
			}
		}
	}
}
