package picture

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A part of a picture shows at each position what the whole shows there, and its acts keep their numbers.
func TestWithinPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := pictures().Draw(t, "picture")
		ends := []int64{rapid.Int64Range(whole.Span.From, whole.Span.To).Draw(t, "from"),
			rapid.Int64Range(whole.Span.From, whole.Span.To).Draw(t, "to")}
		slices.Sort(ends)
		part := whole.Within(recording.Span{From: ends[0], To: ends[1]})
		require.Equal(t, ends, []int64{part.Span.From, part.Span.To})
		for i, a := range part.Acts {
			require.Equal(t, whole.Acts[part.First+i], a)
			require.True(t, ends[0] <= a.At && a.At <= ends[1])
		}
		for _, at := range append(ends, (ends[0]+ends[1])/2) {
			if part.Span.Has(at) {
				require.Equal(t, shownAt(whole, at), shownAt(part, at))
			}
		}
	})
}

// shownAt is what a picture shows at a position.
func shownAt(p Picture, at int64) (all []string) {
	for _, s := range p.Phones[0].Screens {
		if s.Has(at) {
			all = append(all, fmt.Sprint(s.Toggle, s.Message))
		}
	}
	for _, m := range p.Phones[0].Mismatches {
		if m.Has(at) {
			all = append(all, m.Kind.String())
		}
	}
	for _, c := range p.Calls {
		for _, s := range c.States {
			if s.Has(at) {
				all = append(all, s.Is.String())
			}
		}
		for _, part := range c.Tracks[0].Parts {
			if part.Has(at) {
				all = append(all, fmt.Sprint("part ", part.Holds))
			}
		}
	}
	return all
}

// paused is an hour with so many stops of a second.
func paused(stops int) Picture {
	p := Picture{Rate: 8000, Span: recording.Span{To: 3600 * 8000}}
	call := Call{Name: "c1", Span: p.Span}
	for i := range int64(stops) {
		from := (i + 1) * p.Span.To / int64(stops+1)
		call.States = append(call.States, State{recording.Span{From: from, To: from + 8000}, pause.Silent, nil})
		p.Acts = append(p.Acts, Act{At: from, Text: spec.Text{EN: "stop"}, Click: true})
	}
	p.Calls = []Call{call}
	return p
}

// What is drawn wider than it is is said, with how long a pixel is; and however many stops there are, they never cover
// most of the axis.
func TestShortStopsAreSeenAndSaid(t *testing.T) {
	for _, stops := range []int{0, 1, 12, 300} {
		p := paused(stops)
		s := newSheet(p, Style{Lang: spec.EN})
		s.states(p.Calls[0])
		covered := number(0)
		for _, sh := range s.front {
			if strings.HasSuffix(sh.Class, "silent brief") {
				covered += sh.W
			}
		}
		require.Equal(t, stops > 0, covered > 0)
		require.LessOrEqual(t, float64(covered), (s.right-s.left)/4+1, "%d stops", stops)
		var svg strings.Builder
		require.NoError(t, p.SVG(&svg, Style{Lang: spec.EN}))
		require.Equal(t, stops > 0, strings.Contains(svg.String(), "One pixel is 3.83 s."), "%d stops", stops)
	}
}

// Bars that are joined are all there, each with its look and in its place.
func TestJoinedKeepsEveryBar(t *testing.T) {
	bar := regexp.MustCompile(`M(\S+) (\S+)h(\S+)v(\S+)h-\S+z`)
	bars := func(shapes []shape) (all []string) {
		for _, sh := range shapes {
			if sh.Kind == "rect" {
				all = append(all, fmt.Sprint(sh.Class, sh.X, sh.Y, sh.W, sh.H))
			}
			for _, m := range bar.FindAllStringSubmatch(sh.Path, -1) {
				all = append(all, fmt.Sprint(sh.Class, m[1], " ", m[2], " ", m[3], " ", m[4]))
			}
		}
		return all
	}
	rapid.Check(t, func(t *rapid.T) {
		s := newSheet(pictures().Draw(t, "picture"), Style{Lang: spec.EN})
		s.phone(s.Phones[0])
		s.call(s.Calls[0])
		require.Equal(t, bars(s.front), bars(joined(s.front)))
	})
}

// Thousands of acts have flags all the same: fewer of them, on the sheet.
func TestFlagsOfManyActs(t *testing.T) {
	s := newSheet(paused(5000), Style{Lang: spec.EN})
	s.acts()
	for _, sh := range s.front {
		require.GreaterOrEqual(t, float64(sh.Y), 0.)
	}
	require.NotEmpty(t, s.front)
	require.LessOrEqual(t, s.y, float64((s.rows+1)*flagStep))
}

// The key names what is in the picture, and nothing else: a mismatch that hides a recording and one that hides a silence
// by names of their own.
func TestKeyNamesWhatIsThere(t *testing.T) {
	for _, row := range []struct {
		lines       []string
		has, hasNot []string
	}{
		{[]string{invite, answer}, []string{"recording", "other event"}, []string{"silenced by a stop", "beep", "⚠", "△"}},
		{[]string{invite, answer, `{"at":20,"event":"pause.click","party":"A"}`},
			[]string{"silenced by a stop", "beep that is only heard", "click on the toggle"},
			[]string{"beep that is recorded too", "⚠", "△"}},
		{[]string{invite, answer, `{"at":20,"event":"star.begin","party":"A","to":"T","call":"c2"}`,
			`{"at":30,"event":"star.answered","party":"T","call":"c2"}`, `{"at":40,"event":"pause.click","party":"A"}`},
			[]string{"△ shows no stop"}, []string{"⚠"}},
	} {
		var svg strings.Builder
		p := drawLog(t, true, row.lines...)
		s := newSheet(p, Style{Lang: spec.EN})
		_, err := s.draw("")
		require.NoError(t, err)
		from := len(s.front)
		s.key()
		for _, sh := range s.front[from:] {
			svg.WriteString(sh.Text + "\n")
		}
		for _, text := range row.has {
			require.Contains(t, svg.String(), text)
		}
		for _, text := range row.hasNot {
			require.NotContains(t, svg.String(), text)
		}
	}
}
