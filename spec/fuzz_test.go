package spec_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// Whatever page is given, a clause that is shown stands on it, and nothing panics.
func FuzzDocument(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte(strings.Repeat("停止中\n", 400)))
	f.Add([]byte(strings.Repeat("\xff\x80|\r\n", 300)))
	f.Fuzz(func(t *testing.T, page []byte) {
		d, err := spec.ParseDocument(page)
		if (d == nil) != (err != nil) {
			t.Fatalf("got %v, %v", d, err)
		}
		for r := range spec.Rules() {
			if clause, ok := d.Clause(r.ID); ok && !strings.Contains(string(page), clause) {
				t.Fatalf("%v: %q is not on the page", r.ID, clause)
			}
		}
	})
}

// Whatever is read as a reason is written again as it was understood; what is none changes nothing.
func FuzzReason(f *testing.F) {
	for _, r := range []spec.Reason{{}, spec.Because(spec.Documented, spec.VIS021, spec.VIS022)} {
		text, err := json.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"also":["RP-VIS-021","RP-VIS-021"]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, again spec.Reason
		if json.Unmarshal(text, &got) != nil {
			if got != (spec.Reason{}) {
				t.Fatalf("%s: an error, and %v", text, got)
			}
			return
		}
		written, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &again); err != nil || again != got {
			t.Fatalf("%s: got %v, then %v, %v", text, got, again, err)
		}
	})
}
