package shim_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/spec"
)

// impatient is limits for a program that never answers; no other is asked under them, for a machine may be busy.
var impatient = shim.Options{Start: 20 * time.Second, Limit: time.Second, Bye: time.Second, Restarts: 1}

// limits returns the limits for a program: those of one that hangs if what is wanted of it is no answer.
func limits(wants string) shim.Options {
	if strings.Contains(wants, "1s") {
		return impatient
	}
	o := quick
	o.Restarts = 1
	return o
}

// A program that does not begin well is an error that says how, and is not left running.
func TestBadStarts(t *testing.T) {
	for _, row := range []struct {
		name  string
		how   string // the detail begins
		wants string
	}{
		{"hangs at start", "no answer", "no answer in 1s"},
		{"dies at start", "it ended: ", "exit status 3; its stderr: no licence | for this machine"},
		{"ends at start", "it ended: ", "exit status 0"},
		{"cannot run", "it ended: ", "no display"},
		{"floods at start", "a line of more", "more than 1 MiB"},
		{"another protocol", "protocol: got", `protocol: got "recpause-shim/2", expected "recpause-shim/1"`},
		{"an impossible role", "role: got", `role: got "phone", expected one of softphone, pbx, system`},
		{"breaks at start", "it says that it broke", "no database"},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := quick
			if row.how == "no answer" {
				o.Start = time.Second
			}
			left := leftovers(t)
			s, err := run(t, row.name, o)
			var broke *shim.Error
			if s != nil || !errors.As(err, &broke) || !strings.HasPrefix(broke.Detail, row.how) ||
				broke.Op != "hello" || !strings.Contains(err.Error(), row.wants) {
				t.Errorf("got %v, want %s: %s", err, row.how, row.wants)
			}
			if got := errors.Is(err, shim.ErrCannotRun); got != (row.name == "cannot run") {
				t.Errorf("cannot run: got %v of %v", got, err)
			}
			left()
		})
	}
}

// A program that is not there is an error.
func TestMissingProgram(t *testing.T) {
	for _, argv := range [][]string{nil, {filepath.Join(t.TempDir(), "nothing")}, {t.TempDir()}} {
		_, err := shim.Command(t.Context(), argv, shim.Options{})
		var broke *shim.Error
		if !errors.As(err, &broke) || !strings.HasPrefix(broke.Detail, "it cannot be started") && argv != nil {
			t.Errorf("%q: got %v", argv, err)
		}
	}
}

// A program that breaks gets a verdict that says how, is started again for the next rule, and leaves nothing behind.
func TestBreakingPrograms(t *testing.T) {
	for _, row := range []struct{ name, wants string }{
		{"hangs", "shim: do: no answer in 1s"},
		{"crashes", "shim: do: it ended: exit status 2"},
		{"cannot run any longer", "shim: do: it ended: exit status 89"},
		{"an endless line", "shim: do: a line of more than 1 MiB"},
		{"endless lines", "shim: do: id: got nothing, expected a whole number"},
		{"endless empty lines",
			`shim: do: got "", which is no JSON: unexpected end of JSON input, expected one JSON object a line`},
		{"closes its output", "shim: do: it closed its output"},
		{"half a line", "shim: do: it ended: exit status 0"},
		{"another id", "shim: do: id: got 7, expected 3, the id of the request"},
		{"an id of another type", `shim: do: id: got a string, expected a whole number`},
		{"no JSON", `shim: do: got "OK", which is no JSON: invalid character`},
		{"another encoding", "shim: do: got bytes that are not UTF-8, expected UTF-8"},
		{"no object", "shim: do: got a list, expected an object"},
		{"two objects", `shim: do: got "{\"id\":3,\"result\":\"done\"}{}", which is no JSON: invalid character '{' after top-level value`},
		{"no result", "shim: do: result: got nothing, expected a string"},
		{"an unknown result", `shim: do: result: got "ok", expected one of done, rejected, unsupported, error`},
		{"no observation", "shim: do: observation: got nothing, expected an object"},
		{"an unknown state", `shim: do: observation.phones.A.state: got "on_hold", expected one of idle, `},
		{"a number for a text", "shim: do: observation.beeps[0].party: got a number, expected a string"},
		{"an unknown field", "shim: do: observation.phone: got a field that nobody knows, expected one of phones, " +
			"calls, "},
		{"breaks", "shim: do: it says that it broke: the window is gone"},
	} {
		t.Run(row.name, func(t *testing.T) {
			left := leftovers(t)
			s := started(t, row.name, limits(row.wants))
			r := check(t, s, conformance.Only(spec.OPS020, spec.OPS030))
			for _, f := range r.Findings {
				if f.Verdict != conformance.Broken || !strings.Contains(f.Reason.EN, row.wants) || f.Sessions != 1 {
					t.Errorf("got %v in %d sessions, want it broken: %s", f, f.Sessions, row.wants)
				}
			}
			if r.Overall() != conformance.Unjudged {
				t.Errorf("got %v", r.Overall())
			}
			_ = s.Close()
			left()
		})
	}
}

// A path that is no file breaks the rules that read recordings, and no other.
func TestHostileRecordings(t *testing.T) {
	left := leftovers(t)
	s := started(t, "a device", quick)
	r := check(t, s, conformance.Only(spec.OPS020, spec.REC033))
	ops, _ := r.Find(spec.OPS020)
	file, _ := r.Find(spec.REC033)
	if ops.Verdict != conformance.Pass || file.Verdict != conformance.Broken ||
		!strings.Contains(file.Reason.EN, "expected a regular file") {
		t.Errorf("got %v", r)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	left()
}

// A program may be longwinded now and then, and not always: what it has shown is remembered.
func TestLongAnswers(t *testing.T) {
	s := started(t, "pads", quick)
	x, err := s.Open(t.Context(), conformance.Scenario(conformance.Talking))
	if err != nil {
		t.Fatal(err)
	}
	answered := 0
	for ; err == nil && answered < 100; answered++ {
		err = x.Do(t.Context(), conformance.Event{Action: conformance.Wait})
	}
	var broke *shim.Error
	if !errors.As(err, &broke) || !strings.Contains(broke.Detail, "more than 8 KiB on average") || answered < 10 || answered > 20 {
		t.Errorf("after %d answers: got %v", answered, err)
	}
	_ = s.Close()
}

// What a program says of itself, of why it broke and of why it did not do something is a line of a report, and no longer
// than anybody reads.
func TestLongReasons(t *testing.T) {
	long := "x\ny" + strings.Repeat("録", 100_000)
	for _, is := range []error{conformance.ErrUnsupported, conformance.ErrRejected, errors.New("broke")} {
		var out bytes.Buffer
		in := strings.NewReader(greeting[:strings.Index(greeting, "\n")+1] + opening[:strings.Index(opening, "\n")+1])
		if err := shim.Serve(t.Context(), in, &out, refusing{subject("pbx"), fmt.Errorf("%w: %s", is, long)}); err != nil {
			t.Fatal(err)
		}
		_, second, _ := strings.Cut(strings.TrimSuffix(out.String(), "\n"), "\n")
		said := shim.Refusal([]byte(second), 2).Error()
		if strings.Contains(said, "\n") || len(said) > 3000 || !strings.Contains(said, "x | y録") || !utf8.ValidString(said) {
			t.Errorf("%v: got %d bytes, %.100q", is, len(said), said)
		}
	}
}

// A refusing subject opens nothing.
type refusing struct {
	conformance.SUT
	why error
}

func (r refusing) Open(context.Context, conformance.Scene) (conformance.Session, error) {
	return nil, r.why
}

// A program that crashes at one thing is judged by all others: those rules have the verdicts of one that does not
// crash.
func TestTheKitGoesOn(t *testing.T) {
	o := quick
	o.Restarts = 1000
	got := check(t, started(t, "crashes on hold", o), conformance.Depth(2))
	want := check(t, subject("system"), conformance.Depth(2))
	for i, f := range got.Findings {
		switch {
		case f.Verdict == conformance.Broken && strings.Contains(f.Reason.EN, "no such button"):
		case f.Verdict != want.Findings[i].Verdict:
			t.Errorf("got %v", f)
		}
	}
	if n := got.Count(conformance.Broken); n == 0 || n > 3 {
		t.Errorf("%d rules are broken:\n%s", n, verdicts(got))
	}
}

// A program that breaks again and again is given up, with a verdict that says so and why.
func TestGivingUp(t *testing.T) {
	for restarts, want := range map[int]string{2: "not started again after 2 restarts; the last time: shim: do: it " +
		"ended", -1: "not started again after 0 restarts"} {
		o := quick
		o.Restarts = restarts
		r := check(t, started(t, "crashes", o), conformance.Only(spec.OPS020, spec.OPS030, spec.OPS050, spec.OPS060))
		f, _ := r.Find(spec.OPS060)
		if f.Verdict != conformance.Broken || !strings.Contains(f.Reason.EN, want) {
			t.Errorf("%d: got %v", restarts, f)
		}
	}
}

// A program that is another one when it is started again is judged no further.
func TestFicklePrograms(t *testing.T) {
	t.Setenv(runs, filepath.Join(t.TempDir(), "ran"))
	s := started(t, "another name then", quick)
	r := check(t, s, conformance.Only(spec.OPS020, spec.OPS030, spec.OPS050))
	for _, id := range []spec.ID{spec.OPS030, spec.OPS050} {
		if f, _ := r.Find(id); f.Verdict != conformance.Broken || !strings.Contains(f.Reason.EN,
			"another way than before") {
			t.Errorf("got %v", f)
		}
	}
}

// A slow program that keeps within its limits is judged as a fast one.
func TestSlowPrograms(t *testing.T) {
	r := check(t, started(t, "slow", quick), conformance.Only(spec.OPS020, spec.OPS040))
	if r.Count(conformance.Pass) != 2 {
		t.Errorf("got %v", r)
	}
}

// A program that does not end when it is told to is ended, and Close says so; with it everything that it has started.
func TestBye(t *testing.T) {
	for _, row := range []struct {
		name  string
		wants string // "": no error
	}{
		{"system", ""},
		{"leaves a child", ""},
		{"leaves a daemon", ""},
		{"ignores bye", "shim: bye: no answer in 1s"},
		{"answers bye and stays", "shim: bye: it still ran 1s after it was told to end"},
		{"dies at bye", "shim: bye: it ended: exit status 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			left := leftovers(t)
			s := started(t, row.name, limits(row.wants))
			if r := check(t, s, conformance.Only(spec.OPS020)); r.Count(conformance.Pass) != 1 {
				t.Errorf("got %v", r)
			}
			err := s.Close()
			if row.wants == "" && err != nil || row.wants != "" &&
				(err == nil || !strings.Contains(err.Error(), row.wants)) {
				t.Errorf("got %v, want %q", err, row.wants)
			}
			if err := s.Close(); err != nil {
				t.Errorf("closed again: got %v", err)
			}
			left()
		})
	}
}

// A subject ends with its context, and opens nothing after it or after Close.
func TestTheEndOfTheContext(t *testing.T) {
	left := leftovers(t)
	ctx, cancel := context.WithCancel(t.Context())
	s, err := shim.Command(ctx, program(t, "hangs"), quick)
	if err != nil {
		t.Fatal(err)
	}
	x, err := s.Open(t.Context(), conformance.Scenario(conformance.Talking))
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := x.Do(t.Context(), conformance.Event{Action: conformance.Wait}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	left()
	var broke *shim.Error
	if _, err := s.Open(t.Context(), conformance.Scenario(conformance.Talking)); !errors.As(err, &broke) {
		t.Errorf("opened after the end: got %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("got %v", err)
	}
}
