package docs

import (
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// A page is one for product owners.
type page struct{ markdown.Page }

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
	return strings.Join(list, " ") + " " + support.In(p.Lang)
}

// manualTables writes the product owner's first page.
func manualTables(lang spec.Lang) string {
	p := &page{markdown.Page{Lang: lang}}
	p.Say("# マニュアルの表", "# The manual's tables")
	p.Say("\nこのページは、ライブラリの表とモデルから生成したもの（`make docs`）。各セルに根拠となるルールの ID と保証の区分を付けた。文章は本プロジェクトのもので、マニュアルの文ではない。",
		"\nThis page is generated from the library's tables and its model (`make docs`). Each cell has the ID of "+
			"its rule and what the vendor says of it. The wording is ours, not the manual's.")
	p.Say("\n区分は、保証範囲内（マニュアルが1対1の通話について述べていること）、動作保証外（説明はあるが保証されない）、規定なし。録音一時停止は録音に残る情報を減らすもので、残らないことを約束するものではない"+
		"（`%v`）。",
		"\nThe levels are: guaranteed (the manual states it for one-to-one calls), not guaranteed (動作保証外: "+
			"described, but the vendor does not stand behind it), unspecified. A recording pause reduces what is "+
			"stored; it is no promise that nothing is (`%v`).", spec.RSP010)
	p.visibility()
	p.locks()
	p.fiveRows()
	p.files()
	return p.String()
}

func (p *page) visibility() {
	p.Say("\n## どの状態で「録音停止」「録音再開」ボタンが表示されるか（表3.1）", "\n## In which states the toggle 「録音停止」/「録音再開」 is shown")
	p.Say("\n使える条件（バージョン、契約、端末、保存済みの設定）がそろっている場合。最後の行は「アウトバウンド」の章による。\n",
		"\nGiven that the feature is available (version, contract, terminal, saved setting). The last row comes "+
			"from the chapter on outbound calls.\n")
	p.Head(p.In("ソフトフォンの状態", "state of the softphone"), p.In("表示", "shown"), p.In("根拠", "rule"),
		p.In("内容", "what it says"))
	for _, c := range buttons.Table31() {
		p.Row(c.Of.In(spec.JA)+p.In("", " ("+c.Of.In(spec.EN)+")"), c.Mark, p.because(c.Rule), c.Rule.Says(p.Lang))
	}
}

func (p *page) locks() {
	p.Say("\n## 録音を停止中と表示している間、どのボタンを操作できるか",
		"\n## Which buttons can be used while the softphone shows the recording as stopped")
	p.Say("\n制限は、そのソフトフォン自身の表示に従う。実際の録音の状態には従わない（A-15）。「録音再開」は表示されている限り操作できる（`%v`）。\n",
		"\nThe locks follow the softphone's own display, not the real recording (A-15). 「録音再開」 can be used wherever "+
			"it is shown (`%v`).\n", spec.BTN110)
	p.Head(p.In("ボタン", "button"), p.In("操作", "operable"), p.In("根拠", "rule"), p.In("内容", "what it says"))
	for _, c := range buttons.Table32() {
		p.Row(c.Of.Label(spec.JA)+p.In("", " ("+c.Of.Label(spec.EN)+")"), c.Mark, p.because(c.Rule),
			c.Rule.Says(p.Lang))
	}
}
