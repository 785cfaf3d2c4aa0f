package spec_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The generated files are what specgen makes of rules.json, byte for byte.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	dir := t.TempDir()
	specgen := filepath.Join(dir, "specgen")
	build := exec.Command("go", "build", "-o", specgen, "../internal/gen/spec")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("specgen does not build: %v\n%s", err, out)
	}
	source, err := os.ReadFile("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "rules.json"), source, 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(specgen)
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("specgen fails: %v\n%s", err, out)
	}
	for _, name := range []string{"ids_gen.go", "data_gen.go"} {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what specgen makes of rules.json: run go generate ./spec", name)
		}
	}
}
