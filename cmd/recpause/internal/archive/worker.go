package archive

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// mostDeaths is after how many workers that did not come back a page is judged key by key, and after how many of these a
// key is not judged any more.
const mostDeaths = 3

// work judges pages of a queue until the run is over. Where the archive is at another address for this worker, that is
// given.
func (q *queue) work(ctx context.Context, address string, say func(page)) error {
	var j *judge.Judge
	defer func() {
		if j != nil {
			_ = j.Close() // it was read only
		}
	}()
	for {
		err := q.attach(ctx)
		if err == nil && j == nil {
			var s started
			if s, err = q.started(ctx); err == nil {
				if address != "" {
					s.Plan.Archive = address
				}
				j, err = s.Plan.open(ctx)
			}
			if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
				return err
			}
		}
		switch {
		case err == nil:
			err = q.some(ctx, j, say)
		case j != nil && errors.Is(err, jetstream.ErrStreamNotFound):
			return nil
		}
		if errors.Is(err, errOver) {
			return nil
		}
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

func (q *queue) attach(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	q.stream, err = q.js.Stream(ctx, q.streamName())
	return err
}

// some judges pages as long as there are some. Whatever is wrong with a page, another worker has it after a while.
func (q *queue) some(ctx context.Context, j *judge.Judge, say func(page)) error {
	c, err := q.stream.Consumer(ctx, workers)
	if err != nil {
		return err
	}
	for {
		m, err := c.Next(jetstream.FetchMaxWait(2 * time.Second))
		if err != nil {
			return err
		}
		var p page
		if err := json.Unmarshal(m.Data(), &p); err != nil {
			return err
		}
		if err := q.judge(ctx, j, p, m); err != nil {
			return err
		}
		say(p)
	}
}

// judge judges a page, and says meanwhile that somebody does.
func (q *queue) judge(ctx context.Context, j *judge.Judge, p page, m jetstream.Msg) error {
	alive, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for wait(alive, q.patience/3) == nil {
			_ = m.InProgress() // if it is not heard, another worker has the page, too
		}
	}()
	d := done{Number: p.Number, By: rand.Text()}
	var out bytes.Buffer
	send := func(least int) error {
		for out.Len() > least {
			part := out.Next(partBytes)
			if err := q.once(ctx, q.subject("part", d.Number, d.By, d.Parts), part); err != nil {
				return err
			}
			d.Parts++
		}
		return nil
	}
	fresh, err := q.attempt(ctx, "try", p.Number, "all")
	if err != nil {
		return err
	}
	each := q.oneByOne
	if fresh {
		each = q.together
	}
	err = each(ctx, j, p, func(rec []byte) error {
		out.Write(rec)
		return send(partBytes)
	})
	if err == nil {
		err = send(0)
	}
	if err != nil {
		return err
	}
	content, err := json.Marshal(d)
	if err == nil {
		err = q.once(ctx, q.subject("done", d.Number), content)
	}
	if err != nil {
		return err
	}
	return m.Ack()
}

// together judges the keys of a page on every processor, and does something with the record of each, in their order.
func (q *queue) together(ctx context.Context, j *judge.Judge, p page, do func(rec []byte) error) error {
	keys := func(yield func(string, error) bool) {
		for key := range slices.Values(p.Keys) {
			if !yield(string(key), nil) {
				return
			}
		}
	}
	return j.Each(ctx, keys, func(r judge.Result) error {
		rec, err := written(r)
		if err != nil {
			return err
		}
		return do(rec)
	})
}

// oneByOne judges the keys of a page whose workers have died before it was done. Before each key it writes down that
// somebody tries it, and behind it what came of it: so it is known which one a worker died of, and it is left alone after
// several. What the others came to is not lost with the worker.
func (q *queue) oneByOne(ctx context.Context, j *judge.Judge, p page, do func(rec []byte) error) error {
	for i, key := range p.Keys {
		subject := q.subject("key", p.Number, i)
		rec, err := q.get(ctx, subject)
		if err == nil && rec == nil {
			if rec, err = q.carefully(ctx, j, p.Number, i, string(key)); err == nil && len(rec) <= partBytes {
				err = q.once(ctx, subject, rec)
			}
		}
		if err == nil {
			err = do(rec)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// carefully judges a key, unless that has killed as many workers as it may.
func (q *queue) carefully(ctx context.Context, j *judge.Judge, number, i int, key string) ([]byte, error) {
	fresh, err := q.attempt(ctx, "try", number, i)
	if err != nil {
		return nil, err
	}
	r := j.Deadly(key, mostDeaths)
	if fresh {
		if r, err = j.Judge(ctx, key); err != nil {
			return nil, err
		}
	}
	return written(r)
}

// attempt writes down that somebody tries something now, and reports whether it may be tried.
func (q *queue) attempt(ctx context.Context, what ...any) (bool, error) {
	for n := range mostDeaths {
		subject := q.subject(append(what, n)...)
		tried, err := q.get(ctx, subject)
		if err != nil {
			return false, err
		}
		if tried == nil {
			return true, q.once(ctx, subject, []byte{'1'})
		}
	}
	return false, nil
}

// written is the record of a result as JSON.
func written(r judge.Result) ([]byte, error) {
	rec, err := recordOf(r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(rec)
}
