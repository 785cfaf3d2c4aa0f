package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A saying is one row of the glossary's second table: what is said, and what is not said instead of it.
type saying struct {
	say string
	not []*regexp.Regexp
	but []string // where a word that is not said may stand all the same: part of another word, or of a quotation
}

// sayings reads the glossary's second table.
func sayings(t *testing.T) (all []saying) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(root, "docs/glossary.md"))
	require.NoError(t, err)
	_, table, found := strings.Cut(string(page), "| say | not | but |\n|---|---|---|\n")
	require.True(t, found, "docs/glossary.md has no table | say | not | but |")
	for row := range strings.Lines(table) {
		if !strings.HasPrefix(row, "|") {
			break
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
		require.Len(t, cells, 3, row)
		s := saying{say: strings.TrimSpace(cells[0]), but: words(cells[2])}
		for _, w := range words(cells[1]) {
			s.not = append(s.not, pattern(w))
		}
		require.NotEmpty(t, s.not, row)
		all = append(all, s)
	}
	require.GreaterOrEqual(t, len(all), 20)
	return all
}

// words splits a cell at its commas, Japanese or not.
func words(cell string) (list []string) {
	for _, w := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == '、' }) {
		if w = strings.TrimSpace(w); w != "" {
			list = append(list, w)
		}
	}
	return list
}

// pattern finds a word: an English one as a whole and in any case, a Japanese one anywhere.
func pattern(word string) *regexp.Regexp {
	if word[0] < 0x80 {
		return regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(word) + `\b`)
	}
	return regexp.MustCompile(regexp.QuoteMeta(word))
}

// in returns the places of a text where the saying is broken.
func (s saying) in(text string) (places []int) {
	for _, p := range s.not {
		for _, at := range p.FindAllStringIndex(text, -1) {
			if !s.allowed(text, at[0], at[1]) {
				places = append(places, at[0])
			}
		}
	}
	return places
}

// allowed reports whether the place is inside of a word that may stand.
func (s saying) allowed(text string, from, to int) bool {
	for _, b := range s.but {
		for start := max(0, from-len(b)); start <= from; start++ {
			if end := start + len(b); end >= to && end <= len(text) && strings.EqualFold(text[start:end], b) {
				return true
			}
		}
	}
	return false
}

// A line is something that somebody reads: a line of a page, or one string or comment of a program.
type line struct{ place, text string }

// lines lists everything that people read: pages, scenarios, rules, help, templates, and the strings and comments of programs. Left out
// are the glossary, the changelog, which names what once was, and what tests keep.
func lines(t *testing.T) (all []line) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || slices.Contains(notRead, name)):
			return fs.SkipDir
		case d.IsDir() || slices.Contains(notRead, name) || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go"):
			return nil
		case strings.HasSuffix(name, ".go"):
			all = append(all, spoken(t, path)...)
		case name == "rules.json" || strings.HasPrefix(name, "help.") || slices.Contains(read, filepath.Ext(name)):
			text, err := os.ReadFile(path)
			for i, l := range strings.Split(string(text), "\n") {
				all = append(all, line{path + ":" + strconv.Itoa(i+1), l})
			}
			return err
		}
		return nil
	})
	require.NoError(t, err)
	return all
}

var (
	notRead = []string{"out", "bin", "testdata", "CHANGELOG.md", "glossary.md"}
	read    = []string{".md", ".feature", ".html", ".tmpl"}
)

// spoken returns the strings and the comments of a Go file.
func spoken(t *testing.T, path string) (all []line) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	require.NoError(t, err)
	add := func(at token.Pos, text string) {
		all = append(all, line{path + ":" + strconv.Itoa(files.Position(at).Line), strings.Join(strings.Fields(text), " ")})
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
			text, err := strconv.Unquote(s.Value)
			require.NoError(t, err)
			add(s.Pos(), text)
		}
		return true
	})
	for _, c := range file.Comments {
		add(c.Pos(), c.Text())
	}
	return all
}

// Every text keeps to the glossary's words.
func TestWords(t *testing.T) {
	all := lines(t)
	require.Greater(t, len(all), 8_000, "where are the texts?")
	for _, s := range sayings(t) {
		for _, one := range all {
			for _, at := range s.in(one.text) {
				t.Errorf("%s: say %s, not %q", one.place, s.say, around(one.text, at))
			}
		}
	}
}

// around returns a place with some of what stands beside it.
func around(text string, at int) string {
	before, after := []rune(text[:at]), []rune(text[at:])
	return string(before[max(0, len(before)-12):]) + string(after[:min(len(after), 20)])
}

// A saying is broken by its words, whole and in any case, and not by a longer word that may stand.
func TestSayings(t *testing.T) {
	s := saying{not: []*regexp.Regexp{pattern("害"), pattern("warranty")}, but: []string{"障害", "no warranty"}}
	for text, want := range map[string]int{
		"障害の影響": 0, "害と障害": 1, "妨害": 1, "Out of Warranty": 1, "without warranties": 0, "There is NO warranty.": 0,
	} {
		require.Len(t, s.in(text), want, text)
	}
}
