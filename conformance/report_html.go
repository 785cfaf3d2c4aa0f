package conformance

import (
	_ "embed"
	"html/template"
	"io"
	"slices"

	"github.com/recpause/recpause/spec"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageCSS string

// A view is what the page is made of: the report, and words in one language.
type view struct {
	*Report
	Lang   spec.Lang
	CSS    template.CSS
	Title  spec.Text
	Legend spec.Text
	Facts  []fact
	Tables []reportTable
}

// Telling reports whether there is more to say of any rule than its verdict.
func (v view) Telling() bool { return slices.ContainsFunc(v.Findings, Finding.tells) }

// WriteHTML writes the report as one HTML page in one language, with nothing outside of it: no script, no font, no picture.
func (r *Report) WriteHTML(w io.Writer, l spec.Lang) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"in":       func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) },
		"text":     func(x interface{ In(spec.Lang) string }) string { return x.In(l) },
		"says":     func(id spec.ID) string { return id.Says(l) },
		"class":    class,
		"tells":    Finding.tells,
		"question": Answer.question,
		"answered": Answer.text,
	}).Parse(pageText)
	if err != nil {
		return err
	}
	return t.Execute(w, view{r, l, template.CSS(pageCSS), r.title(), legend, r.facts(), r.tables()})
}

// class returns how a verdict looks: good, bad, open or none.
func class(v Verdict) string {
	switch v {
	case Pass:
		return "good"
	case Fail, Broken:
		return "bad"
	case 0:
		return "none"
	}
	return "open"
}
