// Package docs writes the pages that only retell the tables and the model, and the drawings in docs/architecture.md. A
// test fails where a page is not what it would write.
package docs

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/markdown"
)

// architecture is the page with the drawings; the rest of it is written by hand.
const architecture = "docs/architecture.md"

// Files returns every generated page of the repository in a folder, by its path.
func Files(root string) (map[string][]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, architecture))
	if err != nil {
		return nil, err
	}
	packages, err := packageMap(root)
	if err != nil {
		return nil, err
	}
	page, err := replaceBlock(string(text), "states", callstate.Mermaid())
	if err != nil {
		return nil, err
	}
	if page, err = replaceBlock(page, "packages", packages); err != nil {
		return nil, err
	}
	tables, wrongTables := markdown.Pair("docs/manual-tables", manualTables)
	catalogue, err := readCatalogue(root)
	if err != nil {
		return nil, err
	}
	pages, wrongQuestions := markdown.Pair("docs/open-questions", catalogue.openQuestions)
	maps.Copy(pages, tables)
	pages[architecture] = []byte(page)
	return pages, errors.Join(wrongTables, wrongQuestions)
}

// replaceBlock replaces the drawing that stands between two marks in a page.
func replaceBlock(page, name, drawing string) (string, error) {
	begin, end := "<!-- generated: "+name+" -->\n```mermaid\n", "```\n<!-- end: "+name+" -->"
	head, rest, ok := strings.Cut(page, begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("%s has no block %q", architecture, name)
	}
	return head + begin + drawing + end + tail, nil
}

const module = "github.com/recpause/recpause/"

// packageMap draws which package imports which, as the compiler sees it, without the arrows that follow from others.
func packageMap(root string) (string, error) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return "", err
	}
	imports := map[string][]string{}
	var names []string
	for line := range strings.Lines(string(out)) {
		paths := strings.Fields(line)
		name, inside := strings.CutPrefix(paths[0], module)
		if !inside || hidden(name) {
			continue
		}
		names = append(names, name)
		for _, path := range paths[1:] {
			if to, inside := strings.CutPrefix(path, module); inside && !hidden(to) {
				imports[name] = append(imports[name], to)
			}
		}
	}
	var b strings.Builder
	b.WriteString("flowchart BT\n")
	for _, from := range names {
		for _, to := range imports[from] {
			if !follows(imports, from, to) {
				b.WriteString("    " + node(from) + " --> " + node(to) + "\n")
			}
		}
	}
	return b.String(), nil
}

// hidden reports whether a package is a program, or cannot be imported from outside of the module.
func hidden(name string) bool {
	return slices.ContainsFunc([]string{"cmd/", "examples/", "internal/"},
		func(folder string) bool { return strings.HasPrefix(name, folder) })
}

func node(name string) string {
	return strings.ReplaceAll(name, "/", "_") + `["` + name + `"]`
}

// follows reports whether from imports to by way of another import as well.
func follows(imports map[string][]string, from, to string) bool {
	return slices.ContainsFunc(imports[from], func(via string) bool { return via != to && reaches(imports, via, to) })
}

// reaches reports whether from imports to, by way of other packages or by itself, or is it.
func reaches(imports map[string][]string, from, to string) bool {
	return from == to || slices.ContainsFunc(imports[from], func(via string) bool { return reaches(imports, via, to) })
}
