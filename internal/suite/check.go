package suite

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// A Plan is the suites of a profile, for subjects of one role and observables.
type Plan struct {
	Suites []*Suite

	options
	decisions []decision
}

// Make makes the suites of every scene of a profile.
func Make(ctx context.Context, role conformance.Role, by spec.Observables, list ...Option) (*Plan, error) {
	p := &Plan{options: settle(list)}
	scenes := p.scenes
	if len(scenes) == 0 {
		scenes = Scenes(p.profile)
	}
	for _, scene := range scenes {
		s, err := New(ctx, scene, role, by, list...)
		if err != nil {
			return nil, err
		}
		p.Suites = append(p.Suites, s)
	}
	var err error
	if len(p.scenes) == 0 && by&role.Observables()&spec.Screen != 0 {
		p.decisions, err = decisions(ctx, p.profile)
	}
	return p, err
}

// Check runs every suite of the profile on a subject, each test in a fresh session up to the first difference, and decides in full where
// the toggle is shown. The errors are *conformance.DescriptionError and those of the context.
func Check(ctx context.Context, sut conformance.SUT, list ...Option) (*Report, error) {
	desc := sut.Describe()
	if desc.Role == 0 || desc.Role > conformance.System {
		return nil, &conformance.DescriptionError{Field: "role", Got: desc.Role.String(), Want: "softphone, pbx or system"}
	}
	p, err := Make(ctx, desc.Role, desc.Observables, list...)
	if err != nil {
		return nil, err
	}
	return p.Check(ctx, sut)
}

// Check is the function Check for a subject that the plan was made for: of its role and observables.
func (p *Plan) Check(ctx context.Context, sut conformance.SUT) (*Report, error) {
	r := &run{Report: Report{Subject: sut.Describe(), Profile: p.profile, Extra: p.extra}, ctx: ctx, sut: sut, first: p.first,
		found: map[spec.ID]conformance.Finding{}}
	r.guarded(func() { r.decide(p.decisions) })
	for _, s := range p.Suites {
		if r.Subject.Features.Has(needs[s.Scene.Place]) {
			r.guarded(func() { r.suite(s) })
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.found)) {
		r.Findings = append(r.Findings, r.found[id])
	}
	return &r.Report, ctx.Err()
}

// needs is what a subject has to have for the suite of a place.
var needs = map[conformance.Place]conformance.Features{
	conformance.StarHeld: conformance.StarTransfer, conformance.SharpHeld: conformance.StarTransfer, conformance.StarTalking: conformance.StarTransfer,
	conformance.Initiator: conformance.ThreeWay, conformance.Member: conformance.ThreeWay, conformance.InRoom: conformance.Rooms,
	conformance.OutboundWaiting: conformance.Outbound,
}

// A run is suites on their way through a subject.
type run struct {
	Report
	ctx   context.Context
	sut   conformance.SUT
	first bool
	found map[spec.ID]conformance.Finding
}

// guarded does something unless the subject has broken, and makes a finding of a panic.
func (r *run) guarded(do func()) {
	defer func() {
		if p := recover(); p != nil {
			r.broken("panic: %v", p)
		}
	}()
	if !r.over() {
		do()
	}
}

// over reports whether the subject has broken, enough is known, or nobody waits any more.
func (r *run) over() bool {
	_, broken := r.found[0]
	return broken || r.first && len(r.found) > 0 || r.ctx.Err() != nil
}

func (r *run) broken(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	r.found[0] = conformance.Finding{Verdict: conformance.Broken, Sessions: r.Tests, Reason: spec.Text{JA: text, EN: text}}
}

// fail keeps a failure of a rule, unless a shorter one is known.
func (r *run) fail(id spec.ID, f conformance.Failure) {
	if known, ok := r.found[id]; ok && len(known.Failure.Trace) <= len(f.Trace) {
		return
	}
	f.Trace = slices.Clone(f.Trace)
	r.found[id] = conformance.Finding{Rule: id, Verdict: conformance.Fail, Sessions: r.Tests, Failure: &f,
		Reason: spec.Text{JA: "期待：%s、実際：%s", EN: "want %s, got %s"}.With(f.Want, f.Got)}
}

// suite runs the tests of a scene.
func (r *run) suite(s *Suite) {
	for _, test := range s.Tests {
		if r.over() {
			return
		}
		t := &trial{run: r, Suite: s}
		if t.open(s.Scene) && t.begins() {
			t.play(test)
		}
		t.close()
	}
}
