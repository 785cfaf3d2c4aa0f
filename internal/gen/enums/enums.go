// Package enums writes the methods of enumerations. An enumeration is a type, its constants, and one array of names
// beside them that is called after the type (stateNames) and says in a directive what it needs:
//
//	//enum:name    String and GoString
//	//enum:text    also MarshalText and UnmarshalText: it is written somewhere, and so can be read
//	//enum:parse   also Parse and the type's name: a name is given on its own, such as in a flag
//
// Whatever follows is how errors call a value, by default the type's name in small letters. A first name "none" says
// that the zero value is none: it prints so, Parse does not know it, and UnmarshalText does where the array has a key
// for it (0: "none"), for then it is written. An array stateTexts of spec.Text, if there is one, gives In: the value in
// words.
package enums

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// file is what is written in each package with an enumeration, and tests is a test of all that can be read.
const (
	file  = "enums_gen.go"
	tests = "internal/gen/enums/all_gen_test.go"
)

// An Enum is an enumeration as its package declares it.
type Enum struct {
	Type     string
	Kind     string // as errors call one of its values
	Names    string // the array of names
	Texts    string // the array of texts, "" where there is none
	Text     bool   // it is written and read
	Parse    string // the function that reads a name, "" where there is none
	NoneZero bool   // the zero value is none
	ReadZero bool   // and it is read nevertheless
}

// Files returns what is generated below a folder, by its path: code beside the enumerations, and a test of those that
// can be read. A file that was written once, and that no enumeration asks for any more, is nil.
func Files(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	var all []pkg
	err := fs.WalkDir(os.DirFS(root), ".", func(dir string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case d.Name() == "testdata" || dir != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		}
		p, err := find(filepath.Join(root, dir))
		path := filepath.Join(dir, file)
		switch _, missing := os.Stat(filepath.Join(root, path)); {
		case err == nil && len(p.Enums) > 0:
			p.Path = dir
			all = append(all, p)
			files[path], err = render("code", p)
		case missing == nil:
			files[path] = nil
		}
		return err
	})
	if err == nil {
		files[tests], err = render("test", all)
	}
	return files, err
}

// A pkg is a package with enumerations.
type pkg struct {
	Name, Path string
	Enums      []Enum

	types map[string]bool
	vars  map[string]bool
	names []*ast.GenDecl // the arrays with a directive
}

// Spec is what stands in front of a name of package spec.
func (p pkg) Spec() string {
	if p.Name == "spec" {
		return ""
	}
	return "spec."
}

// Imports reports whether the code of the package uses another one called spec.
func (p pkg) Imports() bool {
	return p.Name != "spec" && slices.ContainsFunc(p.Enums, func(e Enum) bool { return e.Text || e.Texts != "" })
}

// Read returns the exported enumerations that can be read.
func (p pkg) Read() []Enum {
	return slices.DeleteFunc(slices.Clone(p.Enums), func(e Enum) bool { return !e.Text || !ast.IsExported(e.Type) })
}

// find reads the package in a folder.
func find(dir string) (pkg, error) {
	p := pkg{types: map[string]bool{}, vars: map[string]bool{}}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return p, err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") || filepath.Base(path) == file {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return p, err
		}
		p.add(parsed)
	}
	for _, decl := range p.names {
		e, err := p.enum(decl)
		if err != nil {
			return p, fmt.Errorf("%s: %w", dir, err)
		}
		p.Enums = append(p.Enums, e)
	}
	slices.SortFunc(p.Enums, func(a, b Enum) int { return strings.Compare(a.Type, b.Type) })
	return p, nil
}

func (p *pkg) add(f *ast.File) {
	p.Name = f.Name.Name
	for _, decl := range f.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range gen.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				p.types[spec.Name.Name] = true
			case *ast.ValueSpec:
				p.vars[spec.Names[0].Name] = true
			}
		}
		if level, _ := directive(gen); level != "" {
			p.names = append(p.names, gen)
		}
	}
}

// directive returns the two words of the comment //enum: in front of a declaration.
func directive(decl *ast.GenDecl) (level, kind string) {
	if decl.Doc == nil || decl.Tok != token.VAR {
		return "", ""
	}
	for _, c := range decl.Doc.List {
		if text, ok := strings.CutPrefix(c.Text, "//enum:"); ok {
			level, kind, _ = strings.Cut(text, " ")
		}
	}
	return level, kind
}

// enum reads the declaration of an array of names.
func (p *pkg) enum(decl *ast.GenDecl) (e Enum, err error) {
	spec := decl.Specs[0].(*ast.ValueSpec)
	e.Names = spec.Names[0].Name
	prefix, ok := strings.CutSuffix(e.Names, "Names")
	for _, name := range slices.Sorted(maps.Keys(p.types)) {
		if ok && strings.EqualFold(name, prefix) {
			e.Type = name
		}
	}
	if e.Type == "" {
		return e, fmt.Errorf("%s is named after no type of the package", e.Names)
	}
	names, keyed, err := literals(spec)
	if err != nil {
		return e, fmt.Errorf("%s %w", e.Names, err)
	}
	e.NoneZero = names[0] == "none"
	e.ReadZero = !e.NoneZero || keyed
	if p.vars[prefix+"Texts"] {
		e.Texts = prefix + "Texts"
	}
	level, kind := directive(decl)
	if e.Kind = kind; kind == "" {
		e.Kind = strings.ToLower(capital.ReplaceAllString(e.Type, "$1 $2"))
	}
	switch level {
	case "name":
	case "parse":
		e.Parse = "parse" + strings.ToUpper(e.Type[:1]) + e.Type[1:]
		if ast.IsExported(e.Type) {
			e.Parse = "Parse" + e.Type
		}
		fallthrough
	case "text":
		e.Text = true
	default:
		return e, fmt.Errorf("%s: //enum:%s is neither name nor text nor parse", e.Names, level)
	}
	return e, nil
}

// capital is the beginning of a word in a type's name, but for the first.
var capital = regexp.MustCompile("(.)([A-Z])")

// literals returns the names in the order in which they are written, and whether the first of them has a key. They have
// to be names, and different ones.
func literals(spec *ast.ValueSpec) (names []string, keyed bool, err error) {
	array, ok := spec.Values[0].(*ast.CompositeLit)
	if !ok || len(array.Elts) == 0 {
		return nil, false, errors.New("is no array of names")
	}
	_, keyed = array.Elts[0].(*ast.KeyValueExpr)
	for _, element := range array.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			element = pair.Value
		}
		literal, ok := element.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return nil, false, errors.New("holds something else than names")
		}
		name, err := strconv.Unquote(literal.Value)
		switch {
		case err != nil:
			return nil, false, err
		case name == "" || strings.ContainsAny(name, " \t\n"):
			return nil, false, fmt.Errorf("has %q, which is no name", name)
		case slices.Contains(names, name):
			return nil, false, fmt.Errorf("has %q twice", name)
		}
		names = append(names, name)
	}
	return names, keyed, nil
}

//go:embed enums.tmpl
var templates string

func render(name string, data any) ([]byte, error) {
	t, err := template.New("").Parse(templates)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}
