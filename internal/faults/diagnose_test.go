package faults_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// like is a subject in a role of which all can be seen.
func like(role conformance.Role) conformance.Description {
	return conformance.Reference(role, pause.Policy{}).Describe()
}

// judged is what the kit says of a subject.
func judged(t *testing.T, s conformance.SUT, o ...conformance.Option) *conformance.Report {
	t.Helper()
	r, err := conformance.Check(t.Context(), s, append(o, conformance.Depth(3))...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// classes groups the seeded faults by how they fail: of each class that is more than one fault the IDs, and those that
// nothing shows.
func classes(t *testing.T, role conformance.Role) (alike []string, unseen int) {
	t.Helper()
	all := map[string][]string{}
	for f := range faults.All() {
		if s, ok := f.Like(like(role)); ok {
			key := faults.Signature(judged(t, s, conformance.WithProfile(conformance.Quirks)))
			all[key] = append(all[key], f.ID)
		}
	}
	unseen = len(all[""])
	delete(all, "")
	for _, ids := range all {
		if len(ids) > 1 {
			alike = append(alike, strings.Join(ids, " "))
		}
	}
	slices.Sort(alike)
	return alike, unseen
}

// In each role every seeded fault that can be seen is diagnosed as itself, but for two that no rule tells apart: all is
// attenuated, and nothing at all is silenced where two settings have a call recorded, as in all scenes of these rules.
func TestFaultsAreToldApart(t *testing.T) {
	for _, row := range []struct {
		role   conformance.Role
		alike  []string
		unseen int
	}{
		{conformance.Softphone, nil, 44},
		{conformance.PBX, []string{"F21 R06"}, 38},
		{conformance.System, []string{"F21 R06"}, 0},
	} {
		t.Run(row.role.String(), func(t *testing.T) {
			t.Parallel()
			alike, unseen := classes(t, row.role)
			if diff := cmp.Diff(row.alike, alike); diff != "" || unseen != row.unseen {
				t.Errorf("%d cannot be seen, want %d; want (-) and got (+) alike:\n%s", unseen, row.unseen, diff)
			}
		})
	}
}

// A failing subject looks like the fault that it has, be it seen as a whole system, as a half of it, or by its screen
// only.
func TestNearest(t *testing.T) {
	screen := like(conformance.Softphone)
	screen.Observables, screen.Features = spec.Screen, 0
	for _, row := range []struct {
		fault string
		like  conformance.Description
		want  string
	}{
		{"F14", like(conformance.System), "F14"}, {"F14", like(conformance.PBX), "F14"},
		{"F31b", like(conformance.Softphone), "F31b"},
		{"F02", screen, "F02"}, {"F21", like(conformance.PBX), "F21 R06"}, {"R08", like(conformance.PBX), "R08"},
	} {
		f, err := faults.Lookup(row.fault)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := f.Like(row.like)
		near, err := faults.Nearest(t.Context(), judged(t, s))
		var got []string
		for _, f := range near {
			got = append(got, f.ID)
		}
		if err != nil || strings.Join(got, " ") != row.want {
			t.Errorf("%s as a %v: got %v, %v", row.fault, row.like.Role, got, err)
		}
	}
}

// What is right looks like nothing, and so does what has two defects at once.
func TestNothingIsNear(t *testing.T) {
	f11, _ := faults.Lookup("F11")
	for _, s := range []conformance.SUT{conformance.Reference(conformance.Softphone, pause.Policy{}),
		silent{f11.Subject()}} {
		near, err := faults.Nearest(t.Context(), judged(t, s))
		if err != nil || len(near) > 0 {
			t.Errorf("got %v, %v", faults.LooksLike(near), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := faults.Nearest(ctx, judged(t, f11.Subject(), conformance.Only(spec.OPS031))); err == nil {
		t.Error("a context that is over: got no error")
	}
}

// A silent subject sounds no beep, beside what else is wrong with it.
type silent struct{ conformance.SUT }

func (s silent) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	session, err := s.SUT.Open(ctx, scene)
	return silentSession{session}, err
}

type silentSession struct{ conformance.Session }

func (s silentSession) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := s.Session.Observe(ctx)
	o.Beeps = []conformance.Beep{}
	return o, err
}

func (s silentSession) Recording(ctx context.Context) (conformance.Contents, error) {
	return s.Session.(conformance.Reader).Recording(ctx)
}

// A subject whose display follows the other softphone's.
func ExampleNearest() {
	f, _ := faults.Lookup("F17")
	ctx := context.Background()
	report, _ := conformance.Check(ctx, f.Subject(), conformance.Depth(2))
	near, _ := faults.Nearest(ctx, report)
	fmt.Println(faults.LooksLike(near).In(spec.EN))
	fmt.Println(faults.LooksLike(near).In(spec.JA))
	// Output:
	// It looks like F17 (the other party's display changes too).
	// F17（相手の表示も変わる）に似ています。
}
