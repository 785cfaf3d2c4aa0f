package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/spec"
)

// deciders are the packages in which something is decided by a rule, from the bottom to the top.
var deciders = [...]string{"callstate", "pause", "buttons", "recording", "calllog", "system"}

// A place is where our source names a rule.
type place struct {
	File  string
	Name  string // of the declaration, or of the table
	Table bool   // it is a row of a table
}

// explains reports whether a place only says why: nothing is decided there.
func (p place) explains() bool {
	return strings.HasPrefix(path.Base(p.File), "why") || strings.Contains(p.Name, ".Why")
}

// A sources is what is read from our own source.
type sources struct {
	places map[spec.ID][]place
	checks map[spec.ID]string // the file of the rule's check
	tables map[string]string  // the file of a table
}

// read reads the source of the deciding packages and of the checks.
func read(root fs.FS) (sources, error) {
	s := sources{map[spec.ID][]place{}, map[spec.ID]string{}, map[string]string{}}
	for _, folder := range deciders {
		if err := eachFile(root, folder, func(f source) { s.readPlaces(f) }); err != nil {
			return s, err
		}
	}
	for _, places := range s.places {
		slices.SortStableFunc(places, tablesFirst)
	}
	return s, eachFile(root, "conformance", func(f source) { s.readChecks(f) })
}

// A source is one file.
type source struct {
	*ast.File
	name string
}

// eachFile parses every file of a package that is no test.
func eachFile(root fs.FS, folder string, do func(source)) error {
	names, err := fs.Glob(root, folder+"/*.go")
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		do(source{f, name})
	}
	return nil
}

func tablesFirst(a, b place) int {
	switch {
	case a.Table == b.Table:
		return 0
	case a.Table:
		return -1
	}
	return 1
}

// readPlaces notes every rule that the code or a comment names.
func (s *sources) readPlaces(f source) {
	tables := s.readTables(f)
	note := func(id spec.ID, at token.Pos) {
		p := place{File: f.name, Name: declaration(f.File, at)}
		for _, t := range tables {
			if t.Pos() <= at && at < t.End() {
				p.Name, p.Table = tableName(t), true
			}
		}
		if !slices.Contains(s.places[id], p) {
			s.places[id] = append(s.places[id], p)
		}
	}
	ast.Inspect(f.File, func(n ast.Node) bool {
		if id := constant(n); id != 0 {
			note(id, n.Pos())
		}
		return true
	})
	for _, group := range f.Comments {
		for _, id := range mentioned(group.Text()) {
			note(id, group.Pos())
		}
	}
}

// readTables notes the tables that a file makes, and returns the calls that make them.
func (s *sources) readTables(f source) (calls []*ast.CallExpr) {
	ast.Inspect(f.File, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if name := tableName(call); name != "" {
			s.tables[name] = f.name
			calls = append(calls, call)
		}
		return true
	})
	return calls
}

// tableName returns the name in a call such as table.Must("3.1", …), "" for any other.
func tableName(call *ast.CallExpr) string {
	makes, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !named(makes.X, "table") || len(call.Args) == 0 {
		return ""
	}
	name, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, _ := strconv.Unquote(name.Value) // of another literal: ""
	return text
}

// readChecks notes the rules in literals of type []check: the first field is the rule.
func (s *sources) readChecks(f source) {
	ast.Inspect(f.File, func(n ast.Node) bool {
		list, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if kind, ok := list.Type.(*ast.ArrayType); !ok || kind.Len != nil || !named(kind.Elt, "check") {
			return true
		}
		for _, e := range list.Elts {
			if row, ok := e.(*ast.CompositeLit); ok && len(row.Elts) > 0 {
				s.checks[constant(row.Elts[0])] = f.name
			}
		}
		return false
	})
}
