package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/foreign"
	"github.com/recpause/recpause/recording/wav"
)

// judged audits files of testdata by what Asterisk, or a table, says of their pauses.
func judged(t *testing.T, format foreign.Format, metadata, name string, l recording.Layout, names ...string) audit.Report {
	t.Helper()
	text, err := os.Open(filepath.Join("testdata", metadata))
	require.NoError(t, err)
	defer text.Close()
	all, err := foreign.Read(format, text)
	require.NoError(t, err)
	a := foreign.Audio{Layout: l}
	var files []audit.File
	for _, name := range names {
		r, err := wav.Open(os.DirFS("testdata"), name)
		require.NoError(t, err)
		t.Cleanup(func() { r.Close() })
		a.Codec, a.Rate, a.Samples = r.Codec, recording.Rate(r.Rate), max(a.Samples, r.Samples)
		files = append(files, audit.File{Name: name, Codec: r.Codec, Rate: a.Rate, Channels: r.Channels,
			Samples: r.Samples, Data: r})
	}
	m, err := all.Manifest(name, a)
	require.NoError(t, err)
	report, err := audit.Check(m, files, audit.Options{})
	require.NoError(t, err)
	return report
}

// kinds are the findings of a report.
func kinds(r audit.Report) (found []string) {
	for _, f := range r.Findings {
		found = append(found, f.Kind.String()+" "+f.Where[len(f.Where)-1].File)
	}
	return found
}

// The audit says of the recordings of a real Asterisk what the README says that it does.
func TestRealRecordings(t *testing.T) {
	const ami, csv = foreign.AsteriskAMI, foreign.CSV
	for _, row := range []struct {
		format         foreign.Format
		metadata, name string
		layout         recording.Layout
		files          []string
		want           []string
	}{
		{ami, "events.txt", "", recording.OneChannel, []string{"mix.wav"}, nil},
		{ami, "events.txt", "", recording.OneChannel, []string{"rx.wav"}, nil},
		{ami, "events.txt", "", recording.Split, []string{"rx.wav", "tx.wav"}, []string{"ends_early tx.wav"}},
		{ami, "events.txt", "", recording.OneChannel, []string{"ari-pause.wav"},
			[]string{"sound_in_pause ari-pause.wav", "wrong_length ari-pause.wav"}},
		{csv, "pauses.csv", "ari-pause", recording.OneChannel, []string{"ari-pause.wav"}, nil},
		{csv, "pauses.csv", "silence", recording.OneChannel, []string{"ari-pause.wav"},
			[]string{"wrong_length ari-pause.wav"}},
	} {
		r := judged(t, row.format, row.metadata, row.name, row.layout, row.files...)
		t.Log(row.files, row.metadata, row.name, row.layout)
		for _, f := range r.Findings {
			t.Log("  ", f)
		}
		for _, u := range r.Unseen {
			t.Log("   not judged:", u.EN)
		}
		found := kinds(r)
		if !slices.Equal(found, row.want) {
			t.Errorf("%v by %s %s: got %v, want %v", row.files, row.metadata, row.name, found, row.want)
		}
	}
}
