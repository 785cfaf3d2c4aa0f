package spec

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The generated files are what is made of rules.json, byte for byte.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	const root = "../../.."
	files, err := Files(root)
	if err != nil || len(files) != 2 {
		t.Fatalf("got %d files, %v", len(files), err)
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what gen spec makes of rules.json: run go generate ./internal/gen", path)
		}
	}
}
