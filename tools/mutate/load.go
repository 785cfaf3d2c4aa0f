package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A pkg is a package with its types.
type pkg struct {
	name  string // as it was asked for
	dir   string
	files []*source
	info  *types.Info
	fset  *token.FileSet
}

type source struct {
	path string
	text []byte
	tree *ast.File
}

// listing is what go list says of a package.
type listing struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// load reads a package of the work space and checks its types against what its imports export.
func load(root, name string) (*pkg, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", ".")
	cmd.Dir, cmd.Env = filepath.Join(root, name), environ()
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	var last listing
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listing
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[l.ImportPath] = l.Export
		last = l // dependencies come first, the package itself last
	}
	p := &pkg{name: name, dir: last.Dir, fset: token.NewFileSet()}
	p.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	var trees []*ast.File
	for _, f := range last.GoFiles {
		s := &source{path: filepath.Join(last.Dir, f)}
		if s.text, err = os.ReadFile(s.path); err != nil {
			return nil, err
		}
		if s.tree, err = parser.ParseFile(p.fset, s.path, s.text, parser.ParseComments); err != nil {
			return nil, err
		}
		p.files = append(p.files, s)
		trees = append(trees, s.tree)
	}
	open := func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	}
	conf := types.Config{Importer: importer.ForCompiler(p.fset, "gc", open)}
	_, err = conf.Check(last.ImportPath, p.fset, trees, p.info)
	return p, err
}

// environ is our environment without GOWORK, for the tools stand outside of the work space and what they look at does not.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GOWORK=") })
}

// generated reports whether nobody writes a file by hand.
func (s *source) generated() bool {
	return strings.HasSuffix(s.path, "_gen.go") || ast.IsGenerated(s.tree)
}
