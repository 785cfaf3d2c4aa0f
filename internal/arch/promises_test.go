package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// promise is a word that promises, subject is what may not be promised of, and denial takes a promise back.
var (
	promise = regexp.MustCompile(`(?i)\b(ensures?|guarantee[sd]? (that|nothing|no)|prevents?|compliant|compliance` +
		`|certified|100 ?%|never (stored|recorded|leaks?))\b|完全に|確実に|絶対に|漏えい|漏洩|準拠`)
	subject = regexp.MustCompile(`(?i)pause|recording|silen|sensitive|card|secret|録音|停止|無音|カード|番号|機密`)
	denial  = regexp.MustCompile(`(?i)\b(not|nobody|cannot|whether|no compliance advice)\b|n't|ない|ません|保証外`)
	ends    = regexp.MustCompile(`[.。!?:;|]\s|[。！？]|\n\s*\n`)
)

// promises returns the sentences of a text that promise something of a recording pause.
func promises(text string) (found []string) {
	for _, sentence := range ends.Split(text, -1) {
		s := strings.Join(strings.Fields(sentence), " ")
		if promise.MatchString(s) && subject.MatchString(s) && !denial.MatchString(s) {
			found = append(found, s)
		}
	}
	return found
}

// texts returns what the project says to people: pages, and the comments and texts of programs.
func texts(t *testing.T) map[string]string {
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "out" || d.Name() == "bin"):
			return fs.SkipDir
		case strings.HasSuffix(path, ".md") || strings.HasSuffix(path, "NOTICE"):
			text, err := os.ReadFile(path)
			all[path] = string(text)
			return err
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			all[path] = said(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// said returns the comments and the texts of a Go file.
func said(t *testing.T, path string) string {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range file.Comments {
		b.WriteString(c.Text() + "\n\n")
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			b.WriteString(lit.Value + "\n\n")
		}
		return true
	})
	return b.String()
}

// Nothing that the project says promises more of a pause than that it reduces what is stored (RP-RSP-010).
func TestNothingPromisesTooMuch(t *testing.T) {
	all := texts(t)
	if len(all) < 50 {
		t.Fatalf("looked at %d files only", len(all))
	}
	for path, text := range all {
		for _, sentence := range promises(text) {
			t.Errorf("%s promises too much: %q", path, sentence)
		}
	}
}

// The lint sees a promise, and lets a denial be.
func TestPromises(t *testing.T) {
	for text, want := range map[string]int{
		"The pause ensures that card numbers are safe.":                     1,
		"A recording pause makes you PCI compliant.":                        1,
		"Nothing here. 録音一時停止でカード番号の漏洩を防ぐ。":                                 1,
		"A pause guarantees that nothing sensitive is kept":                 1,
		"recpause is no compliance advice. A pause does not guarantee that": 0,
		"停止中の音声は完全に消える。録音は保証外。":                                             1,
	} {
		if got := len(promises(text)); got != want {
			t.Errorf("%q: got %d promises, want %d", text, got, want)
		}
	}
}

// What every reader must be told: what a pause does not promise, and whose duty a recording is that holds by mistake what
// it should not (line 13 of the page).
func TestTheDutyIsSaid(t *testing.T) {
	all := texts(t)
	for _, page := range []string{"README.md", "README.ja.md", "SECURITY.md", "docs/embedding.md"} {
		if !strings.Contains(all[filepath.Join(root, page)], "RP-RSP-040") {
			t.Errorf("%s does not say whose duty it is to delete what was recorded by mistake", page)
		}
	}
}
