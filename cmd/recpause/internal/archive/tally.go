package archive

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"path/filepath"
	"slices"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// A view is what a report of a journal says, as far as it is counted and shown.
type view struct {
	Call     string    `json:"call"`
	Findings []finding `json:"findings"`
}

type finding struct {
	Kind     audit.Kind     `json:"kind"`
	Severity audit.Severity `json:"severity"`
	Rule     string         `json:"rule"`
	Seconds  [2]float64     `json:"seconds"`
	spec.Text
}

func (v verdict) view() (w view, err error) {
	if v.Report != nil {
		err = json.Unmarshal(v.Report, &w)
	}
	return w, err
}

// gravest returns how grave the gravest finding is.
func (v view) gravest() (s audit.Severity) {
	for _, f := range v.Findings {
		s = max(s, f.Severity)
	}
	return s
}

// A tally counts what came of the recordings of one run, or of several.
type tally struct {
	Plans      []Plan
	Done       bool // nothing is left to be judged in any of them
	Objects    int64
	Parts      int64 // objects that were judged with another one
	Recordings [3]int64
	Severities [4]int64             // recordings with findings, by their gravest one
	Kinds      map[audit.Kind]int64 // recordings that have one
	Causes     map[spec.Text]int64  // why recordings could not be judged, as far as these have a name
	Unseen     map[string]int64     // recordings of which something cannot be seen
	Stored     int64                // bytes
	Read       int64                // bytes

	Drawn, Of                 int   // of a sample, and of how many objects
	LeakObjects, NotSeenAtAll int64 // of the objects
}

func (t *tally) all() int64 { return t.Recordings[0] + t.Recordings[1] + t.Recordings[2] }

// add counts what came of an object.
func (t *tally) add(r record) error {
	t.Objects++
	if r.PartOf != "" {
		t.Parts++
	}
	leaks, unjudged := false, false
	for _, v := range r.Verdicts {
		t.Recordings[v.Outcome]++
		t.Stored += v.Stored
		t.Read += v.Read
		for why := range v.Unseen {
			t.Unseen[why]++
		}
		w, err := v.view()
		if err != nil {
			return err
		}
		kinds := map[audit.Kind]bool{}
		for _, f := range w.Findings {
			kinds[f.Kind] = true
		}
		for kind := range kinds {
			t.Kinds[kind]++
		}
		switch v.Outcome {
		case judge.Findings:
			t.Severities[w.gravest()]++
			leaks = leaks || w.gravest() == audit.Leak
		case judge.Unjudged:
			t.Causes[causeText(v.Cause)]++
			unjudged = true
		}
	}
	if leaks {
		t.LeakObjects++
	} else if unjudged {
		t.NotSeenAtAll++
	}
	return nil
}

// count goes through the journals of runs.
func count(dirs []string) (*tally, error) {
	t := &tally{Done: true, Kinds: map[audit.Kind]int64{}, Causes: map[spec.Text]int64{}, Unseen: map[string]int64{}}
	for _, dir := range dirs {
		head, last, err := read(dir, t.add)
		if err != nil {
			return nil, err
		}
		if head.Plan == nil {
			return nil, command.Problem("%s: アーカイブの監査の記録がありません", "%s: there is no journal of an archive", dir)
		}
		t.Plans = append(t.Plans, *head.Plan)
		t.Done = t.Done && last.Done
		if head.Sample != nil {
			t.Drawn += len(head.Sample.Keys)
			t.Of += head.Sample.Of
		}
	}
	return t, nil
}

// read does something with each result of a run that counts.
func read(dir string, do func(record) error) (head line, last mark, err error) {
	file, err := command.OpenFile(filepath.Join(dir, journalName))
	if err != nil {
		return head, last, err
	}
	defer file.Close()
	head, last, _, err = scan(file, do)
	return head, last, err
}

// check reports runs that are not to be counted together.
func check(dirs []string) error {
	var plans []Plan
	for _, dir := range dirs {
		head, _, err := read(dir, nil)
		if err != nil {
			return err
		}
		if head.Plan == nil {
			continue // count says so
		}
		plans = append(plans, *head.Plan)
	}
	shards := map[Shard]bool{}
	for i, p := range plans {
		if len(plans) > 1 && p.Shard.Of < 2 || shards[p.Shard] {
			return command.Problem("%s: 同じ録音を二重に数えます。-shardの異なる監査を指定してください",
				"%s: this would count recordings twice; expected runs with a -shard each", dirs[i])
		}
		shards[p.Shard] = true
		p.Shard = plans[0].Shard
		if err := plans[0].same(p); err != nil {
			return errors.Join(errors.New(dirs[i]), err)
		}
	}
	if n := len(plans); n > 1 && n != plans[0].Shard.Of {
		return command.Problem("-shardの%d個のうち%d個しかありません", "of %d shards there are %d only", plans[0].Shard.Of, n)
	}
	return nil
}

// byCount returns what was counted, the most frequent first.
func byCount[K comparable](counts map[K]int64, order func(a, b K) int) []K {
	return slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), order(a, b))
	})
}
