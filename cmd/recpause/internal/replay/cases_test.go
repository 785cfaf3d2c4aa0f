package replay

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/recording"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

var realCases = map[string]fs.FS{
	"plain-one-pause":      callfiles.PlainOnePause(),
	"softphone-both-press": os.DirFS("testdata/softphone-both-press"),
}

// What the command prints of the real calls is what the transcripts say, in both languages.
func TestStoriesAsPrinted(t *testing.T) {
	t.Setenv("RECPAUSE_DOCUMENT", "") // the manual's own clauses are in no file of ours
	for name, source := range realCases {
		for _, lang := range []string{"en", "ja"} {
			var got, errs bytes.Buffer
			out := filepath.Join(t.TempDir(), "out")
			require.Zero(t, run([]string{"-in", save(t, source), "-out", out, "-lang", lang}, &got, &errs),
				errs.String())
			printed := strings.ReplaceAll(got.String(), out, "out")
			golden := filepath.Join("testdata", name+"."+lang+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(printed), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), printed, "%s: go test -update rewrites it", golden)
		}
	}
}

// Each track of the real calls is the raw audio sample for sample, but silence exactly while stopped, and the beep from
// the resume on, only on the side opposite the one who resumed; the mixed track is the saturating sum.
func TestTracksOfRealCasesToTheSample(t *testing.T) {
	for name, source := range realCases {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			require.Zero(t, run([]string{"-in", save(t, source), "-out", out}, &bytes.Buffer{}, os.Stderr))
			s, err := readStory(source, name)
			require.NoError(t, err)
			want := expected(t, source, s)
			two := pcm(t, filepath.Join(out, callfiles.TwoChannel))
			require.Len(t, two, 2)
			require.Equal(t, want[recording.Mixed], pcm(t, filepath.Join(out, callfiles.Mixed))[0])
			require.Equal(t, want[recording.OperatorSide], two[0])
			require.Equal(t, want[recording.FarSide], two[1])
			require.Equal(t, want[recording.OperatorSide], pcm(t, filepath.Join(out, callfiles.Operator))[0])
			require.Equal(t, want[recording.FarSide], pcm(t, filepath.Join(out, callfiles.Counterpart))[0])
		})
	}
}

// expected is the dumb definition for a call of two whose first party in the header is the operator side: last command
// wins.
func expected(t *testing.T, source fs.FS, s *callfiles.Story) (tracks [3][]int16) {
	parties := s.Header.Parties
	voices := [2][]int16{raw(t, source, parties[0].ID), raw(t, source, parties[1].ID)}
	tone := recording.DefaultTone().PCM(recording.Rate(s.Header.SampleRate))
	stopped, beepAt, beepSide := false, -len(tone), 0
	next := 0
	for i := range voices[0] {
		for ; next < len(s.Events) && s.Events[next].At <= int64(i); next++ {
			switch e := s.Events[next]; {
			case e.Kind == calllog.PauseClick:
				stopped = true
			case e.Kind == calllog.ResumeClick && stopped:
				stopped, beepAt, beepSide = false, i, 1
				if e.Party == parties[1].ID {
					beepSide = 0
				}
			}
		}
		var side [2]int
		if !stopped {
			side = [2]int{int(voices[0][i]), int(voices[1][i])}
			if k := i - beepAt; k < len(tone) {
				side[beepSide] += int(tone[k])
			}
		}
		for track, v := range []int{side[0] + side[1], side[0], side[1]} {
			tracks[track] = append(tracks[track], int16(max(-32768, min(32767, v))))
		}
	}
	return tracks
}

// The page about replay shows what the command prints.
func TestPageShowsTheStory(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/replay.md")
	require.NoError(t, err)
	printed, err := os.ReadFile("testdata/plain-one-pause.en.txt")
	require.NoError(t, err)
	story, _, ok := strings.Cut(string(printed), "\nthe rules\n")
	require.True(t, ok)
	require.Contains(t, string(page), "```\n"+story+"```\n")
}
