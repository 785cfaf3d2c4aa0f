package arch

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/recpause/recpause"

// layers are the packages from the bottom to the top: each imports only what stands before it.
var layers = []string{
	"internal/enum", "spec", "internal/rules", "callstate", "pause", "buttons", "recording", "recording/live", "recording/offline", "recording/manifest",
	"recording/audit", "internal/markdown", "calllog", "system", "conformance", "conformance/shim",
	"internal/mealy", "internal/suite", "internal/faults",
}

// core are the layers without I/O, clock, goroutine and lock.
var core = layers[:slices.Index(layers, "recording")+1]

type pkg struct {
	Dir, ImportPath         string
	Standard                bool
	GoFiles, IgnoredGoFiles []string
	Imports, Deps           []string
}

// list returns every package of the module and what it depends on, without tests, by import path.
func list(t *testing.T) map[string]pkg {
	cmd := exec.Command("go", "list", "-deps", "-json", "./...")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	all := map[string]pkg{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal("go list: ", err)
		}
		all[p.ImportPath] = p
	}
}

// ours returns the path of an import inside of the module; ok is false for any other.
func ours(path string) (rel string, ok bool) {
	return strings.CutPrefix(path, module+"/")
}

// A package imports only packages that stand above it in the list of the design.
func TestImportsPointOneWay(t *testing.T) {
	all := list(t)
	for i, layer := range layers {
		p, ok := all[module+"/"+layer]
		if !ok {
			t.Errorf("there is no package %s", layer)
			continue
		}
		for _, path := range p.Imports {
			if rel, ok := ours(path); ok && !slices.Contains(layers[:i], rel) {
				t.Errorf("%s imports %s, but may import only %v", layer, rel, layers[:i])
			}
		}
	}
}

// A PBX pays for no screen and for no state machine.
func TestPauseDependsOnNoScreen(t *testing.T) {
	for _, path := range list(t)[module+"/pause"].Deps {
		for _, no := range []string{module + "/callstate", module + "/buttons", "github.com/looplab/fsm"} {
			if path == no {
				t.Errorf("pause depends on %s", no)
			}
		}
	}
}

// The core does no I/O, asks no clock, starts nothing, locks nothing, and draws nothing at random.
func TestCoreImportsNoOutsideWorld(t *testing.T) {
	forbidden := []string{"os", "net", "log", "sync", "math/rand", "crypto/rand", "context", "io", "syscall", "runtime", "unsafe", "flag", "embed", "testing"}
	all := list(t)
	for _, layer := range core {
		for _, path := range all[module+"/"+layer].Imports {
			for _, no := range forbidden {
				if path != "log/slog" && (path == no || strings.HasPrefix(path, no+"/")) {
					t.Errorf("%s imports %s", layer, path)
				}
			}
		}
	}
}

// The core depends on the standard library, and from callstate up on looplab/fsm, and on nothing else.
func TestCoreDependsOnNothingElse(t *testing.T) {
	all := list(t)
	for _, layer := range core {
		p := all[module+"/"+layer]
		callstate := layer == "callstate" || slices.Contains(p.Deps, module+"/callstate")
		for _, path := range p.Deps {
			_, our := ours(path)
			looplab := callstate && path == "github.com/looplab/fsm"
			if !our && !all[path].Standard && !looplab {
				t.Errorf("%s depends on %s", layer, path)
			}
		}
	}
}

// One file imports looplab/fsm, whatever build it is for.
func TestOneFileImportsLooplab(t *testing.T) {
	var files []string
	for _, p := range list(t) {
		rel, ok := ours(p.ImportPath)
		if !ok {
			continue
		}
		for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range file.Imports {
				if strings.HasPrefix(i.Path.Value, `"github.com/looplab/fsm`) && !strings.HasSuffix(name, "_test.go") {
					files = append(files, rel+"/"+name)
				}
			}
		}
	}
	if want := []string{"callstate/looplab/looplab.go"}; !slices.Equal(files, want) {
		t.Errorf("looplab/fsm is imported by %v, want %v", files, want)
	}
}

// What only tests need is imported by tests only: nobody who imports the library inherits it.
func TestTestLibrariesStayInTests(t *testing.T) {
	for path := range list(t) {
		for _, no := range []string{"github.com/stretchr/testify", "github.com/google/go-cmp", "pgregory.net/rapid"} {
			if path == no || strings.HasPrefix(path, no+"/") {
				t.Errorf("%s is a dependency of the library or its commands", path)
			}
		}
	}
}
