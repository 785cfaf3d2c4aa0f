package main

import (
	"strings"

	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// vocabularyPage lists every step and what its parameters can be, as docs/stories.md has it.
func vocabularyPage(l spec.Lang) string {
	p := &markdown.Page{Lang: l}
	for _, section := range []struct {
		part  part
		title spec.Text
	}{
		{setting, spec.Text{JA: "前提：設定（最初の操作より前に書く）", EN: "Given: settings, before anything happens"}},
		{given, spec.Text{JA: "前提：通話の状態", EN: "Given: a situation"}},
		{when, spec.Text{JA: "もし：起こること", EN: "When: what happens"}},
		{then, spec.Text{JA: "ならば：確かめること", EN: "Then: what is so"}},
	} {
		p.WriteString("\n### " + section.title.In(l) + "\n\n")
		for _, s := range vocabulary {
			if s.part == section.part {
				p.WriteString("- `" + s.text(l) + "`\n")
			}
		}
	}
	parameterTable(p)
	settingTable(p)
	return p.String()
}

func parameterTable(p *markdown.Page) {
	p.Say("\n### { }に書けるもの\n", "\n### What stands for the braces\n")
	p.Head(p.In("{ }", "braces"), p.In("書けるもの", "what it can be"))
	for _, one := range parameters {
		if !one.inline {
			p.Row("`{"+one.text().In(p.Lang)+"}`", strings.Join(one.known(p.Lang), p.In("、", ", ")))
		}
	}
}

func settingTable(p *markdown.Page) {
	p.Say("\n### 設定の値\n", "\n### Values of settings\n")
	p.Head(p.In("設定", "setting"), p.In("値", "values"))
	for _, n := range systemSettings.names {
		p.Row(n.In(p.Lang), valuesText(n.is.values, p))
	}
	for _, n := range phoneSettings.names {
		p.Row(n.In(p.Lang)+p.In("（ソフトフォンごと）", " (of a softphone)"), valuesText(n.is.values, p))
	}
}

// valuesText lists the values of a setting; a version's cannot be listed.
func valuesText[S any](k list[func(S)], p *markdown.Page) string {
	if len(k.names) == 0 {
		return p.In("例：3.13.0", "such as 3.13.0")
	}
	return strings.Join(k.known(p.Lang), p.In("、", ", "))
}
