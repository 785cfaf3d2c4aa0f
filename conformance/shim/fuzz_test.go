package shim_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/strictjson"
)

func seeds(f *testing.F) {
	for _, lines := range []string{"", "{}", greeting, greeting + opening,
		greeting + `{"id":2,"op":"do","session":"s1","event":{"at":1e99,"event":"click"}}`, "null\n[]\n\x00\xff"} {
		f.Add([]byte(lines))
	}
}

// Whatever a subject says, it is fine or the problem says what was expected.
func FuzzReadLine(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, said []byte) {
		for _, asked := range []string{`{"id":1,"op":"hello","protocol":"recpause-shim/1","sample_rate":8000}`,
			`{"id":1,"op":"observe","session":"s1"}`, `{"id":1,"op":"recording","session":"s1"}`} {
			err := shim.ReadLine([]byte(asked), said)
			var p *strictjson.Error
			if err != nil && (!errors.As(err, &p) || p.Got == "" || p.Want == "") {
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
