// Package docs writes the pages that are read from the tables and the model, and the drawings in docs/architecture.md.
// A test fails where a page is not what it would write.
package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// Run writes the pages of the repository in a folder.
func Run(root string) error {
	pages, err := pages(root)
	if err != nil {
		return err
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// architecture is the page with the drawings; the rest of it is written by hand.
const architecture = "docs/architecture.md"

// pages returns every generated page by its path.
func pages(root string) (map[string]string, error) {
	pages := map[string]string{}
	for name, lang := range map[string]spec.Lang{"docs/manual-tables.ja.md": spec.JA,
		"docs/manual-tables.md": spec.EN} {
		text, err := manualTables(lang)
		if err != nil {
			return nil, err
		}
		pages[name] = text
	}
	pages["docs/open-questions.ja.md"], pages["docs/open-questions.md"] = openQuestions(spec.JA), openQuestions(spec.EN)
	page, err := os.ReadFile(filepath.Join(root, architecture))
	if err != nil {
		return nil, err
	}
	packages, err := packageMap(root)
	if err != nil {
		return nil, err
	}
	text := string(page)
	for name, block := range map[string]string{"states": callstate.Mermaid(), "packages": packages} {
		if text, err = replaceBlock(text, name, "```mermaid\n"+block+"```\n"); err != nil {
			return nil, err
		}
	}
	pages[architecture] = text
	return pages, nil
}

// replaceBlock replaces what stands between two marks in a page.
func replaceBlock(page, name, block string) (string, error) {
	begin, end := "<!-- generated: "+name+" -->\n", "<!-- end: "+name+" -->"
	head, rest, ok := strings.Cut(page, begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("%s has no block %q", architecture, name)
	}
	return head + begin + block + end + tail, nil
}
