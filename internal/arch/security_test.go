package arch

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every test that SECURITY.md names as holding a promise is there.
func TestSecurityNamesTests(t *testing.T) {
	root := os.DirFS("../..")
	page, err := fs.ReadFile(root, "SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(root, name)
		for _, f := range function.FindAllSubmatch(text, -1) {
			declared[string(f[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllSubmatch(page, -1)
	for _, n := range named {
		if !declared[string(n[1])] {
			t.Errorf("%s: there is no such test", n[1])
		}
	}
	if len(named) < 20 {
		t.Errorf("%d tests named, want at least 20", len(named))
	}
}
