// Package arch has only tests. They hold the arrows between the packages, and what stands in nobody's program.
package arch

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	module  = "github.com/recpause/recpause"
	root    = "../.."
	looplab = "github.com/looplab/fsm"
)

// layers are the packages that somebody can import, and those under internal that these import, from the bottom to the
// top: each imports only what stands before it.
var layers = []string{
	"internal/enum", "internal/strictjson", "spec", "spec/vectors", "internal/rules",
	"callstate", "callstate/looplab", "pause", "cluster/law", "buttons",
	"recording", "recording/manifest", "recording/vcon", "recording/live/axis", "recording/live", "recording/offline", "recording/audit",
	"recording/wav",
	"internal/markdown", "calllog", "system", "recording/foreign", "notify", "siprec", "internal/tones", "internal/limit", "conformance", "internal/child", "internal/visible", "recording/wav",
	"conformance/shim", "internal/mealy", "internal/suite", "internal/faults", "cluster", "examples/stories",
}

// core are the packages without I/O, clock, goroutine and lock; of wav, which has files, of limit, which waits for other
// people's code, and of shim, which talks to processes, that is not asked.
var core = slices.DeleteFunc(slices.Clone(layers[:slices.Index(layers, "conformance")+1]), func(layer string) bool {
	return layer == "spec/vectors" || layer == "callstate/looplab" || layer == "recording/wav" || layer == "internal/limit"
})

type pkg struct {
	Dir, ImportPath         string
	Standard                bool
	GoFiles, IgnoredGoFiles []string
	Imports, Deps           []string
}

// list returns every package of all modules and what it depends on, without tests, by import path.
var list = sync.OnceValues(func() (map[string]pkg, error) {
	modules, err := goTool("list", "-m")
	if err != nil {
		return nil, err
	}
	args := []string{"list", "-deps", "-json"}
	for m := range strings.FieldsSeq(modules) {
		args = append(args, m+"/...")
	}
	out, err := goTool(args...)
	if err != nil {
		return nil, err
	}
	all := map[string]pkg{}
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all[p.ImportPath] = p
	}
})

// goTool returns what the go command prints in the module's folder.
func goTool(args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	out, err := cmd.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		err = errors.New("go " + strings.Join(args, " ") + ": " + string(failed.Stderr))
	}
	return string(out), err
}

// packages returns list, of which the root module is a part.
func packages(t *testing.T) map[string]pkg {
	t.Helper()
	all, err := list()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := all[module+"/"+layers[len(layers)-1]]; !ok {
		t.Fatalf("listed %d packages, and not %s", len(all), layers[len(layers)-1])
	}
	return all
}

// ours returns the path of an import inside of the module; ok is false for any other.
func ours(path string) (rel string, ok bool) {
	return strings.CutPrefix(path, module+"/")
}

// under reports whether a path is another one, or lies under it.
func under(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// files parses the files of a package, for whatever build they are, but no tests.
func (p pkg) files(t *testing.T, mode parser.Mode) map[string]*ast.File {
	parsed := map[string]*ast.File{}
	for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, mode)
		if err != nil {
			t.Fatal(err)
		}
		parsed[name] = file
	}
	return parsed
}

// A package imports only packages that stand before it in the list, and the list has every package that somebody can
// import.
func TestImportsPointOneWay(t *testing.T) {
	seen := 0
	for path, p := range packages(t) {
		rel, ok := ours(path)
		programs := under(rel, "internal") || under(rel, "cmd") || under(rel, "examples") || under(rel, "bench") ||
			under(rel, "cluster/explore")
		i := slices.Index(layers, rel)
		switch {
		case !ok || i < 0 && programs:
			continue
		case i < 0:
			t.Errorf("%s stands nowhere in the list", rel)
			continue
		}
		seen++
		for _, path := range p.Imports {
			if to, ok := ours(path); ok && !slices.Contains(layers[:i], to) {
				t.Errorf("%s imports %s, but may import only %v", rel, to, layers[:i])
			}
		}
	}
	if seen < len(layers)-1 {
		t.Errorf("looked at %d packages, want the %d of the list", seen, len(layers)-1)
	}
}

// A PBX pays for no screen. Who decides or records links no state machine of others, no tests and nothing that breaks
// tables.
func TestNobodyPaysForMore(t *testing.T) {
	for from, never := range map[string][]string{
		"pause":          {module + "/callstate", module + "/buttons", looplab, "testing"},
		"buttons":        {looplab, "testing"},
		"recording/live": {module + "/callstate", module + "/buttons", looplab, "testing"},
	} {
		for _, path := range packages(t)[module+"/"+from].Deps {
			if slices.Contains(never, path) {
				t.Errorf("%s depends on %s", from, path)
			}
		}
	}
}

// outside is what the core does not import: it does no I/O, asks no clock, starts nothing, locks nothing, and draws
// nothing at random. The packages that read and write what they are given import io. The kit is a door for others: a
// subject of theirs can be slow or panic, and Run is for their tests. What reads JSON looks at a type once, when the first
// document of it comes, which nobody can tell from outside: programs would begin later otherwise.
var (
	outside = []string{"os", "net", "log", "sync", "math/rand", "crypto/rand", "context", "io", "syscall", "runtime",
		"unsafe",
		"flag", "embed", "testing"}
	readers = []string{"recording/live", "recording/offline", "recording/manifest", "recording/audit", "recording/foreign",
		"recording/vcon", "siprec", "calllog", "system"}
	kit = []string{"context", "io", "runtime/debug", "embed", "testing"}
)

func TestCoreImportsNoOutsideWorld(t *testing.T) {
	for _, layer := range core {
		for _, path := range packages(t)[module+"/"+layer].Imports {
			allowed := path == "io" && slices.Contains(readers, layer) ||
				layer == "conformance" && slices.Contains(kit, path) ||
				layer == "internal/strictjson" && path == "sync"
			if !allowed && slices.ContainsFunc(outside, func(no string) bool { return under(path, no) }) {
				t.Errorf("%s imports %s", layer, path)
			}
		}
	}
}

// The core starts no goroutine and asks no clock.
func TestCoreStartsNothing(t *testing.T) {
	files, calls := 0, 0
	clock := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}
	for _, layer := range core {
		for name, file := range packages(t)[module+"/"+layer].files(t, 0) {
			files++
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					t.Errorf("%s/%s starts a goroutine", layer, name)
				case *ast.SelectorExpr:
					calls++
					if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, n.Sel.Name) {
						t.Errorf("%s/%s asks time.%s", layer, name, n.Sel.Name)
					}
				}
				return true
			})
		}
	}
	if files < 100 || calls < 10_000 {
		t.Errorf("looked at %d files and %d selectors only", files, calls)
	}
}

// The core depends on the standard library and on nothing else.
func TestCoreDependsOnNothingElse(t *testing.T) {
	all := packages(t)
	for _, layer := range core {
		for _, path := range all[module+"/"+layer].Deps {
			if _, our := ours(path); !our && !all[path].Standard {
				t.Errorf("%s depends on %s", layer, path)
			}
		}
	}
}

// Nothing exported can be changed: no package that anybody can import has an exported variable, but for the errors that
// it returns.
func TestNothingExportedIsMutable(t *testing.T) {
	seen := 0
	for _, layer := range layers {
		for name, file := range packages(t)[module+"/"+layer].files(t, 0) {
			for _, d := range file.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok || g.Tok != token.VAR || under(layer, "internal") || under(layer, "examples") {
					continue
				}
				for _, s := range g.Specs {
					for _, id := range s.(*ast.ValueSpec).Names {
						seen++
						if id.IsExported() && !strings.HasPrefix(id.Name, "Err") {
							t.Errorf("%s/%s: anybody can change %s", layer, name, id.Name)
						}
					}
				}
			}
		}
	}
	if seen < 150 {
		t.Errorf("looked at %d variables only", seen)
	}
}

// One file imports looplab/fsm, whatever build it is for, and whichever module it is in.
func TestOneFileImportsLooplab(t *testing.T) {
	var importers []string
	for path, p := range packages(t) {
		rel, ok := ours(path)
		if !ok {
			continue
		}
		for name, file := range p.files(t, parser.ImportsOnly) {
			for _, i := range file.Imports {
				if strings.HasPrefix(i.Path.Value, `"`+looplab) {
					importers = append(importers, rel+"/"+name)
				}
			}
		}
	}
	if want := []string{"callstate/looplab/looplab.go"}; !slices.Equal(importers, want) {
		t.Errorf("looplab/fsm is imported by %v, want %v", importers, want)
	}
}

// An example can be copied out of the repository, and compiles there: it imports nothing that is internal.
func TestExamplesImportNothingInternal(t *testing.T) {
	seen := 0
	for path, p := range packages(t) {
		if rel, ok := ours(path); !ok || !under(rel, "examples") {
			continue
		}
		seen++
		for _, to := range p.Imports {
			if rel, ok := ours(to); ok && under(rel, "internal") {
				t.Errorf("%s imports %s", path, to)
			}
		}
	}
	if seen < 3 {
		t.Errorf("saw %d examples only", seen)
	}
}

// What only tests need is imported by tests only: nobody who imports the library, or installs its command, inherits it.
func TestTestLibrariesStayInTests(t *testing.T) {
	seen := 0
	libraries := []string{"github.com/stretchr/testify", "github.com/google/go-cmp", "pgregory.net/rapid"}
	for path, p := range packages(t) {
		rel, ok := ours(path)
		if !ok || under(rel, "bench") || under(rel, "cmd/recpause") || under(rel, "examples/asterisk") ||
			under(rel, "examples/pbx-sip") {
			continue
		}
		for _, to := range p.Deps {
			seen++
			if slices.ContainsFunc(libraries, func(no string) bool { return under(to, no) }) {
				t.Errorf("%s depends on %s", path, to)
			}
		}
	}
	if seen < 3000 {
		t.Errorf("looked at what packages depend on %d times only", seen)
	}
}
