package shim_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/recpause/recpause/conformance/shim"
)

func seeds(f *testing.F) {
	for _, lines := range []string{"", "{}", greeting, greeting + opening,
		greeting + `{"id":2,"op":"do","session":"s1","event":{"at":1e99,"event":"click"}}`, "null\n[]\n\x00\xff"} {
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
			var p *shim.MessageError
			if !errors.As(err, &p) {
				t.Fatalf("got %v", err)
			}
			if p.Line < 1 || p.Line > bytes.Count(said, []byte("\n"))+1 || p.Got == "" || p.Want == "" {
				t.Errorf("got %+v", p)
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
