// Package conformance is the conformance kit: it asks a softphone, a PBX or both, rule by rule, whether they behave as
// the manual says. A program is put behind the interface SUT; Check judges it and Run does so as Go tests, a subtest a
// rule.
//
// A rule has one check, and only one: this library's own tests, the proof that a rule is tested (the same check on a
// broken reference), and everybody else's conformance are that check. What is compared are enumerations, never wording.
// A check looks only at what its rule speaks of, asks for a scene and not for a way to get there, and judges by the
// state that the subject reports.
//
// Reference is a subject to try the kit on, and package shim makes subjects of programs in other languages. CheckTrace
// judges what a program that cannot be driven has logged.
package conformance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/spec"
)

// Version is the version of the checks. It changes when a verdict may.
const Version = "1"

// A check asks a subject about one rule.
type check struct {
	rule spec.ID
	run  func(*trial)
}

// catalogue is every check, chapter by chapter.
var catalogue = [][]check{availability, operation, notification, visibility, locking, recordings, transcription,
	softphones, notGuaranteed}

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
	limit   time.Duration
	only    []spec.ID
	page    *spec.Document
	known   []Deviation
}

// WithProfile judges by another profile than Core.
func WithProfile(p Profile) Option { return func(s *settings) { s.profile = p } }

// Depth tries out all sequences of clicks up to n where a rule speaks of all of them; 4 is the default, and 1 the
// least.
func Depth(n int) Option { return func(s *settings) { s.depth = max(1, n) } }

// Only checks these rules. Check returns an *Error for one that has no check.
func Only(ids ...spec.ID) Option { return func(s *settings) { s.only = append(s.only, ids...) } }

// Page quotes the clause of a rule in its finding, from its owner's copy of the manual's page.
func Page(page *spec.Document) Option { return func(s *settings) { s.page = page } }

// An Error reports why nothing can be judged: a rule has no check, or no subject of a role can show it; a subject says
// of itself what cannot be; or a declared deviation or a trace is none.
type Error struct{ Of, Got, Want string }

func (e *Error) Error() string {
	return fmt.Sprintf("conformance: %s: got %s, want %s", e.Of, e.Got, e.Want)
}

// Check judges a subject. The errors are *Error and those of the context; what the subject does wrong is in the report.
// Where the context ends, the report is of the rules that were judged before, and is Unfinished.
func Check(ctx context.Context, s SUT, o ...Option) (*Report, error) {
	j, err := begin(s, o)
	if err != nil {
		return nil, err
	}
	defer j.sut.stop()
	for _, id := range j.rules {
		if j.judge(ctx, id); ctx.Err() != nil {
			j.report.interrupted()
			return j.report, ctx.Err()
		}
	}
	r := j.report
	r.answers, r.Causes, r.Stale = j.choices(ctx), r.causes(), r.stale()
	return r, ctx.Err()
}

// Run is Check as Go tests: a subtest a rule, named by its ID. A pattern of -run that no rule has fails the test.
func Run(t *testing.T, s SUT, o ...Option) *Report {
	t.Helper()
	j, err := begin(s, o)
	if err != nil {
		t.Fatal(err)
	}
	defer j.sut.stop()
	r := j.report
	for _, id := range j.rules {
		t.Run(id.String(), func(t *testing.T) {
			switch f := j.judge(t.Context(), id); f.Verdict {
			case Fail, Broken:
				t.Errorf("%v\n  replay  go test -run '%s'", f, t.Name())
			case Inconclusive, Skip, Deviates:
				t.Skip(f.Reason.EN)
			}
		})
	}
	if len(r.Findings) == 0 {
		t.Errorf("no rule was judged: -run asks for none that can be seen of a %v; the rules are those of Rules",
			r.Subject.Role)
	}
	r.answers, r.Causes = j.choices(t.Context()), r.causes()
	for _, a := range r.answers {
		if a.Verdict == Fail || a.Verdict == Broken {
			t.Error(a)
		}
	}
	if len(r.Findings) == len(j.rules) { // a -run that asks for some rules says nothing of the others
		r.Stale = r.stale()
	}
	for _, d := range r.Stale {
		t.Errorf("%v is declared to deviate (%s), and does not: take the declaration back", d.Rule, d.Reason)
	}
	return r
}

// A judging is a subject that is judged: by which rules, and with which options.
type judging struct {
	settings
	sut    *limited
	desc   Description
	rules  []spec.ID
	report *Report
}

// begin asks a subject what it is, and prepares its report.
func begin(s SUT, o []Option) (*judging, error) {
	j := &judging{settings: settings{depth: 4, limit: usualLimit}}
	for _, option := range o {
		if option != nil {
			option(&j.settings)
		}
	}
	if err := checkDeviations(j.known); err != nil {
		return nil, err
	}
	j.sut = &limited{SUT: s, limit: j.limit}
	var err error
	if j.desc, err = describe(j.sut); err != nil {
		return nil, err
	}
	if err := checkRules(j.only, j.desc.Role); err != nil {
		return nil, err
	}
	for _, id := range Rules() {
		if j.desc.Role.has(id) && (len(j.only) == 0 || slices.Contains(j.only, id)) {
			j.rules = append(j.rules, id)
		}
	}
	if !j.desc.Features.Has(SampleExact) {
		j.guard = cmp.Or(j.desc.Guard, Rate/2)
	}
	j.report = &Report{Subject: j.desc, Profile: j.profile, Depth: j.depth, guard: j.guard, only: j.only,
		known: j.known}
	return j, nil
}

// checkRules makes sure that a subject of a role can be judged by each of the rules.
func checkRules(only []spec.ID, r Role) error {
	for _, id := range only {
		if _, ok := checkOf(id); !ok {
			return &Error{id.String(), "no check", "a rule that has one"}
		}
		if !r.has(id) {
			return &Error{id.String(), fmt.Sprintf("a %v", r), "a subject that can show it"}
		}
	}
	return nil
}

// judge asks the subject about one rule. What is not documented fails nobody, unless the profile asks for it.
func (j *judging) judge(ctx context.Context, id spec.ID) Finding {
	rule, _ := spec.Lookup(id)
	c, _ := checkOf(id)
	t := newTrial(ctx, j)
	t.run(rule.Observables, c.run)
	f := t.Finding
	f.Rule = id
	f.clause, _ = j.page.Clause(id)
	if rule.Support != spec.Documented && j.profile != Quirks && (f.Verdict == Pass || f.Verdict == Fail) {
		f.Verdict = Info
	}
	f = excuse(f, j.known)
	j.report.Findings = append(j.report.Findings, f)
	return f
}

// describe asks a subject what it is, and makes sure that it can be.
func describe(s *limited) (d Description, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &Error{"the subject's description", fmt.Sprintf("a panic: %v", p), "none"}
		}
	}()
	if d, err = s.describe(); err != nil {
		return d, &Error{"the subject's description", err.Error(), "one"}
	}
	return d, d.check()
}

// check makes sure that a subject can be what it says it is.
func (d Description) check() error {
	if d.Role == 0 || d.Role > System {
		return &Error{"the subject's role", d.Role.String(), "softphone, pbx or system"}
	}
	if extra := d.Observables &^ d.Role.Observables(); extra != 0 {
		return &Error{"the subject's observables", extra.String(),
			fmt.Sprintf("some of those of a %v: %v", d.Role, d.Role.Observables())}
	}
	if extra := d.Features &^ AllFeatures; extra != 0 {
		return &Error{"the subject's features", fmt.Sprintf("%#x", uint16(extra)),
			fmt.Sprintf("some of %#x: %v", uint16(AllFeatures), AllFeatures)}
	}
	if d.Guard < 0 || d.Guard > MaxGuard {
		return &Error{"the subject's guard", fmt.Sprint(d.Guard), fmt.Sprintf("0 to %d samples", int64(MaxGuard))}
	}
	return d.checkChoices()
}

// has reports whether a rule is of a role: one that has to be seen on both sides is only of the system.
func (r Role) has(id spec.ID) bool {
	rule, _ := spec.Lookup(id)
	return r.Observables().Has(rule.Observables)
}

// A Deviation is a difference that its owner knows of and declares: of which rule, on which way, why, and where it is
// followed up. It is strict both ways: a failure that it does not cover is one, and a deviation that covers nothing any
// more is stale.
type Deviation struct {
	Rule   spec.ID `json:"rule"`
	Trace  string  `json:"trace,omitempty"` // a part of the failure's scene and trace, in either language; "" for any
	Reason string  `json:"reason"`          // never empty
	Issue  string  `json:"issue,omitempty"`
}

// Declare makes deviations of failures that are known: their verdict is Deviates. Check returns an *Error for one that
// cannot be; one that covers nothing is in Report.Stale.
func Declare(d ...Deviation) Option { return func(s *settings) { s.known = append(s.known, d...) } }

// ParseDeviations reads a JSON array of objects with a rule, a reason and, where they are there, a trace and an issue.
// The error is an *Error.
func ParseDeviations(text []byte) (list []Deviation, err error) {
	var wrong *strictjson.Error
	if errors.As(deviations.Read(text, &list), &wrong) {
		return nil, &Error{"deviations" + wrong.Path, wrong.Got, wrong.Want}
	}
	return list, checkDeviations(list)
}

var deviations = strictjson.New[[]Deviation]()

func checkDeviations(list []Deviation) error {
	for i, d := range list {
		if _, ok := checkOf(d.Rule); !ok {
			return &Error{fmt.Sprintf("deviation %d", i+1), d.Rule.String(), "a rule that has a check"}
		}
		if strings.TrimSpace(d.Reason) == "" {
			return &Error{fmt.Sprintf("deviation %d", i+1), "no reason", "one"}
		}
	}
	return nil
}

// covers reports whether a finding is the failure that is declared.
func (d Deviation) covers(f Finding) bool {
	if f.Rule != d.Rule || f.Verdict != Fail || f.Failure == nil {
		return false
	}
	way := say("%s\n%s", "%s\n%s", f.Failure.Scene, f.Failure.trace())
	return strings.Contains(way.JA, d.Trace) || strings.Contains(way.EN, d.Trace)
}

// why returns the reason of a deviation and where it is followed up, nothing for none.
func (d *Deviation) why() spec.Text {
	if d == nil {
		return spec.Text{}
	}
	return plain(strings.TrimSpace(d.Reason + " " + d.Issue))
}

// excuse returns a finding under the declared deviations, the first of which that covers it counts.
func excuse(f Finding, known []Deviation) Finding {
	for i, d := range known {
		if d.covers(f) {
			f.Verdict, f.declared = Deviates, &known[i]
			f.Reason = say("申告済みの相違です：%s", "Declared: %s", d.why())
			return f
		}
	}
	return f
}

// stale returns the declared deviations that cover no finding, of the rules that were judged.
func (r *Report) stale() (list []Deviation) {
	used := map[*Deviation]bool{}
	for _, f := range r.Findings {
		used[f.declared] = true
	}
	for i, d := range r.known {
		if _, judged := r.Find(d.Rule); !used[&r.known[i]] && (judged || len(r.only) == 0) {
			list = append(list, d)
		}
	}
	return list
}

// Add puts what other tests have found into the report, such as a complete suite: a failure where the rule's own check
// has seen none. Declared deviations cover it too. The causes are then put together anew.
func (r *Report) Add(found ...Finding) {
	for _, f := range found {
		i := slices.IndexFunc(r.Findings, func(g Finding) bool { return g.Rule == f.Rule })
		switch f = excuse(f, r.known); {
		case i < 0:
			r.Findings = append(r.Findings, f)
		case r.Findings[i].Verdict != Fail && r.Findings[i].Verdict != Broken:
			f.Sessions += r.Findings[i].Sessions
			r.Findings[i] = f
		}
	}
	r.Causes, r.Stale = r.causes(), r.stale()
}
