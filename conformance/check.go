package conformance

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// A check asks a subject about one rule.
type check struct {
	rule spec.ID
	run  func(*trial)
}

// catalogue is every check, chapter by chapter.
var catalogue = [][]check{availability, operation, notification, visibility, locking, recordings, transcription, softphones, outOfWarranty}

// Rules returns the rules that have a check, in document order.
func Rules() (ids []spec.ID) {
	for r := range spec.Rules() {
		if _, ok := checkOf(r.ID); ok {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func checkOf(id spec.ID) (check, bool) {
	for _, chapter := range catalogue {
		if i := slices.IndexFunc(chapter, func(c check) bool { return c.rule == id }); i >= 0 {
			return chapter[i], true
		}
	}
	return check{}, false
}

// An Option changes what Check and Run do.
type Option func(*settings)

type settings struct {
	profile Profile
	depth   int
	guard   int64
	guarded bool // by an option, and not by usual
	only    []spec.ID
	page    *spec.Document
	known   []Deviation
}

// usual is what Check and Run do without an option.
var usual = settings{depth: 4, guard: Rate / 2}

// WithProfile judges by another profile than Core.
func WithProfile(p Profile) Option { return func(s *settings) { s.profile = p } }

// Depth tries out all sequences of clicks up to n where a rule speaks of all of them; 4 is the default, and 1 the least.
func Depth(n int) Option { return func(s *settings) { s.depth = max(1, n) } }

// Guard leaves this many samples unjudged on both sides of every edge in a recording, whatever the subject asks for; 500 ms is
// the default where it asks for nothing. A subject with the feature SampleExact is judged to the sample all the same.
func Guard(samples int64) Option {
	return func(s *settings) { s.guard, s.guarded = max(0, samples), true }
}

// around returns the samples that are not judged at the edges in a subject's recordings.
func (s settings) around(d Description) int64 {
	switch {
	case d.Features.Has(SampleExact):
		return 0
	case d.Guard > 0 && !s.guarded:
		return d.Guard
	}
	return s.guard
}

// Only checks these rules. Check returns a *RuleError for one that has no check.
func Only(ids ...spec.ID) Option { return func(s *settings) { s.only = append(s.only, ids...) } }

// Page quotes the clause of a rule in its finding, from its owner's copy of the manual's page.
func Page(page *spec.Document) Option { return func(s *settings) { s.page = page } }

// A RuleError reports a rule that has no check, so that nobody can be judged by it, or that no subject of a role can show.
type RuleError struct {
	Rule spec.ID
	Role Role // 0 where the rule has no check
}

func (e *RuleError) Error() string {
	if e.Role != 0 {
		return fmt.Sprintf("conformance: %v cannot be seen of a %v", e.Rule, e.Role)
	}
	return fmt.Sprintf("conformance: %v has no check", e.Rule)
}

// A DescriptionError reports a subject that describes itself as something that cannot be.
type DescriptionError struct{ Field, Got, Want string }

func (e *DescriptionError) Error() string {
	return fmt.Sprintf("conformance: the subject's %s is %q, want %s", e.Field, e.Got, e.Want)
}

// Check judges a subject. The errors are *RuleError, *DescriptionError, *DeviationError and those of the context; what the subject does wrong is
// in the report.
func Check(ctx context.Context, s SUT, o ...Option) (*Report, error) {
	r, rules, set, err := begin(s, o)
	if err != nil {
		return nil, err
	}
	for _, id := range rules {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.Findings = append(r.Findings, excuse(judge(ctx, s, r.Subject, id, set), set.known))
	}
	r.Choices, r.Stale = choices(ctx, s, r.Subject, set), r.stale()
	return r, ctx.Err()
}

// Run is Check as Go tests: a subtest a rule, named by its ID. A pattern of -run that no rule has fails the test.
func Run(t *testing.T, s SUT, o ...Option) *Report {
	t.Helper()
	r, rules, set, err := begin(s, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range rules {
		t.Run(id.String(), func(t *testing.T) {
			f := excuse(judge(t.Context(), s, r.Subject, id, set), set.known)
			r.Findings = append(r.Findings, f)
			switch f.Verdict {
			case Fail, Broken:
				t.Errorf("%v\n  replay  go test -run '%s'", f, t.Name())
			case Inconclusive, Skip, Deviates:
				t.Skip(f.Reason.EN)
			}
		})
	}
	if len(r.Findings) == 0 {
		t.Errorf("no rule was judged: -run asks for none that can be seen of a %v; the rules are those of Rules", r.Subject.Role)
	}
	for _, a := range choices(t.Context(), s, r.Subject, set) {
		if r.Choices = append(r.Choices, a); a.Verdict == Fail || a.Verdict == Broken {
			t.Error(a)
		}
	}
	if len(r.Findings) == len(rules) { // a -run that asks for some rules says nothing of the others
		r.Stale = r.stale()
	}
	for _, d := range r.Stale {
		t.Errorf("%v is declared to deviate (%s), and does not: take the declaration back", d.Rule, d.Reason)
	}
	return r
}

// begin prepares a report, and the rules that are to be judged in it.
func begin(s SUT, o []Option) (*Report, []spec.ID, settings, error) {
	set := usual
	for _, option := range o {
		if option != nil {
			option(&set)
		}
	}
	if err := checkDeviations(set.known); err != nil {
		return nil, nil, set, err
	}
	d, err := describe(s)
	if err != nil {
		return nil, nil, set, err
	}
	for _, id := range set.only {
		if _, ok := checkOf(id); !ok {
			return nil, nil, set, &RuleError{Rule: id}
		}
		if !d.Role.has(id) {
			return nil, nil, set, &RuleError{id, d.Role}
		}
	}
	var rules []spec.ID
	for _, id := range Rules() {
		if d.Role.has(id) && (len(set.only) == 0 || slices.Contains(set.only, id)) {
			rules = append(rules, id)
		}
	}
	return &Report{Suite: Version, Subject: d, Profile: set.profile, Depth: set.depth, Guard: set.around(d), Only: set.only, Known: set.known}, rules, set, nil
}

// describe asks a subject what it is, and makes sure that it can be.
func describe(s SUT) (d Description, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &DescriptionError{"description", fmt.Sprintf("a panic: %v", p), "none"}
		}
	}()
	d = s.Describe()
	return d, d.check()
}

// check makes sure that a subject can be what it says it is.
func (d Description) check() error {
	if d.Role == 0 || d.Role > System {
		return &DescriptionError{"role", d.Role.String(), "softphone, pbx or system"}
	}
	if extra := d.Observables &^ d.Role.Observables(); extra != 0 {
		return &DescriptionError{"observables", extra.String(), fmt.Sprintf("some of those of a %v: %v", d.Role, d.Role.Observables())}
	}
	if extra := d.Features &^ AllFeatures; extra != 0 {
		return &DescriptionError{"features", fmt.Sprintf("%#x", uint16(extra)), fmt.Sprintf("some of %#x: %v", uint16(AllFeatures), AllFeatures)}
	}
	if d.Guard < 0 || d.Guard > MaxGuard {
		return &DescriptionError{"guard", fmt.Sprint(d.Guard), fmt.Sprintf("0 to %d samples", int64(MaxGuard))}
	}
	return d.checkChoices()
}

// has reports whether a rule is of a role: one that has to be seen on both sides is only of the system.
func (r Role) has(id spec.ID) bool {
	rule, _ := spec.Lookup(id)
	return r.Observables().Has(rule.Observables)
}

// judge asks a subject about one rule.
func judge(ctx context.Context, s SUT, d Description, id spec.ID, set settings) Finding {
	rule, _ := spec.Lookup(id)
	c, _ := checkOf(id)
	t := newTrial(ctx, s, d, set)
	t.Rule = id
	t.Clause, _ = set.page.Clause(id)
	t.needs(rule.Observables)
	t.guarded(c.run)
	t.finish()
	return t.under(rule, set.profile)
}

// needs ends the trial of what cannot be observed.
func (t *trial) needs(o spec.Observables) {
	if unseen := o &^ t.desc.Observables; unseen != 0 {
		t.end(Inconclusive, say("観測できない：%v", "not observable: %v", unseen))
	}
}

// guarded runs a check unless its trial is over, and makes a verdict of a panic of the subject.
func (t *trial) guarded(run func(*trial)) {
	if t.over() {
		return
	}
	t.catch(func() { run(t) })
	t.catch(t.close)
}

func (t *trial) catch(do func()) {
	defer func() {
		if p := recover(); p != nil {
			t.Failure, t.Verdict, t.Reason = nil, Broken, say("パニック：%v\n%s", "panic: %v\n%s", p, frames(string(debug.Stack())))
		}
	}()
	do()
}

// frames returns the frames of a stack between a panic and the kit: those of the subject.
func frames(stack string) string {
	_, after, _ := strings.Cut(stack, "\npanic(")
	lines := strings.SplitN(after, "\n", 3)
	after, _, _ = strings.Cut(lines[len(lines)-1], "github.com/recpause/recpause/conformance.(*trial)")
	return strings.TrimSpace(after)
}

// under turns a verdict into what a profile makes of it: what the vendor does not stand behind fails nobody, unless it is asked for.
func (t *trial) under(rule spec.Rule, p Profile) Finding {
	if rule.Support != spec.Guaranteed && p != Quirks && (t.Verdict == Pass || t.Verdict == Fail) {
		t.Verdict = Info
	}
	return t.Finding
}
