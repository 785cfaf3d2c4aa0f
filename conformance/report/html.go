package report

import (
	_ "embed"
	"html/template"
	"io"
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageCSS string

// A view is what the page is made of: the report, and words in one language.
type view struct {
	*conformance.Report
	Lang   spec.Lang
	CSS    template.CSS
	Title  spec.Text
	Legend spec.Text
	Facts  []fact
	Tables []table
}

// Telling reports whether there is more to say of any rule than its verdict.
func (v view) Telling() bool { return slices.ContainsFunc(v.Findings, tells) }

// HTML writes the report as one HTML page in one language, with nothing outside of it: no script, no font, no picture.
func HTML(w io.Writer, r *conformance.Report, l spec.Lang) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"in":       func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) },
		"text":     func(x interface{ In(spec.Lang) string }) string { return x.In(l) },
		"says":     func(id spec.ID) string { return id.Says(l) },
		"class":    class,
		"tells":    tells,
		"question": question,
		"answered": answered,
	}).Parse(pageText)
	if err != nil {
		return err
	}
	return t.Execute(w, view{r, l, template.CSS(pageCSS), title(r), legend, facts(r), tables(r)})
}

// class returns how a verdict looks: good, bad, open or none.
func class(v conformance.Verdict) string {
	switch v {
	case conformance.Pass:
		return "good"
	case conformance.Fail, conformance.Broken:
		return "bad"
	case 0:
		return "none"
	}
	return "open"
}
