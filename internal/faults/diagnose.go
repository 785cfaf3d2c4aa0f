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

// Nearest says which seeded fault a failing subject looks like: the one that fails the same traces of the same rules in
// the same way, and no other rule. It looks at what was seen, and knows nothing of why. It returns the seeded faults
// that fail as a report says that a subject does, in their order: none where nothing differs, or where no seeded fault
// does just that, and several where the subject's observables cannot tell them apart. The error is that of the context.
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
		conformance.Guard(r.Guard),
		conformance.Only(rules...))
	if err != nil {
		return false, err
	}
	return Signature(got) == want, nil
}

// Signature is how a subject fails: of each rule that differs the scene, the trace and what was seen, whenever it was.
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

// LooksLike says what a subject looks like, nothing where it looks like no seeded fault.
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
// the fault is one of another role.
func (f Fault) Like(like conformance.Description) (s conformance.SUT, ok bool) {
	s = f.Subject()
	role := s.Describe().Role
	if role == like.Role {
		return part{s, like, false}, true
	}
	return part{s, like, like.Role == conformance.PBX}, role == conformance.System
}

// A part is a whole system of which one half is seen.
type part struct {
	conformance.SUT
	like    conformance.Description
	clicked bool // what is asked of the recorder is what its softphone clicks
}

// Describe is the fault's, as far as the other subject goes. It says nothing of open questions: a fault has answers of
// its own.
func (p part) Describe() conformance.Description {
	d := p.SUT.Describe()
	d.Role, d.Observables, d.Choices = p.like.Role, p.like.Observables, nil
	d.Features &= p.like.Features
	return d
}

// Open opens the system.
func (p part) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	session, err := p.SUT.Open(ctx, scene)
	if err != nil {
		return nil, err
	}
	return half{session, p}, nil
}

type half struct {
	conformance.Session
	part
}

// Do has the system's own softphone click what the recorder is asked for.
func (h half) Do(ctx context.Context, e conformance.Event) error {
	if h.clicked && e.Action == conformance.Command && (e.Verb == pause.Stop || e.Verb == pause.Resume) {
		e.Action, e.Button = conformance.Click, buttons.Toggle
	}
	return h.Session.Do(ctx, e)
}

// Observe shows the half.
func (h half) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := h.Session.Observe(ctx)
	switch h.like.Role {
	case conformance.PBX:
		o.Phones, o.DTMF, o.Sent = nil, nil, nil
	case conformance.Softphone:
		o.Calls, o.Beeps, o.History = nil, nil, nil
	}
	return o, err
}

// Recording reads the system's.
func (h half) Recording(ctx context.Context) (conformance.Contents, error) {
	return h.Session.(conformance.Reader).Recording(ctx)
}
