package manifest

import (
	"slices"

	"github.com/recpause/recpause/recording"
)

// Silent returns where a track is digital silence because of stops: everybody there is silenced, and no tone sounds. Guard margins
// are in it, but not those of a silence that is wholly outside of Span. Where nobody is there, or nothing was received, is none.
func (m Manifest) Silent(track recording.Track) []recording.Span {
	var stopped, heard, tones []recording.Span
	for _, p := range m.Parties {
		here, silence := p.on(track), m.silenceOf(p.ID)
		stopped = append(stopped, both(here, silence)...)
		heard = append(heard, without(here, silence)...)
	}
	for _, b := range m.Beeps {
		if b.Track == track {
			tones = append(tones, b.Span)
		}
	}
	return without(without(union(stopped), union(heard)), union(tones))
}

// on returns where the party's voice is in a track, silenced or not.
func (p Party) on(track recording.Track) (spans []recording.Span) {
	for _, here := range p.Present {
		if track == recording.Mixed || here.Side == track {
			spans = append(spans, here.Span)
		}
	}
	return union(spans)
}

// silenceOf returns where a party is silenced, with the guard margins.
func (m Manifest) silenceOf(id string) (spans []recording.Span) {
	for _, s := range m.Silences {
		if slices.Contains(s.Whose, id) {
			spans = append(spans, recording.Span{From: s.From - m.Guard.Before, To: s.To + m.Guard.After})
		}
	}
	return union(spans)
}

// silentIn returns where all of some tracks are silent; without any, all of the layout's.
func (m Manifest) silentIn(tracks []recording.Track) []recording.Span {
	if len(tracks) == 0 {
		tracks = m.Layout.Tracks()
	}
	silent := m.Silent(tracks[0])
	for _, track := range tracks[1:] {
		silent = both(silent, m.Silent(track))
	}
	return silent
}
