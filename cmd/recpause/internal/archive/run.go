package archive

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"time"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// A run judges what a plan says, and writes it to its journal.
type run struct {
	Plan
	*judge.Judge
	*journal
	progress *judge.Progress
}

// Marks are set after so many results, or after so long: what is judged twice after a stop is not more than that.
const (
	mostKeys  = 1000
	mostDelay = 500 * time.Millisecond
)

// openRun opens the archive and the journal, and draws the sample where it is a new one.
func openRun(ctx context.Context, plan Plan, dir string) (*run, error) {
	j, err := plan.open(ctx)
	if err != nil {
		return nil, err
	}
	log, err := openJournal(dir, plan, rand.Text())
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	r := &run{Plan: plan, Judge: j, journal: log}
	if log.isNew() {
		err = r.start(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func (r *run) start(ctx context.Context) error {
	if r.Plan.Sample == 0 {
		return r.begin(nil)
	}
	sample, err := draw(r.Plan.keys(ctx, r.Judge, ""), r.Plan.Sample, r.Seed)
	if err != nil {
		return err
	}
	return r.begin(&sample)
}

func (r *run) close() error { return errors.Join(r.journal.close(), r.Judge.Close()) }

// rest are the keys behind one of them that are to be judged.
func (r *run) rest(ctx context.Context, after judge.Key) iter.Seq2[string, error] {
	if r.head.Sample != nil {
		return r.head.Sample.behind(string(after))
	}
	return r.Plan.keys(ctx, r.Judge, string(after))
}

// here judges all that is left in this process.
func (r *run) here(ctx context.Context) error {
	if r.last.Done {
		return nil
	}
	marked := r.last.Results
	err := r.Each(ctx, r.rest(ctx, r.last.Last), func(result judge.Result) error {
		rec, err := recordOf(result)
		if err == nil {
			err = r.add(rec)
		}
		if err != nil {
			return err
		}
		r.progress.One()
		if r.last.Results-marked < mostKeys && time.Since(r.when) < mostDelay {
			return nil
		}
		marked = r.last.Results
		return r.mark()
	})
	if err != nil {
		return err
	}
	return r.finish()
}

// finish says that nothing is left to be judged.
func (r *run) finish() error {
	r.last.Done = true
	if err := r.mark(); err != nil {
		return err
	}
	if r.last.Results == 0 && r.Shard.Of < 2 {
		return command.Problem("%s: 調べる録音が1つもありません", "%s: there is no recording to be judged", r.Archive)
	}
	return nil
}
