package spec

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The generated files are what is made of rules.json, byte for byte.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	const dir = "../../../spec"
	source, err := os.ReadFile(filepath.Join(dir, "rules.json"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := Files(source)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what gen spec makes of rules.json: run go generate ./internal/gen", name)
		}
	}
}
