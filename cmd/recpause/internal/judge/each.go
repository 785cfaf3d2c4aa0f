package judge

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// ahead is how many objects may be judged, or waited for, before a slow one: so many results are in memory.
const ahead = 256

// Each judges objects on every processor, and does something with each result, in the order of the objects. The first
// error, of any of them, ends it.
func (j *Judge) Each(ctx context.Context, keys iter.Seq2[string, error], do func(Result) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	var working sync.WaitGroup
	defer working.Wait()
	defer stop(nil)
	type task struct {
		key  string
		done chan Result
	}
	tasks, results := make(chan task), make(chan chan Result, ahead)
	working.Go(func() {
		defer close(results)
		defer close(tasks)
		for key, err := range keys {
			if err != nil {
				stop(err)
				return
			}
			t := task{key, make(chan Result, 1)}
			select {
			case results <- t.done:
			case <-ctx.Done():
				return
			}
			select {
			case tasks <- t:
			case <-ctx.Done():
				return
			}
		}
	})
	for range runtime.GOMAXPROCS(0) {
		working.Go(func() {
			for t := range tasks {
				r, err := j.Judge(ctx, t.key)
				if err != nil {
					return
				}
				t.done <- r
			}
		})
	}
	for done := range results {
		select {
		case r := <-done:
			if err := do(r); err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return context.Cause(ctx)
}

// Units are the keys of a store's objects that are to be judged, behind one of them.
func (j *Judge) Units(ctx context.Context, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for key, err := range j.Keys(ctx, after) {
			if (err != nil || j.Is(key)) && !yield(key, err) {
				return
			}
		}
	}
}

// Count returns how many objects of a store are to be judged.
func (j *Judge) Count(ctx context.Context) (n int64, err error) {
	for _, err := range j.Units(ctx, "") {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
