package manifests_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/system"
)

var realCases = map[string]fs.FS{
	"plain-one-pause":      callfiles.PlainOnePause(),
	"softphone-both-press": os.DirFS("../replay/testdata/softphone-both-press"),
}

// The manifest of a real call, in any layout, fits the schema, can be read back, and is silent where the plan is.
func TestRealCases(t *testing.T) {
	s := schema(t, schemaFile)
	for name, source := range realCases {
		rate, recordings := read(t, source)
		require.NotEmpty(t, recordings, name)
		for _, r := range recordings {
			for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
				end, over := r.Timeline.Ended()
				m, err := manifest.New(r.Timeline, recording.Span{From: r.Timeline.Origin(), To: end}, r.Names,
					manifest.Options{
						Call: r.Call, Recorded: r.Recorded, Layout: layout, Rate: rate, Tone: recording.DefaultTone()})
				require.NoError(t, err, name)
				require.Equal(t, over, m.Ended)
				text := write(t, m)
				require.NoError(t, s.Validate(parse(t, text)), name)
				again, err := manifest.Read(strings.NewReader(text))
				require.NoError(t, err, name)
				require.Equal(t, text, write(t, again), name)
				for _, track := range layout.Tracks() {
					require.Equal(t, []recording.Span(r.Timeline.Plan(track, m.Tone.PCM(rate)).Silences(end)),
						[]recording.Span(silent(again, track)), "%s, the %v track", name, track)
				}
			}
		}
	}
}

// silent returns where a track is silence by stops: everybody there is silenced, and no tone sounds.
func silent(m manifest.Manifest, track recording.Track) recording.Spans {
	var stopped, heard, tones recording.Spans
	for _, p := range m.Parties {
		var here, silenced recording.Spans
		for _, there := range p.Present {
			if track == recording.Mixed || track == there.Side {
				here.Add(there.Span)
			}
		}
		for _, s := range m.Silences {
			if slices.Contains(s.Whose, p.ID) {
				silenced.Add(s.Span)
			}
		}
		stopped = append(stopped, here.Intersect(silenced)...)
		heard = append(heard, here.Without(silenced)...)
	}
	for _, b := range m.Beeps {
		if b.Track == track {
			tones.Add(b.Span)
		}
	}
	return recording.Union(stopped...).Without(recording.Union(heard...)).Without(tones)
}

// read turns a call log into its recordings.
func read(t *testing.T, source fs.FS) (recording.Rate, []*system.CallRecording) {
	t.Helper()
	file, err := source.Open("call.jsonl")
	require.NoError(t, err)
	defer file.Close()
	log, err := calllog.NewReader(file)
	require.NoError(t, err)
	run, err := system.NewRun(log, pause.Policy{})
	require.NoError(t, err)
	var recordings system.CallRecordings
	for {
		_, outcome, err := run.Next()
		if errors.Is(err, io.EOF) {
			return recording.Rate(log.Header.SampleRate), recordings.All()
		}
		require.NoError(t, err)
		require.NoError(t, recordings.Add(outcome))
	}
}
