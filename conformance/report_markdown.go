package conformance

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// A page is a report on its way to Markdown.
type page struct{ markdown.Page }

// WriteMarkdown writes the report as Markdown: the verdict, the manual's tables, what differs or was not seen, and the open questions.
func (r *Report) WriteMarkdown(w io.Writer, l spec.Lang) error {
	p := &page{markdown.Page{Lang: l}}
	p.Say("# %s\n\n**%s**\n", "# %s\n\n**%s**\n", escaped(r.title().In(l)), r.Overall().In(l))
	for _, f := range r.facts() {
		fmt.Fprintf(p, "- %s: %s\n", f.Name.In(l), escaped(f.Text.In(l)))
	}
	fmt.Fprintf(p, "\n%s\n", legend.In(l))
	for _, t := range r.tables() {
		p.table(t)
	}
	p.findings(r)
	p.answers(r)
	_, err := io.WriteString(w, p.String())
	return err
}

// table writes one of the manual's tables.
func (p *page) table(t reportTable) {
	fmt.Fprintf(p, "\n## %s\n\n", t.Title.In(p.Lang))
	var head []string
	for _, h := range t.Head {
		head = append(head, h.In(p.Lang))
	}
	p.Head(head...)
	for _, r := range t.Rows {
		cells := []string{escaped(r.Name.In(p.Lang))}
		for _, c := range r.Cells {
			cells = append(cells, fmt.Sprintf("%s %s `%v`", escaped(c.Says.In(p.Lang)), marked(c.Verdict), c.Rule))
		}
		p.Row(cells...)
	}
}

// marked writes a verdict; a cell of which there is none was not judged.
func marked(v Verdict) string {
	switch v {
	case 0:
		return "–"
	case Fail, Broken:
		return "**" + v.String() + "**"
	}
	return v.String()
}

// findings writes every rule of which there is more to say than its verdict.
func (p *page) findings(r *Report) {
	p.Say("\n## 一致しなかった規則、観測できなかった規則", "\n## What differs, and what was not seen")
	if !slices.ContainsFunc(r.Findings, Finding.tells) {
		p.Say("\nなし。", "\nNothing.")
	}
	for _, f := range r.Findings {
		if f.tells() {
			p.code(f.In(p.Lang))
		}
	}
}

// code writes a text as it is.
func (p *page) code(text string) {
	p.WriteString("\n")
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", " ")) {
		p.WriteString("    " + strings.TrimSuffix(line, "\n") + "\n")
	}
}

// answers writes the open questions.
func (p *page) answers(r *Report) {
	if len(r.Choices) == 0 {
		return
	}
	p.Say("\n## 未決の問い\n", "\n## Open questions\n")
	p.Head("ID", p.In("問い", "question"), p.In("答え", "answer"), p.In("判定", "verdict"))
	for _, a := range r.Choices {
		p.Row("`"+a.Choice.String()+"`", escaped(a.question().In(p.Lang)), escaped(a.text().In(p.Lang)), marked(a.Verdict))
	}
}

var escapes = strings.NewReplacer("\n", " ", "\r", " ", `\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;",
	"&", "&amp;", "|", `\|`, "#", `\#`, "!", `\!`, "~", `\~`)

// escaped escapes a text from outside, so that nothing in it is Markdown or HTML.
func escaped(text string) string { return escapes.Replace(text) }
