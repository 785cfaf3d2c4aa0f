package manifest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// same is equality of manifests: lists that are nil are empty, times are points in time.
var same = cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b spec.Reason) bool { return a == b })}

// What is written can be read again, and says the same.
func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := stories.Draw(t, "story").manifest(t)
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := manifest.Read(bytes.NewReader(text))
		if diff := cmp.Diff(want, got, same); err != nil || diff != "" {
			t.Fatalf("%s: got %v, %s", text, err, diff)
		}
		if again, _ := json.Marshal(got); !bytes.Equal(again, text) {
			t.Fatalf("got %s, want %s", again, text)
		}
	})
}

// text returns the JSON of a call with a pause, in layout 2ch and with everything that is optional.
func text(t testing.TB) string {
	m := onePause()
	m.Gaps = []manifest.Loss{{Span: span(100, 180), Party: "customer"}, {Span: span(100, 260), Party: "operator"}}
	m.Leaks = []manifest.Loss{{Span: span(11_600, 11_700), Party: "operator"}}
	m.Files = []manifest.File{{Name: "c1.wav", Tracks: tracks[1:]}}
	text, err := json.Marshal(m)
	require.NoError(t, err)
	return string(text)
}

// Every way to be no manifest has an error that names the field, what is there, and what was expected.
func TestReadRefuses(t *testing.T) {
	const fields = "format, call, layout, codec, sample_rate, recorded, from, to, ended, start, parties, spans, " +
		"beeps, gaps, leaks, lost, unwatched, state_lost, pauses, uncertainty, length_unknown, breaks, guard, tone, files"
	rows := []struct{ why, old, new, want string }{
		{"another version", "manifest/1", "manifest/2",
			`format: got "recpause-manifest/2", want "recpause-manifest/1"`},
		{"no JSON", `{"format"`, `{"format`, `got no JSON at byte 11, want one JSON document`},
		{"no UTF-8", "c1", "\xff", `got bytes that are not UTF-8, want UTF-8`},
		{"two values", `]}]}`, `]}]}{}`, `got no JSON at byte 2105, want one JSON document`},
		{"another type", `"recorded":true`, `"recorded":"yes"`, `recorded: got a string, want true or false`},
		{"null", `"gaps":[`, `"gaps":null,"x":[`, `gaps: got null, want a list`},
		{"a list of other things", `"whose":["operator"`, `"whose":[{}`,
			`spans[0].whose[0]: got an object, want a string`},
		{"an unknown field", `"ended"`, `"over":1,"ended"`,
			`over: got a field that nobody knows, want one of ` + fields},
		{"a field in capitals", `"ended"`, `"Ended"`, `Ended: got a field that nobody knows, want one of ` + fields},
		{"a field twice", `"ended":true`, `"ended":true,"ended":true`, `ended: got a second one, want each field once`},
		{"a missing field", `"ended":true,`, ``, `ended: got nothing, want true or false`},
		{"a missing field below", `"side":"operator",`, ``, `parties[0].present[0].side: got nothing, want a string`},
		{"an unknown layout", `"2ch"`, `"3ch"`, `layout: got "3ch", want one of 1ch, 2ch, split`},
		{"an unknown codec", `"pcm16"`, `"opus"`, `codec: got "opus", want one of pcm16, pcm8, mulaw, alaw`},
		{"an unknown rule", `"RP-REC-010"`, `"RP-REC-999"`,
			`spans[0].why.rule: got "RP-REC-999", want the name of a rule, such as RP-REC-050`},
		{"the same rule twice", `"RP-REC-011"`, `"RP-REC-010"`,
			`spans[0].why.also: got [RP-REC-010 RP-OPS-010], want up to four rules, none of them the one that decides`},
		{"an unknown support level", `"documented"`, `"maybe"`,
			`spans[0].why.support: got "maybe", want one of unspecified, not-guaranteed, documented, ` +
				`informative, responsibility`},
		{"no rate", `"sample_rate":8000`, `"sample_rate":0`, `sample_rate: got 0, want 1 to 384000`},
		{"a fraction", `"sample_rate":8000`, `"sample_rate":8000.5`, `sample_rate: got a number, want a whole number`},
		{"too large for a position", `"to":30000,"ended"`, `"to":9223372036854775807,"ended"`,
			`to: got 9223372036854775807, want a position within ±2^53`},
		{"too large for any number", `"to":30000,"ended"`, `"to":92233720368547758070,"ended"`,
			`to: got a number, want a whole number`},
		{"longer than anybody talks", `"to":30000,"ended"`, `"to":9007199254740992,"ended"`,
			`to: got 9007199254740992, want at most 100 years of samples`},
		{"a recording that runs backwards", `"from":0,"to":30000,"ended"`, `"from":30001,"to":30000,"ended"`,
			`to: got 30000, want a position that is not before from`},
		{"a time that is none", `2025-04-01T09`, `2025-04-31T09`,
			`start: got "2025-04-31T09:30:00+09:00", want a time as in RFC 3339`},
		{"an unknown effect", `"guard"`, `"pauses":"gone","guard"`, `pauses: got "gone", want one of silence, skipped`},
		{"an uncertainty below zero", `"guard"`, `"uncertainty":-1,"guard"`,
			`uncertainty: got -1, want a number of samples`},
		{"a party twice", `"id":"customer"`, `"id":"operator"`, `parties[1].id: got "operator", want each party once`},
		{"a party on no side", `"side":"operator"`, `"side":"mixed"`,
			`parties[0].present[0].side: got mixed, want a side`},
		{"an empty span", `"from":11600,"to":23200,"whose"`, `"from":11600,"to":11600,"whose"`,
			`spans[0]: got [11600,11600), want a span that ends after it begins`},
		{"a span that runs backwards", `"from":11600,"to":23200,"whose"`, `"from":11600,"to":11599,"whose"`,
			`spans[0]: got [11600,11599), want a span that ends after it begins`},
		{"a span outside", `"from":11600,"to":23200,"whose"`, `"from":11600,"to":30001,"whose"`,
			`spans[0]: got [11600,30001), want a span in [0,30000)`},
		{"nobody's span", `"whose":["operator","customer"]`, `"whose":[]`, `spans[0].whose: got nobody, want somebody`},
		{"a stranger's span", `"whose":["operator","customer"]`, `"whose":["operator","x"]`,
			`spans[0].whose[1]: got "x", want a party of the list`},
		{"somebody twice", `"whose":["operator","customer"]`, `"whose":["operator","operator"]`,
			`spans[0].whose[1]: got "operator", want the order of parties, each once`},
		{"people out of order", `"whose":["operator","customer"]`, `"whose":["customer","operator"]`,
			`spans[0].whose[1]: got "operator", want the order of parties, each once`},
		{"a span before the recording", `"from":11600,"to":23200,"whose"`, `"from":-1,"to":23200,"whose"`,
			`spans[0]: got [-1,23200), want a span in [0,30000)`},
		{"a beep on no track", `"track":"counterpart"`, `"track":"mixed"`,
			`beeps[0].track: got mixed, want a track of layout 2ch`},
		{"a beep without its side", `"on":["counterpart"]`, `"on":["operator"]`,
			`beeps[0].on: got [operator], want one or both of the sides in order, and that of the track among them`},
		{"a beep longer than its tone", `"from":23200,"to":24800,"at"`, `"from":23200,"to":24801,"at"`,
			`beeps[0].at: got 23200, want where a tone begins that sounds in all of the span`},
		{"a gap of a stranger", `{"party":"customer"`, `{"party":"x"`,
			`gaps[0].party: got "x", want a party of the list`},
		{"gaps that overlap", `{"party":"customer"`, `{"party":"operator"`,
			`gaps[1]: got [100,260), want no overlap with a span of "operator" before it, up to 180`},
		{"gaps out of order", `"party":"operator","from":100`, `"party":"operator","from":99`,
			`gaps[1]: got [99,260), want a span from 100 on or later`},
		{"a negative margin", `"before":0`, `"before":-1`, `guard.before: got -1, want a number of samples`},
		{"a tone for ever", `"length_ns":200000000`, `"length_ns":200000000000000`,
			`tone.length_ns: got 200000000000000, want no more than a minute`},
		{"a ramp longer than its tone", `"ramp_ns":5000000`, `"ramp_ns":200000001`,
			`tone.ramp_ns: got 200000001, want no more than the length`},
		{"a tone above everything", `"hertz":1400`, `"hertz":1e400`,
			`tone.hertz: got "1e400", want a number that fits 64 bits`},
		{"a peak out of range", `"peak":5093`, `"peak":40000`,
			`tone.peak: got 40000, want a whole number that fits 16 bits`},
		{"a file in another folder", `"c1.wav"`, `"/etc/c1.wav"`,
			`files[0].name: got "/etc/c1.wav", want the plain name of a file`},
		{"a file with other tracks", `"tracks":["operator","counterpart"]`, `"tracks":["operator"]`,
			`files[0].tracks: got [operator], want [operator counterpart]`},
		{"a file too many", `"files":[`, `"files":[{"name":"a.wav","tracks":["operator","counterpart"]},`,
			`files: got 2, want 1, for layout 2ch`},
		{"one file for two", `"layout":"2ch"`, `"layout":"split"`, `files: got 1, want 2, for layout split`},
		{"a digest in capitals", `"name":"c1.wav",`, `"name":"c1.wav","sha256":"` + strings.Repeat("AB", 32) + `",`,
			`files[0].sha256: got "` + strings.Repeat("AB", 32) + `", want a SHA-256: 64 hexadecimal digits in small ` +
				`letters, not all 0`},
		{"a digest that is too short", `"name":"c1.wav",`, `"name":"c1.wav","sha256":"ab",`,
			`files[0].sha256: got "ab", want a SHA-256: 64 hexadecimal digits in small letters, not all 0`},
		{"a digest of nothing", `"name":"c1.wav",`, `"name":"c1.wav","sha256":"` + strings.Repeat("00", 32) + `",`,
			`files[0].sha256: got "` + strings.Repeat("00", 32) + `", want a SHA-256: 64 hexadecimal digits in small ` +
				`letters, not all 0`},
		{"the zero time, which is none", `2025-04-01T09:30:00+09:00`, `0001-01-01T00:00:00Z`,
			`start: got "0001-01-01T00:00:00Z", want a time as in RFC 3339`},
		{"spans of what is not recorded", `"recorded":true`, `"recorded":false`,
			`spans: got 1, want none, for nothing is recorded`},
	}
	whole := text(t)
	for _, row := range rows {
		t.Run(row.why, func(t *testing.T) {
			require.Contains(t, whole, row.old)
			_, err := manifest.Read(strings.NewReader(strings.Replace(whole, row.old, row.new, 1)))
			var bad *manifest.Error
			if !errors.As(err, &bad) || err.Error() != "manifest: "+row.want {
				t.Errorf("got %v, want manifest: %s", err, row.want)
			}
		})
	}
}

// Spans of one party do not overlap; those of two may.
func TestSpansOfOnePartyDoNotOverlap(t *testing.T) {
	m := onePause()
	s := m.Silences[0]
	for _, row := range []struct {
		whose []string
		from  int64
		ok    bool
	}{
		{[]string{"customer"}, 20_000, true},
		{[]string{"operator"}, 20_000, false},
		{[]string{"operator"}, 23_200, true},
		{[]string{"customer"}, 11_599, false},
	} {
		again := manifest.Silence{Span: span(row.from, 25_000), Whose: row.whose, Why: s.Why}
		m.Silences = []manifest.Silence{{s.Span, []string{"operator"}, s.Why}, again}
		if _, err := json.Marshal(m); (err == nil) != row.ok {
			t.Errorf("%v from %d on: got %v, want ok %t", row.whose, row.from, err, row.ok)
		}
	}
}

// A time that was read has the zone that is written, whatever the zone of the reader.
func TestReadKeepsTheZone(t *testing.T) {
	for zone, want := range map[string]string{"Z": "UTC", "+00:00": "UTC", "+09:00": ""} {
		m, err := manifest.Read(strings.NewReader(strings.Replace(text(t), "+09:00", zone, 1)))
		if got := m.Start.Location().String(); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", zone, got, err, want)
		}
	}
}

// A failed read leaves the manifest as it was, and says what the reader says.
func TestFailedReadChangesNothing(t *testing.T) {
	m := onePause()
	if err := m.UnmarshalJSON([]byte(`{}`)); err == nil || !cmp.Equal(m, onePause(), same) {
		t.Errorf("got %v, want an error and the manifest as it was", err)
	}
	if _, err := manifest.Read(iotest.ErrReader(iotest.ErrTimeout)); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("got %v, want %v", err, iotest.ErrTimeout)
	}
}

// A text that has no end is read no further than a limit.
func TestReadHasAnEnd(t *testing.T) {
	const maxBytes = 256 << 20
	endless := iotest.DataErrReader(strings.NewReader(strings.Repeat(" ", maxBytes+1)))
	var bad *manifest.Error
	if _, err := manifest.Read(endless); !errors.As(err, &bad) || !strings.Contains(err.Error(), "got more") {
		t.Errorf("got %v, want an error of more than %d bytes", err, maxBytes)
	}
}

// Nothing is written that could not be read.
func TestMarshalRefuses(t *testing.T) {
	for field, change := range map[string]func(*manifest.Manifest){
		"call":   func(m *manifest.Manifest) { m.Call = "\xff" },
		"layout": func(m *manifest.Manifest) { m.Layout = 9 },
		"codec":  func(m *manifest.Manifest) { m.Codec = 9 },
		"parties": func(m *manifest.Manifest) {
			for i := range pause.MaxParties - 1 {
				m.Parties = append(m.Parties, manifest.Party{ID: strconv.Itoa(i)})
			}
		},
		"beeps[1]": func(m *manifest.Manifest) {
			early := m.Beeps[0]
			early.Track, early.On, early.At, early.From, early.To = recording.OperatorSide, tracks[1:2], 5, 5, 10
			m.Beeps = append(m.Beeps, early)
		},
		"beeps[1] ": func(m *manifest.Manifest) {
			again := m.Beeps[0]
			again.From++
			m.Beeps = append(m.Beeps, again)
		},
		"files[1].name": func(m *manifest.Manifest) {
			m.Layout = recording.Split
			m.Files = []manifest.File{{Name: "a", Tracks: tracks[1:2]}, {Name: "a", Tracks: tracks[2:]}}
		},
		"beeps[0].on": func(m *manifest.Manifest) { m.Beeps[0].On = nil },
		"spans[0].why": func(m *manifest.Manifest) {
			m.Silences = slices.Clone(m.Silences)
			m.Silences[0].Why.Fact.EN = "\xff"
		},
		"spans[0].why.support": func(m *manifest.Manifest) { m.Silences[0].Why.Support = spec.Informative },
	} {
		m := onePause()
		change(&m)
		_, err := json.Marshal(m)
		var bad *manifest.Error
		if !errors.As(err, &bad) || bad.Field != strings.TrimSpace(field) {
			t.Errorf("got %v, want an error of %s", err, field)
		}
	}
}

// Where nobody recorded, and why, is read as it was written; breaks are in the recording, one behind the other.
func TestBreaks(t *testing.T) {
	m := onePause()
	b := manifest.Break{Span: recording.Span{From: m.Span.From, To: m.Span.From + 1}, Why: spec.Text{JA: "停止", EN: "dead"}}
	m.Breaks = []manifest.Break{b}
	text, err := json.Marshal(m)
	require.NoError(t, err)
	got, err := manifest.Read(bytes.NewReader(text))
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(m, got, same))
	m.Breaks = append(m.Breaks, b)
	require.ErrorContains(t, m.Validate(), "manifest: breaks[1]: ")
	m.Breaks = []manifest.Break{{Span: recording.Span{From: m.Span.To, To: m.Span.To + 1}, Why: b.Why}}
	require.ErrorContains(t, m.Validate(), "manifest: breaks[0]: ")
}

// A pause that the files leave out is left out of everybody's voice, without margins; both are read as they were
// written.
func TestSkipped(t *testing.T) {
	m := onePause()
	m.Pauses, m.Uncertainty, m.LengthUnknown = manifest.Skipped, 8000, true
	text, err := json.Marshal(m)
	require.NoError(t, err)
	require.Contains(t, string(text), `"pauses":"skipped","uncertainty":8000,"length_unknown":true,"guard"`)
	got, err := manifest.Read(bytes.NewReader(text))
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(m, got, same))

	one := m
	one.Silences = slices.Clone(m.Silences)
	one.Silences[0].Whose = one.Silences[0].Whose[:1]
	require.EqualError(t, one.Validate(),
		"manifest: spans[0].whose: got 1, want all 2 parties, for the pause is left out")
	m.Guard.Before = 1
	require.EqualError(t, m.Validate(),
		"manifest: guard: got {1 0}, want no margins, for a pause is left out and not silence")
}
