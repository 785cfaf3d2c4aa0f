package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/spec"
)

// usualDepth is the kit's own.
const usualDepth = 4

// notReached is why a rule was not judged.
var notReached = spec.Text{JA: "制限時間内に調べられませんでした。", EN: "There was no time for it within the budget."}

// reach judges rules until the budget is used up, first all of them with short sequences and then with longer ones,
// those first that find the most for what they cost. It returns nil where there is time for everything: all answers are
// then known.
func (x *asking) reach(ctx context.Context) (*conformance.Report, error) {
	desc := x.once.Describe()
	r, err := conformance.Check(ctx, hasNoTime{x.once}, x.options...)
	if err != nil {
		return nil, err
	}
	order, err := x.order(ctx, desc, r)
	if err != nil {
		return nil, err
	}
	for i, f := range r.Findings {
		if slices.Contains(order, f.Rule) {
			r.Findings[i].Reason = notReached
		}
	}
	judged, depth := map[spec.ID]bool{}, cmp.Or(x.depth, usualDepth)
	for d := 1; d <= depth; d++ {
		for _, rule := range order {
			one, err := conformance.Check(ctx, x.once, append(slices.Clip(x.options), conformance.Depth(d),
				conformance.Only(rule))...)
			f, _ := one.Find(rule)
			if err == nil && (!x.meter.spent || f.Failure != nil) {
				judged[rule] = true
				r.Add(f)
			}
			if err != nil || x.meter.spent {
				r.Depth = d
				r.Unfinished = true
				r.Notes = append(r.Notes, x.reached(desc, judged, order, d))
				return r, err
			}
		}
	}
	return nil, nil
}

// hasNoTime is a subject that opens nothing.
type hasNoTime struct{ conformance.SUT }

func (hasNoTime) Open(context.Context, conformance.Scene) (conformance.Session, error) {
	return nil, errNoTime
}

// order returns the rules that need scenes, those first that find the most seeded faults for each request that they
// take. What one rule finds nobody has to find again.
func (x *asking) order(ctx context.Context, desc conformance.Description, r *conformance.Report) (order []spec.ID,
	err error) {
	costs := map[spec.ID]int{}
	for _, f := range r.Findings {
		m := &meter{SUT: likeOf(desc), now: time.Now, reopen: x.meter.reopen}
		_, err := conformance.Check(ctx, suite.Once(m), append(slices.Clip(x.options), conformance.Depth(1),
			conformance.Only(f.Rule))...)
		if err != nil {
			return nil, err
		}
		if m.requests > 0 {
			costs[f.Rule] = m.requests
			order = append(order, f.Rule)
		}
	}
	found, seeded := map[string]bool{}, visibleFaults(desc)
	for i := range order {
		finds := func(rule spec.ID) (n int) {
			for _, f := range seeded {
				if !found[f.ID] && slices.Contains(f.Breaks, rule) {
					n++
				}
			}
			return n
		}
		rest := order[i:]
		best := slices.MaxFunc(rest, func(a, b spec.ID) int {
			return cmp.Or(cmp.Compare(finds(a)*costs[b], finds(b)*costs[a]), cmp.Compare(costs[b], costs[a]))
		})
		k := slices.Index(rest, best)
		copy(rest[1:], rest[:k])
		rest[0] = best
		for _, f := range seeded {
			found[f.ID] = found[f.ID] || slices.Contains(f.Breaks, best)
		}
	}
	return order, nil
}

// visibleFaults returns the seeded faults that a subject of this kind can have.
func visibleFaults(desc conformance.Description) (list []faults.Fault) {
	for f := range faults.All() {
		if _, ok := f.Like(desc); ok {
			list = append(list, f)
		}
	}
	return list
}

// reached says how far the budget went.
func (x *asking) reached(desc conformance.Description, judged map[spec.ID]bool, order []spec.ID, depth int) spec.Text {
	of, found := 0, 0
	for _, f := range visibleFaults(desc) {
		if !slices.ContainsFunc(f.Breaks, func(id spec.ID) bool { return slices.Contains(order, id) }) {
			continue
		}
		if of++; slices.ContainsFunc(f.Breaks, func(id spec.ID) bool { return judged[id] }) {
			found++
		}
	}
	return spec.Text{
		JA: "制限時間%vで、操作%[2]d回までの組み合わせの途中まで調べました。ルール%[4]d件のうち%[3]d件を判定し、それらのルールに反するのは、わざと入れた欠陥%[6]d件のうち%[5]d件です。",
		EN: "The budget of %v ended among sequences of up to %d events. It reached %d of %d rules, which %d of %d seeded faults break."}.
		With(x.budget, depth, len(judged), len(order), found, of)
}
