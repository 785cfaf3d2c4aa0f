package picture

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// pictures draws what a picture could be of: acts and stops anywhere, names of any kind, lies, no length, a day.
func pictures() *rapid.Generator[Picture] {
	return rapid.Custom(func(t *rapid.T) Picture {
		length := rapid.SampledFrom([]int64{0, 1, 8000, 300_000, 24 * 3600 * 8000}).Draw(t, "length")
		whole := recording.Span{From: rapid.SampledFrom([]int64{-length / 3, 0, 5}).Draw(t, "from")}
		whole.To = whole.From + length
		p := Picture{Rate: 8000, Span: whole}
		name := rapid.OneOf(rapid.String(), rapid.Just(strings.Repeat("長い名前", 20)),
			rapid.Just("</svg><script>")).Draw(t, "name")
		cuts := rapid.SliceOfN(rapid.Int64Range(whole.From, whole.To), 0,
			rapid.SampledFrom([]int{3, 300}).Draw(t, "most")).Draw(t, "acts")
		slices.Sort(cuts)
		phone := Phone{Name: name}
		call := Call{Name: name, Span: whole, Tracks: []Track{{Peaks: NewPeaks(whole)}}}
		for i, at := range cuts {
			p.Acts = append(p.Acts, Act{at, spec.Text{JA: name + "が押す", EN: name + " clicks"}, i%3 == 0})
			span := recording.Span{From: at, To: whole.To}
			if i+1 < len(cuts) {
				span.To = cuts[i+1]
			}
			phone.Screens = append(phone.Screens, Screen{span, callstate.Talking, pause.Verb(i % 3), i%3 == 2})
			call.States = append(call.States, State{span, pause.State(i % 4), []string{name}})
			call.Tracks[0].Parts = append(call.Tracks[0].Parts, Part{span, Sound(i % 4), []string{name}})
			if i%5 == 0 {
				phone.Mismatches = append(phone.Mismatches, Mismatch{span, calllog.MismatchKind(1 + i%3)})
				call.Tracks[0].Beeps = append(call.Tracks[0].Beeps,
					recording.Span{From: at, To: at + 1600}.Intersect(whole))
			}
		}
		p.Phones, p.Calls = []Phone{phone}, []Call{call}
		return p
	})
}

var styles = []Style{{Lang: spec.EN, ID: "a", Title: "t"}, {Lang: spec.JA, ID: "b", Title: "題", Narrow: true}}

// A picture of anything is well-formed XML with a title and a description, and holds no script.
func TestPictureIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pictures().Draw(t, "picture")
		for _, style := range styles {
			var svg strings.Builder
			require.NoError(t, p.SVG(&svg, style))
			names := elements(t, svg.String())
			require.Subset(t, names, []string{"svg", "title", "desc"})
			require.NotContains(t, names, "script")
			require.NotRegexp(t, `="[^"]*(NaN|Inf)`, svg.String())
		}
	})
}

func elements(t require.TestingT, svg string) (names []string) {
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return names
		}
		require.NoError(t, err, svg)
		if start, ok := token.(xml.StartElement); ok {
			names = append(names, start.Name.Local)
		}
	}
}

// No flag lies over another one or outside of the sheet, however many acts there are, and each act is told or counted.
func TestFlagsAreApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pictures().Draw(t, "picture")
		for _, style := range styles {
			s := newSheet(p, style)
			untold := s.acts()
			var flags []shape
			for _, sh := range s.front {
				if strings.HasPrefix(sh.Class, "flag") && sh.Kind == "rect" {
					require.GreaterOrEqual(t, sh.X, number(0))
					require.LessOrEqual(t, float64(sh.X+sh.W), s.right+margin)
					flags = append(flags, sh)
				}
			}
			for i, f := range flags {
				for _, g := range flags[:i] {
					require.False(t, f.X < g.X+g.W && g.X < f.X+f.W && f.Y < g.Y+g.H && g.Y < f.Y+f.H, "%v over %v", f,
						g)
				}
			}
			require.LessOrEqual(t, len(untold), len(p.Acts))
			require.True(t, len(p.Acts) == 0 || len(flags) > 0)
		}
	})
}

// Every bar of a lane is within the time axis.
func TestBarsAreOnTheAxis(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pictures().Draw(t, "picture")
		for _, style := range styles {
			s := newSheet(p, style)
			s.phone(p.Phones[0])
			s.call(p.Calls[0])
			for _, sh := range s.front {
				if sh.Kind == "rect" && sh.Class != "plaque" {
					require.GreaterOrEqual(t, float64(sh.X), s.left-.02)
					require.LessOrEqual(t, float64(sh.X+sh.W), s.right+.02, sh)
				}
			}
		}
	})
}

// A lane of a hundred thousand screens is drawn with as many bars as can be seen.
func TestManyFacesAreFewBars(t *testing.T) {
	p := Picture{Rate: 8000, Span: recording.Span{To: 100_000}}
	phone := Phone{Name: "A"}
	for i := range int64(100_000) {
		phone.Screens = append(phone.Screens,
			Screen{recording.Span{From: i, To: i + 1}, callstate.Talking, pause.Verb(1 + i%2), false})
	}
	p.Phones = []Phone{phone}
	s := newSheet(p, styles[0])
	s.phone(phone)
	require.Less(t, len(s.front), 10_000)
}

// Peaks are the lowest and highest sample of each part, in whatever blocks the samples come.
func TestPeaksAgainstAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pcm := make([]int16, rapid.IntRange(1, 3000).Draw(t, "samples"))
		step := rapid.Int16().Draw(t, "step")
		for i := range pcm {
			pcm[i] = int16(i) * step
		}
		from := rapid.Int64Range(-50, 50).Draw(t, "from")
		p := NewPeaks(recording.Span{From: from, To: from + int64(len(pcm))})
		for at := 0; at < len(pcm); {
			n := min(rapid.IntRange(1, 900).Draw(t, "block"), len(pcm)-at)
			p.Add(from+int64(at), pcm[at:at+n])
			at += n
		}
		parts := len(p.Low)
		low, high := make([]int16, parts), make([]int16, parts)
		for i, v := range pcm {
			part := i * parts / len(pcm)
			low[part], high[part] = min(low[part], v), max(high[part], v)
		}
		require.Equal(t, low, p.Low)
		require.Equal(t, high, p.High)
	})
}

// What is described is every act, face, lie, state, part and beep.
func TestDescribeSaysAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pictures().Draw(t, "picture")
		got := 0
		for _, lane := range p.Describe(spec.EN) {
			require.NotEmpty(t, lane.Name)
			got += len(lane.Lines)
		}
		track := p.Calls[0].Tracks[0]
		phone, call := p.Phones[0], p.Calls[0]
		want := len(p.Acts) + len(phone.Screens) + len(phone.Mismatches) + len(call.States) +
			len(track.Parts) + len(track.Beeps)
		require.Equal(t, want, got)
	})
}

// Times are written as people read them.
func TestTimes(t *testing.T) {
	for _, row := range []struct {
		at    int64
		clock string
	}{{0, "0:00.000"}, {92916, "0:11.614"}, {-17, "-0:00.002"}, {3600 * 8000, "1:00:00.000"},
		{86399*8000 + 7999, "23:59:59.999"}} {
		require.Equal(t, row.clock, Clock(8000, row.at))
	}
	for _, row := range []struct {
		to   int64
		want string
	}{{0, "[0.000 s]"}, {80, "[0.000 s 0.002 s 0.004 s 0.006 s 0.008 s 0.010 s]"}, {32 * 8000, "[0 s 10 s 20 s 30 s]"},
		{600 * 8000, "[0:00 2:00 4:00 6:00 8:00 10:00]"}, {24 * 3600 * 8000, "[0h00 6h00 12h00 18h00 24h00]"}} {
		var got []string
		for _, tick := range ticks(8000, recording.Span{To: row.to}, 6) {
			got = append(got, tick.text)
		}
		require.Equal(t, row.want, fmt.Sprint(got))
	}
}

// What is cleaned has no character that is not seen or turns others around, and keeps all else.
func TestClean(t *testing.T) {
	require.Equal(t, "a\n�b�c�d�「録音」�", Clean("a\n\u202eb\u0001c\u2028d\ufffe「録音」\xff"))
}

// A sound is drawn up to the sample at which a stop makes it silence, and a sound in a silence, which should not be
// there, is drawn.
func TestWaveKeepsToItsPart(t *testing.T) {
	whole := recording.Span{To: 7777}
	for _, edge := range []int64{1, 3333, 3334, 7000, 7776} {
		voice, silence := Part{recording.Span{To: edge}, Voices, nil},
			Part{recording.Span{From: edge, To: 7777}, Silence, nil}
		p := NewPeaks(whole)
		p.Add(0, slices.Repeat([]int16{1000}, int(edge)))
		for _, c := range p.columns(silence, 300) {
			require.Zero(t, c.high, "silence from %d", edge)
			require.GreaterOrEqual(t, c.From, edge)
		}
		sounds := p.columns(voice, 300)
		require.Equal(t, 1000., sounds[len(sounds)-1].high)
		p.Add(7776, []int16{-5})
		leaks := p.columns(silence, 300)
		require.True(t, len(leaks) == 0 || leaks[len(leaks)-1].low == -5)
	}
}
