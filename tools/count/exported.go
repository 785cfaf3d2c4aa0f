package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"strings"
)

// exportedBy lists what one file exports.
func exportedBy(path string) (lines []string, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p := printing{files}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			lines = append(lines, p.function(d)...)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				lines = append(lines, p.spec(d.Tok, s)...)
			}
		}
	}
	return lines, nil
}

// printing writes syntax on one line.
type printing struct{ files *token.FileSet }

func (p printing) text(node any) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, p.files, node); err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (p printing) function(d *ast.FuncDecl) []string {
	receiver := ""
	if d.Recv != nil {
		receiver = p.text(d.Recv.List[0].Type)
		if name, _, _ := strings.Cut(strings.TrimLeft(receiver, "*"), "["); !ast.IsExported(name) {
			return nil
		}
		receiver = "(" + receiver + ") "
	}
	if !d.Name.IsExported() {
		return nil
	}
	return []string{"func " + receiver + d.Name.Name + strings.TrimPrefix(p.text(d.Type), "func")}
}

func (p printing) spec(tok token.Token, s ast.Spec) (lines []string) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() {
			return p.typ(s)
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if name.IsExported() {
				lines = append(lines, strings.TrimSpace(tok.String()+" "+name.Name+" "+p.typeOf(s)))
			}
		}
	}
	return lines
}

func (p printing) typeOf(s *ast.ValueSpec) string {
	if s.Type == nil {
		return ""
	}
	return p.text(s.Type)
}

// typ lists a type, its exported fields (embedded ones too), and an interface's methods.
func (p printing) typ(s *ast.TypeSpec) (lines []string) {
	name := "type " + s.Name.Name
	fields, kind := (*ast.FieldList)(nil), ""
	switch t := s.Type.(type) {
	case *ast.StructType:
		fields, kind = t.Fields, " struct"
	case *ast.InterfaceType:
		fields, kind = t.Methods, " interface"
	default:
		return []string{name + " " + p.text(s.Type)}
	}
	lines = []string{name + kind}
	for _, f := range fields.List {
		for _, n := range f.Names {
			if n.IsExported() {
				lines = append(lines, name+kind+", "+n.Name+" "+p.text(f.Type))
			}
		}
		if id, ok := f.Type.(*ast.Ident); len(f.Names) == 0 && (!ok || id.IsExported()) {
			lines = append(lines, name+kind+", "+p.text(f.Type))
		}
	}
	return lines
}
