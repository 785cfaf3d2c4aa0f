package simulate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// Whoever practises adds an event with each click, and the simulator keeps nothing of it.
func TestPractice(t *testing.T) {
	s := New(spec.JA, nil)
	s.menu.found.Store(&[]entry{})
	click := s.Practice()
	for n := 3; n < 12; n++ {
		if page := bodyOf(t, click()); !strings.Contains(page, fmt.Sprintf(` data-played="%d"`, n)) {
			t.Fatalf("a page of other than %d events: %s", n, page)
		}
	}
	if len(s.memory.stories)+len(s.memory.scenes)+len(s.memory.parts) > 0 {
		t.Error("the simulator remembers what nobody has clicked")
	}
}
