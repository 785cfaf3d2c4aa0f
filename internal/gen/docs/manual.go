package docs

import (
	"io"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A page is one for product owners.
type page struct{ markdown.Page }

// because writes a rule as the tables do: its ID, and what the vendor says of it.
func (p *page) because(ids ...spec.ID) string {
	var list []string
	support := spec.Documented
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
	p.Say("\nこのページは、ライブラリの表とモデルから生成しています（`make docs`）。各セルには、根拠となる規則の ID と記載の区分を示しています。文章は本プロジェクトのもので、"+
		"マニュアルの文ではありません。",
		"\nThis page is generated from the library's tables and its model (`make docs`). Each cell has the ID of "+
			"its rule and its support level. The wording is ours, not the manual's.")
	p.Say("\n記載の区分は、記載あり（マニュアルに記載があり、どこでも除外されていない）、動作保証外（説明はあるが、動作は保証されない）、記載なしの3つです。録音一時停止は録音に残る情報を減らすものであり、残らない"+
		"ことを約束するものではありません（`%v`）。",
		"\nThe levels are: documented (the manual says it and excludes it nowhere), not guaranteed (動作保証外: "+
			"described, but the vendor does not stand behind it) and unspecified (the manual does not say). Pausing "+
			"a recording reduces what is stored; it is no promise that nothing is (`%v`).", spec.RSP010)
	p.visibility()
	p.locks()
	p.fiveRows()
	p.files()
	p.chapterFive()
	return p.String()
}

func (p *page) visibility() {
	p.Say("\n## 「録音停止」「録音再開」ボタンが表示される状態（表3.1）",
		"\n## In which states 「録音停止」 or 「録音再開」 is shown (table 3.1)")
	p.Say("\n利用条件（バージョン、契約、端末、保存済みの設定）をすべて満たしている場合の表です。最後の行は、5章の「アウトバウンド」の説明によります。\n",
		"\nThe table applies if the feature is available (version, contract, terminal, saved setting). Its last row "+
			"comes from the part on outbound calls in chapter 5.\n")
	p.Head("ソフトフォンの状態 | 表示 | 根拠 | 内容 | 備考", "state of the softphone | shown | rule | what it says | remark")
	for _, c := range buttons.Table31() {
		p.Row(c.Of.In(spec.JA)+p.In("", " ("+c.Of.In(spec.EN)+")"), c.Mark, p.because(c.Rule), c.Rule.Says(p.Lang),
			p.remark(c.Rule))
	}
	p.Say("\n表の下の注記（※）：\n", "\nThe note (※) below the table:\n")
	for _, id := range [...]spec.ID{spec.VIS040, spec.VIS041, spec.VIS042, spec.REC050} {
		p.Say("- %s（%s）", "- %s (%s)", id.Says(p.Lang), p.because(id))
	}
}

// remarks are the rules of the column 備考 of tables 3.1 and 3.2, by the rule of their row.
var remarks = map[spec.ID]spec.ID{
	spec.VIS022: spec.VIS023, spec.VIS024: spec.WAR020, spec.VIS025: spec.WAR021,
	spec.BTN080: spec.BTN081, spec.BTN090: spec.BTN091, spec.BTN100: spec.BTN101,
}

// remark writes what the column 備考 says of a row, and a dash where it says nothing.
func (p *page) remark(row spec.ID) string {
	id := remarks[row]
	if id == 0 {
		return "-"
	}
	return id.Says(p.Lang) + "<br>" + p.because(id)
}

func (p *page) locks() {
	p.Say("\n## 停止中と表示している間に操作できるボタン（表3.2）",
		"\n## Which buttons can be operated while the softphone shows a stop (table 3.2)")
	p.Say("\n制限は、実際の録音の状態ではなく、そのソフトフォン自身の表示に従います（A-15）。「録音再開」は、表示されている限り操作できます（`%v`）。\n",
		"\nThe locks follow the softphone's own display, not the real recording (A-15). 「録音再開」 can be operated "+
			"wherever it is shown (`%v`).\n", spec.BTN110)
	p.Head("ボタン | 操作 | 根拠 | 内容 | 備考", "button | operable | rule | what it says | remark")
	for _, c := range buttons.Table32() {
		p.Row(c.Of.Label(spec.JA)+p.In("", " ("+c.Of.Label(spec.EN)+")"), c.Mark, p.because(c.Rule),
			c.Rule.Says(p.Lang), p.remark(c.Rule))
	}
}

const twoSoftphones = `{"log":"recpause/1","sample_rate":8000,"parties":[` +
	`{"id":"A","kind":"softphone","terminal":"installed"},` +
	`{"id":"B","kind":"softphone","terminal":"installed"}]}
{"at":0,"event":"call.invite","party":"A","to":"B","call":"c"}
{"at":0,"event":"call.answered","party":"B","call":"c"}
{"at":8000,"event":"pause.click","party":"A"}
{"at":16000,"event":"pause.click","party":"B"}
{"at":24000,"event":"resume.click","party":"A"}
{"at":32000,"event":"resume.click","party":"B"}
`

// rowRules are the cells of the five rows: the recording, A's softphone, B's.
var rowRules = [...][3]spec.ID{
	{spec.S2S111, spec.S2S112, spec.S2S113},
	{spec.S2S121, spec.S2S122, spec.S2S123},
	{spec.S2S131, spec.S2S132, spec.S2S133},
	{spec.S2S141, spec.S2S142, spec.S2S143},
	{spec.S2S151, spec.S2S152, spec.S2S153},
}

// beepRules are what says whether a row beeps: a click that changes nothing does not by default.
var beepRules = [...][]spec.ID{{spec.NTF014}, {spec.NTF010, spec.NTF011}, {spec.NTF030},
	{spec.NTF012, spec.NTF013, spec.REC032}, {spec.NTF030}}

// replay returns what the system makes of a log that is written above, and so is right.
func replay(log string) (steps []calllog.StepLine) {
	run := must(system.NewRun(must(calllog.NewReader(strings.NewReader(log))), pause.Policy{}))
	for {
		_, o, err := run.Next()
		if err == io.EOF {
			return steps
		}
		steps = append(steps, must(o, err).Step)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func (p *page) fiveRows() {
	steps := replay(twoSoftphones)
	p.Say("\n## ソフトフォン同士の通話（5章）", "\n## A call between two softphones (chapter 5)")
	p.Say("\nAとBのどちらが押しても、最後に行われた操作が録音に反映されます（`%v`）。表示が変わるのは、押した側だけです（`%v`）。⚠ は、表示と実際の録音が食い違っていることを示します。\n",
		"\nWhoever clicks, the last command decides what is recorded (`%v`). Only the softphone that was "+
			"clicked changes its display (`%v`). ⚠ marks a display that differs from the recording.\n",
		spec.S2S200, spec.S2S020)
	what := [...]string{p.In("通話開始", "the call starts"), p.In("Aが「録音停止」を押す", "A clicks 「録音停止」"),
		p.In("Bが「録音停止」を押す", "B clicks 「録音停止」"),
		p.In("Aが「録音再開」を押す", "A clicks 「録音再開」"), p.In("Bが「録音再開」を押す", "B clicks 「録音再開」")}
	p.Head(" | できごと | 録音 | Aの画面 | Bの画面 | ビープ音", " | what happens | recording | A shows | B shows | beep")
	for i, rules := range rowRules {
		step := steps[i+1]
		call, _ := step.Calls.Get("c")
		beep := p.In("なし", "none")
		if len(step.Beeps) > 0 {
			beep = "♪ A, B"
			if on := step.Beeps[0].RecordedOn; len(on) > 0 {
				beep += p.In("（"+on[0]+"側に記録）", " (written on "+on[0]+"'s side)")
			}
		}
		p.Row(i+1, what[i], call.Recording.In(p.Lang)+"<br>"+p.because(rules[0]),
			p.shows(step, "A")+"<br>"+p.because(rules[1]), p.shows(step, "B")+"<br>"+p.because(rules[2]),
			beep+"<br>"+p.because(beepRules[i]...))
	}
}

func (p *page) shows(s calllog.StepLine, party string) string {
	v, _ := s.Phones.Get(party)
	text := "「" + v.Toggle.Label(spec.JA) + "」"
	if v.Message {
		text += " 「" + pause.Display{Stopped: true}.Message(spec.JA) + "」"
	}
	for _, m := range s.Mismatch {
		if m.Party == party {
			text += "<br>⚠ " + m.Kind.In(p.Lang)
		}
	}
	return text
}

// chapterFive writes all that chapter 5 says: speech-to-text, two softphones, and the four functions.
func (p *page) chapterFive() {
	p.Say("\n## 注意事項（5章）", "\n## Points to note (chapter 5)")
	p.Say("\n音声テキスト化、ソフトフォン同士の通話、同時利用が動作保証外となる機能について、5章に記載されている内容のすべてです。\n",
		"\nThis is all that chapter 5 says about speech-to-text, calls between two softphones, and the functions "+
			"along with which pausing the recording is not guaranteed.\n")
	p.Head("箇所 | 根拠 | 内容", "place | rule | what it says")
	for r := range spec.Rules() {
		isHeading := r.Support == spec.Informative && r.ID != spec.ASR020
		if r.Place.Section == "§5" && !isHeading {
			p.Row(r.Place.In(p.Lang), p.because(r.ID), r.Statement.In(p.Lang))
		}
	}
}

// files writes what the recording of one pause holds, as the plans of its tracks say.
func (p *page) files() {
	const operator, customer, stop, resume, end = pause.Party(0), pause.Party(1), 8000, 16000, 24000
	tl := recording.NewTimeline(0, calltest.New(true, operator, customer))
	must(tl.Stop(stop, operator))
	must(tl.Resume(resume, operator))
	must(tl.End(end))
	p.Say("\n## 録音ファイルの内容（4章）", "\n## What the file holds (chapter 4)")
	p.Say("\n1対1の通話で、オペレーターが録音を停止して再開した場合の表です。録音の長さは変わりません（`%v`）。ビープ音の音色と長さ（200ミリ秒）はマニュアルに記載がなく、このライブラリの既定値です。ビープ音は、"+
		"次の停止または録音の終わりで打ち切られます。\n",
		"\nThe table shows a one-to-one call in which the operator pauses and resumes the recording. The recording "+
			"keeps its length (`%v`). The manual does not say what the beep sounds like, nor how long it is; 200 ms "+
			"is this library's default. The next stop cuts it, and so does the end of the recording.\n", spec.REC012)
	rate := recording.Rate(8000)
	tone := recording.DefaultTone().PCM(rate)
	mixed, op, far := tl.Plan(recording.Mixed, tone), tl.Plan(recording.OperatorSide, tone),
		tl.Plan(recording.FarSide, tone)
	p.Head("区間 | 1ch（全員の混合） | オペレーター側（2ch のチャンネル0、分離のファイル） | 通話相手側（2ch のチャンネル1、分離のファイル）",
		"span | 1ch (mixed) | operator side (2ch channel 0, split file) | far side (2ch channel 1, split file)")
	rules := [...][3][]spec.ID{
		{{spec.S2S230}, {spec.S2S230}, {spec.S2S230}},
		{{spec.REC010, spec.REC011}, {spec.REC034}, {spec.REC034}},
		{{spec.REC020, spec.REC033}, {spec.REC032}, {spec.REC030, spec.REC031}},
		{{spec.REC040}, {spec.REC040}, {spec.REC040}},
	}
	spans := [...]string{p.In("停止まで", "up to the stop"), p.In("停止から再開まで", "from the stop to the resume"),
		p.In("再開から200ミリ秒", "200 ms from the resume"), p.In("その後", "after that")}
	for i, at := range [...]int64{0, stop, resume, resume + int64(len(tone))} {
		cells := []any{spans[i]}
		for track, plan := range [...]recording.Plan{mixed, op, far} {
			cells = append(cells, p.holds(plan, at)+"<br>"+p.because(rules[i][track]...))
		}
		p.Row(cells...)
	}
}

// holds says what a track holds at a position.
func (p *page) holds(plan recording.Plan, at int64) string {
	for _, piece := range plan.Pieces {
		if !piece.Has(at) {
			continue
		}
		text := p.In("無音", "silence")
		if !piece.Silenced {
			text = p.In("音声", "audio")
		}
		if piece.Tone >= 0 {
			text += p.In("＋ビープ音", " and beep")
		}
		return text
	}
	return ""
}
