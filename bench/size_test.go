package bench_test

import (
	"testing"
	"unsafe"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
)

// A call between two softphones takes 256 bytes at most, both halves: what each softphone shows, and what the PBX
// records.
func TestBytesOfACall(t *testing.T) {
	phone, recorder := unsafe.Sizeof(buttons.Phone{}), unsafe.Sizeof(pause.Call{})
	got := 2*phone + recorder
	t.Logf("a call of two takes %d bytes: two softphones of %d and a recorder of %d", got, phone, recorder)
	if got > 256 {
		t.Errorf("got %d bytes, want 256 at most", got)
	}
}
