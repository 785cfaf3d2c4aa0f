package audit_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// Whatever bytes are in a file, and whatever manifest it is held against, the audit ends without a panic, and what
// it finds can be said.
func FuzzAudit(f *testing.F) {
	f.Add([]byte{0, 0, 1, 1}, int64(500), uint8(0), uint8(0), int64(125), int64(250), int64(0))
	f.Add(bytes.Repeat([]byte{0x7F, 0x00, 0xFF}, 375),
		int64(375), uint8(1), uint8(2), int64(0), int64(375), int64(12))
	f.Add(bytes.Repeat([]byte("tone"), 112), int64(225), uint8(2), uint8(3), int64(62), int64(75), int64(-12))
	f.Fuzz(func(t *testing.T, data []byte, length int64, layout, codec uint8, from, to, shift int64) {
		// Half a second holds all that is judged, also at a low rate and with a short tone: more is only slower.
		data, length = data[:min(len(data), 2000)], length%501
		short := recording.Tone{Hertz: 250, Length: 40 * time.Millisecond, Ramp: 4 * time.Millisecond, Peak: 5093}
		whole := span(shift, shift+length)
		within := func(from, to int64) recording.Spans { return recording.Union(span(from, to).Intersect(whole)) }
		o := manifest.Options{Layout: recording.Layout(layout % 4), Rate: 1000, Recorded: true, Tone: short}
		for _, gap := range within(from-50, to+50) {
			o.Gaps = append(o.Gaps, manifest.Loss{Span: gap, Party: "b"})
		}
		m := manifest.Manifest{Options: o, Span: whole, Ended: true,
			Parties: []manifest.Party{{ID: "a"}, {ID: "b"}}}
		for _, here := range within(shift, to) {
			m.Parties[0].Present = []manifest.Presence{{Span: here, Side: recording.OperatorSide}}
		}
		for _, here := range within(whole.From, whole.To) {
			m.Parties[1].Present = []manifest.Presence{{Span: here, Side: recording.FarSide}}
		}
		for _, silence := range within(from, to) {
			m.Silences = append(m.Silences, manifest.Silence{Span: silence, Whose: []string{"a", "b"}})
		}
		for _, silence := range within(to, from) {
			m.Silences = append(m.Silences, manifest.Silence{Span: silence, Whose: []string{"b"}})
		}
		both := []recording.Track{recording.OperatorSide, recording.FarSide}
		for _, track := range m.Layout.Tracks() {
			if whole.Has(to) {
				beep := span(to, min(to+40, whole.To))
				m.Beeps = append(m.Beeps, manifest.Beep{Span: beep, At: to, Track: track, On: both})
			}
		}
		c := recording.Codec(codec % 5)
		var files []audit.File
		for range m.Layout.Tracks()[:1+int(m.Layout%3)/2] {
			channels := 1 + int(m.Layout)%2
			files = append(files, audit.File{Codec: c, Rate: 1000, Channels: channels,
				Samples: int64(len(data) / (channels * c.Width())), Data: bytes.NewReader(data)})
		}
		r, err := audit.Check(m, files, audit.Options{})
		if err != nil {
			return
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
	})
}
