//go:build mutants

package proof

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A page is one of traceability.
type page struct {
	markdown.Page
	all []mutant
}

func traceability(lang spec.Lang, all []mutant) string {
	p := &page{markdown.Page{Lang: lang}, all}
	p.Say("# トレーサビリティ", "# Traceability")
	p.Say("\nマニュアルの節、ルール、ルールを決めている表、検査、検査が見つけた誤りを、順にたどれるようにしたペ"+
		"ージです。`make mutants`は、このライブラリの表を1か所ずつ壊し、わざと欠陥を入れた製品も用意して、その"+
		"たびに適合試験を実行します。その結果がこのページです。",
		"\nThis page leads from each clause of the manual to its rule, to the table that decides the rule, to "+
			"the check, and to what the check has found. `make mutants` generates it: it breaks every table of this "+
			"library in one place at a time, takes subjects with one seeded fault each, and runs the conformance "+
			"kit every time.")
	p.Say("\n- ルールを1件だけ検査するには、`go test ./conformance -run 'TestRules/RP-VIS-020'`のIDを置き換えて"+
		"実行します。\n- すべてを壊して確かめるには、`make mutants`を実行します（1分以内）。\n- マニュアルの表"+
		"は`docs/manual-tables.ja.md`、未決事項は`docs/open-questions.ja.md`にあります。",
		"\n- To run the check of one rule: `go test ./conformance -run 'TestRules/RP-VIS-020'`, with its ID.\n- "+
			"To break everything once: `make mutants`, which takes less than a minute.\n- The manual's tables are "+
			"in `docs/manual-tables.md`, and what it leaves open is in `docs/open-questions.md`.")
	p.Say("\n各章の表の読み方：「3 / 4 F01」は、そのルールを破るように壊した4通りの表のうち3通りと、欠陥F01とを"+
		"、そのルールの検査が見つけたことを表します。残りの1通りは、別のルールの検査か固定（下の表を参照）が見"+
		"つけています。表のどの行にもないルールには、壊すとその検査が不合格になる表を「依存する表」として挙げ"+
		"ます。",
		"\nHow to read the tables of the chapters: \"3 / 4 F01\" says that the rule's own check has found 3 of "+
			"the 4 broken tables that break the rule, and the seeded fault F01. The fourth was found by the check "+
			"of another rule or by the pins (see below). A rule that stands in no row of a table depends on the tables "+
			"that make its check fail when they are broken.")
	p.totals()
	p.power()
	for i, c := range chapters {
		p.chapter(c, i)
	}
	p.faults()
	return p.String()
}

// totals writes how many rules are tested, chapter by chapter, and how many mutants have survived, table by table.
func (p *page) totals() {
	caught, _ := tested(p.all)
	all := count(p.all)
	p.Say("\n## まとめ", "\n## At a glance")
	p.Say("\nルールは%d件あり、そのうち%d件に検査があります。検査済みは%d件で、そのルールを破る誤りを、そのルー"+
		"ル自身の検査が実際に見つけたものです。誤りは%d通りで、ルールの検査が見つけたのは%d通り、固定だけが見"+
		"つけたのは%d通り、見逃しは%d通りです。",
		"\nThere are %d rules, and %d of them have a check. %d are tested: the rule's own check has found a mutant "+
			"that breaks the rule. Of %d mutants the checks of rules find %d, only the pins of our own answers find "+
			"%d, and %d survive.",
		len(allRules()), len(conformance.Rules()), len(caught), all[0], all[1], all[2], all[3])
	p.WriteString("\n")
	p.Head("章 | ルール | 検査あり | 検査済み", "chapter | rules | with a check | tested")
	for i, c := range chapters {
		ids := c.rules(i)
		p.Row("["+c.title.In(p.Lang)+"](#"+c.anchor(i)+")", len(ids), among(ids, conformance.Rules()),
			among(ids, caught))
	}
	p.Row("**"+p.In("計", "all")+"**", len(allRules()), len(conformance.Rules()), len(caught))
	p.tables()
}

// tables writes what has become of the mutants of every table.
func (p *page) tables() {
	p.Say("\n「固定」は、マニュアルに記載のない部分についてのこのライブラリの答えを、人が確かめて記録したもので"+
		"す（`internal/proof/pins.txt`）。答えが変わる誤りは、これで見つかります。\n",
		"\nThe pins (`internal/proof/pins.txt`) record what the library answers where the manual says nothing, "+
			"as a person has last confirmed it. They notice a mutant that changes such an answer.\n")
	p.Head("表 | 行 | 誤り | ルールの検査が発見 | 固定だけが発見 | 見逃し",
		"table | rows | mutants | found by a rule's check | by the pins only | survivors")
	for _, s := range rules.Sources() {
		p.tally(s.Name(), s.Len(), of(p.all, s.Name()))
	}
	p.tally("["+p.In("わざと入れた欠陥", "seeded faults")+"](#faults)", "", of(p.all, "faults"))
	p.tally("**"+p.In("計", "all")+"**", "", p.all)
}

func (p *page) tally(name string, rows any, mutants []mutant) {
	p.Row(append([]any{name, rows}, count(mutants)...)...)
}

// among returns how many of the rules are in a list.
func among(ids, list []spec.ID) (n int) {
	for _, id := range ids {
		if slices.Contains(list, id) {
			n++
		}
	}
	return n
}

// observables are what may be seen of a product, from what is seen most easily to what is seen most rarely.
var observables = []struct {
	of   spec.Observables
	text spec.Text
}{
	{spec.Screen, spec.Text{JA: "画面（ボタンとメッセージ）だけ", EN: "the screen only: the toggle and the message"}},
	{spec.Operability, spec.Text{JA: "＋ ボタンを操作できるか", EN: "+ whether a button can be operated"}},
	{spec.RecorderState, spec.Text{JA: "＋ 録音の状態", EN: "+ whether the recording runs"}},
	{spec.Beeps, spec.Text{JA: "＋ ビープ音", EN: "+ the beeps"}},
	{spec.DTMF, spec.Text{JA: "＋ DTMFの送信", EN: "+ the DTMF that is sent"}},
	{spec.File, spec.Text{JA: "＋ 録音ファイル", EN: "+ the recorded file"}},
	{spec.Transcript, spec.Text{JA: "＋ 文字起こし", EN: "+ the transcript"}},
	{spec.History, spec.Text{JA: "＋ IVRの履歴", EN: "+ the IVR history"}},
}

// power writes how much the kit can judge, by what can be seen of a product.
func (p *page) power() {
	p.Say("\n## どこまで判定できるか", "\n## How much can be judged")
	p.Say("\n製品について観測できるものが増えるほど、適合試験で判定できる、記載のあるルールも増えます。\n",
		"\nThe more can be seen of a product, the more documented rules the conformance kit can judge it by.\n")
	p.Head("観測できるもの | アダプターでの名前 | 判定できるルール", "what can be seen | the adapter's name | rules")
	var seen spec.Observables
	for _, o := range observables {
		seen |= o.of
		p.Row(o.text.In(p.Lang), "`"+o.of.String()+"`",
			fmt.Sprintf("%d / %d", conformance.Power(seen), conformance.Power(conformance.System.Observables())))
	}
}
