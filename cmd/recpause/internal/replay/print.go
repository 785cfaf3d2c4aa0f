package replay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A printer tells a story to somebody who does not read code.
type printer struct {
	*command.Call
	story *callfiles.Story
	audio *audio
	page  *spec.Document // the manual's page, nil without a copy
}

// table prints a row an event: when, who did what, what each softphone shows, what is recorded, which rule says so.
func (p printer) table() {
	text.OverrideRuneWidthEastAsianWidth(false) // the same table in every locale
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	header := table.Row{p.Say("時刻", "time"), p.Say("できごと", "what happens")}
	softphones, _ := callfiles.Parties(p.story.Header)
	for _, name := range softphones {
		header = append(header, fmt.Sprintf(p.Say("%sの画面", "%s shows"), name))
	}
	t.AppendHeader(append(header, p.Say("実際の録音", "really recorded"), p.Say("根拠", "rules")))
	for i, e := range p.story.Events {
		t.AppendRow(p.row(e, p.story.Outcomes[i].Step))
	}
	fmt.Fprintln(p.Out, t.Render())
}

func (p printer) row(e calllog.Event, s calllog.StepLine) table.Row {
	act, result := what(e, s)
	row := table.Row{p.clock(e.At), strings.TrimSuffix(act.In(p.Lang)+"\n"+result.In(p.Lang), "\n")}
	for _, phone := range s.Phones {
		row = append(row, p.shows(phone.Key, phone.Value, s.Mismatch))
	}
	return append(row, p.recorded(s), p.rules(s))
}

func (p printer) clock(at int64) string {
	sign := ""
	if at < 0 {
		sign, at = "-", -at
	}
	ms := recording.Rate(p.story.Header.SampleRate).Duration(at).Milliseconds()
	return fmt.Sprintf("%s%d:%02d.%03d", sign, ms/60_000, ms/1000%60, ms%1000)
}

// what says who does what, and what becomes of it where that is not what was wanted.
func what(e calllog.Event, s calllog.StepLine) (act, result spec.Text) {
	sent := s.Result == calllog.Rejected && len(s.Rules) == 0 // no rule of ours refused it
	switch {
	case sent && e.PBX == calllog.Refused:
		result = spec.Text{JA: "（PBXが拒否）", EN: "(the PBX refuses)"}
	case sent && e.PBX == calllog.TimedOut:
		result = spec.Text{JA: "（PBXが応答せず）", EN: "(the PBX does not answer)"}
	case s.Result == calllog.Rejected:
		result = spec.Text{JA: "（操作できない）", EN: "(refused)"}
	case s.Result == calllog.Unchanged:
		result = spec.Text{JA: "（変化なし）", EN: "(nothing changes)"}
	}
	e.PBX = calllog.Confirmed // what it answered counts only where it was asked
	return spec.Text{JA: e.In(spec.JA), EN: e.In(spec.EN)}, result
}

// shows writes what one softphone shows, with a mark where that is not what happens.
func (p printer) shows(party string, v calllog.PhoneView, wrong []calllog.Mismatch) string {
	lines := []string{v.State.In(p.Lang)}
	if v.Toggle != 0 {
		lines[0] += " 「" + v.Toggle.Label(spec.JA) + "」"
	}
	if v.Message {
		lines = append(lines, "「"+pause.Display{Stopped: true}.Message(spec.JA)+"」")
	}
	for _, m := range wrong {
		if m.Party == party {
			lines = append(lines, "⚠ "+m.Kind.In(p.Lang))
		}
	}
	return strings.Join(lines, "\n")
}

// recorded writes what every open call's recording does, and what sounds.
func (p printer) recorded(s calllog.StepLine) string {
	var lines []string
	for _, c := range s.Calls {
		line := c.Key + " " + c.Value.Recording.In(p.Lang)
		switch {
		case c.Value.Recording == pause.Off && p.story.Header.Config.Recorded():
			line = c.Key + p.Say(" 応答前", " not answered yet")
		case c.Value.Recording == pause.Partial:
			line += p.Say("（無音: ", " (silent: ") + strings.Join(c.Value.Silenced, ", ") + p.Say("）", ")")
		}
		lines = append(lines, line)
	}
	for _, b := range s.Beeps {
		line := "♪ " + strings.Join(b.To, ", ")
		if len(b.RecordedOn) > 0 {
			line += p.Say("；記録: ", "; written: ") + strings.Join(b.RecordedOn, ", ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (p printer) rules(s calllog.StepLine) string {
	lines := []string{}
	for two := range slices.Chunk(s.Rules, 2) {
		lines = append(lines, strings.Trim(fmt.Sprint(two), "[]"))
	}
	if s.Support != spec.Documented {
		lines = append(lines, s.Support.In(p.Lang))
	}
	return strings.Join(lines, "\n")
}

// recordings draws every recording as text, a line a party.
func (p printer) recordings() {
	drawn := false
	for _, r := range p.story.Recordings {
		until := max(until(p.story, r, p.audio), r.Timeline.Origin())
		p.Tell("\n録音 %s  %s – %s\n", "\nrecording of %s  %s – %s\n", r.Call,
			p.clock(r.Timeline.Origin()), p.clock(until))
		if !r.Recorded {
			p.Tell("  設定により録音されない: %s [%v]\n", "  not recorded, by setting: %s [%v]\n",
				spec.REC050.Says(p.Lang), spec.REC050)
			continue
		}
		drawn = true
		for _, line := range draw(r, recording.Span{From: r.Timeline.Origin(), To: until}, p.story.Header) {
			fmt.Fprintln(p.Out, "  "+line)
		}
	}
	if drawn {
		p.Tell("  █ 録音  ░ 停止による無音  ♪ 録音に入るビープ音  · この録音に声がない\n",
			"  █ recorded  ░ silence by a stop  ♪ beep in the recording  · no voice in this recording\n")
	}
}

// explanations prints what each rule of the story says, in the order of the manual.
func (p printer) explanations() {
	for i, r := range rulesOf(p.story) {
		if i == 0 {
			p.Tell("\n根拠となるルール\n", "\nthe rules\n")
		}
		fmt.Fprintln(p.Out, "  "+p.page.Explain(r.ID, p.Lang))
	}
}

func (p printer) files(dir string, files []string) {
	p.Tell("\n%s に書き出し: %s\n", "\nwritten to %s: %s\n", dir, strings.Join(files, ", "))
	if p.audio == nil {
		p.Tell("音声ファイルがないため、録音は書き出していない。\n", "There is no audio with this log, and so no recording is written.\n")
	}
}

// transfers prints why a # or * transfer began or ended as it did while a stop was shown.
func (p printer) transfers() {
	for _, o := range p.story.Outcomes {
		if why, ok := system.WhyTransfer(o.Step); ok {
			p.Tell("\n%s  %s：%s\n", "\n%s  %s: %s\n", p.clock(o.Step.At), o.Step.Event, why)
		}
	}
}

// ledger prints since when and until when a display was false, who was harmed, and what would have helped.
func (p printer) ledger() {
	list := callfiles.FalseDisplays(p.story.Outcomes)
	if len(list) == 0 {
		return
	}
	p.Tell("\n表示と録音の食い違い\n", "\nwhere a display differed from the recording\n")
	for _, l := range list {
		until := p.Say("ログの終わりまで", "the log's end")
		if l.Until != nil {
			until = p.clock(l.Until.At)
		}
		p.Tell("  %s – %s  %s：%s（%s）\n", "  %s – %s  %s %s (%s)\n", p.clock(l.Opened.At), until,
			l.Party, l.Kind, p.source(l.Mismatch))
		p.Tell("    害: %s\n", "    harm: %s\n", system.Harm(l.Kind))
		p.Tell("    対処: %s\n", "    cure: %s\n", p.cure(l.Mismatch))
	}
}

func (p printer) source(m calllog.Mismatch) string {
	switch {
	case m.NoToggle:
		return p.Say("「録音停止」ボタンの表示がない。マニュアルに記載なし",
			"it shows no toggle at all, and the manual does not mention it")
	case m.Rule == 0:
		return p.Say("マニュアルに記載なし", "the manual does not mention it")
	}
	return m.Rule.String()
}

func (p printer) cure(m calllog.Mismatch) string {
	if m.Cure == 0 {
		return p.Say("なし。その画面にはボタンがない", "none, for it shows no button")
	}
	return system.Cure(m.Kind).In(p.Lang)
}

// columns is how many characters a recording is wide.
const columns = 64

// draw returns a line a party: what of its voice the recording holds. A column that holds any silence by a stop shows
// it.
func draw(r *system.CallRecording, span recording.Span, h calllog.Header) (lines []string) {
	parties := inHeaderOrder(r, h)
	width := 0
	for _, p := range parties {
		width = max(width, text.StringWidth(r.Names[p]))
	}
	for _, p := range parties {
		cells := make([]rune, columns)
		for i := range cells {
			cells[i] = '·'
		}
		fill(cells, span, r.Timeline.Present(p, span.To), '█')
		fill(cells, span, r.Timeline.Silence(p, span.To), '░')
		for _, b := range r.Timeline.Beeps() {
			if span.Has(b.At) && r.Timeline.PresentOn(b.On, p, span.To).Has(b.At) {
				cells[column(b.At, span)] = '♪'
			}
		}
		lines = append(lines, text.Pad(r.Names[p], width, ' ')+" "+strings.TrimRight(string(cells), " "))
	}
	return lines
}

// fill marks every column that the spans touch.
func fill(cells []rune, whole recording.Span, spans recording.Spans, mark rune) {
	for _, s := range spans.Intersect(recording.Spans{whole}) {
		for i := column(s.From, whole); i <= column(s.To-1, whole); i++ {
			cells[i] = mark
		}
	}
}

// column returns the column of a position that is in a span.
func column(at int64, whole recording.Span) int {
	return int(float64(at-whole.From) / float64(whole.Len()) * columns)
}
