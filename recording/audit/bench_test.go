package audit_test

import (
	"bytes"
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
