package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// A mutant is one change of one place.
type mutant struct {
	id       int
	file     string
	line     int
	function string
	kind     string
	text     string // what is changed, on one line
	nth      int    // among those of the function that read the same, from 1 on
}

// key names a mutant so that a change elsewhere in the file does not rename it.
func (m mutant) key() string {
	key := m.file + " " + m.function + ": " + m.kind + ": " + m.text
	if m.nth > 1 {
		key += fmt.Sprintf(" #%d", m.nth)
	}
	return key
}

// An edit replaces the text from one offset to the other; most insert and replace nothing.
type edit struct {
	from, to int
	closes   bool // an insertion behind a node, and not before one
	seq      int
	text     string
}

// An editor finds the mutants of one file, and writes the file that holds them all.
type editor struct {
	*pkg
	src      *source
	function string
	mutants  *[]mutant
	nth      map[string]int
	off      map[int]bool // lines on which the last build did not succeed
	edits    []edit
}

// mutated returns the file with all mutants in it.
func (e *editor) mutated() []byte {
	for _, d := range e.src.tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			e.function = nameOf(f)
			ast.Walk(visitor{e, nil}, f.Body)
		}
	}
	slices.SortStableFunc(e.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), compareOrder(a, b))
	})
	var b bytes.Buffer
	at := 0
	for _, x := range e.edits {
		b.Write(e.src.text[at:x.from])
		b.WriteString(x.text)
		at = x.to
	}
	b.Write(e.src.text[at:])
	return b.Bytes()
}

// compareOrder orders edits of one offset: what closes, the inner first; what opens, the outer first; what is replaced.
func compareOrder(a, b edit) int {
	rank := func(x edit) int {
		switch {
		case x.closes:
			return 0
		case x.to > x.from:
			return 2
		}
		return 1
	}
	if a.closes && b.closes {
		return cmp.Compare(b.seq, a.seq)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.seq, b.seq))
}

func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if index, ok := t.(*ast.IndexExpr); ok {
		t = index.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "." + f.Name.Name
	}
	return f.Name.Name
}

func (e *editor) offset(p token.Pos) int { return e.fset.Position(p).Offset }

// source returns the text of a node as it is written.
func (e *editor) source(n ast.Node) string {
	return string(e.src.text[e.offset(n.Pos()):e.offset(n.End())])
}

// add numbers a mutant of a node; it returns false where none may be.
func (e *editor) add(n ast.Node, kind string) (id int, ok bool) {
	line := e.fset.Position(n.Pos()).Line
	if e.off[line] {
		return 0, false
	}
	m := mutant{
		id:       len(*e.mutants) + 1,
		file:     filepath.Base(e.src.path),
		line:     line,
		function: e.function,
		kind:     kind,
		text:     strings.Join(strings.Fields(e.source(n)), " "),
	}
	if len(m.text) > 70 {
		m.text = strings.ToValidUTF8(m.text[:70], "") + "…"
	}
	same := m.key()
	e.nth[same]++
	m.nth = e.nth[same]
	*e.mutants = append(*e.mutants, m)
	return m.id, true
}

// wrap puts text around a node.
func (e *editor) wrap(n ast.Node, before, after string) {
	from, to := e.offset(n.Pos()), e.offset(n.End())
	seq := len(e.edits)
	e.edits = append(e.edits, edit{from: from, to: from, seq: seq, text: before},
		edit{from: to, to: to, closes: true, seq: seq, text: after})
}

// call makes a binary expression a call of a function of the mutated package.
func (e *editor) call(n *ast.BinaryExpr, function string, id int) {
	e.wrap(n, fmt.Sprintf("mutate__%s(%d, ", function, id), ")")
	from := e.offset(n.OpPos)
	e.edits = append(e.edits, edit{from: from, to: from + len(n.Op.String()), text: ","})
}

// constant reports whether an expression has a value while it is compiled.
func (e *editor) constant(x ast.Expr) bool {
	tv, ok := e.info.Types[x]
	return ok && tv.Value != nil
}

// numeric returns the name of an expression's type, if it is a number's and not an enumeration's.
func (e *editor) numeric(x ast.Expr) (string, bool) {
	t := e.info.TypeOf(x)
	if t == nil {
		return "", false
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsNumeric == 0 || basic.Info()&(types.IsUntyped|types.IsComplex) != 0 {
		return "", false
	}
	if _, named := t.(*types.Named); named && !holdsLiteral(x) {
		return "", false
	}
	return types.TypeString(t, func(other *types.Package) string {
		if other.Name() == e.src.tree.Name.Name {
			return ""
		}
		return other.Name()
	}), true
}

// isNumber reports whether an expression is a number, of whatever type.
func (e *editor) isNumber(x ast.Expr) bool {
	t := e.info.TypeOf(x)
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0 && basic.Info()&types.IsComplex == 0
}

func holdsLiteral(x ast.Expr) (found bool) {
	ast.Inspect(x, func(n ast.Node) bool {
		_, literal := n.(*ast.BasicLit)
		found = found || literal
		return !found
	})
	return found
}
