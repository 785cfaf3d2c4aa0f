package shim_test

import (
	"bytes"
	"flag"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
)

// everything compares reports with what they do not export, too.
var everything = cmp.Exporter(func(reflect.Type) bool { return true })

// The reference is conformant through the pipes of a real process, in all roles, and found to be exactly what it is
// found to be in process; and what was said is a transcript without a problem.
func TestReferenceThroughAProcess(t *testing.T) {
	for _, role := range roles {
		var said bytes.Buffer
		o := quick
		o.Record = &said
		s := started(t, role.String(), o)
		got := check(t, s, conformance.WithProfile(conformance.Quirks))
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		want := check(t, conformance.Reference(role, pause.Policy{}), conformance.WithProfile(conformance.Quirks))
		if got.Overall() != conformance.Conformant {
			t.Error(got)
		}
		if d := cmp.Diff(got, want, everything); d != "" {
			t.Errorf("%v: through a process, and not (-got +want):\n%s", role, d)
		}
		t.Logf("%v: %d lines, %d bytes", role, bytes.Count(said.Bytes(), []byte("\n")), said.Len())
		if err := shim.CheckTranscript(&said); err != nil {
			t.Errorf("%v: %v", role, err)
		}
	}
}

var everyFault = flag.Bool("faults", false, "judge every seeded fault through a process, and not each third one")

// A seeded fault is found through the pipes of a real process as it is in process: the same verdicts, traces and words.
// That every message arrives as it was sent other tests say; here it is said in whole conversations.
func TestFaultsThroughAProcess(t *testing.T) {
	n := 0
	for f := range faults.All() {
		if n++; n%3 != 0 && !*everyFault {
			continue
		}
		o := []conformance.Option{conformance.WithProfile(conformance.Quirks), conformance.Depth(3),
			conformance.Only(f.Breaks...)}
		got, want := check(t, started(t, f.ID, quick), o...), check(t, f.Subject(), o...)
		if got.Count(conformance.Fail) == 0 && got.Overall() != conformance.Nonconformant {
			t.Errorf("%s is not found: %v", f.ID, got)
		}
		if d := cmp.Diff(got, want, everything); d != "" {
			t.Errorf("%s: through a process, and not (-got +want):\n%s", f.ID, d)
		}
	}
	if n < 83 {
		t.Errorf("%d faults, want 83 or more", n)
	}
}

// What does not break a rule is not blamed for it: all verdicts on a fault are those that it has in process.
func TestWholeFaultsThroughAProcess(t *testing.T) {
	for _, id := range []string{"F14", "S16"} {
		f, err := faults.Lookup(id)
		if err != nil {
			t.Fatal(err)
		}
		got, want := check(t, started(t, id, quick), conformance.Depth(3)), check(t, f.Subject(), conformance.Depth(3))
		if d := cmp.Diff(got, want, everything); d != "" {
			t.Errorf("%s: through a process, and not (-got +want):\n%s", id, d)
		}
	}
}

// The core suite through the pipes of a process, the start of the process included.
func BenchmarkCoreSuite(b *testing.B) {
	for _, role := range roles {
		b.Run(role.String(), func(b *testing.B) {
			for b.Loop() {
				s := started(b, role.String(), quick)
				if r := check(b, s); r.Overall() != conformance.Conformant {
					b.Fatal(r)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
