package pause_test

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/recpause/recpause/pause"
)

// Who has the feature, and what is missing?
func ExampleGate_Obstacles() {
	gate := pause.Gate{Contract: true, Terminal: pause.WebRTC}
	gate.Version, _ = pause.ParseVersion("3.9.0")
	for o := range gate.Obstacles() {
		fmt.Println(o, o.Rule())
	}
	gate.Version, _ = pause.ParseVersion("3.13.0")
	gate.Terminal = pause.Installed
	fmt.Println(slices.Collect(gate.Obstacles()))
	// Output:
	// old_version RP-AVL-010
	// wrong_terminal RP-AVL-030
	// not_saved RP-AVL-054
	// [not_saved]
}

// Is 3.9.0 too old? Versions compare number by number; what is no version is an error, and never "old".
func ExampleParseVersion() {
	first, _ := pause.ParseVersion("3.13.0")
	for _, text := range []string{"3.9.0", "v3.13", "3.13.0-rc1", "3.13.0.1", "new"} {
		v, err := pause.ParseVersion(text)
		fmt.Println(text, v.Less(first), err)
	}
	// Output:
	// 3.9.0 true <nil>
	// v3.13 false <nil>
	// 3.13.0-rc1 true <nil>
	// 3.13.0.1 false <nil>
	// new true "new" is no version: expected up to four numbers with dots between them, such as 3.13.0
}

// My softphone restarts in the middle of a pause. It keeps its display, and an answer that was under way still counts.
func ExampleDisplay_UnmarshalJSON() {
	var d pause.Display
	cmd := d.Click()
	saved, _ := json.Marshal(d)
	fmt.Println(string(saved))

	var restored pause.Display
	fmt.Println(json.Unmarshal(saved, &restored), restored.Pending())
	restored.Confirm(cmd)
	fmt.Println(restored.Stopped)
	fmt.Println(json.Unmarshal([]byte(`{"stopped":"yes"}`), &restored))
	// Output:
	// {"stopped":false,"sent":1,"owed":1,"undone":1}
	// <nil> true
	// true
	// snapshot: stopped: got a string, expected true or false
}

// The call is over and the PBX answers a click of it. The next call is not touched.
func ExampleDisplay_Clear() {
	var d pause.Display
	cmd := d.Click()
	d.Clear() // the softphone is idle
	d.Confirm(cmd)
	fmt.Println(d.Stopped, d.Offers())
	// Output:
	// false stop
}
