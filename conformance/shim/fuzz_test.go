package shim_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/strictjson"
)

func seeds(f *testing.F) {
	for _, lines := range []string{"", "{}", greeting, greeting + opening,
		greeting + `{"id":2,"op":"do","session":"s1","event":{"at":1e99,"event":"click"}}`, "null\n[]\n\x00\xff",
		greeting + opening + `{"id":3,"op":"observe","session":"s1"}` + "\n" + `{"id":3,"result":"done","observation":{}}`,
		greeting + opening + `{"id":3,"op":"recording","session":"s1"}` + "\n" +
			`{"id":3,"result":"done","recording":{"files":1,"wav":[{"track":"mixed","path":"a.wav","at":0}]}}`} {
		f.Add([]byte(lines))
	}
}

// Whatever a transcript holds, it is fine or its problems say which line and what was expected.
func FuzzCheckTranscript(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, said []byte) {
		err := shim.CheckTranscript(bytes.NewReader(said))
		if err == nil {
			return
		}
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok {
			t.Fatalf("got %v", err)
		}
		for _, err := range joined.Unwrap() {
			var p *strictjson.Error
			if !errors.As(err, &p) || p.Got == "" || p.Want == "" {
				t.Fatalf("got %v", err)
			}
			var line int
			if _, e := fmt.Sscanf(err.Error(), "line %d: ", &line); e != nil || line < 1 ||
				line > bytes.Count(said, []byte("\n"))+1 {
				t.Errorf("got %v", err)
			}
		}
	})
}

// Whatever comes in, Serve answers every line with one that has a result, and does not panic.
func FuzzServe(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		if err := shim.Serve(t.Context(), bytes.NewReader(in), &out, odd{}); err != nil && !errors.Is(err, io.EOF) {
			t.Skip(err)
		}
		for line := range bytes.Lines(out.Bytes()) {
			if !bytes.Contains(line, []byte(`"result":"`)) {
				t.Errorf("got %s", line)
			}
		}
	})
}
