package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

func (w *world) recordingIs(a *arguments) error {
	c := w.callOf(a.of...)
	if c == nil {
		return a.problem("その通話は続いていない", "there is no such call now")
	}
	if view, _ := w.system.Look().Calls.Get(c.id); view.Recording != a.recording {
		return a.differs(a.recording, view.Recording)
	}
	return nil
}

// recorded returns the recording that a step is about.
func (w *world) recorded(a *arguments) (*system.Recording, error) {
	if r := w.recordingOf(a.of...); r != nil {
		return r, nil
	}
	return nil, a.problem("その通話はまだ始まっていない", "there has been no such call")
}

func (w *world) lasts(a *arguments) error {
	r, err := w.recorded(a)
	if err != nil {
		return err
	}
	if got := w.end(r) - r.Timeline.Origin(); got != seconds(a.seconds[0]) {
		return a.differs(a.seconds[0], float64(got)/float64(rate))
	}
	return nil
}

// end returns where a recording ends, or now.
func (w *world) end(r *system.Recording) int64 {
	if end, over := r.Timeline.End(); over {
		return end
	}
	return w.at
}

func (w *world) transcribed(a *arguments) error {
	r, err := w.recorded(a)
	if err != nil {
		return err
	}
	at, is := r.Timeline.Origin()+seconds(a.seconds[0]), false
	if number := slices.Index(r.Names, a.who[0]); number >= 0 && w.settings.transcribes {
		spans := r.Timeline.Transcript(pause.Party(number), w.end(r))
		is = slices.ContainsFunc(spans, func(s recording.Span) bool { return s.Has(at) })
	}
	if is != a.is {
		return a.problem("文字に%s", "it %s transcribed", verbOf(written, is))
	}
	return nil
}

// holds wants a recording's tracks to hold what a table says: a moment a row, a track a column.
func (w *world) holds(a *arguments) error {
	r, err := w.recorded(a)
	if err != nil {
		return err
	}
	if len(a.table) < 2 {
		return a.problem("表に行がない", "the table has no rows")
	}
	for _, row := range a.table[1:] {
		if len(row) != len(a.table[0]) {
			return a.problem("表の列の数がそろっていない", "the table's rows have different lengths")
		}
		for column, cell := range row[1:] {
			if err := w.cell(a, r, a.table[0][column+1], row[0], cell); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) cell(a *arguments, r *system.Recording, column, moment, cell string) error {
	track, err := tracks.find(column, a.lang)
	if err != nil {
		return err
	}
	if !slices.Contains(w.settings.Config.Layout.Tracks(), track) {
		return a.problem("この録音方式に「%s」はない", "this recording layout has no %q", column)
	}
	second, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSuffix(moment, "秒"), " s"), 64)
	if err != nil {
		return a.problem("「%s」は時点でない。例：5秒", "%q is no moment such as 5 s", moment)
	}
	want, err := findAll(sounds, cell, a.lang)
	if err != nil {
		return err
	}
	slices.Sort(want)
	if got := soundsAt(r, track, r.Timeline.Origin()+seconds(second)); !slices.Equal(want, got) {
		return a.problem("%sの%s、期待：%s、実際：%s", "%s, %s: want %s, got %s", moment, column, namesOf(want), namesOf(got))
	}
	return nil
}

// soundsAt returns what a track holds at a position, sorted.
func soundsAt(r *system.Recording, track recording.Track, at int64) (all []string) {
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
