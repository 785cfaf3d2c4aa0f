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

// What cannot be judged is an error that says why, and about which file.
func TestErrorsSayWhy(t *testing.T) {
	for _, c := range []struct {
		name   string
		layout recording.Layout
		spoil  func(m *manifest.Manifest, files []audit.File, o *audit.Options) []audit.File
		want   audit.Cause
		says   string
	}{
		{"no file", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File { return nil }, audit.MissingFile, "got 0 files, expected the 1"},
		{"one of two", recording.Split, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File { return f[:1] }, audit.MissingFile, "expected the 2"},
		{"a second file", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File { return append(f, f[0]) }, audit.SurplusFile, "a.wav"},
		{"another rate", recording.Split, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			f[1].Rate = 16_000
			return f
		}, audit.WrongRate, "b.wav: got 16000 samples a second, expected the manifest's 8000"},
		{"one channel of two", recording.TwoChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			f[0].Channels = 1
			return f
		}, audit.WrongChannels, "got 1 channels, expected 2"},
		{"an unknown codec", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			f[0].Codec = 9
			return f
		}, audit.UnknownCodec, "Codec(9)"},
		{"an empty file", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			f[0].Samples = 0
			return f
		}, audit.Empty, "got no samples, expected 48000"},
		{"a length below zero", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			f[0].Samples = -1
			return f
		}, audit.Unreadable, "-1 samples"},
		{"a reader that ends early", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			f[0].Data = io.LimitReader(f[0].Data, 2000)
			return f
		}, audit.Unreadable, "got 1000 samples, expected the 48000 that were announced"},
		{"a reader that fails", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			f[0].Data = iotest.ErrReader(errBroken)
			return f
		}, audit.Unreadable, "a.wav: broken"},
		{"no rate", recording.OneChannel, func(m *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			m.Rate = 0
			return f
		}, audit.BrokenManifest, "1000 to"},
		{"a span backwards", recording.OneChannel, func(m *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			m.Span.From = m.Span.To + 1
			return f
		}, audit.BrokenManifest, "span"},
		{"an unknown layout", recording.OneChannel, func(m *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			m.Layout = 7
			return f
		}, audit.BrokenManifest, "layout"},
		{"a beep outside", recording.OneChannel, func(m *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			m.Beeps[0].At = -5000
			return f
		}, audit.BrokenManifest, "beep"},
		{"a tone of minutes", recording.OneChannel, func(m *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			m.Tone.Length *= 1000
			return f
		}, audit.BrokenManifest, "tone"},
		{"a guard below zero", recording.OneChannel, func(m *manifest.Manifest, f []audit.File, _ *audit.Options) []audit.File {
			m.Guard.Before = -1
			return f
		}, audit.BrokenManifest, "guard"},
		{"a tolerance below zero", recording.OneChannel, func(_ *manifest.Manifest, f []audit.File, o *audit.Options) []audit.File {
			o.Tolerance.Edge = -1
			return f
		}, audit.BrokenOptions, "0 or more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := call(t, c.layout, recording.PCM16, 0)
			var o audit.Options
			files := c.spoil(&p.m, p.files(), &o)
			_, err := audit.Check(p.m, files, o)
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
