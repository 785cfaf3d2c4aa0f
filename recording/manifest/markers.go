package manifest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Markers are what a file says to a player or an audio editor: its silences and beeps. Positions are samples of the file, from 0.
type Markers struct {
	Rate recording.Rate
	List []Marker // by position
}

// A Marker is one silence or one beep: what it is in a few words, and why it is there, which speaks of samples of the log's axis.
type Marker struct {
	recording.Span
	Label, Why spec.Text
}

// Markers returns the silences and the beeps of tracks: without any, all of the layout's, as one file or a pair has them. A silence is as the
// stop made it, without guard margins.
func (m Manifest) Markers(tracks ...recording.Track) Markers {
	if len(tracks) == 0 {
		tracks = m.Layout.Tracks()
	}
	var list []Marker
	here := m.in(tracks)
	for _, s := range m.Silences {
		if slices.ContainsFunc(s.Whose, func(id string) bool { return meets(here[id], s.Span) }) {
			who := spec.Text{JA: strings.Join(s.Whose, "・"), EN: strings.Join(s.Whose, ", ")}
			list = append(list, Marker{m.inFile(s.Span), spec.Text{JA: "無音: %v", EN: "silence: %v"}.With(who), s.Why.Fact})
		}
	}
	for _, b := range m.Beeps {
		if slices.Contains(tracks, b.Track) {
			list = append(list, Marker{m.inFile(b.Span), spec.Text{JA: "ビープ音: %v", EN: "beep: %v"}.With(trackTexts[b.Track]), b.Why.Fact})
		}
	}
	slices.SortStableFunc(list, func(a, b Marker) int { return cmp.Compare(a.From, b.From) })
	return Markers{m.Rate, list}
}

var trackTexts = [...]spec.Text{recording.Mixed: {JA: "全員", EN: "everybody"},
	recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"}, recording.FarSide: {JA: "通話相手側", EN: "far side"}}

// in returns where each party is in any of some tracks, silenced or not.
func (m Manifest) in(tracks []recording.Track) map[string][]recording.Span {
	here := map[string][]recording.Span{}
	for _, p := range m.Parties {
		for _, track := range tracks {
			here[p.ID] = append(here[p.ID], p.on(track)...)
		}
		here[p.ID] = union(here[p.ID])
	}
	return here
}

func (m Manifest) inFile(s recording.Span) recording.Span {
	return recording.Span{From: s.From - m.Span.From, To: s.To - m.Span.From}
}

// printable returns a text on one line, without control characters.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}
