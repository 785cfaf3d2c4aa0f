package audit

import (
	"slices"

	"github.com/recpause/recpause/recording"
)

// A merger makes one finding of the same defect of two tracks. It looks findings up by what makes them the same, for a
// spoiled recording may have any number.
type merger struct {
	list    []Finding
	byPause map[defect][]int // where in the list those about a stop are
	byPlace map[defect][]int // where in the list all are
}

// A defect is what two findings of one defect have in common.
type defect struct {
	kind  Kind
	span  recording.Span
	count int64 // only by place
}

func (f *Finding) aboutPause() defect { return defect{kind: f.Kind, span: f.Pause} }
func (f *Finding) atPlace() defect    { return defect{f.Kind, f.Span, f.Count} }

// merge makes one finding of the same defect of two tracks.
func (j *judge) merge() { j.report.Findings = j.merger().list }

func (j *judge) merger() merger {
	m := merger{list: []Finding{}, byPause: map[defect][]int{}, byPlace: map[defect][]int{}}
	for _, f := range j.report.Findings {
		if i := m.find(f); i >= 0 {
			m.join(i, f)
		} else {
			m.add(f)
		}
	}
	return m
}

// find returns where in the list the first finding is that is the same defect in another track: of one kind, about one
// stop or at one place; -1 for none.
func (m *merger) find(f Finding) int {
	if f.Tone != nil {
		return -1
	}
	same := m.byPlace[f.atPlace()]
	if f.Pause != (recording.Span{}) {
		same = m.byPause[f.aboutPause()]
	}
	first := -1
	for _, i := range same {
		if m.list[i].Where[0] != f.Where[0] && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

func (m *merger) add(f Finding) {
	i := len(m.list)
	m.list = append(m.list, f)
	m.byPause[f.aboutPause()] = append(m.byPause[f.aboutPause()], i)
	m.byPlace[f.atPlace()] = append(m.byPlace[f.atPlace()], i)
}

// join adds a finding to one of the list.
func (m *merger) join(i int, f Finding) {
	both := &m.list[i]
	before := both.atPlace()
	both.Where = append(both.Where, f.Where...)
	both.Span = recording.Span{From: min(both.Span.From, f.Span.From), To: max(both.Span.To, f.Span.To)}
	both.Count, both.Bursts = max(both.Count, f.Count), max(both.Bursts, f.Bursts)
	both.Peak = max(both.Peak, f.Peak)
	if after := both.atPlace(); after != before {
		m.byPlace[before] = slices.DeleteFunc(m.byPlace[before], func(k int) bool { return k == i })
		m.byPlace[after] = append(m.byPlace[after], i)
	}
}
