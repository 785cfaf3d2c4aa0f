package audit_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// Ten minutes at 16 kHz with eight pauses, two channels.
func BenchmarkCheck(b *testing.B) {
	const r, end = 16_000, 16_000 * 600
	var stops []recording.Span
	for i := range int64(8) {
		stops = append(stops, span((i*70+20)*r, (i*70+40)*r))
	}
	o := manifest.Options{Recorded: true, Layout: recording.TwoChannel, Rate: r, Tone: recording.DefaultTone()}
	p := record(b, timeline(b, end, stops...), end, o, speech(end, 1, r), speech(end, 2, r))
	p.rate = r
	f := p.files()[0]
	data := make([]byte, f.Samples*4)
	_, err := f.Data.Read(data)
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		f.Data = bytes.NewReader(data)
		report, err := audit.Check(p.m, []audit.File{f}, audit.Options{})
		require.NoError(b, err)
		require.True(b, report.Clean(), report.Findings)
	}
}

// One call with more and more clicks, in a recording that is right, in one that is late by a few samples, in one that
// holds all that it should not, and in one from which all stops are cut out.
func BenchmarkSteps(b *testing.B) {
	for _, steps := range []int64{1e3, 1e4, 1e5} {
		for _, spoil := range spoils {
			b.Run(fmt.Sprintf("%s/%d", spoil.name, steps), func(b *testing.B) {
				m, file, data := clicked(b, steps, spoil.apply)
				for b.Loop() {
					file.Data = bytes.NewReader(data)
					report, err := audit.Check(m, []audit.File{file}, audit.Options{})
					require.NoError(b, err)
					require.Equal(b, spoil.clean, report.Clean())
				}
			})
		}
	}
}

// spoils are what may be wrong with all of a recording, given what it would be without a stop.
var spoils = []struct {
	name  string
	clean bool
	apply func(track, raw []int16, stops []recording.Span) []int16
}{
	{"clean", true, func(track, _ []int16, _ []recording.Span) []int16 { return track }},
	{"late", false, func(track, raw []int16, _ []recording.Span) []int16 {
		return slices.Concat(raw[:30], track[:len(track)-30])
	}},
	{"raw", false, func(_, raw []int16, _ []recording.Span) []int16 { return raw }},
	{"cut", false, func(track, _ []int16, stops []recording.Span) (rest []int16) {
		from := int64(0)
		for _, s := range stops {
			rest = append(rest, track[from:s.From]...)
			from = s.To
		}
		return append(rest, track[from:]...)
	}},
}

// clicked is a 2ch recording of a call with so many clicks, spoiled.
func clicked(t testing.TB, steps int64, spoil func(track, raw []int16, stops []recording.Span) []int16) (
	manifest.Manifest, audit.File, []byte) {
	const period = 400
	var stops []recording.Span
	for i := range steps / 2 {
		stops = append(stops, span(period*i+100, period*i+200))
	}
	end := period*steps/2 + 100
	voice := make([]int16, end)
	for i := range voice {
		voice[i] = int16(1000 + i%50)
	}
	p := record(t, timeline(t, end, stops...), end, options(recording.TwoChannel, recording.PCM16), voice, voice)
	for i := range p.tracks {
		p.tracks[i] = spoil(p.tracks[i], voice, stops)
	}
	file := p.files()[0]
	data, err := io.ReadAll(file.Data)
	require.NoError(t, err)
	return p.m, file, data
}
