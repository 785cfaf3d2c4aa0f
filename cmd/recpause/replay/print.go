package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A printer tells a story to somebody who does not read code.
type printer struct {
	w     io.Writer
	lang  spec.Lang
	story *story
	audio *audio
	page  *spec.Document // the manual's page, nil without a copy
}

func (p printer) say(t spec.Text, args ...any) { fmt.Fprintf(p.w, t.In(p.lang), args...) }

// table prints a row an event: when, who did what, what each softphone shows, what is recorded, which rule says so.
func (p printer) table() {
	text.OverrideRuneWidthEastAsianWidth(false) // the same table in every locale
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	header := table.Row{in(p.lang, "時刻", "time"), in(p.lang, "できごと", "what happens")}
	for _, party := range p.story.header.Parties {
		if party.Softphone {
			header = append(header, fmt.Sprintf(in(p.lang, "%sの画面", "%s shows"), party.ID))
		}
	}
	t.AppendHeader(append(header, in(p.lang, "実際の録音", "really recorded"), in(p.lang, "根拠", "rules")))
	for i, e := range p.story.events {
		t.AppendRow(p.row(e, p.story.outcomes[i].Step))
	}
	fmt.Fprintln(p.w, t.Render())
}

func in(l spec.Lang, ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) }

func (p printer) row(e calllog.Event, s calllog.Step) table.Row {
	row := table.Row{p.clock(e.At), p.what(e, s)}
	for _, phone := range s.Phones {
		row = append(row, p.shows(phone.Key, phone.Value, s.Mismatch))
	}
	return append(row, p.recorded(s), p.rules(s))
}

// clock writes a position as minutes, seconds and milliseconds.
func (p printer) clock(at int64) string {
	sign := ""
	if at < 0 {
		sign, at = "-", -at
	}
	ms := recording.Rate(p.story.header.SampleRate).Duration(at).Milliseconds()
	return fmt.Sprintf("%s%d:%02d.%03d", sign, ms/60_000, ms/1000%60, ms%1000)
}

func (p printer) what(e calllog.Event, s calllog.Step) string {
	answer := e.PBX
	e.PBX = calllog.Confirmed // what it answered counts only where it was asked
	what := e.In(p.lang)
	sent := s.Result == calllog.Rejected && len(s.Rules) == 0 // no rule of ours refused it
	switch {
	case sent && answer == calllog.Refused:
		what += "\n" + in(p.lang, "（PBXが拒否）", "(the PBX refuses)")
	case sent && answer == calllog.TimedOut:
		what += "\n" + in(p.lang, "（PBXが応答せず）", "(the PBX does not answer)")
	case s.Result == calllog.Rejected:
		what += "\n" + in(p.lang, "（操作できない）", "(refused)")
	case s.Result == calllog.Unchanged:
		what += "\n" + in(p.lang, "（変化なし）", "(nothing changes)")
	}
	return what
}

// shows writes what one softphone shows, with a mark where that is not what happens.
func (p printer) shows(party string, v calllog.PhoneView, wrong []calllog.Mismatch) string {
	lines := []string{v.State.In(p.lang)}
	if v.Toggle != 0 {
		lines[0] += " 「" + v.Toggle.Label(spec.JA) + "」"
	}
	if v.Message {
		lines = append(lines, "「"+pause.Display{Stopped: true}.Message(spec.JA)+"」")
	}
	for _, m := range wrong {
		if m.Party == party {
			lines = append(lines, "⚠ "+m.Kind.In(p.lang))
		}
	}
	return strings.Join(lines, "\n")
}

// recorded writes what every open call's recording does, and what sounds.
func (p printer) recorded(s calllog.Step) string {
	var lines []string
	for _, c := range s.Calls {
		line := c.Key + " " + c.Value.Recording.In(p.lang)
		switch {
		case c.Value.Recording == pause.Off && p.story.header.Config.Recorded():
			line = c.Key + in(p.lang, " 応答前", " not answered yet")
		case c.Value.Recording == pause.Partial:
			line += in(p.lang, "（無音: ", " (silent: ") + strings.Join(c.Value.Silenced, ", ") + in(p.lang, "）", ")")
		}
		lines = append(lines, line)
	}
	for _, b := range s.Beeps {
		line := "♪ " + strings.Join(b.To, ", ")
		if len(b.RecordedOn) > 0 {
			line += in(p.lang, "；記録: ", "; written: ") + strings.Join(b.RecordedOn, ", ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (p printer) rules(s calllog.Step) string {
	lines := []string{}
	for i := 0; i < len(s.Rules); i += 2 {
		var two []string
		for _, id := range s.Rules[i:min(i+2, len(s.Rules))] {
			two = append(two, id.String())
		}
		lines = append(lines, strings.Join(two, " "))
	}
	if s.Support != spec.Guaranteed {
		lines = append(lines, s.Support.In(p.lang))
	}
	return strings.Join(lines, "\n")
}

// recordings draws every recording as text, a line a party.
func (p printer) recordings() {
	drawn := false
	for _, r := range p.story.recordings {
		until := max(p.story.until(r, p.audio), r.Timeline.Origin())
		p.say(spec.Text{JA: "\n録音 %s  %s – %s\n", EN: "\nrecording of %s  %s – %s\n"}, r.Call, p.clock(r.Timeline.Origin()), p.clock(until))
		if !r.Recorded {
			p.say(spec.Text{JA: "  設定により録音されない: %s [%v]\n", EN: "  not recorded, by setting: %s [%v]\n"}, spec.REC050.Says(p.lang), spec.REC050)
			continue
		}
		drawn = true
		for _, line := range draw(r, recording.Span{From: r.Timeline.Origin(), To: until}, p.story.header) {
			fmt.Fprintln(p.w, "  "+line)
		}
	}
	if drawn {
		p.say(spec.Text{JA: "  █ 録音  ░ 停止による無音  ♪ 録音に入るビープ音  · この録音に声がない\n", EN: "  █ recorded  ░ silence by a stop  ♪ beep in the recording  · no voice in this recording\n"})
	}
}

// explanations prints what each rule of the story says, in the order of the manual.
func (p printer) explanations() {
	used := p.story.rules()
	delete(used, 0)
	if len(used) == 0 {
		return
	}
	p.say(spec.Text{JA: "\n根拠となるルール\n", EN: "\nthe rules\n"})
	for r := range spec.Rules() {
		if used[r.ID] {
			fmt.Fprintln(p.w, "  "+p.page.Explain(r.ID, p.lang))
		}
	}
}

func (p printer) files(dir string, files []string) {
	p.say(spec.Text{JA: "\n%s に書き出し: %s\n", EN: "\nwritten to %s: %s\n"}, dir, strings.Join(files, ", "))
	if p.audio == nil {
		p.say(spec.Text{JA: "音声ファイルがないため、録音は書き出していない。\n", EN: "There is no audio with this log, and so no recording is written.\n"})
	}
}
