package vcon_test

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/vcon"
	"github.com/recpause/recpause/spec"
)

var update = flag.Bool("update", false, "rewrite testdata")

// unsigned are the draft's examples in the unsigned form.
var unsigned = []string{"ab", "ab_call_ext_rec", "ab_call_ext_rec_amended", "ab_call_ext_rec_redacted", "ab_call_int_rec",
	"ab_email_acct_prob_thread", "ab_email_prob_followup_text_thread", "b_email_acct_prob_image"}

func example(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".vcon"))
	require.NoError(t, err)
	return text
}

// Each example of the draft is read, and what is written of it says the same, but for the parameter group, which the
// draft has taken out, and for the times' number of digits.
func TestExamplesOfTheDraft(t *testing.T) {
	for _, name := range unsigned {
		t.Run(name, func(t *testing.T) {
			text := example(t, name)
			v, err := vcon.Read(bytes.NewReader(text))
			require.NoError(t, err)
			require.Len(t, v.Parties, 2)
			again, err := json.Marshal(v)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(generic(t, text), generic(t, again)))
		})
	}
	v, err := vcon.Read(bytes.NewReader(example(t, "ab_call_ext_rec")))
	require.NoError(t, err)
	d := v.Dialog[0]
	require.Equal(t, []int{0, 1}, d.Parties.All())
	require.Equal(t, 33.12, *d.Duration)
	algorithm, sum := d.ContentHash[0].Sum()
	require.Equal(t, "sha512", algorithm)
	require.Len(t, sum, sha512.Size)
	_, err = v.Manifest()
	require.ErrorContains(t, err, "vcon: dialog: got no dialog with recording_pauses, want one")
}

// generic returns JSON without what writing it anew may change.
func generic(t testing.TB, text []byte) any {
	var v map[string]any
	require.NoError(t, json.Unmarshal(text, &v))
	delete(v, "group")
	var times func(any) any
	times = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				v[k] = times(e)
			}
		case []any:
			for i, e := range v {
				v[i] = times(e)
			}
		case string:
			if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
				return at.UTC().Format(time.RFC3339Nano)
			}
		}
		return v
	}
	return times(v)
}

// The other forms are told from the unsigned one; the payload of the signed one is an example too.
func TestOtherForms(t *testing.T) {
	signed := example(t, "ab_call_ext_rec_signed")
	_, err := vcon.Read(bytes.NewReader(signed))
	require.ErrorContains(t, err, "got the signed form, want the unsigned one")
	var form struct{ Payload string }
	require.NoError(t, json.Unmarshal(signed, &form))
	payload, err := base64.RawURLEncoding.DecodeString(form.Payload)
	require.NoError(t, err)
	v, err := vcon.Read(bytes.NewReader(payload))
	require.NoError(t, err)
	require.Equal(t, "019f15a6-a752-826f-b9a2-279e0d16bc46", v.UUID)
	_, err = vcon.Read(bytes.NewReader(example(t, "ab_call_ext_rec_encrypted")))
	require.ErrorContains(t, err, "got the encrypted form")
}

// Every way to be no VCon has an error that names the parameter, what is there, and what was expected.
func TestReadRefuses(t *testing.T) {
	for _, row := range []struct{ why, text, want string }{
		{"no JSON", `{`, "got no JSON at byte 1, want one JSON document"},
		{"a list", `[]`, "got a list, want an object"},
		{"a parameter twice", `{"uuid":"","uuid":""}`, "uuid: got a second one, want each field once"},
		{"no UUID", `{"uuid":"1"}`, `uuid: got "1", want a UUID`},
		{"a critical extension", `{"critical":["lawful"]}`, `critical[0]: got "lawful", want no critical extension but recording_pauses`},
		{"two references", `{"redacted":{},"amended":{}}`, "redacted: got both redacted and amended, want one of them"},
		{"a reference without a hash", `{"amended":{"url":"https://example.com/"}}`, "amended.content_hash: got nothing"},
		{"an unknown type", `{"dialog":[{"type":"fax"}]}`, `dialog[0].type: got "fax", want one of [recording recording-set text`},
		{"no such party", `{"parties":[{}],"dialog":[{"type":"text","parties":1}]}`, "dialog[0].parties: got 1, want a place in a list of 1"},
		{"no party", `{"dialog":[{"parties":"a"}]}`, `dialog[0].parties: got "\"a\"", want a party's number, a list of them, or of such lists`},
		{"half a party", `{"dialog":[{"parties":[0.5]}]}`, `dialog[0].parties: got "[0.5]", want a party's number`},
		{"a channel in a channel", `{"dialog":[{"parties":[[[0]]]}]}`, `want a party's number`},
		{"no time", `{"dialog":[{"start":"now"}]}`, `dialog[0].start: got a string, want another value`},
		{"a time backwards", `{"dialog":[{"duration":-1}]}`, `dialog[0].duration: got less than nothing, want seconds`},
		{"no encoding", `{"dialog":[{"type":"text","body":"x"}]}`, `dialog[0].encoding: got "", want base64url, json or none`},
		{"no text", `{"dialog":[{"type":"text","body":1,"encoding":"none"}]}`, `dialog[0].body: got no string, want one`},
		{"a file twice", `{"dialog":[{"type":"text","body":"x","encoding":"none","url":"https://example.com/"}]}`,
			"dialog[0]: got a body and a url, want one of them"},
		{"a URL without a hash", `{"dialog":[{"type":"recording","url":"https://example.com/"}]}`, "dialog[0].content_hash: got nothing"},
		{"a short hash", `{"dialog":[{"content_hash":"sha512-AAAA"}]}`, `dialog[0].content_hash: got "sha512-AAAA", want an algorithm`},
		{"a hash with a hyphen", `{"dialog":[{"content_hash":["SHA-256-AAAA"]}]}`, `dialog[0].content_hash: got "SHA-256-AAAA"`},
		{"a number for a hash", `{"dialog":[{"content_hash":[1]}]}`, `dialog[0].content_hash: got "[1]", want a hash, or a list of hashes`},
		{"a file of nothing", `{"dialog":[{"type":"transfer","url":"https://example.com/","content_hash":[]}]}`, "dialog[0].content_hash: got nothing"},
		{"what failed, and is not said how", `{"dialog":[{"type":"incomplete"}]}`, `dialog[0].disposition: got "", want one of [no-answer`},
		{"recordings of a recording", `{"dialog":[{"type":"recording","recordings":[0]}]}`, "dialog[0].recordings: got a list, want none"},
		{"an unknown event", `{"parties":[{}],"dialog":[{"party_history":[{"party":0,"event":"sneeze"}]}]}`,
			`dialog[0].party_history[0].event: got "sneeze", want one of [join drop`},
		{"an attachment of nobody", `{"attachments":[{"party":0}]}`, "attachments[0].party: got 0, want a place in a list of 0"},
		{"an analysis of nothing", `{"analysis":[{"dialog":[0,1]}]}`, "analysis[0].dialog: got 0, want a place in a list of 0"},
		{"an unknown kind", `{"parties":[{}],"dialog":[{"recording_pauses":{"missing":[{"kind":"x"}]}}]}`,
			`dialog[0].recording_pauses.missing[0].kind: got "x", want gap, leak or lost`},
		{"a pause of nobody", `{"dialog":[{"recording_pauses":{"pauses":[{"parties":[0]}]}}]}`,
			"dialog[0].recording_pauses.pauses[0].parties: got 0, want a place in a list of 0"},
	} {
		t.Run(row.why, func(t *testing.T) {
			_, err := vcon.Read(strings.NewReader(row.text))
			var wrong *vcon.Error
			require.ErrorAs(t, err, &wrong)
			require.ErrorContains(t, err, row.want)
		})
	}
}

// What stands in several forms is read as the same.
func TestForms(t *testing.T) {
	for text, want := range map[string]vcon.Voices{
		`0`: {Mixed: []int{0}}, `[]`: {Mixed: []int{}}, `[0,1]`: {Mixed: []int{0, 1}}, `[[0],[1]]`: {Channels: [][]int{{0}, {1}}},
		`[0,[1,2]]`: {Channels: [][]int{{0}, {1, 2}}}, `[null,1]`: {Channels: [][]int{nil, {1}}},
	} {
		var got vcon.Voices
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		require.Equal(t, want, got, text)
	}
}

// same is equality of manifests and VCons: lists that are nil are empty, times are points in time.
var same = cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b spec.Reason) bool { return a == b })}

// A manifest becomes a VCon, that becomes text, and back it is the same manifest.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := manifests.Draw(t, "manifest")
		o := vcon.Options{UUID: "019f15a6-a752-826f-b9a2-279e0d16bc46", Created: time.Unix(1.8e9, 0)}
		if rapid.Bool().Draw(t, "files are known") {
			for i := range want.Layout.Files() {
				o.Media = append(o.Media, vcon.Media{URL: "https://example.com/", SHA512: [64]byte{byte(i), 1}})
			}
		}
		v, err := vcon.New(want, o)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		read, err := vcon.Read(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if again, _ := json.Marshal(read); !bytes.Equal(again, text) {
			t.Fatalf("got %s, want %s", again, text)
		}
		got, err := read.Manifest()
		if diff := cmp.Diff(want, got, same); err != nil || diff != "" {
			t.Fatalf("%v: %s\n%s", err, diff, text)
		}
	})
}

// A field that is added to the manifest has to be carried too.
func TestEveryFieldIsCarried(t *testing.T) {
	require.Equal(t, 18, reflect.TypeFor[manifest.Options]().NumField())
	require.Equal(t, 6, reflect.TypeFor[manifest.Manifest]().NumField())
	require.Equal(t, 3, reflect.TypeFor[manifest.File]().NumField())
}

// Whoever was somewhere in the call joins and drops there, and who is on which channel is known.
func TestHistory(t *testing.T) {
	v, err := vcon.New(onePause(t, recording.TwoChannel), vcon.Options{})
	require.NoError(t, err)
	d := v.Dialog[0]
	require.Equal(t, [][]int{{0}, {1}}, d.Parties.Channels)
	start := time.Date(2025, 4, 1, 9, 30, 0, 0, time.FixedZone("", 9*60*60))
	var said []string
	for _, m := range d.History {
		said = append(said, fmt.Sprintf("%d %s at %v", m.Party, m.Event, m.Time.Sub(start)))
	}
	require.Equal(t, []string{"0 join at 0s", "1 join at 0s", "0 drop at 3.75s", "1 drop at 3.75s"}, said)
	require.Equal(t, []int{0, 1}, d.Pauses.Pauses[0].Parties)
	require.Equal(t, "RP-REC-010", d.Pauses.Pauses[0].Rule)
	v, err = vcon.New(onePause(t, recording.Split), vcon.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"recording-set", "recording", "recording"},
		[]string{v.Dialog[0].Type, v.Dialog[1].Type, v.Dialog[2].Type})
	require.Equal(t, []int{1}, v.Dialog[2].Parties.All())
}

// A recording that was masked afterwards refers to the version before; one that was paused while it was made does not.
func TestMasked(t *testing.T) {
	before := vcon.Redacted{Reference: vcon.Reference{UUID: "0195f0f2-8a40-8000-8000-000000000001"}, Type: "recording pause"}
	v, err := vcon.New(onePause(t, recording.OneChannel), vcon.Options{Masked: &before})
	require.NoError(t, err)
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.Contains(t, string(text), `"redacted":{"uuid":"0195f0f2-8a40-8000-8000-000000000001","type":"recording pause"}`)
	read, err := vcon.Read(bytes.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, before, *read.Redacted)
	before.URL = "https://example.com/before.vcon"
	_, err = vcon.New(onePause(t, recording.OneChannel), vcon.Options{Masked: &before})
	require.ErrorContains(t, err, "redacted.content_hash: got nothing")
	v, err = vcon.New(onePause(t, recording.OneChannel), vcon.Options{})
	require.NoError(t, err)
	require.Nil(t, v.Redacted)
}

// What cannot be a VCon is refused, and what another recorder says is read.
func TestManifestOfOthers(t *testing.T) {
	m := onePause(t, recording.OneChannel)
	for want, spoil := range map[string]func(*manifest.Manifest, *vcon.Options){
		"recorded: got a call that is not recorded": func(m *manifest.Manifest, _ *vcon.Options) {
			m.Recorded, m.Silences, m.Beeps = false, nil, nil
		},
		"start: got nothing, want the time of day":                func(m *manifest.Manifest, _ *vcon.Options) { m.Start = time.Time{} },
		"parties: got 1, want none, or the manifest's 2":          func(_ *manifest.Manifest, o *vcon.Options) { o.Parties = make([]vcon.Party, 1) },
		"media: got a file without a URL or a SHA-512, want both": func(_ *manifest.Manifest, o *vcon.Options) { o.Media = make([]vcon.Media, 1) },
		`uuid: got "x", want a UUID`:                              func(_ *manifest.Manifest, o *vcon.Options) { o.UUID = "x" },
	} {
		m, o := m, vcon.Options{}
		spoil(&m, &o)
		_, err := vcon.New(m, o)
		require.ErrorContains(t, err, want)
	}
	const theirs = `{"parties":[{"tel":"+12025550123"},{"name":"Bob"}],"extensions":["recording_pauses"],"dialog":[{"type":"recording",
		"start":"2026-01-01T00:00:00Z","duration":10,"parties":[0,1],"recording_pauses":{"sample_rate":8000,"codec":"pcm16",
		"pauses":[{"from":8000,"to":16000,"parties":[0,1],"reason":"the agent pressed pause"}],
		"voices":[{"party":0,"side":"operator","from":0,"to":80000},{"party":1,"side":"counterpart","from":0,"to":80000}]}}]}`
	v, err := vcon.Read(strings.NewReader(theirs))
	require.NoError(t, err)
	got, err := v.Manifest()
	require.NoError(t, err)
	require.Equal(t, recording.Span{From: 8000, To: 16000}, got.Silences[0].Span)
	require.Equal(t, []string{"+12025550123", "Bob"}, got.Silences[0].Whose)
	require.Equal(t, "the agent pressed pause", got.Silences[0].Why.Verdict.EN)
	v.Dialog[0].Duration = nil
	_, err = v.Manifest()
	require.ErrorContains(t, err, "dialog[0].duration: got nothing, want seconds, and a sample_rate")
	v.Dialog[0].Duration, v.Dialog[0].Type = new(float64), "text"
	_, err = v.Manifest()
	require.ErrorContains(t, err, "dialog[0].parties: got a dialog of type text, want a recording")
}

// The VCon of a call with one pause is the one in testdata, which docs/vcon-extension.md quotes.
func TestForm(t *testing.T) {
	const golden = "testdata/pauses.vcon"
	m := onePause(t, recording.TwoChannel)
	m.Files = []manifest.File{{Name: "c1.wav", Tracks: recording.TwoChannel.Tracks()}}
	v, err := vcon.New(m, vcon.Options{UUID: "0195f0f2-8a40-8000-8000-000000000001", Created: time.Date(2025, 4, 1, 1, 0, 0, 0, time.UTC),
		Media: []vcon.Media{{URL: "https://recordings.example.com/c1.wav", SHA512: sha512.Sum512([]byte("c1"))}},
		Parties: []vcon.Party{{SIP: "sip:operator@example.com", Name: "operator", Validation: "none"},
			{Tel: "+12025550123", Name: "customer", Validation: "none"}}})
	require.NoError(t, err)
	text, err := json.MarshalIndent(v, "", "  ")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(golden, append(text, '\n'), 0o644))
	}
	require.Equal(t, string(example(t, "pauses")), string(text)+"\n")
	page, err := os.ReadFile("../../docs/vcon-extension.md")
	require.NoError(t, err)
	quoted := string(text[bytes.Index(text, []byte(`"pauses": [`)):bytes.Index(text, []byte(`"detail"`))])
	require.Contains(t, strings.Join(strings.Fields(string(page)), " "), strings.Join(strings.Fields(quoted), " "))
}

// Whatever the text, reading does not panic, and its error says what is wrong in a line; what is read can be written
// and read again, and says the same.
func FuzzVCon(f *testing.F) {
	for _, name := range append(unsigned, "pauses", "ab_call_ext_rec_signed") {
		if name != "ab_call_int_rec" { // which is long
			f.Add(example(f, name))
		}
	}
	for _, text := range []string{"", "null", "{}", `{"dialog":[{"parties":[[0],null]}]}`, `{"dialog":[{"recording_pauses":{}}]}`,
		`{"parties":[{}],"dialog":[{"type":"recording","duration":1e300,"parties":0,"recording_pauses":{"sample_rate":1}}]}`,
		`{"attachments":[{"party":0,"body":{"a":null},"encoding":"json"}]}`, strings.Repeat("[", 20_000)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := vcon.Read(bytes.NewReader(text))
		var wrong *vcon.Error
		if err != nil {
			if !errors.As(err, &wrong) || len(err.Error()) > 1000 {
				t.Fatalf("got %#v, want an error that says what is wrong in a line", err)
			}
			return
		}
		again, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		twin, err := vcon.Read(bytes.NewReader(again))
		if err != nil {
			t.Fatalf("%v\n%s", err, again)
		}
		third, err := json.Marshal(twin)
		if err != nil || !bytes.Equal(again, third) {
			t.Fatalf("%v: got %s, want %s", err, third, again)
		}
		m, err := v.Manifest()
		if err != nil {
			return
		}
		back, err := vcon.New(m, vcon.Options{})
		if err != nil && m.Start.IsZero() {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := back.Manifest(); err != nil {
			t.Fatal(err)
		}
	})
}

// onePause is a call of 3.75 s with one pause.
func onePause(t testing.TB, l recording.Layout) manifest.Manifest {
	t.Helper()
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	_, err := tl.Stop(11_600, 0)
	require.NoError(t, err)
	_, err = tl.Resume(23_200, 0)
	require.NoError(t, err)
	_, err = tl.End(30_000)
	require.NoError(t, err)
	m, err := manifest.New(tl, recording.Span{To: 30_000}, []string{"operator", "customer"}, manifest.Options{Call: "c1",
		Recorded: true, Layout: l, Rate: 8000, Tone: recording.DefaultTone(),
		Start: time.Date(2025, 4, 1, 9, 30, 0, 0, time.FixedZone("", 9*60*60))})
	require.NoError(t, err)
	return m
}

// manifests are recordings of a few samples: who stops and resumes, joins and leaves, and what was lost.
var manifests = rapid.Custom(func(t *rapid.T) manifest.Manifest {
	names := []string{"operator", "customer", "third \"<&>\t\u3042"}
	at := rapid.Int64Range(-9, 9).Draw(t, "origin")
	call := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(at, call)
	for _, event := range rapid.SliceOfN(rapid.SampledFrom([]byte("ssrrjl..e")), 3, 12).Draw(t, "events") {
		p := pause.Party(rapid.IntRange(0, 2).Draw(t, "party"))
		next, step, err := call, pause.Step{}, error(nil)
		switch event {
		case 's':
			step, err = next.Stop(p)
		case 'r':
			step, err = next.Resume(p)
		case 'j':
			step, err = next.Join(2)
		case 'l':
			step, err = next.Leave(p)
		case 'e':
			step = next.End()
		}
		at += rapid.Int64Range(0, 6).Draw(t, "samples")
		if err != nil || step.Cause == 0 || tl.Step(at, step) != nil {
			continue
		}
		if call = next; call.Members() == 0 {
			break
		}
	}
	span := recording.Span{From: tl.Origin(), To: at}
	if end, over := tl.Ended(); over {
		span.To = min(span.To, end)
	}
	span.From = min(span.From+rapid.Int64Range(0, 4).Draw(t, "cut in front"), span.To)
	layout := recording.Layout(rapid.IntRange(0, 2).Draw(t, "layout"))
	o := manifest.Options{Call: rapid.SampledFrom([]string{"c1", "", "会議\n<室>"}).Draw(t, "call"), Recorded: true, Layout: layout,
		Codec: recording.Codec(rapid.IntRange(0, 3).Draw(t, "codec")),
		Rate:  rapid.SampledFrom([]recording.Rate{1000, 8000, 11025, 44100, 384_000}).Draw(t, "rate"),
		Guard: recording.Guard{Before: rapid.Int64Range(0, 3).Draw(t, "before"), After: rapid.Int64Range(0, 3).Draw(t, "after")},
		Start: time.Unix(rapid.Int64Range(0, 1e10).Draw(t, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).
			In(time.FixedZone("", 60*rapid.IntRange(-900, 900).Draw(t, "zone"))),
		StateLost:   rapid.Bool().Draw(t, "state lost"),
		Uncertainty: rapid.Int64Range(0, 1).Draw(t, "uncertainty"), LengthUnknown: rapid.Bool().Draw(t, "length unknown")}
	o.Tone = recording.Tone{Hertz: 100.5, Length: o.Rate.Duration(rapid.Int64Range(0, 8).Draw(t, "tone")), Peak: 1000}
	if span.Len() > 2 {
		some := recording.Span{From: span.From + 1, To: span.To - 1}
		o.Gaps, o.Unwatched = []manifest.Loss{{Party: names[0], Span: some}}, []recording.Span{some}
		o.Breaks = []manifest.Break{{Span: some, Why: spec.Text{JA: "別の録音機", EN: "another recorder"}}}
		o.Leaks, o.Lost = []manifest.Loss{{Party: names[1], Span: some}}, []manifest.Loss{{Party: names[0], Span: some}}
	}
	if rapid.Bool().Draw(t, "files") {
		for i, tracks := range layout.Files() {
			f := manifest.File{Name: fmt.Sprintf("録音 %d.wav", i), Tracks: tracks}
			f.SHA256[3] = rapid.Byte().Draw(t, "digest")
			o.Files = append(o.Files, f)
		}
	}
	m, err := manifest.New(tl, span, names, o)
	if err != nil {
		t.Fatal(err)
	}
	skipped := m
	skipped.Pauses, skipped.Guard = manifest.Skipped, recording.Guard{}
	if rapid.Bool().Draw(t, "pauses are left out") && skipped.Validate() == nil {
		return skipped
	}
	return m
})
