package replay

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
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
	later *laterSteps    // the events of the story that are not told, nil for none
}

// table prints a row an event: when, who did what, what each softphone shows, what is recorded, which rule says so.
func (p printer) table() {
	text.OverrideRuneWidthEastAsianWidth(false) // the same table in every locale
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	header := table.Row{p.Say("時刻", "time"), p.Say("できごと", "event")}
	for _, name := range p.Phones() {
		header = append(header, fmt.Sprintf(p.Say("%sの画面", "%s shows"), name))
	}
	t.AppendHeader(append(header, p.Say("実際の録音", "actual recording"), p.Say("根拠", "rules")))
	for i, e := range p.story.Events {
		t.AppendRow(p.row(e, p.story.Outcomes[i].Step))
	}
	fmt.Fprintln(p.Out, fit(t, p.Width()))
	if left := p.LeftOut(); left != "" {
		fmt.Fprintln(p.Out, left)
	}
}

// narrowest is how narrow a column may become.
const narrowest = 10

// fit returns a table as text whose lines are no longer than a terminal is wide, as far as its columns can be narrowed:
// the widest first. A width of 0 is any.
func fit(t table.Writer, width int) string {
	rendered := t.Render()
	for width > 0 {
		first, _, _ := strings.Cut(rendered, "\n")
		over := text.StringWidth(first) - width
		widths := columnWidths(first)
		widest, i := 0, -1
		for n, w := range widths {
			if w > widest {
				widest, i = w, n
			}
		}
		if over <= 0 || widest <= narrowest {
			break
		}
		second := narrowest
		for n, w := range widths {
			if n != i {
				second = max(second, w)
			}
		}
		widths[i] = max(narrowest, widest-over, min(second, widest)-1)
		var columns []table.ColumnConfig
		for n, w := range widths {
			columns = append(columns, table.ColumnConfig{Number: n + 1, WidthMax: w, WidthMaxEnforcer: wrap})
		}
		t.SetColumnConfigs(columns)
		rendered = t.Render()
	}
	return rendered
}

// columnWidths are how wide a table's columns are, by its upper edge.
func columnWidths(edge string) (widths []int) {
	for part := range strings.SplitSeq(strings.Trim(edge, "┌┐"), "┬") {
		widths = append(widths, text.StringWidth(part)-2)
	}
	return widths
}

// wrap breaks lines between words, and within a word that is longer than a line, as all are in Japanese. That of the table's
// own package makes lines too long where a letter takes two columns.
func wrap(s string, width int) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		now := ""
		for n, word := range strings.Split(line, " ") {
			if n > 0 && text.StringWidth(now+" "+word) <= width {
				now += " "
			} else if n > 0 {
				lines, now = append(lines, now), ""
			}
			for _, r := range word {
				if text.StringWidth(now+string(r)) > width {
					lines, now = append(lines, now), ""
				}
				now += string(r)
			}
		}
		lines = append(lines, now)
	}
	return strings.Join(lines, "\n")
}

func (p printer) row(e calllog.Event, s calllog.StepLine) table.Row {
	act, result := what(e, s)
	row := table.Row{p.clock(e.At), strings.TrimSuffix(act.In(p.Lang)+"\n"+result.In(p.Lang), "\n")}
	for _, phone := range shown(s) {
		row = append(row, p.shows(phone.Key, phone.Value, s.Mismatch))
	}
	return append(row, p.recorded(s), p.rules(s))
}

func (p printer) clock(at int64) string {
	return picture.Clock(recording.Rate(p.story.Header.SampleRate), at)
}

// what says who does what, and what becomes of it where that is not what was wanted.
func what(e calllog.Event, s calllog.StepLine) (act, result spec.Text) {
	sent := s.Result == calllog.Rejected && len(s.Rules) == 0 // no rule of ours refused it
	switch {
	case sent && e.PBX == calllog.Refused:
		result = spec.Text{JA: "（PBXが拒否）", EN: "(refused by the PBX)"}
	case sent && e.PBX == calllog.TimedOut:
		result = spec.Text{JA: "（PBXの応答なし）", EN: "(no answer from the PBX)"}
	case s.Result == calllog.Rejected:
		result = spec.Text{JA: "（受け付けられない操作）", EN: "(refused)"}
	case s.Result == calllog.Unchanged:
		result = spec.Text{JA: "（変化なし）", EN: "(no change)"}
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
	lines := p.states(s)
	for _, b := range s.Beeps {
		line := "♪ " + strings.Join(b.To, ", ")
		if len(b.RecordedOn) > 0 {
			line += p.Say("（録音：", " (recorded: ") + strings.Join(b.RecordedOn, ", ") + p.Say("）", ")")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// states says what every open call's recording does.
func (p printer) states(s calllog.StepLine) (lines []string) {
	for _, c := range s.Calls[:min(len(s.Calls), picture.MostLanes)] {
		line := c.Value.Recording.In(p.Lang)
		switch {
		case c.Value.Recording == pause.Off && p.story.Header.Config.Recorded():
			line = p.Say("応答前", "not answered yet")
		case c.Value.Recording == pause.Partial:
			line += p.Say("（無音：", " (silent: ") + strings.Join(c.Value.Silenced, ", ") + p.Say("）", ")")
		}
		if p.severalCalls() {
			line = c.Key + p.Say("：", ": ") + line
		}
		lines = append(lines, line)
	}
	if more := len(s.Calls) - len(lines); more > 0 {
		lines = append(lines, p.more(more))
	}
	return lines
}

// severalCalls reports whether the log has more than one call, so that a call has to be named.
func (p printer) severalCalls() bool {
	first := ""
	return slices.ContainsFunc(p.story.Events, func(e calllog.Event) bool {
		first = cmp.Or(first, e.Call)
		return e.Call != "" && e.Call != first
	})
}

// callText names a recorded call by its parties.
func (p printer) callText(r *system.CallRecording) string {
	var names []string
	for _, party := range inHeaderOrder(r, p.story.Header) {
		names = append(names, r.Names[party])
	}
	return strings.Join(names, p.Say("と", ", ")) + p.Say("の通話（", " (call ") + r.Call + p.Say("）", ")")
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
	for _, r := range p.story.Recordings[:min(len(p.story.Recordings), picture.MostLanes)] {
		until := max(until(p.story, r, p.audio), r.Timeline.Origin())
		p.Tell("\n録音：%s  %s – %s\n", "\nrecording: %s  %s – %s\n", p.callText(r),
			p.clock(r.Timeline.Origin()), p.clock(until))
		if !r.Recorded {
			p.Tell("  設定により、この通話は録音されません：%s [%v]\n", "  the settings do not record this call: %s [%v]\n",
				spec.REC050.Says(p.Lang), spec.REC050)
			continue
		}
		drawn = true
		for _, line := range draw(r, recording.Span{From: r.Timeline.Origin(), To: until}, p.story.Header) {
			fmt.Fprintln(p.Out, "  "+line)
		}
	}
	if more := p.story.Calls - picture.MostLanes; more > 0 {
		fmt.Fprintln(p.Out, "\n"+p.more(more))
	}
	if drawn {
		p.Tell("  █ 録音  ░ 停止による無音  ♪ 録音に入るビープ音  · この録音に音声なし\n",
			"  █ recorded  ░ silenced by a stop  ♪ beep in the recording  · not heard in this recording\n")
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
	p.Tell("\n次のファイルを%sに書き出しました：%s\n", "\nfiles written to %s: %s\n", dir, strings.Join(files, ", "))
	if p.audio == nil {
		p.Tell("通話の音声ファイルがないため、録音は書き出していません。\n", "The log comes without audio, so no recordings were written.\n")
	}
	p.Tell("次のファイルをブラウザーで開いてください：%s\n", "Open this file in a browser: %s\n", filepath.Join(dir, reportFile))
}

// transfers prints why a # or * transfer began or ended as it did while a stop was shown.
func (p printer) transfers() {
	for i, o := range p.story.Outcomes {
		if why, ok := system.WhyTransfer(o.Step); ok {
			p.Tell("\n%s  %s：%s\n", "\n%s  %s: %s\n", p.clock(o.Step.At), p.story.Events[i], why)
		}
	}
}

// ledger prints since when and until when a display was false, what effect that had, and what would have helped.
func (p printer) ledger() {
	if p.story.Ledger.Count == 0 {
		return
	}
	p.Tell("\n表示と実際の録音の食い違い\n", "\nwhere displays differed from the recording\n")
	for _, l := range p.story.Ledger.List {
		until := p.Say("ログの終わり", "the end of the log")
		if l.Until != nil {
			until = p.clock(l.Until.At)
		}
		p.Tell("  %s – %s  %s：%s（%s）\n", "  %s – %s  %s: %s (%s)\n", p.clock(l.Opened.At), until,
			l.Party, l.Kind, p.source(l.Mismatch))
		p.Tell("    影響：%s\n", "    effect: %s\n", system.Effect(l.Kind))
		p.Tell("    対処：%s\n", "    remedy: %s\n", p.cure(l.Mismatch))
	}
	if more := p.story.Ledger.Unlisted(); more > 0 {
		fmt.Fprintln(p.Out, "  "+p.more(more))
	}
}

func (p printer) source(m calllog.Mismatch) string {
	why, byCommand := system.WhyCommand(m)
	switch {
	case byCommand:
		return why.Verdict.In(p.Lang)
	case m.NoToggle:
		return p.Say("「録音停止」ボタンの表示なし。マニュアルに記載なし",
			"no toggle is shown; the manual does not mention this case")
	case m.Rule == 0:
		return p.Say("マニュアルに記載なし", "the manual does not mention this case")
	}
	return m.Rule.String()
}

func (p printer) cure(m calllog.Mismatch) string {
	if why, byCommand := system.WhyCommand(m); byCommand {
		return why.Remedy.In(p.Lang)
	}
	if m.Cure == 0 {
		return p.Say("画面にボタンがないため、本人の操作では直せません。",
			"None: this softphone shows no toggle.")
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
	on := map[pause.Sides]recording.Spans{}
	for _, p := range parties {
		clear(on)
		cells := make([]rune, columns)
		for i := range cells {
			cells[i] = '·'
		}
		fill(cells, span, r.Timeline.Present(p, span.To), '█')
		fill(cells, span, r.Timeline.Silence(p, span.To), '░')
		for _, b := range r.Timeline.Beeps() {
			if _, known := on[b.On]; !known {
				on[b.On] = r.Timeline.PresentOn(b.On, p, span.To)
			}
			if span.Has(b.At) && on[b.On].Has(b.At) {
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
