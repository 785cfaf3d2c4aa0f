package suite

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// A page is out/docs/power in one language.
type page struct {
	markdown.Page
	findings
}

// write returns the page.
func write(f findings, lang spec.Lang) string {
	p := &page{markdown.Page{Lang: lang}, f}
	p.Say("# 適合試験の検出力",
		"# What the conformance kit can find")
	p.Say("\n参照実装から作ったテスト一式が、遷移を1つだけ変えた状態機械をいくつ見つけるか、また、わざと入れた欠"+
		"陥を何が見つけるかを示します。このページは`make power`で生成します。",
		"\nThe test suites are made from the reference. This page says how many machines they find that differ "+
			"from it in one transition, and what finds each seeded fault. `make power` generates it.")
	p.Say("\n## テスト一式\n", "\n## The suites\n")
	p.powers()
	p.legend()
	p.Say("\n## わざと入れた欠陥\n",
		"\n## The seeded faults\n")
	p.totals()
	p.Say("\n## 条件のある欠陥\n", "\n## Faults with a trigger\n")
	p.tallied()
	return p.String()
}

// tallied writes the table of the seeded faults that show only sometimes.
func (p *page) tallied() {
	p.Say("きっかけ（n回目の停止、保留や転送の後、2回目の通話、設定、通話の種類など）と、そのときに起きる誤りとを組"+
		"み合わせた欠陥です。ストーリーだけで調べました。**ルール**は、その欠陥が破るルールの違反として報告された"+
		"件数、**ルールなし**は、動作保証外のきっかけで、どのルールも述べていない相違として報告された件数です。\n",
		"Each of these has a trigger (the n-th stop, after a hold or a transfer, in the second call, a setting, a kind "+
			"of call) and an effect that it has then. Only the stories were told to them. **Named** are those that "+
			"were reported as failing a rule that they break; **no rule** are those whose trigger is not guaranteed, and "+
			"that were reported as a difference that no rule speaks of: nobody fails by it.\n")
	p.Head("役割 | プロファイル | 種類 | 欠陥 | **検出** | ルール | ルールなし | 検出されないもの",
		"role | profile | class | faults | **found** | named | no rule | not found")
	for _, t := range p.tallies {
		p.Row(t.role.In(p.Lang), t.profile, t.class, t.all, fmt.Sprintf("**%d**", t.found), t.named, t.unruled,
			strings.Join(t.missed, ", "))
	}
	p.Say("\n観測対象がその役割にないものと、動作保証外のきっかけのもの（`core`）は、数に入っていません。",
		"\nThose whose observable the role has not are not among them, nor, in `core`, those whose trigger is not "+
			"guaranteed.")
}

// powers writes the table of the suites.
func (p *page) powers() {
	p.Head("役割 | プロファイル | 観測対象 | k | 場面 | 状態 | 入力 | テスト | ステップ | 変異 | 観測できる変異 | **検出** | 区別できない組",
		"role | profile | observables | k | scenes | states | inputs | tests | steps | mutants | visible | "+
			"**found** | pairs not told apart")
	for _, m := range p.measures {
		q := m.power
		p.Row(m.role.In(p.Lang), m.profile, m.by, m.extra, m.scenes, q.States, q.Inputs, q.Tests, q.Steps, q.Mutants,
			q.Visible, fmt.Sprintf("**%d**", q.Killed), m.unseen)
	}
}

// legend says what the figures mean, and what they do not.
func (p *page) legend() {
	p.Say("\n- **変異**は、遷移を1つだけ別の出力または別の状態に変えたもののすべてです。出力は、参照実装がどこか"+
		"で示すものと、そこから1か所だけ（ラベル、メッセージ、録音、ボタン、ビープ音、指示のどれか）が異なるも"+
		"のです。",
		"\n- A **mutant** has one transition changed to another output or another state; all of them are tried. "+
			"An output is one that the reference gives somewhere, or one with one thing wrong in it: a label, the "+
			"message, a recording, a button, a beep or a command.")
	p.Say("- **観測できる変異**は、何らかのできごとの列によって、その観測対象から判定が変わるものです。残りは、"+
		"どのようなテストでも見つかりません。製品が「呼が別の道をたどった」と報告する場合（A-37）も、不合格の"+
		"理由にならないため、残りに含めます。",
		"- A mutant is **visible** if some sequence of events shows it by these observables. No test finds the "+
			"others. They include those in which the program reports that its calls went another way (A-37), for "+
			"nobody fails because of that.")
	p.Say("- 状態は各場面の状態機械の合計、入力は最大の数です。kは、製品が参照実装より多く持つ状態をいくつまで考"+
		"えるかを表します。",
		"- The states are the sum over the machines of all scenes; the inputs are the most that one of them has. "+
			"k is how many more states than the reference a program may have.")
	p.Say("- この結果は、参照実装のモデルと観測対象についてのものです。区別できない組がある場合は、変異をすべて"+
		"実行し、1か所の変異がどれも見つかることだけを確かめています。録音ファイル、文字起こし、IVRの履歴は対"+
		"象外で、ルールごとの検査とストーリーが調べます。",
		"- These results hold for this model and these observables. Where some pairs are not told apart, they "+
			"hold for single mutants only, all of which were run. Recorded files, transcripts and the IVR history "+
			"are not covered here: the checks of their rules and the stories look at them.")
	p.Say("- 録音停止ボタンを表示するかどうかは、状態、バージョン、契約、端末、設定の組み合わせをすべて調べます"+
		"（`core`は%d通り、`quirks`は%d通り）。",
		"- Whether the toggle is shown is tried in every combination of state, version, contract, terminal and "+
			"settings: %d combinations in `core`, %d in `quirks`.", len(Decisions(conformance.Core)),
		len(Decisions(conformance.Quirks)))
	p.Say("- 表の最後の列は、どの観測でも区別できない状態の組の数です。2つの状態が入れ替わっていても、その製品は"+
		"不合格になりません。",
		"- The last column is how many pairs of states nothing tells apart. A program that takes one of them "+
			"for the other does not fail.")
}

// totals says how many faults are failed by what.
func (p *page) totals() {
	bySuite, byRule := 0, 0
	for _, fault := range p.seeded {
		if fault.bySuite {
			bySuite++
		}
		if fault.byRule {
			byRule++
		}
	}
	p.Say("わざと入れた欠陥%d件のうち、ルールごとの検査が%d件、テスト一式とストーリーが%d件を見つけます（システム全体、"+
		"`quirks`）。残りは、記載の区分の回答など、ルールごとの検査だけが調べるものに現れます。\n",
		"Of %d seeded faults the checks of the rules find %d, and the suites and stories find %d (whole system, "+
			"`quirks`). The others show only where the checks alone look, such as in support levels.\n",
		len(p.seeded), byRule, bySuite)
}
