package conformance

import "github.com/recpause/recpause/spec"

// A Difference is what the tests look at of a trace's difference.
type Difference struct {
	Line        int
	Field, Want string
	Rule        spec.ID
	Support     spec.Support
}

func (r *TraceReport) Different() (list []Difference) {
	for _, d := range r.different {
		list = append(list, Difference{d.line, d.field, d.want, d.rule, d.support})
	}
	return list
}

func (r *TraceReport) Lines() int       { return r.lines }
func (r *TraceReport) Observed() int    { return r.observed }
func (r *TraceReport) Compared() int    { return r.compared }
func (r *TraceReport) Rules() []spec.ID { return r.rules }

func (r *Report) Guard() int64      { return r.guard }
func (r *Report) Only() []spec.ID   { return r.only }
func (r *Report) Answers() []answer { return r.answers }

func (f Finding) Clause() string        { return f.clause }
func (f Finding) Deviation() *Deviation { return f.declared }
