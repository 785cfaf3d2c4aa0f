// Package markdown writes the generated pages, each in one language.
package markdown

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A Page is Markdown in one language. The zero Page is empty, and in English.
type Page struct {
	strings.Builder
	Lang spec.Lang
}

// Say writes a line in the page's language, formatted as by Printf.
func (p *Page) Say(ja, en string, args ...any) { fmt.Fprintf(p, p.In(ja, en)+"\n", args...) }

// Head writes the head of a table, whose cells stand between bars.
func (p *Page) Head(ja, en string) {
	cells := p.In(ja, en)
	fmt.Fprintf(p, "| %s |\n%s|\n", cells, strings.Repeat("| --- ", 1+strings.Count(cells, " | ")))
}

// Row writes a row of a table. A cell is written as by Print.
func (p *Page) Row(cells ...any) {
	for _, c := range cells {
		fmt.Fprint(p, "| ", c, " ")
	}
	p.WriteString("|\n")
}

// Pair returns a page in both languages under the names of its files, path.md and path.ja.md. It is an error where one
// has another heading, row or point than the other.
func Pair(path string, page func(spec.Lang) string) (map[string][]byte, error) {
	en, ja := page(spec.EN), page(spec.JA)
	ofEN, ofJA := shape(en), shape(ja)
	for i := range max(len(ofEN), len(ofJA)) {
		if i >= len(ofEN) || i >= len(ofJA) || ofEN[i] != ofJA[i] {
			return nil, fmt.Errorf("%s: the languages differ from line %d on", path, i+1)
		}
	}
	return map[string][]byte{path + ".md": []byte(en), path + ".ja.md": []byte(ja)}, nil
}

// shape returns the marks with which the lines of a page begin, and which of them have a text.
func shape(page string) (marks []string) {
	for line := range strings.Lines(page) {
		text := strings.TrimLeft(line, "#|-")
		mark := strings.TrimSuffix(line, text)
		if text != "\n" {
			mark += " text"
		}
		marks = append(marks, mark)
	}
	return marks
}

// In returns what is said in the page's language.
func (p *Page) In(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(p.Lang) }
