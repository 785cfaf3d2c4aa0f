package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A chapter is a part of the manual, from its first rule on.
type chapter struct {
	first spec.ID
	title spec.Text
}

var chapters = []chapter{
	{spec.DOC010, spec.Text{JA: "§0 ページの冒頭", EN: "§0 The head of the page"}},
	{spec.DOC041, spec.Text{JA: "§1 どのような機能か", EN: "§1 What the feature is"}},
	{spec.DOC045, spec.Text{JA: "§2 ソフトフォンの設定", EN: "§2 The softphone's setting"}},
	{spec.DOC046, spec.Text{JA: "§3 停止と再開の操作", EN: "§3 Stopping and resuming"}},
	{spec.DOC048, spec.Text{JA: "§3.1 ボタンが表示される状態", EN: "§3.1 Where the toggle is shown"}},
	{spec.DOC049, spec.Text{JA: "§3.2 停止中に操作できるボタン", EN: "§3.2 Which buttons work while stopped"}},
	{spec.DOC051, spec.Text{JA: "§4 録音の内容", EN: "§4 What is recorded"}},
	{spec.DOC052, spec.Text{JA: "§5 音声認識", EN: "§5 Speech-to-text"}},
	{spec.S2S001, spec.Text{JA: "§5 ソフトフォン同士の通話", EN: "§5 Calls between two softphones"}},
	{spec.WAR001, spec.Text{JA: "§5 制約、電話会議室", EN: "§5 Limits, and rooms"}},
	{spec.WAR012, spec.Text{JA: "§5 三者通話", EN: "§5 Three-way calls"}},
	{spec.WAR013, spec.Text{JA: "§5 #・*転送", EN: "§5 # and * transfers"}},
	{spec.WAR014, spec.Text{JA: "§5 アウトバウンド", EN: "§5 Outbound calls"}},
}

func allRules() (ids []spec.ID) {
	for r := range spec.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// rules returns the rules of the chapter with a number.
func (c chapter) rules(i int) []spec.ID {
	all := allRules()
	from, to := slices.Index(all, c.first), len(all)
	if i+1 < len(chapters) {
		to = slices.Index(all, chapters[i+1].first)
	}
	return all[from:to]
}

func (c chapter) anchor(i int) string { return fmt.Sprintf("c%d", i) }

// chapter writes a row a rule.
func (p *page) chapter(c chapter, i int) {
	fmt.Fprintf(p, "\n## <a id=%q></a>%s\n\n", c.anchor(i), c.title.In(p.Lang))
	p.Head(p.In("ルール", "rule"), p.In("内容", "what it says"), p.In("決めている場所", "decided in"), p.In("検査と、見つけた誤り", "check, and what it caught"))
	for _, id := range c.rules(i) {
		r, _ := spec.Lookup(id)
		p.Row("`"+id.String()+"`<br>"+p.where(r.Place), r.Statement.In(p.Lang)+"<br>_"+r.Support.In(p.Lang)+p.In("・", ", ")+p.certainty(r)+"_", p.decided(r), p.proved(r))
	}
}

func (p *page) where(place spec.Place) string {
	return fmt.Sprintf(p.In("%s、%d行", "%s, l. %d"), place.Cell.In(p.Lang), place.Line)
}

var certainties = [...]spec.Text{spec.Explicit: {JA: "明記", EN: "explicit"}, spec.Derived: {JA: "導出", EN: "derived"},
	spec.Ambiguous: {JA: "二通りに読める", EN: "ambiguous"}, spec.Gap: {JA: "記載なし", EN: "gap"}}

func (p *page) certainty(r spec.Rule) string { return certainties[r.Certainty].In(p.Lang) }

// decided returns where a rule is decided; where nothing but an explanation names it, that.
func (p *page) decided(r spec.Rule) string {
	places := p.places[r.ID]
	decide := slices.DeleteFunc(slices.Clone(places), place.explains)
	switch {
	case len(decide) > 0:
		return p.links(decide)
	case len(places) > 0:
		return p.In("説明のみ：", "explained only: ") + explanations(places)
	case p.checks[r.ID] != "":
		return p.depends(r.ID)
	}
	return "–"
}

func (p *page) links(places []place) string {
	var links []string
	for _, at := range places {
		name := at.Name
		if at.Table {
			name = p.In("表 ", "table ") + name
		}
		links = append(links, link(name, at.File))
	}
	return strings.Join(links, "<br>")
}

// explanations returns the files of places, each once.
func explanations(places []place) string {
	var links []string
	for _, at := range places {
		if to := link(at.File, at.File); !slices.Contains(links, to) {
			links = append(links, to)
		}
	}
	return strings.Join(links, "<br>")
}

// depends returns the tables by whose mutants the check of a rule that no code names fails.
func (p *page) depends(id spec.ID) string {
	var names []string
	for _, m := range p.all {
		if m.Fault == "" && m.KilledBy(id) && !slices.Contains(names, m.Source) {
			names = append(names, m.Source)
		}
	}
	if len(names) == 0 {
		names = []string{p.In("なし", "no table")}
	}
	return p.In("依存する表：", "depends on ") + p.measured(strings.Join(names, p.In("、", ", ")))
}

// proved returns the check of a rule and what it has caught, or why there is none.
func (p *page) proved(r spec.Rule) string {
	file := p.checks[r.ID]
	if file == "" {
		return p.In("検査なし：", "no check: ") + p.unchecked(r)
	}
	name := strings.TrimSuffix(file[strings.LastIndex(file, "/")+1:], ".go")
	return link(name, file) + " " + p.measured(p.caught(r.ID))
}

// caught returns how many of the broken tables that break a rule its check has caught, and which faults.
func (p *page) caught(id spec.ID) string {
	var caught, all int
	var faults []string
	for _, m := range p.all {
		switch killed := m.KilledBy(id); {
		case !slices.Contains(m.Breaks, id):
		case m.Fault == "":
			all++
			if killed {
				caught++
			}
		case killed:
			faults = append(faults, m.Fault)
		}
	}
	var parts []string
	if all > 0 {
		parts = append(parts, fmt.Sprintf("%d / %d", caught, all))
	}
	return strings.Join(append(parts, faults...), " ")
}

// unchecked returns why a rule has no check.
func (p *page) unchecked(r spec.Rule) string {
	switch {
	case r.Support == spec.Informative || r.Support == spec.Responsibility:
		return r.Support.In(p.Lang)
	case r.Certainty == spec.Gap:
		return p.In("マニュアルに記載がない", "the manual does not say")
	case r.Support == spec.Unspecified:
		return r.Support.In(p.Lang)
	case strings.HasSuffix(r.Place.Cell.EN, "column 0"):
		return p.In("できごとの欄。同じ行の他の欄で調べる", "an event; the other cells of its row are checked")
	}
	return p.In("実行時に見えるものがない", "nothing to be seen at run time")
}
