package pause_test

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Every value has a name of its own, fit for a file or a diagram; one that is none says so with its number and never
// panics.
func TestNames(t *testing.T) {
	kinds := []struct {
		name string
		of   func(uint8) fmt.Stringer
		last uint8
	}{
		{"Verb", func(v uint8) fmt.Stringer { return pause.Verb(v) }, uint8(pause.Resume)},
		{"Terminal", func(v uint8) fmt.Stringer { return pause.Terminal(v) }, uint8(pause.Installed)},
		{"Obstacle", func(v uint8) fmt.Stringer { return pause.Obstacle(v) }, uint8(pause.PlanExcluded)},
		{"State", func(v uint8) fmt.Stringer { return pause.State(v) }, uint8(pause.Silent)},
		{"Cause", func(v uint8) fmt.Stringer { return pause.Cause(v) }, uint8(pause.ForcedResume)},
	}
	fit := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			seen := map[string]bool{}
			for v := range 256 {
				got := kind.of(uint8(v)).String()
				if seen[got] {
					t.Errorf("%d: got the name %q, which another value has", v, got)
				}
				seen[got] = true
				known := uint8(v) <= kind.last
				if want := fmt.Sprintf("%s(%d)", kind.name, v); known != fit.MatchString(got) || !known && got != want {
					t.Errorf("%d: got the name %q, want a fitting one or %q", v, got, want)
				}
			}
		})
	}
}

// The labels of the toggle are the manual's in Japanese, and exactly two verbs have one (RP-OPS-031).
func TestVerbLabels(t *testing.T) {
	for v := range 256 {
		verb := pause.Verb(v)
		want := map[pause.Verb]string{pause.Stop: "録音停止", pause.Resume: "録音再開"}[verb]
		if got := verb.Label(spec.JA); got != want {
			t.Errorf("%v: got %q, want %q", verb, got, want)
		}
		if got := verb.Label(spec.EN) != ""; got != (want != "") {
			t.Errorf("%v: got an English label %t, want %t", verb, got, want != "")
		}
		if got := verb.GoString(); got != verb.String() {
			t.Errorf("%v: got %q as Go, want its name", verb, got)
		}
	}
}

// A state is written by its name, and has words in both languages.
func TestStateTexts(t *testing.T) {
	for v := range 256 {
		s := pause.State(v)
		if text, err := s.MarshalText(); err != nil || string(text) != s.String() {
			t.Errorf("%v: got %q, %v, want its name", s, text, err)
		}
		want, known := map[pause.State]spec.Text{pause.Off: {JA: "録音なし", EN: "not recorded"},
			pause.On:      {JA: "録音中", EN: "recording"},
			pause.Partial: {JA: "一部停止中", EN: "partly silent"}, pause.Silent: {JA: "停止中", EN: "silent"}}[s]
		if !known {
			want = spec.Text{JA: s.String(), EN: s.String()}
		}
		if got := (spec.Text{JA: s.In(spec.JA), EN: s.In(spec.EN)}); got != want {
			t.Errorf("%v: got %+v, want %+v", s, got, want)
		}
	}
}

// Who reads a name that nobody knows gets none of the values, and is told the names that there are.
func TestUnknownNames(t *testing.T) {
	verb, err := pause.ParseVerb("halt")
	if want := `no verb is called "halt"; there are stop, resume`; verb != 0 || err == nil || err.Error() != want {
		t.Errorf("got %v, %v, want %s", verb, err, want)
	}
	terminal, err := pause.ParseTerminal("browser")
	if want := `no terminal is called "browser"; there are other, webrtc, installed`; terminal != pause.OtherTerminal ||
		err == nil || err.Error() != want {
		t.Errorf("got %v, %v, want %s", terminal, err, want)
	}
}

// A verb that nobody knows is no verb: it neither stops nor resumes.
func TestParseVerb(t *testing.T) {
	for name, want := range map[string]pause.Verb{"stop": pause.Stop, "resume": pause.Resume, "": 0, "none": 0,
		"unpause": 0, "Resume": 0} {
		got, err := pause.ParseVerb(name)
		var unknown *spec.UnknownError
		if got != want || (err == nil) != (want != 0) || err != nil && !errors.As(err, &unknown) {
			t.Errorf("%q: got %v, %v, want %v", name, got, err, want)
		}
		if text, err := want.MarshalText(); string(text) != want.String() || err != nil {
			t.Errorf("%v is written %q, %v", want, text, err)
		}
	}
}
