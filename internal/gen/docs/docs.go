// Package docs writes the pages that are read from the tables and the model, and the drawings in docs/architecture.md.
// A test fails where a page is not what it would write.
package docs

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
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
	pages, wrongQuestions := markdown.Pair("docs/open-questions", openQuestions)
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
