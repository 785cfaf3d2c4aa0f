package main

import (
	"fmt"
	"strconv"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/proof"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// totals writes how many rules are tested, chapter by chapter, and how many mutants have survived, table by rules.
func (p *page) totals() {
	tested, _ := proof.Tested(p.all)
	all := count(p.all)
	p.Say("\n## まとめ", "\n## At a glance")
	p.Say("\nルール%d件のうち、検査があるのは%d件。検査済みは%s件：そのルールを破る誤りを、そのルールの検査が実際に見つけたもの。誤りは全部で%s通り、誰にも気づかれなかったもの（見逃し）は%s。",
		"\nOf %d rules %d have a check. %s of them are tested: the rule's own check has caught a mutant that breaks the rule. There are %s mutants, and %s survive unnoticed.",
		len(allRules()), len(conformance.Rules()), p.number(len(tested)), p.number(all.all), p.number(all.alive))
	p.WriteString("\n")
	p.Head(p.In("章", "chapter"), p.In("ルール", "rules"), p.In("検査あり", "with a check"), p.In("検査済み", "tested"))
	for i, c := range chapters {
		ids := c.rules(i)
		p.Row("["+c.title.In(p.Lang)+"](#"+c.anchor(i)+")", strconv.Itoa(len(ids)), strconv.Itoa(among(ids, conformance.Rules())), p.number(among(ids, tested)))
	}
	p.Row("**"+p.In("計", "all")+"**", strconv.Itoa(len(allRules())), strconv.Itoa(len(conformance.Rules())), p.number(len(tested)))
	p.tables()
}

func (p *page) number(n int) string { return p.measured(strconv.Itoa(n)) }

// tables writes what has become of the mutants of every rules.
func (p *page) tables() {
	p.Say("\n「固定」は、マニュアルが何も言わない部分の答えを人が確かめて[固定したもの](../internal/proof/pins.txt)との食い違いで見つかった数。\n",
		"\nThe pins are [what the library says where the manual says nothing](../internal/proof/pins.txt), as a person last looked at it; a mutant that changes them is noticed too.\n")
	p.Head(p.In("表", "table"), p.In("行", "rows"), p.In("誤り", "mutants"), p.In("検査が発見", "killed by a rule's check"), p.In("固定が発見", "by the pins"), p.In("見逃し", "survivors"))
	for _, s := range rules.Sources() {
		p.tally(link(s.Name(), p.sources.tables[s.Name()]), strconv.Itoa(s.Len()), of(p.all, s.Name()))
	}
	p.tally("["+p.In("仕込んだ欠陥", "seeded faults")+"](#faults)", "", of(p.all, "faults"))
	p.tally("**"+p.In("計", "all")+"**", "", p.all)
}

func (p *page) tally(name, rows string, mutants []proof.Mutant) {
	cells := []string{name, rows}
	for _, n := range count(mutants).cells() {
		cells = append(cells, p.measured(n))
	}
	p.Row(cells...)
}

// among returns how many of the rules are in a list.
func among(ids, list []spec.ID) (n int) {
	in := map[spec.ID]bool{}
	for _, id := range list {
		in[id] = true
	}
	for _, id := range ids {
		if in[id] {
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
	p.Say("\n## どこまで調べられるか", "\n## How much can be judged")
	p.Say("\n製品について見えるものが増えるほど、適合試験が調べられるルールも増える（保証範囲内のルールのうち）。\n",
		"\nThe more can be seen of a product, the more guaranteed rules the conformance kit can judge it by.\n")
	p.Head(p.In("見えるもの", "what can be seen"), p.In("アダプターでの名前", "the adapter's name"), p.In("調べられるルール", "rules"))
	var seen spec.Observables
	for _, o := range observables {
		seen |= o.of
		p.Row(o.text.In(p.Lang), "`"+o.of.String()+"`", fmt.Sprintf("%d / %d", conformance.Power(seen), conformance.Power(conformance.System.Observables())))
	}
}
