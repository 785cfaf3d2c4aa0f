package storyrunner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// screen wants exactly these of the two labels and the message to be shown; or none of these.
func (w *world) screen(a *arguments) error {
	view, ok := w.system.Look().Phones.Get(a.who(0))
	if !ok {
		return a.problem("%sはソフトフォンを使っていません", "%s has no softphone", partyText(a.who(0)))
	}
	got := labelsOf(view)
	want, is := get[label](a, "labels"), get[bool](a, "shown")
	if is && got != want || !is && got&want != 0 {
		return a.problem("%sの画面に表示されているもの：%s", "the screen of %s shows %s", partyText(a.who(0)), got)
	}
	return nil
}

func labelsOf(v calllog.PhoneView) (l label) {
	l = map[pause.Verb]label{pause.Stop: stopLabel, pause.Resume: resumeLabel}[v.Toggle]
	if v.Message {
		l |= messageLabel
	}
	return l
}

// In lists the labels.
func (l label) In(lang spec.Lang) string {
	var all []string
	for _, n := range labels.names {
		if l&n.is != 0 {
			all = append(all, n.In(lang))
		}
	}
	if all == nil {
		return nothing.In(lang)
	}
	return strings.Join(all, spec.Text{JA: "、", EN: ", "}.In(lang))
}

var nothing = spec.Text{JA: "なし", EN: "nothing"}

// marked wants a ○ or × of tables 3.1 and 3.2.
func (w *world) marked(a *arguments) error {
	p, _ := w.system.Phone(a.who(0))
	verdict := p.Decide(a.button().button).Verdict
	is := verdict == buttons.Enabled || get[bool](a, "aspect") && verdict == buttons.Disabled
	if a.button().button == buttons.Toggle {
		is = is && p.View().Toggle == a.button().verb
	}
	return same(a, mark(get[bool](a, "mark")), mark(is))
}

func mark(is bool) string {
	if is {
		return "○"
	}
	return "×"
}

func (w *world) because(a *arguments) error {
	p, _ := w.system.Phone(a.who(0))
	return same(a, a.rule(), p.Decide(a.button().button).Rule)
}

func (w *world) inState(a *arguments) error {
	p, _ := w.system.Phone(a.who(0))
	return same(a, get[callstate.State](a, "state"), p.State)
}

// truthful wants a screen to show what is recorded, or not.
func (w *world) truthful(a *arguments) error {
	differs := slices.ContainsFunc(w.system.Look().Mismatch,
		func(m calllog.Mismatch) bool { return m.Party == a.who(0) })
	return a.verb(agrees, "agrees", !differs)
}

// verb wants what the verb of a step says.
func (a *arguments) verb(k list[bool], parameter string, got bool) error {
	if want := get[bool](a, parameter); want != got {
		return a.differs(verbOf(k, want), verbOf(k, got))
	}
	return nil
}

func verbOf(k list[bool], is bool) spec.Text {
	i := slices.IndexFunc(k.names, func(n name[bool]) bool { return n.is == is })
	return k.names[i].Text
}

// beeps wants the last thing that happened to sound a beep that everybody of the parties hears.
func (w *world) beeps(a *arguments) error {
	heard := w.heard()
	for _, p := range a.parties() {
		if !slices.Contains(heard, p) {
			return a.differs(namesOf(a.parties()), namesOf(heard))
		}
	}
	return nil
}

func (w *world) quiet(a *arguments) error {
	if slices.ContainsFunc(w.last, func(o system.Outcome) bool { return len(o.Step.Beeps) > 0 }) {
		return a.differs(nothing, namesOf(w.heard()))
	}
	return nil
}

func (w *world) heard() (all []string) {
	for _, o := range w.last {
		for _, b := range o.Step.Beeps {
			all = append(all, b.To...)
		}
	}
	return all
}

// namesOf lists sounds, or parties, as stories do.
func namesOf(ids []string) spec.Text {
	var ja, en []string
	for _, n := range sounds.names {
		if slices.Contains(ids, n.is) {
			ja, en = append(ja, n.JA), append(en, n.EN)
		}
	}
	if ja == nil {
		return nothing
	}
	return spec.Text{JA: strings.Join(ja, "、"), EN: strings.Join(en, ", ")}
}

func (w *world) signal(a *arguments) error {
	got := slices.ContainsFunc(w.last, func(o system.Outcome) bool { return len(o.Step.DTMF) > 0 })
	return a.verb(sent, "sent", got)
}

func (w *world) history(a *arguments) error {
	return same(a, get[string](a, "keys"), w.entered)
}

// supportLevel wants what the vendor says of the last thing that happened.
func (w *world) supportLevel(a *arguments) error {
	if len(w.last) == 0 {
		return a.problem("まだ何の操作も行われていません", "nothing has happened yet")
	}
	o := w.last[len(w.last)-1]
	said := func(s spec.Support, by spec.ID) string { return fmt.Sprint(s.In(a.lang), " ", by) }
	return same(a, said(get[spec.Support](a, "support"), a.rule()), said(o.Step.Support, o.SupportRule))
}

func (w *world) follows(a *arguments) error {
	var rules []spec.ID
	for _, o := range w.last {
		rules = append(rules, o.Step.Rules...)
	}
	if !slices.Contains(rules, a.rule()) {
		return a.differs(a.rule(), rules)
	}
	return nil
}

func (w *world) recordingIs(a *arguments) error {
	c := w.callOf(get[[]string](a, "of")...)
	if c == nil {
		return a.problem("その通話は、今は続いていません", "there is no such call now")
	}
	view, _ := w.system.Look().Calls.Get(c.id)
	return same(a, get[pause.State](a, "recording"), view.Recording)
}

// recorded returns the recording that a step is about.
func (w *world) recorded(a *arguments) (*system.CallRecording, error) {
	if r := w.recordingOf(get[[]string](a, "of")...); r != nil {
		return r, nil
	}
	return nil, a.problem("その通話は、まだ始まっていません", "there has been no such call")
}

func (w *world) lasts(a *arguments) error {
	r, err := w.recorded(a)
	if err != nil {
		return err
	}
	return same(a, get[float64](a, "n"), float64(w.end(r)-r.Timeline.Origin())/float64(rate))
}

// end returns where a recording ends, or now.
func (w *world) end(r *system.CallRecording) int64 {
	if end, over := r.Timeline.Ended(); over {
		return end
	}
	return w.at
}

func (w *world) transcribed(a *arguments) error {
	r, err := w.recorded(a)
	if err != nil {
		return err
	}
	at, is := r.Timeline.Origin()+a.seconds(0), false
	if number := slices.Index(r.Names, a.who(0)); number >= 0 && w.settings.transcribes {
		spans := r.Timeline.Transcript(pause.Party(number), w.end(r))
		is = slices.ContainsFunc(spans, func(s recording.Span) bool { return s.Has(at) })
	}
	return a.verb(written, "written", is)
}

// holds wants a recording's tracks to hold what a table says: a moment a row, a track a column.
func (w *world) holds(a *arguments) error {
	r, err := w.recorded(a)
	if err != nil {
		return err
	}
	if len(a.table) < 2 {
		return a.problem("表に行がありません", "the table has no rows")
	}
	for _, row := range a.table[1:] {
		if len(row) != len(a.table[0]) {
			return a.problem("表の列の数がそろっていません", "the rows of the table have different lengths")
		}
		for column, cell := range row[1:] {
			if err := w.cell(a, r, a.table[0][column+1], row[0], cell); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) cell(a *arguments, r *system.CallRecording, column, moment, cell string) error {
	track, err := tracks.find(column, a.lang)
	if err != nil {
		return err
	}
	if !slices.Contains(w.settings.Config.Layout.Tracks(), track) {
		return a.problem("この録音方式に「%s」はありません", "this recording layout has no %q", column)
	}
	second, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSuffix(moment, "秒"), " s"), 64)
	if err != nil {
		return a.problem("「%s」は時点として読めません（例：5秒）", "%q is not a moment such as 5 s", moment)
	}
	want, err := findAll(sounds, cell, a.lang)
	if err != nil {
		return err
	}
	slices.Sort(want)
	if got := soundsAt(r, track, r.Timeline.Origin()+seconds(second)); !slices.Equal(want, got) {
		return a.problem("%sの「%s」：期待：%s、実際：%s", "%s, %s: expected %s, observed %s", moment, column,
			namesOf(want), namesOf(got))
	}
	return nil
}

// soundsAt returns what a track holds at a position, sorted.
func soundsAt(r *system.CallRecording, track recording.Track, at int64) (all []string) {
	pieces := r.Timeline.Plan(track, tone).Pieces
	i := slices.IndexFunc(pieces, func(p recording.Piece) bool { return p.Has(at) })
	if i < 0 || !r.Recorded {
		return []string{unrecorded}
	}
	for p := range pieces[i].Voices.All() {
		all = append(all, r.Names[p])
	}
	if pieces[i].Tone >= 0 {
		all = append(all, beep)
	}
	if all == nil {
		all = []string{silence}
	}
	slices.Sort(all)
	return all
}
