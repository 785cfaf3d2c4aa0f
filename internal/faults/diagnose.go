package faults

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Nearest returns the seeded faults that fail as a report says that its subject does: the same rules by the same traces
// in the same way, and no other rules. There is none where nothing differs or no seeded fault does just that, and
// several where the subject's observables cannot tell them apart. It compares what was seen, and knows nothing of
// causes. The error is that of the context.
func Nearest(ctx context.Context, r *conformance.Report) (near []Fault, err error) {
	differ, others := outcomes(r)
	if len(differ) == 0 {
		return nil, nil
	}
	want := Signature(r)
	for f := range All() {
		s, ok := f.Like(r.Subject)
		if !ok {
			continue
		}
		same, err := fails(ctx, s, r, differ, want)
		if err == nil && same && len(others) > 0 {
			same, err = fails(ctx, s, r, others, "")
		}
		if err != nil {
			return nil, err
		}
		if same {
			near = append(near, f)
		}
	}
	return near, nil
}

// outcomes returns the rules in which a subject differs, and those in which it does not; what could not be seen of it
// is neither.
func outcomes(r *conformance.Report) (differ, others []spec.ID) {
	for _, f := range r.Findings {
		switch {
		case f.Failure != nil:
			differ = append(differ, f.Rule)
		case f.Verdict == conformance.Pass || f.Verdict == conformance.Info:
			others = append(others, f.Rule)
		}
	}
	return differ, others
}

// fails reports whether a subject, judged by some rules as the report's was, has a signature.
func fails(ctx context.Context, s conformance.SUT, r *conformance.Report, rules []spec.ID, want string) (bool, error) {
	got, err := conformance.Check(ctx, s, conformance.WithProfile(r.Profile), conformance.Depth(r.Depth),
		conformance.Only(rules...))
	if err != nil {
		return false, err
	}
	return Signature(got) == want, nil
}

// Signature returns how a subject fails as a text to compare: of each rule that differs the scene, the trace without
// its times, and what was seen.
func Signature(r *conformance.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		if f.Failure == nil {
			continue
		}
		trace := slices.Clone(f.Failure.Trace)
		for i := range trace {
			trace[i].At = 0
		}
		fmt.Fprintln(&b, f.Rule, f.Failure.Scene, trace, f.Failure.Got.EN)
	}
	return b.String()
}

// LooksLike says in words which faults a subject looks like; the text is empty where it looks like none.
func LooksLike(near []Fault) (text spec.Text) {
	for i, f := range near {
		name := spec.Text{JA: "%s（%s）", EN: "%s (%s)"}.With(f.ID, f.Name)
		if i == 0 {
			text = spec.Text{JA: "%sに似ている", EN: "looks like %s"}.With(name)
		} else {
			text = spec.Text{JA: "%s、または%s", EN: "%s or %s"}.With(text, name)
		}
	}
	return text
}

// Like returns the fault as a subject of the role, the observables and the features of another one; ok is false where
// the fault is a PBX's and the other subject is none.
func (f Fault) Like(other conformance.Description) (s conformance.SUT, ok bool) {
	s = f.Subject()
	role := s.Describe().Role
	return limited{s, other, role != other.Role && other.Role == conformance.PBX},
		role == other.Role || role == conformance.System
}

// A limited subject is a whole system of which only that half is seen which another subject is.
type limited struct {
	conformance.SUT
	other  conformance.Description
	clicks bool // commands for the PBX are clicked on the system's own softphone
}

// Describe is the fault's, as far as the other subject goes. It says nothing of open questions: a fault has answers of
// its own.
func (l limited) Describe() conformance.Description {
	d := l.SUT.Describe()
	d.Role, d.Observables, d.Choices = l.other.Role, l.other.Observables, nil
	d.Features &= l.other.Features
	d.Guard = l.other.Guard
	return d
}

// Open opens the whole system.
func (l limited) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	session, err := l.SUT.Open(ctx, scene)
	if err != nil {
		return nil, err
	}
	return limitedSession{session, l}, nil
}

type limitedSession struct {
	conformance.Session
	limited
}

// Do has the system's own softphone click what the PBX is asked for.
func (l limitedSession) Do(ctx context.Context, e conformance.Event) error {
	if l.clicks && e.Action == conformance.Command && (e.Verb == pause.Stop || e.Verb == pause.Resume) {
		e.Action, e.Button = conformance.Click, buttons.Toggle
	}
	return l.Session.Do(ctx, e)
}

// Observe shows the half.
func (l limitedSession) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := l.Session.Observe(ctx)
	switch l.other.Role {
	case conformance.PBX:
		o.Phones, o.DTMF, o.Sent = nil, nil, nil
	case conformance.Softphone:
		o.Calls, o.Beeps, o.History = nil, nil, nil
	}
	return o, err
}

// Recording returns the whole system's recording.
func (l limitedSession) Recording(ctx context.Context) (conformance.Contents, error) {
	return l.Session.(conformance.Reader).Recording(ctx)
}
