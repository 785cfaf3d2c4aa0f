package replay

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/pause"
)

// The manual's five rows between two softphones, row by row, are what happens in the real call; the first cell of each
// row is what is recorded, and the other two are what A and B show.
func TestFiveRowsOfTheRealCall(t *testing.T) {
	s, err := readStory(os.DirFS("testdata/softphone-both-press"), "softphone-both-press")
	require.NoError(t, err)
	steps := s.Outcomes[1:6] // from the answer to the last click
	for i, row := range []struct {
		rules [3]string
		event calllog.Kind
		rec   pause.State
		a, b  pause.Verb
	}{
		{[3]string{"RP-S2S-111", "RP-S2S-112", "RP-S2S-113"}, calllog.CallAnswered, pause.On, pause.Stop, pause.Stop},
		{[3]string{"RP-S2S-121", "RP-S2S-122", "RP-S2S-123"}, calllog.PauseClick, pause.Silent, pause.Resume,
			pause.Stop},
		{[3]string{"RP-S2S-131", "RP-S2S-132", "RP-S2S-133"}, calllog.PauseClick, pause.Silent, pause.Resume,
			pause.Resume},
		{[3]string{"RP-S2S-141", "RP-S2S-142", "RP-S2S-143"}, calllog.ResumeClick, pause.On, pause.Stop, pause.Resume},
		{[3]string{"RP-S2S-151", "RP-S2S-152", "RP-S2S-153"}, calllog.ResumeClick, pause.On, pause.Stop, pause.Stop},
	} {
		step := steps[i].Step
		require.Equal(t, row.event, step.Event)
		t.Run(row.rules[0], func(t *testing.T) {
			call, _ := step.Calls.Get("c1")
			require.Equal(t, row.rec, call.Recording)
		})
		for j, want := range []pause.Verb{row.a, row.b} {
			t.Run(row.rules[j+1], func(t *testing.T) {
				phone, _ := step.Phones.Get([]string{"operatorA", "operatorB"}[j])
				require.Equal(t, want, phone.Toggle)
				require.Equal(t, want == pause.Resume, phone.Message)
			})
		}
	}
}

// The same log gives the same bytes (law L9).
func TestSameLogSameBytes(t *testing.T) {
	source := save(t, callfiles.PlainOnePause())
	var first map[string]string
	for range 2 {
		out := filepath.Join(t.TempDir(), "out")
		require.Zero(t, run([]string{"-in", source, "-out", out}, &strings.Builder{}, os.Stderr))
		files, err := list(out)
		require.NoError(t, err)
		all := map[string]string{}
		for _, name := range files {
			data, err := os.ReadFile(filepath.Join(out, name))
			require.NoError(t, err)
			all[name] = string(data)
		}
		require.Len(t, all, 11)
		if first == nil {
			first = all
		}
		require.True(t, maps.Equal(first, all), "the second replay wrote something else")
	}
}
