package pause_test

import (
	"encoding/json"
	"testing"

	"github.com/recpause/recpause/pause"
)

// Whatever is read as a step, a gate's answers, a policy or a set of parties is written again as it was understood;
// what is none changes nothing.
func FuzzSnapshots(f *testing.F) {
	call := two
	step, err := call.Stop(a)
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range []any{step, pause.Step{}, pause.Gate{}.Latch(), pause.Policy{}, pause.PartiesOf(0, 63)} {
		f.Add(must(json.Marshal(v)))
	}
	f.Add([]byte(`[0,0]`))
	f.Add([]byte(`[64]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		reread[pause.Step](t, text)
		reread[pause.Latch](t, text)
		reread[pause.Policy](t, text)
		reread[pause.Parties](t, text)
	})
}

func reread[T comparable](t *testing.T, text []byte) {
	t.Helper()
	var got, again, zero T
	if json.Unmarshal(text, &got) != nil {
		if got != zero {
			t.Fatalf("%s: an error, and %v", text, got)
		}
		return
	}
	if err := json.Unmarshal(must(json.Marshal(got)), &again); err != nil || again != got {
		t.Fatalf("%s: got %v, then %v, %v", text, got, again, err)
	}
}
