package shim_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/spec"
)

// odd is a subject of which each part may do something else; it counts what is open.
type odd struct {
	open    func() (conformance.Session, error)
	do      func(conformance.Event) error
	observe func() (conformance.Observation, error)
	left    *int
}

func (o odd) Describe() conformance.Description {
	return conformance.Description{Name: "odd", Version: "1", Role: conformance.Softphone, Observables: spec.Screen}
}

func (o odd) Open(context.Context, conformance.Scene) (conformance.Session, error) {
	if o.open != nil {
		return o.open()
	}
	if o.left != nil {
		*o.left++
	}
	return o, nil
}

func (o odd) Do(_ context.Context, e conformance.Event) error {
	if o.do == nil {
		return nil
	}
	return o.do(e)
}

func (o odd) Observe(context.Context) (conformance.Observation, error) {
	if o.observe == nil {
		return conformance.Observation{}, nil
	}
	return o.observe()
}

func (o odd) Close() error {
	if o.left != nil {
		*o.left--
	}
	return nil
}

// serve returns what a subject answers to lines.
func serve(t *testing.T, s conformance.SUT, lines ...string) []string {
	t.Helper()
	var out bytes.Buffer
	if err := shim.Serve(t.Context(), strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, s); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

const (
	greet = `{"id":1,"op":"hello","protocol":"recpause-shim/1","sample_rate":8000}`
	wait  = `{"id":3,"op":"do","session":"s1","event":{"at":%d,"event":"wait"},"observe":true}`
)

var openLine, _, _ = strings.Cut(opening, "\n")

// What a subject does is answered by what it is: done, rejected or unsupported with the reason, or an error for
// whatever breaks.
func TestServeAnswers(t *testing.T) {
	does := func(err error) odd { return odd{do: func(conformance.Event) error { return err }} }
	nothing := `"observation":{}}`
	for _, row := range []struct {
		why  string
		s    odd
		ask  string
		want string
	}{
		{"nothing wrong", odd{}, fmt.Sprintf(wait, 1), `{"id":3,"result":"done",` + nothing},
		{"not observed", odd{}, `{"id":3,"op":"do","session":"s1","event":{"at":1,"event":"wait"}}`,
			`{"id":3,"result":"done"}`},
		{"a field of a later version", odd{}, `{"id":3,"op":"observe","session":"s1","deep":true}`,
			`{"id":3,"result":"done",` + nothing},
		{"rejected", does(conformance.ErrRejected), fmt.Sprintf(wait, 1), `{"id":3,"result":"rejected",` + nothing},
		{"rejected, with a reason", does(fmt.Errorf("%w: locked", conformance.ErrRejected)), fmt.Sprintf(wait, 1),
			`{"id":3,"result":"rejected","reason":"locked",` + nothing},
		{"unsupported", does(fmt.Errorf("%w: no IVR", conformance.ErrUnsupported)), fmt.Sprintf(wait, 1),
			`{"id":3,"result":"unsupported","reason":"no IVR"}`},
		{"broken", does(errors.New("no database")), fmt.Sprintf(wait, 1),
			`{"id":3,"result":"error","reason":"no database"}`},
		{"a panic", odd{do: func(conformance.Event) error { panic("no event") }}, fmt.Sprintf(wait, 1),
			`{"id":3,"result":"error","reason":"panic: no event"}`},
		{"not to be observed", odd{observe: func() (conformance.Observation, error) {
			return conformance.Observation{},
				errors.New("blind")
		}},
			fmt.Sprintf(wait, 1), `{"id":3,"result":"error","reason":"blind"}`},
		{"no recording", odd{}, `{"id":3,"op":"recording","session":"s1"}`, `{"id":3,"result":"unsupported"}`},
		{"an unknown operation", odd{}, `{"id":3,"op":"sing"}`, `{"id":3,"result":"unsupported"}`},
		{"an unknown session", odd{}, `{"id":3,"op":"observe","session":"s9"}`,
			`{"id":3,"result":"error","reason":"no session is called \"s9\""}`},
		{"a missing field", odd{}, `{"id":3,"op":"observe"}`,
			`{"id":3,"result":"error","reason":"session: got nothing, expected a string"}`},
		{"no JSON", odd{}, `observe`,
			`{"id":0,"result":"error","reason":"got \"observe\", which is no JSON: invalid character 'o' looking ` +
				`for beginning of value, expected one JSON object a line"}`},
		{"another protocol", odd{}, strings.Replace(greet, "/1", "/2", 1),
			`{"id":1,"result":"error","reason":"protocol: got \"recpause-shim/2\", expected \"recpause-shim/1\""}`},
	} {
		got := serve(t, row.s, greet, openLine, row.ask)
		if len(got) != 3 || got[2] != row.want {
			t.Errorf("%s: got %s, want %s", row.why, got[len(got)-1], row.want)
		}
	}
}

// A scene that cannot be opened is answered, too.
func TestServeOpens(t *testing.T) {
	for _, row := range []struct {
		open func() (conformance.Session, error)
		want string
	}{
		{func() (conformance.Session, error) { return nil, conformance.ErrUnsupported },
			`{"id":2,"result":"unsupported"}`},
		{func() (conformance.Session, error) { return nil, nil },
			`{"id":2,"result":"error","reason":"no session and no error"}`},
		{func() (conformance.Session, error) { panic("no scene") },
			`{"id":2,"result":"error","reason":"panic: no scene"}`},
	} {
		if got := serve(t, odd{open: row.open}, greet, openLine); got[1] != row.want {
			t.Errorf("got %s, want %s", got[1], row.want)
		}
	}
}

// Time does not run backwards: such an event does not reach the subject.
func TestServeRefusesThePast(t *testing.T) {
	happened := 0
	s := odd{do: func(conformance.Event) error { happened++; return nil }}
	got := serve(t, s, greet, openLine, fmt.Sprintf(wait, 20), fmt.Sprintf(wait, 20), fmt.Sprintf(wait, 19))
	if happened != 2 || !strings.Contains(got[4], "event.at: got 19, expected 20 or later") {
		t.Errorf("%d happened; got %s", happened, got[4])
	}
}

// Sessions that are open are closed at the end, which is bye, the end of the input, or that of the context; nothing is
// read after bye.
func TestServeEnds(t *testing.T) {
	for _, end := range []string{`{"id":9,"op":"bye"}` + "\n" + openLine, ""} {
		left := 0
		got := serve(t, odd{left: &left}, greet, openLine, openLine, end)
		if left != 0 || len(got) > 4 {
			t.Errorf("%q: %d sessions are left; got %q", end, left, got)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, _ := io.Pipe()
	if err := shim.Serve(ctx, in, io.Discard, odd{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// What goes wrong with the streams is returned.
func TestServeErrors(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	if err := shim.Serve(t.Context(), strings.NewReader(greet+"\n"), w, odd{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("no output: got %v", err)
	}
	if err := shim.Serve(t.Context(), r, io.Discard, odd{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("no input: got %v", err)
	}
	if err := shim.Serve(t.Context(), strings.NewReader(strings.Repeat("x", 2<<20)), io.Discard, odd{}); err == nil {
		t.Error("a line that does not end: got no error")
	}
}
