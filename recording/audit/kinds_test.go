package audit_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/recording/audit"
)

// Every kind has its name and a place among the others, and every reason why something is unseen is there once.
func TestEveryKind(t *testing.T) {
	kinds := slices.Collect(audit.Kinds())
	for i, k := range kinds {
		var read audit.Kind
		if err := read.UnmarshalText([]byte(k.String())); err != nil || read != k || int(k) != i+1 {
			t.Errorf("%d: %v, %v", i, k, err)
		}
	}
	if last := kinds[len(kinds)-1] + 1; last.UnmarshalText([]byte(last.String())) == nil {
		t.Errorf("%v is not among %v", last, kinds)
	}
	reasons := slices.Collect(audit.Reasons())
	if !slices.IsSorted(reasons) || !slices.Contains(reasons, "other_voices") {
		t.Errorf("%v", reasons)
	}
}
