package conformance

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A reportTable is one of the manual's, with a verdict in each cell.
type reportTable struct {
	Title spec.Text
	Head  []spec.Text
	Rows  []tableRow
}

// A tableRow is what stands in front, and the cells.
type tableRow struct {
	Name  spec.Text
	Cells []tableCell
}

// A tableCell is what the manual says there, by which rule, and what came of it: 0 where the rule was not judged.
type tableCell struct {
	Says    spec.Text
	Rule    spec.ID
	Verdict Verdict
}

// tables returns the manual's tables.
func (r *Report) tables() []reportTable {
	return []reportTable{r.table31(), r.table32(), r.fiveRows()}
}

func (r *Report) judged(says spec.Text, rule spec.ID) tableCell {
	f, _ := r.Find(rule)
	return tableCell{says, rule, f.Verdict}
}

// table31 is table 3.1.
func (r *Report) table31() reportTable {
	t := reportTable{Title: spec.Text{JA: "表3.1　録音停止ボタンの表示", EN: "Table 3.1: where the toggle is shown"},
		Head: []spec.Text{{JA: "ソフトフォンの状態", EN: "state of the softphone"}, {JA: "表示", EN: "shown"}}}
	for _, c := range buttons.Table31() {
		t.Rows = append(t.Rows, tableRow{labelled(c.Of.In(spec.JA), c.Of.In(spec.EN)), []tableCell{r.judged(plain(c.Mark), c.Rule)}})
	}
	return t
}

// table32 is table 3.2.
func (r *Report) table32() reportTable {
	t := reportTable{Title: spec.Text{JA: "表3.2　停止表示中に操作できるボタン", EN: "Table 3.2: what can be operated while a stop is shown"},
		Head: []spec.Text{{JA: "ボタン", EN: "button"}, {JA: "操作", EN: "operable"}}}
	for _, c := range buttons.Table32() {
		t.Rows = append(t.Rows, tableRow{labelled(c.Of.Label(spec.JA), c.Of.Label(spec.EN)), []tableCell{r.judged(plain(c.Mark), c.Rule)}})
	}
	return t
}

// labelled is a label as a screen shows it, and what it means.
func labelled(ja, en string) spec.Text { return spec.Text{JA: ja, EN: ja + " (" + en + ")"} }

// chapter5 is the table of chapter 5: what has happened, and what is recorded and shown then.
var chapter5 = [...]struct {
	what      spec.Text
	recording pause.State
	a, b      pause.Verb
	rules     [3]spec.ID
}{
	{spec.Text{JA: "通話開始", EN: "the call starts"}, pause.On, pause.Stop, pause.Stop, [3]spec.ID{spec.S2S111, spec.S2S112, spec.S2S113}},
	{spec.Text{JA: "Aが「録音停止」", EN: "A clicks 「録音停止」"}, pause.Silent, pause.Resume, pause.Stop, [3]spec.ID{spec.S2S121, spec.S2S122, spec.S2S123}},
	{spec.Text{JA: "Bが「録音停止」", EN: "B clicks 「録音停止」"}, pause.Silent, pause.Resume, pause.Resume, [3]spec.ID{spec.S2S131, spec.S2S132, spec.S2S133}},
	{spec.Text{JA: "Aが「録音再開」", EN: "A clicks 「録音再開」"}, pause.On, pause.Stop, pause.Resume, [3]spec.ID{spec.S2S141, spec.S2S142, spec.S2S143}},
	{spec.Text{JA: "Bが「録音再開」", EN: "B clicks 「録音再開」"}, pause.On, pause.Stop, pause.Stop, [3]spec.ID{spec.S2S151, spec.S2S152, spec.S2S153}},
}

// fiveRows is the table of chapter 5.
func (r *Report) fiveRows() reportTable {
	t := reportTable{Title: spec.Text{JA: "5章　ソフトフォン同士の通話", EN: "Chapter 5: a call between two softphones"},
		Head: []spec.Text{{JA: "操作", EN: "what happens"}, {JA: "録音", EN: "recording"}, {JA: "Aの表示", EN: "A shows"}, {JA: "Bの表示", EN: "B shows"}}}
	for _, x := range chapter5 {
		t.Rows = append(t.Rows, tableRow{x.what, []tableCell{r.judged(recorded(x.recording), x.rules[0]), r.judged(toggleText(x.a), x.rules[1]), r.judged(toggleText(x.b), x.rules[2])}})
	}
	return t
}

func recorded(s pause.State) spec.Text {
	if s == pause.On {
		return spec.Text{JA: "録音中", EN: "recording"}
	}
	return spec.Text{JA: "停止中", EN: "silent"}
}

// toggleText is what a toggle says, and the message where it belongs to it.
func toggleText(v pause.Verb) spec.Text {
	text := say("「%s」", "「%s」", v.Label(spec.JA))
	if v == pause.Resume {
		return say("%s＋メッセージ", "%s + message", text)
	}
	return text
}
