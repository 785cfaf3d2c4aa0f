package main

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/spec"
)

// A page is Markdown in one language.
type page struct {
	strings.Builder
	lang spec.Lang
}

func (p *page) say(ja, en string, args ...any) {
	fmt.Fprintf(p, spec.Text{JA: ja, EN: en}.In(p.lang)+"\n", args...)
}

func (p *page) row(cells ...string) { p.WriteString("| " + strings.Join(cells, " | ") + " |\n") }

func (p *page) head(cells ...string) {
	p.row(cells...)
	p.row(strings.Split(strings.Repeat("---,", len(cells)-1)+"---", ",")...)
}

func (p *page) in(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(p.lang) }

// because writes a rule as the tables do: its ID, and what the vendor says of it.
func (p *page) because(ids ...spec.ID) string {
	var list []string
	support := spec.Guaranteed
	for _, id := range ids {
		list = append(list, "`"+id.String()+"`")
		if r, ok := spec.Lookup(id); ok {
			support = support.Weaker(r.Support)
		}
	}
	return strings.Join(list, " ") + " " + support.In(p.lang)
}

// manualTables writes the product owner's first page.
func manualTables(lang spec.Lang) (string, error) {
	p := &page{lang: lang}
	p.say("# マニュアルの表", "# The manual's tables")
	p.say("\nこのページは、ライブラリの表とモデルから生成したもの（`make docs`）。各セルに根拠となるルールの ID と保証の区分を付けた。文章は本プロジェクトのもので、マニュアルの文ではない。",
		"\nThis page is generated from the library's tables and its model (`make docs`). Each cell has the ID of its rule and what the vendor says of it. The wording is ours, not the manual's.")
	p.say("\n区分は、保証範囲内（マニュアルが1対1の通話について述べていること）、動作保証外（説明はあるが保証されない）、規定なし。録音一時停止は録音に残る情報を減らすもので、残らないことを約束するものではない（`%v`）。",
		"\nThe levels are: guaranteed (the manual states it for one-to-one calls), not guaranteed (動作保証外: described, but the vendor does not stand behind it), unspecified. A recording pause reduces what is stored; it is no promise that nothing is (`%v`).", spec.RSP010)
	p.visibility()
	p.locks()
	if err := p.fiveRows(); err != nil {
		return "", err
	}
	if err := p.files(); err != nil {
		return "", err
	}
	return p.String(), nil
}

func (p *page) visibility() {
	p.say("\n## どの状態で「録音停止」「録音再開」ボタンが表示されるか（表3.1）", "\n## In which states the toggle 「録音停止」/「録音再開」 is shown")
	p.say("\n使える条件（バージョン、契約、端末、保存済みの設定）がそろっている場合。最後の行は「アウトバウンド」の章による。\n",
		"\nGiven that the feature is available (version, contract, terminal, saved setting). The last row comes from the chapter on outbound calls.\n")
	p.head(p.in("ソフトフォンの状態", "state of the softphone"), p.in("表示", "shown"), p.in("根拠", "rule"), p.in("内容", "what it says"))
	for _, c := range buttons.Table31() {
		p.row(c.Of.In(spec.JA)+p.in("", " ("+c.Of.In(spec.EN)+")"), c.Mark, p.because(c.Rule), c.Rule.Says(p.lang))
	}
}

func (p *page) locks() {
	p.say("\n## 録音を停止中と表示している間、どのボタンを操作できるか", "\n## Which buttons can be used while the softphone shows the recording as stopped")
	p.say("\n制限は、そのソフトフォン自身の表示に従う。実際の録音の状態には従わない（A-15）。「録音再開」は表示されている限り操作できる（`%v`）。\n",
		"\nThe locks follow the softphone's own display, not the real recording (A-15). 「録音再開」 can be used wherever it is shown (`%v`).\n", spec.BTN110)
	p.head(p.in("ボタン", "button"), p.in("操作", "operable"), p.in("根拠", "rule"), p.in("内容", "what it says"))
	for _, c := range buttons.Table32() {
		p.row(c.Of.Label(spec.JA)+p.in("", " ("+c.Of.Label(spec.EN)+")"), c.Mark, p.because(c.Rule), c.Rule.Says(p.lang))
	}
}
