package vectors_test

import (
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/recpause/recpause/spec/vectors"
)

// Is my version check right? Compare it with every version that the page tells apart; this one compares them as text.
func ExampleFS() {
	var file struct {
		Cases []struct {
			Given      struct{ Version string }
			Documented map[string]struct {
				Is   any
				Rule string
			}
		}
	}
	text, _ := fs.ReadFile(vectors.FS(), "versions.json")
	fmt.Println(json.Unmarshal(text, &file))
	for _, c := range file.Cases {
		want, ok := c.Documented["available"]
		if got := c.Given.Version >= "3.13.0"; ok && got != want.Is {
			fmt.Println(want.Rule, c.Given.Version, "got", got, "want", want.Is)
		}
	}
	// Output:
	// <nil>
	// RP-AVL-010 3.9.0 got true want false
}
