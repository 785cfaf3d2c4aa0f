// Command docgen writes the pages that are read from the tables and the model, and the drawings in the READMEs. Run it with make
// docs; a test, and so CI, fails where a page is not what it would write.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("docgen: ")
	root := flag.String("root", ".", "the repository's `folder`")
	flag.Parse()
	pages, err := pages(*root)
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(*root, name), []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// pages returns every generated page by its path.
func pages(root string) (map[string]string, error) {
	pages := map[string]string{}
	for name, lang := range map[string]spec.Lang{"docs/manual-tables.ja.md": spec.JA, "docs/manual-tables.en.md": spec.EN} {
		text, err := manualTables(lang)
		if err != nil {
			return nil, err
		}
		pages[name] = text
	}
	pages["docs/open-questions.ja.md"], pages["docs/open-questions.md"] = openQuestions(spec.JA), openQuestions(spec.EN)
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		return nil, err
	}
	packages, err := packageMap(root)
	if err != nil {
		return nil, err
	}
	text := string(readme)
	for name, block := range map[string]string{"states": callstate.Mermaid(), "packages": packages} {
		if text, err = replaceBlock(text, name, "```mermaid\n"+block+"```\n"); err != nil {
			return nil, err
		}
	}
	pages["README.md"] = text
	return pages, nil
}

// replaceBlock replaces what stands between two marks in a page.
func replaceBlock(page, name, block string) (string, error) {
	begin, end := "<!-- generated: "+name+" -->\n", "<!-- end: "+name+" -->"
	head, rest, ok := strings.Cut(page, begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("README.md has no block %q", name)
	}
	return head + begin + block + end + tail, nil
}
