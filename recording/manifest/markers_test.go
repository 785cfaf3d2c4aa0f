package manifest_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// A line is what a reader of an export finds: samples and a label.
type line struct {
	span  recording.Span
	label string
}

// want returns what a reader of markers is to find.
func want(m manifest.Markers, l spec.Lang) (lines []line) {
	for _, marker := range m.List {
		label := strings.ReplaceAll(marker.Label.In(l), "\t", " ")
		lines = append(lines, line{marker.Span, label})
	}
	return lines
}

// A marker stands for every silence of somebody who is in the tracks, and for every beep of the tracks, and for
// nothing else.
func TestMarkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := stories.Draw(t, "story").manifest(t)
		track := rapid.SampledFrom(tracks).Draw(t, "track")
		got := m.Markers(track)
		expected := 0
		for _, s := range m.Silences {
			for at := s.From; at < s.To; at++ {
				if slices.ContainsFunc(m.Parties, func(p manifest.Party) bool {
					return slices.Contains(s.Whose, p.ID) && isIn(p, track, at)
				}) {
					expected++
					break
				}
			}
		}
		for _, b := range m.Beeps {
			if b.Track == track {
				expected++
			}
		}
		if len(got.List) != expected || got.Rate != m.Rate {
			t.Fatalf("got %d markers at %d, want %d at %d", len(got.List), got.Rate, expected, m.Rate)
		}
		for i, marker := range got.List {
			if marker.From < 0 || marker.To > m.Span.Len() || i > 0 && marker.From < got.List[i-1].From {
				t.Fatalf("got %v, want samples of the file in order", got.List)
			}
		}
	})
}

// A silence that ends where a party comes, or begins where it leaves, is none of its track.
func TestMarkersTouch(t *testing.T) {
	present := []manifest.Presence{{Span: span(5, 9), Side: recording.FarSide}}
	m := manifest.Manifest{Options: manifest.Options{Rate: 8000},
		Parties: []manifest.Party{{ID: "a", Present: present}}}
	touching := map[recording.Span]int{span(2, 5): 0, span(2, 6): 1, span(6, 7): 1, span(8, 12): 1, span(9, 12): 0}
	for s, want := range touching {
		m.Silences = []manifest.Silence{{Span: s, Whose: []string{"a"}}}
		if got := len(m.Markers(recording.FarSide).List); got != want {
			t.Errorf("%v: got %d markers, want %d", s, got, want)
		}
		if got := len(m.Markers(recording.OperatorSide).List); got != 0 {
			t.Errorf("%v, the other side: got %d markers, want none", s, got)
		}
	}
}

// anywhere are markers at positions of a day, with labels that no format likes.
var anywhere = rapid.Custom(func(t *rapid.T) manifest.Markers {
	rates := []recording.Rate{8000, 11_025, 44_100, 48_000, 384_000}
	m := manifest.Markers{Rate: rapid.SampledFrom(rates).Draw(t, "rate")}
	lengths := rapid.OneOf(rapid.Int64Range(1, 9), rapid.Int64Range(1, 80_000_000))
	at := int64(0)
	for range rapid.IntRange(0, 5).Draw(t, "markers") {
		at += rapid.Int64Range(0, 800_000_000).Draw(t, "pass")
		s := span(at, at+lengths.Draw(t, "length"))
		label := rapid.SampledFrom([]string{"beep", "a\tb", "無音: <b>&amp; --> x", "odd"}).Draw(t, "label")
		why := spec.Text{EN: "why & how"}
		m.List = append(m.List, manifest.Marker{Span: s, Label: spec.Text{JA: label, EN: label}, Why: why})
	}
	return m
})

// A WAV reader finds every marker to the sample, with its label, in chunks that are padded and nest as RIFF wants.
func TestCuesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anywhere.Draw(t, "markers")
		chunks, err := m.Cues(spec.JA)
		if err != nil {
			t.Fatal(err)
		}
		if got := readCues(t, chunks); !slices.Equal(got, want(m, spec.JA)) {
			t.Fatalf("got %v, want %v", got, want(m, spec.JA))
		}
	})
}

// readCues is a reader of its own, by the specification.
func readCues(t require.TestingT, text []byte) []line {
	u32 := binary.LittleEndian.Uint32
	labels, lengths, starts := map[uint32]string{}, map[uint32]uint32{}, map[uint32]uint32{}
	var order []uint32
	var walk func([]byte)
	walk = func(text []byte) {
		for len(text) > 0 {
			id, size := string(text[:4]), int(u32(text[4:]))
			body := text[8 : 8+size]
			text = text[8+size+size%2:]
			switch id {
			case "cue ":
				require.Equal(t, 4+24*int(u32(body)), size)
				for p := body[4:]; len(p) > 0; p = p[24:] {
					require.Equal(t, "data\x00\x00\x00\x00\x00\x00\x00\x00", string(p[8:20]))
					require.Equal(t, u32(p[4:]), u32(p[20:]))
					order = append(order, u32(p))
					starts[u32(p)] = u32(p[20:])
				}
			case "LIST":
				require.Equal(t, "adtl", string(body[:4]))
				walk(body[4:])
			case "labl":
				require.Empty(t, lengths, "FFmpeg reads no label behind a chunk of another kind")
				label, rest, _ := strings.Cut(string(body[4:]), "\x00")
				require.Empty(t, rest)
				labels[u32(body)] = label
			case "ltxt":
				require.Equal(t, "rgn \x00\x00\x00\x00\x00\x00\xe9\xfd", string(body[8:]))
				lengths[u32(body)] = u32(body[4:])
			default:
				require.Fail(t, id)
			}
		}
	}
	walk(text)
	var lines []line
	for _, id := range order {
		from := int64(starts[id])
		lines = append(lines, line{span(from, from+int64(lengths[id])), labels[id]})
	}
	return lines
}

// What has no place in 32 bits is refused and not wrapped.
func TestCuesRefuse(t *testing.T) {
	for _, s := range []recording.Span{{From: 0, To: math.MaxUint32 + 1}, {From: -1, To: 5}} {
		if _, err := (manifest.Markers{Rate: 8000, List: []manifest.Marker{{Span: s}}}).Cues(spec.JA); err == nil {
			t.Errorf("%v: got no error", s)
		}
	}
}

// A reader of WebVTT finds every marker: to the sample in its identifier, and in times that cover it by less than a
// millisecond.
func TestWebVTTRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anywhere.Draw(t, "markers")
		blocks := strings.Split(strings.TrimSuffix(string(m.WebVTT(spec.EN)), "\n"), "\n\n")
		require.Equal(t, "WEBVTT", blocks[0])
		var got []line
		for _, block := range blocks[1:] {
			lines := strings.Split(block, "\n")
			require.Len(t, lines, 4)
			require.Equal(t, "why &amp; how", lines[3])
			require.NotContains(t, lines[2], "-->")
			var l line
			_, err := fmt.Sscanf(lines[0], "%d-%d", &l.span.From, &l.span.To)
			require.NoError(t, err)
			from, to, _ := strings.Cut(lines[1], " --> ")
			before := m.Rate.Duration(l.span.From) - parseStamp(t, from)
			after := parseStamp(t, to) - m.Rate.Duration(l.span.To)
			if min(before, after) < 0 || max(before, after) >= time.Millisecond {
				t.Fatalf("%v: got %s, want what covers it", l.span, lines[1])
			}
			l.label = html.UnescapeString(lines[2])
			got = append(got, l)
		}
		if !slices.Equal(got, want(m, spec.EN)) {
			t.Fatalf("got %v, want %v", got, want(m, spec.EN))
		}
	})
}

func parseStamp(t require.TestingT, text string) time.Duration {
	var h, m, s, ms int64
	_, err := fmt.Sscanf(text, "%02d:%02d:%02d.%03d", &h, &m, &s, &ms)
	require.NoError(t, err)
	return time.Duration(((h*60+m)*60+s)*1000+ms) * time.Millisecond
}

// A reader of Audacity's labels finds every marker to the sample.
func TestLabelsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anywhere.Draw(t, "markers")
		var got []line
		for lines := bufio.NewScanner(strings.NewReader(string(m.Labels(spec.JA)))); lines.Scan(); {
			parts := strings.Split(lines.Text(), "\t")
			require.Len(t, parts, 3)
			got = append(got, line{span(sample(t, parts[0], m.Rate), sample(t, parts[1], m.Rate)), parts[2]})
		}
		if !slices.Equal(got, want(m, spec.JA)) {
			t.Fatalf("got %v, want %v", got, want(m, spec.JA))
		}
	})
}

// sample is the sample nearest to a time in seconds.
func sample(t require.TestingT, seconds string, r recording.Rate) int64 {
	s, err := strconv.ParseFloat(seconds, 64)
	require.NoError(t, err)
	return int64(math.Round(s * float64(r)))
}
