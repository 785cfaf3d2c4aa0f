package main

import (
	"go/ast"
	"go/token"
	"regexp"

	"github.com/recpause/recpause/spec"
)

var mention = regexp.MustCompile(`RP-([A-Z0-9]{3})-([0-9]{3})(?:\s+to\s+([0-9]{3}))?`)

// mentioned returns the rules that a comment names, also those between the ends of RP-NTF-010 to 013.
func mentioned(comment string) (ids []spec.ID) {
	for _, m := range mention.FindAllStringSubmatch(comment, -1) {
		from, to := "RP-"+m[1]+"-"+m[2], "RP-"+m[1]+"-"+max(m[2], m[3])
		for r := range spec.Rules() {
			if id := r.ID.String(); from <= id && id <= to {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids
}

// constant returns the rule of an expression such as spec.BTN020, 0 for any other.
func constant(n ast.Node) spec.ID {
	s, ok := n.(*ast.SelectorExpr)
	if !ok || !named(s.X, "spec") || len(s.Sel.Name) != len("BTN020") {
		return 0
	}
	id, _ := spec.ParseID("RP-" + s.Sel.Name[:3] + "-" + s.Sel.Name[3:])
	return id
}

func named(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// declaration returns what stands at a position, its comments included, such as pause.Step.Beep; the package outside of all.
func declaration(f *ast.File, at token.Pos) string {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if covers(d, at, d.Doc, nil) {
				return f.Name.Name + "." + receiver(d) + d.Name.Name
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				name, doc, comment := described(s)
				if !d.Lparen.IsValid() {
					doc = d.Doc
				}
				if name != "" && covers(s, at, doc, comment) {
					return f.Name.Name + "." + name
				}
			}
		}
	}
	return f.Name.Name
}

// covers reports whether a position is in a node, or in the comment before or behind it.
func covers(n ast.Node, at token.Pos, before, behind *ast.CommentGroup) bool {
	from, to := n.Pos(), n.End()
	if before != nil {
		from = before.Pos()
	}
	if behind != nil {
		to = behind.End()
	}
	return from <= at && at < to
}

func described(s ast.Spec) (name string, doc, comment *ast.CommentGroup) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return s.Name.Name, s.Doc, s.Comment
	case *ast.ValueSpec:
		return s.Names[0].Name, s.Doc, s.Comment
	}
	return "", nil, nil
}

// receiver returns the type of a method with a dot behind it, "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if generic, ok := t.(*ast.IndexExpr); ok {
		t = generic.X
	}
	return t.(*ast.Ident).Name + "."
}
