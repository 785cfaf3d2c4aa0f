package manifest

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Markers are what a file says to a player or an audio editor: its silences and beeps. Positions are samples of the
// file, from 0.
type Markers struct {
	Rate recording.Rate
	List []Marker // by position
}

// A Marker is one silence or one beep: what it is in a few words, and why it is there, which speaks of samples of the
// log's axis.
type Marker struct {
	recording.Span
	Label, Why spec.Text
}

// Markers returns the silences and the beeps of tracks: without any, all of the layout's, as one file or a pair has
// them. A silence is as the stop made it, without guard margins.
func (m Manifest) Markers(tracks ...recording.Track) Markers {
	if len(tracks) == 0 {
		tracks = m.Layout.Tracks()
	}
	here := map[string]recording.Spans{}
	for _, p := range m.Parties {
		here[p.ID] = p.on(tracks...)
	}
	var list []Marker
	for _, s := range m.Silences {
		if slices.ContainsFunc(s.Whose, func(id string) bool { return here[id].Meets(s.Span) }) {
			who := spec.Text{JA: strings.Join(s.Whose, "・"), EN: strings.Join(s.Whose, ", ")}
			list = append(list, Marker{m.inFile(s.Span), silenceText.With(who), s.Why.Fact})
		}
	}
	for _, b := range m.Beeps {
		if slices.Contains(tracks, b.Track) {
			list = append(list, Marker{m.inFile(b.Span), beepText.With(trackTexts[b.Track]), b.Why.Fact})
		}
	}
	slices.SortStableFunc(list, func(a, b Marker) int { return cmp.Compare(a.From, b.From) })
	return Markers{m.Rate, list}
}

var (
	silenceText = spec.Text{JA: "無音: %v", EN: "silence: %v"}
	beepText    = spec.Text{JA: "ビープ音: %v", EN: "beep: %v"}
	trackTexts  = [...]spec.Text{
		recording.Mixed:        {JA: "全員", EN: "everybody"},
		recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"},
		recording.FarSide:      {JA: "通話相手側", EN: "far side"},
	}
)

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

// Labels returns a label file for Audacity: a line a marker, with its begin and end in seconds and its label. Six
// decimals tell the samples of any rate apart that a manifest can have.
func (m Markers) Labels(l spec.Lang) (text []byte) {
	for _, c := range m.List {
		text = fmt.Appendf(text, "%s\t%s\t%s\n", m.seconds(c.From), m.seconds(c.To), printable(c.Label.In(l)))
	}
	return text
}

// seconds writes the time of a sample, which is not negative, to the microsecond.
func (m Markers) seconds(sample int64) string {
	d := m.Rate.Duration(sample).Round(time.Microsecond)
	return fmt.Sprintf("%d.%06d", d/time.Second, d%time.Second/time.Microsecond)
}

// WebVTT returns a subtitle file, a cue a marker, with why it is there. Times have milliseconds and are rounded
// outwards, so that a cue covers its samples; its identifier has the samples themselves, such as "11600-23200".
func (m Markers) WebVTT(l spec.Lang) []byte {
	text := []byte("WEBVTT\n")
	for _, c := range m.List {
		from := m.Rate.Duration(c.From).Truncate(time.Millisecond)
		to := (m.Rate.Duration(c.To) + time.Millisecond - 1).Truncate(time.Millisecond)
		text = fmt.Appendf(text, "\n%d-%d\n%s --> %s\n%s\n",
			c.From, c.To, stamp(from), stamp(to), escape(c.Label.In(l)))
		if why := c.Why.In(l); why != "" {
			text = append(text, escape(why)+"\n"...)
		}
	}
	return text
}

// stamp writes a time as WebVTT does, with hours of two digits or more.
func stamp(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d:%02d.%03d", d/time.Hour, d/time.Minute%60, d/time.Second%60, d/time.Millisecond%1000)
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(text string) string { return markup.Replace(printable(text)) }

// Cues returns the chunks "cue " and "LIST" of type "adtl" for a WAV file: a region a marker, with its label in UTF-8.
// They belong behind the data chunk and its padding, and the RIFF chunk's size grows by their length, which is even. A
// position that has no place in 32 bits gives an *Error. Without markers there are no chunks.
func (m Markers) Cues(l spec.Lang) ([]byte, error) {
	if len(m.List) == 0 {
		return nil, nil
	}
	var points, labels, regions []byte
	for i, marker := range m.List {
		if marker.From < 0 || marker.To > math.MaxUint32 {
			field := fmt.Sprintf("markers[%d]", i)
			return nil, &Error{field, marker.String(), "samples of a WAV file, which count 32 bits"}
		}
		id := uint32(i + 1)
		points = append(points, point(id, uint32(marker.From))...)
		labels = append(labels, chunk("labl", numbers(id), []byte(printable(marker.Label.In(l))+"\x00"))...)
		regions = append(regions, region(id, uint32(marker.Len()))...)
	}
	cue := chunk("cue ", numbers(uint32(len(m.List))), points)
	// In this order: FFmpeg reads labels up to the first other chunk.
	return append(cue, chunk("LIST", []byte("adtl"), labels, regions)...), nil
}

// point is a cue point: a sample of the data chunk.
func point(id, sample uint32) []byte {
	b := append(numbers(id, sample), "data"...)
	return append(b, numbers(0, 0, sample)...)
}

// region gives a cue point a length. Its text is in UTF-8, of no country, language and dialect.
func region(id, samples uint32) []byte {
	const utf8 = 65001
	return chunk("ltxt", numbers(id, samples), []byte("rgn "), numbers(0, utf8<<16))
}

// chunk is a RIFF chunk with its padding. Chunks are written here by hand, for the standard library knows none; the one
// reader of WAV files is internal/wavfile.
func chunk(id string, parts ...[]byte) []byte {
	b := append([]byte(id), 0, 0, 0, 0)
	for _, part := range parts {
		b = append(b, part...)
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	if len(b)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func numbers(list ...uint32) (b []byte) {
	for _, n := range list {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}
