package judge

import (
	"encoding/json"
	"testing"
)

// Whatever the bytes of a key are, they come back from JSON; what is none is an error, and nothing panics.
func FuzzKey(f *testing.F) {
	for _, text := range []string{"a/b", "\xff", `{"bytes":"/w=="}`, `{"bytes":null}`, `"\ud800"`, "null", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got Key
		_ = json.Unmarshal([]byte(text), &got)
		written, err := json.Marshal(Key(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &got); err != nil || string(got) != text {
			t.Fatalf("%q: got %q, %v", text, got, err)
		}
	})
}
