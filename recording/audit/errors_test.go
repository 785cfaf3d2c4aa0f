package audit_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// An input is what an audit is given.
type input struct {
	m     manifest.Manifest
	files []audit.File
	o     audit.Options
}

// What cannot be judged is an error that says why, and about which file.
func TestErrorsSayWhy(t *testing.T) {
	for _, c := range []struct {
		name   string
		layout recording.Layout
		spoil  func(*input)
		want   string
		says   string
	}{
		{"no file", recording.OneChannel, func(in *input) { in.files = nil },
			"missing_file", "got 0 files, expected the 1"},
		{"one of two", recording.Split, func(in *input) { in.files = in.files[:1] },
			"missing_file", "expected the 2"},
		{"a second file", recording.OneChannel, func(in *input) { in.files = append(in.files, in.files[0]) },
			"surplus_file", "a.wav"},
		{"another rate", recording.Split, func(in *input) { in.files[1].Rate = 16_000 },
			"wrong_rate", "b.wav: got 16000 samples a second, expected the manifest's 8000"},
		{"one channel of two", recording.TwoChannel, func(in *input) { in.files[0].Channels = 1 },
			"wrong_channels", "got 1 channels, expected 2"},
		{"an unknown codec", recording.OneChannel, func(in *input) { in.files[0].Codec = 9 },
			"unknown_codec", "Codec(9)"},
		{"an empty file", recording.OneChannel, func(in *input) { in.files[0].Samples = 0 },
			"empty", "got no samples, expected 48000"},
		{"a length below zero", recording.OneChannel, func(in *input) { in.files[0].Samples = -1 },
			"unreadable", "-1 samples"},
		{"no reader", recording.OneChannel, func(in *input) { in.files[0].Data = nil },
			"unreadable", "a.wav: got no Data, expected a reader of 48000 samples"},
		{"a reader that ends early", recording.OneChannel, func(in *input) {
			in.files[0].Data = io.LimitReader(in.files[0].Data, 2000)
		}, "unreadable", "got 1000 samples, expected the 48000 that were announced"},
		{"a reader that fails", recording.OneChannel, func(in *input) {
			in.files[0].Data = iotest.ErrReader(errBroken)
		}, "unreadable", "a.wav: broken"},
		{"a rate too low", recording.OneChannel, func(in *input) { in.m.Rate, in.m.Beeps = 999, nil },
			"broken_manifest", "1000 samples"},
		{"a span backwards", recording.OneChannel, func(in *input) { in.m.Span.From = in.m.Span.To + 1 },
			"broken_manifest", "to: got 48000, want a position that is not before from"},
		{"an unknown layout", recording.OneChannel, func(in *input) { in.m.Layout = 7 },
			"broken_manifest", "layout"},
		{"a beep outside", recording.OneChannel, func(in *input) { in.m.Beeps[0].At = -5000 },
			"broken_manifest", "beep"},
		{"a tone of 11 s", recording.OneChannel, func(in *input) { in.m.Tone.Length *= 55 },
			"broken_manifest", "tone lasts 10 s"},
		{"a guard below zero", recording.OneChannel, func(in *input) { in.m.Guard.Before = -1 },
			"broken_manifest", "guard"},
		{"a tolerance below zero", recording.OneChannel, func(in *input) { in.o.Tolerance.Edge = -1 },
			"broken_options", "0 or more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := call(t, c.layout, recording.PCM16, 0)
			in := &input{p.m, p.files(), audit.Options{}}
			c.spoil(in)
			_, err := audit.Check(in.m, in.files, in.o)
			var e *audit.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, c.want, e.Cause, err)
			require.ErrorContains(t, err, c.says)
		})
	}
}

var errBroken = errors.New("broken")

// The error of a reader is the one that is wrapped.
func TestReadersErrorIsWrapped(t *testing.T) {
	p := call(t, recording.OneChannel, recording.PCM16, 0)
	files := p.files()
	files[0].Data = iotest.ErrReader(errBroken)
	_, err := audit.Check(p.m, files, audit.Options{})
	require.ErrorIs(t, err, errBroken)
}

// How the bytes come in does not matter.
func TestReadsHoweverBytesCome(t *testing.T) {
	p := call(t, recording.TwoChannel, recording.MuLaw, 0)
	p.leak(span(9000, 9005))
	want := p.check(t, audit.Options{})
	files := p.files()
	data, err := io.ReadAll(files[0].Data)
	require.NoError(t, err)
	files[0].Data = iotest.OneByteReader(bytes.NewReader(data))
	got, err := audit.Check(p.m, files, audit.Options{})
	require.NoError(t, err)
	require.Equal(t, want, got)
}
