package evidence

import (
	"strings"
	"testing"
)

// Whatever is given as results, they are counted or refused with the line, and nothing panics.
func FuzzResults(f *testing.F) {
	for _, text := range []string{reports, journal, "", "{}", `{"result":null}`, `{"findings":null}`, `{"result":{"verdicts":[{}]}}`,
		`{"sample":{"of":-9223372036854775808}}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var p page
		if err := p.readFrom("x", strings.NewReader(text)); err != nil && !strings.Contains(err.Error(), "line ") {
			t.Fatalf("%q: %v", text, err)
		}
		if p.Recordings() > strings.Count(text, "{") {
			t.Fatalf("%q: %d recordings", text, p.Recordings())
		}
	})
}
