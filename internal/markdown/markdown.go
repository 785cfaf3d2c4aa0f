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

// Row writes a row of a table.
func (p *Page) Row(cells ...string) { p.WriteString("| " + strings.Join(cells, " | ") + " |\n") }

// Head writes the head of a table.
func (p *Page) Head(cells ...string) {
	p.Row(cells...)
	p.Row(strings.Split(strings.Repeat("---,", len(cells)-1)+"---", ",")...)
}

// In returns what is said in the page's language.
func (p *Page) In(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(p.Lang) }
