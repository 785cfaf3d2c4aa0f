package system

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
)

// A Property is something that is said of every step of a world, or of some step.
type Property struct {
	Name  spec.Text
	Rule  spec.ID // the rule that says so, 0 for none
	Law   string  // the law of the model that says so, "" for none
	Needs Needs   // what a world must have for it to say anything
	At    func(Edge) bool
}

// ID returns the law or the rule, a name for files and tests.
func (p Property) ID() string {
	if p.Law != "" {
		return p.Law
	}
	return p.Rule.String()
}

// Needs is what a world must have: so many softphones, parties and calls, and these events. The zero Needs is nothing.
type Needs struct {
	Softphones, Parties, Calls int
	Kinds                      []calllog.Kind
}

// Meets reports whether the world has what a property needs.
func (w World) Meets(n Needs) bool {
	return w.softphones() >= n.Softphones && len(w.Header.Parties) >= n.Parties && max(1, w.Calls) >= n.Calls && w.all(n.Kinds)
}

func (w World) softphones() (n int) {
	for _, p := range w.Header.Parties {
		if p.Softphone {
			n++
		}
	}
	return n
}

// all reports whether all of these may happen.
func (w World) all(kinds []calllog.Kind) bool {
	may := map[calllog.Kind]bool{}
	for _, k := range w.Kinds {
		may[k] = true
	}
	for _, k := range kinds {
		if len(may) > 0 && !may[k] {
			return false
		}
	}
	return true
}

// A Result is what a search found out about a property.
type Result struct {
	Property
	Holds   bool
	Witness []calllog.Event // the shortest story to a step at which an always property fails, or a sometimes property is met
}

// Check visits the world once, and shows every step to a function, if there is one. An always property fails at a step where At is
// false; a sometimes property is met at one where it is true. What needs more than the world has is left out. The errors are those of
// model.New.
func (w World) Check(always, sometimes []Property, show func(Edge)) (results []Result, size Size, err error) {
	for _, p := range always {
		if w.Meets(p.Needs) {
			results = append(results, Result{Property: p, Holds: true})
		}
	}
	laws := len(results)
	for _, p := range sometimes {
		if w.Meets(p.Needs) {
			results = append(results, Result{Property: p})
		}
	}
	size, err = w.Run(func(e Edge) bool {
		for i := range results {
			r := &results[i]
			if isLaw := i < laws; r.Witness == nil && r.At(e) != isLaw {
				r.Holds, r.Witness = !isLaw, e.Story()
			}
		}
		if show != nil {
			show(e)
		}
		return true
	})
	return results, size, err
}
