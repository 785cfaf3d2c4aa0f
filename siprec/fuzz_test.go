package siprec_test

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/siprec"
)

// Whatever is read as an ID is written as it was read.
func FuzzID(f *testing.F) {
	f.Add(siprec.ID{1}.String())
	f.Add("")
	f.Add(strings.Repeat("A", 22) + "==")
	f.Add("AAAAAAAAAAAAAAAAAAAAAR==")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := siprec.ParseID(text)
		if (err == nil) != (id != siprec.ID{}) {
			t.Fatalf("%q: got %v, %v", text, id, err)
		}
		if err == nil && strings.NewReplacer("\r", "", "\n", "").Replace(text) != id.String() {
			t.Fatalf("%q: got %v", text, id)
		}
	})
}
