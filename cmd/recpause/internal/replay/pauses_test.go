package replay

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/recording"
)

// The pauses of a story are the spans in which a stop silences a call, from the event that began each to the one that
// ended it; one that goes on lasts to the end, and a repeated command begins none.
func TestPauses(t *testing.T) {
	at := func(at int, event string) string {
		return fmt.Sprintf(`{"at":%d,"event":"%s","party":"A"}`, at, event)
	}
	for _, row := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"none", []string{invite, answer, hangup}, nil},
		{"one", []string{invite, answer, stop, resume, hangup}, []string{"[100, 300) 2 to 3: [A X]"}},
		{"ended by the call", []string{invite, answer, stop, hangup}, []string{"[100, 4000) 2 to 3: [A X]"}},
		{"goes on", []string{invite, answer, stop, at(900, "hand.raise")}, []string{"[100, 900) 2 to -1: [A X]"}},
		{"two", []string{invite, answer, stop, resume, at(500, "pause.click"), at(600, "resume.click")},
			[]string{"[100, 300) 2 to 3: [A X]", "[500, 600) 4 to 5: [A X]"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := callfiles.Read(strings.NewReader(strings.Join(append([]string{header}, row.lines...), "\n")))
			require.NoError(t, err)
			var got []string
			for _, one := range silences(s, nil) {
				got = append(got, fmt.Sprintf("[%d, %d) %d to %d: %v", one.From, one.To, one.began, one.ended, one.silenced))
			}
			require.Equal(t, row.want, got)
		})
	}
}

// What a report draws of one pause holds all of it, and only a few events beside it, however close they are.
func TestAroundAPause(t *testing.T) {
	dir := clicked(t, 400, false)
	s, err := readStory(os.DirFS(dir), dir)
	require.NoError(t, err)
	list := silences(s, nil)
	require.Len(t, list, 200)
	for _, one := range list {
		around, events := one.around(s), 0
		require.Equal(t, one.Span, around.Intersect(one.Span))
		for _, e := range s.Events {
			if around.Has(e.At) {
				events++
			}
		}
		require.LessOrEqual(t, events, 10)
	}
}

// The peaks of a zoom are those of the samples there, in whatever blocks they come.
func TestPeaksOfAZoom(t *testing.T) {
	zoom := recording.Span{From: 150, To: 170}
	p := newPeaks(100, recording.Span{From: 100, To: 1100}, []recording.Span{zoom})
	raw := make([]byte, 2000)
	recording.PCM16.Encode(raw, ramp(1000, 1))
	for len(raw) > 0 {
		n := min(14, len(raw))
		_, err := p.Write(raw[:n])
		require.NoError(t, err)
		raw = raw[n:]
	}
	require.Equal(t, zoom, p.all[1].Span)
	require.Equal(t, ramp(20, 51), p.all[1].High)
}

// A report says of a command that no display knows of why the display is false, and what to do.
func TestReportSaysWhyOfACommand(t *testing.T) {
	command := `{"at":100,"event":"pause.command","party":"A","call":"c1","source":"api"}`
	out, _, stderr, code := replayed(t, folder(nil, header, invite, answer, command, hangup))
	require.Zero(t, code, stderr)
	page := written(t, out, reportFile)
	require.Equal(t, 2, strings.Count(page, "by a command that no display knows of: "), "at the event, and in the ledger")
}
