package siprec_test

import (
	"bytes"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/siprec"
)

const (
	example   = "testdata/rfc7865-8.1.xml"
	namespace = "urn:ietf:params:xml:ns:recording:1"
)

func id(t require.TestingT, text string) siprec.ID {
	id, err := siprec.ParseID(text)
	require.NoError(t, err)
	return id
}

// The example of the RFC reads as the RFC describes it: a group, a session in it, two participants, four streams of
// which each sends two and hears two; and what is written of it reads the same.
func TestExampleOfTheRFC(t *testing.T) {
	text, err := os.ReadFile(example)
	require.NoError(t, err)
	m, err := siprec.ReadMetadata(text)
	require.NoError(t, err)
	at := siprec.Times{Associated: time.Date(2010, 12, 16, 23, 41, 7, 0, time.UTC)}
	group, session := id(t, "7+OTCyoxTmqmqyA/1weDAg=="), id(t, "hVpd7YQgRW2nD22h7q60JQ==")
	bob, paul := id(t, "srfBElmCRp2QB23b7Mpk0w=="), id(t, "zSfPoSvdSDCmU3A3TRDxAw==")
	s96, s97 := id(t, "UAAMm5GRQKSCMVvLyl4rFw=="), id(t, "i1Pz3to5hGk8fuXl+PbwCw==")
	s98, s99 := id(t, "8zc6e0lYTlWIINA6GR+3ag=="), id(t, "EiXGlc+4TruqqoDaNE76ag==")
	want := siprec.Metadata{
		Groups: []siprec.Group{{ID: group, Times: at}},
		Sessions: []siprec.Session{{ID: session, Group: group, SIPSessions: []string{
			"ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2"}}},
		Participants: []siprec.Participant{
			{ID: bob, Names: []siprec.Name{{AOR: "sip:bob@biloxi.example.com", Text: "Bob", Lang: "it"}}},
			{ID: paul, Names: []siprec.Name{{AOR: "sip:Paul@biloxi.example.com", Text: "Paul", Lang: "it"}}}},
		Streams:           []siprec.Stream{{s96, session, "96"}, {s97, session, "97"}, {s98, session, "98"}, {s99, session, "99"}},
		SessionRecordings: []siprec.SessionRecording{{Session: session, Times: at}},
		ParticipantSessions: []siprec.ParticipantSession{{Participant: bob, Session: session, Times: at},
			{Participant: paul, Session: session, Times: at}},
		ParticipantStreams: []siprec.ParticipantStream{
			{Participant: bob, Send: []siprec.ID{s97, s96}, Recv: []siprec.ID{s98, s99}},
			{Participant: paul, Send: []siprec.ID{s98, s99}, Recv: []siprec.ID{s96, s97}}},
	}
	require.Empty(t, cmp.Diff(want, m))
	again, err := m.XML()
	require.NoError(t, err)
	m, err = siprec.ReadMetadata(again)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, m))
	_, err = m.Call()
	require.ErrorContains(t, err, "2 streams that it sends, want one")
}

// Every way to be no metadata has an error that names the place, what is there, and what was expected.
func TestReadMetadataRefuses(t *testing.T) {
	whole, err := os.ReadFile(example)
	require.NoError(t, err)
	const session = `session_id="hVpd7YQgRW2nD22h7q60JQ=="`
	for _, row := range []struct{ why, old, new, want string }{
		{"no XML", "</recording>", "", "recording: got no XML: XML syntax error"},
		{"a document type", "<recording ", `<!DOCTYPE recording [<!ENTITY a "b">]><recording `,
			"got a document type or another directive"},
		{"another namespace", "recording:1", "recording:2", "want one element recording of urn:ietf:params:xml:ns:recording:1"},
		{"two documents", "</recording>", "</recording><recording/>", "want one element recording"},
		{"an element too many", "<datamode>", "<mode>x</mode><datamode>",
			"recording.mode[0]: got an element that RFC 7865 does not have here"},
		{"a mode twice", "<datamode>", "<datamode>partial</datamode><datamode>", "recording.datamode: got a second one"},
		{"another mode", ">complete<", ">whole<", `recording.datamode: got "whole", want complete or partial`},
		{"text between elements", "<datamode>", "x<datamode>", `recording: got "x", want no text`},
		{"no label of a stream twice", "<label>96</label>", "<label>96</label><label>9</label>",
			"recording.stream[0].label: got a second one"},
		{"an unknown attribute", "<session session_id", "<session state='x' session_id",
			"recording.session[0].state: got an attribute that RFC 7865 does not have here"},
		{"a missing attribute", "<session " + session, "<session", "recording.session[0].session_id: got nothing"},
		{"no base64", "hVpd7YQgRW2nD22h7q60JQ==", "hVpd7YQgRW2nD22h7q60JQ",
			"recording.session[0].session_id: got \"hVpd7YQgRW2nD22h7q60JQ\", want a UUID of 16 bytes in base64"},
		{"no time", "2010-12-16T23:41:07Z", "yesterday", `recording.group[0].associate-time: got "yesterday", want a time`},
		{"an ID twice", "i1Pz3to5hGk8fuXl+PbwCw==", "UAAMm5GRQKSCMVvLyl4rFw==",
			"recording.stream[1].stream_id: got UAAMm5GRQKSCMVvLyl4rFw==, want each ID once"},
		{"a group that is not there", "<group-ref>7+", "<group-ref>8+", "recording.session[0].group-ref: got 8+OTCyox"},
		{"a stream that is not there", "<send>8zc6", "<send>9zc6",
			"recording.participantstreamassoc[1].send[0]: got 9zc6e0lYTlWIINA6GR+3ag==, want the ID of a stream"},
		{"elements without end", "<datamode>", strings.Repeat("<group>", 100), "want a depth of at most 64"},
	} {
		t.Run(row.why, func(t *testing.T) {
			text := strings.ReplaceAll(string(whole), row.old, row.new)
			require.NotEqual(t, string(whole), text)
			_, err := siprec.ReadMetadata([]byte(text))
			var wrong *siprec.Error
			require.ErrorAs(t, err, &wrong)
			require.ErrorContains(t, err, row.want)
		})
	}
	_, err = siprec.ReadMetadata(bytes.Repeat([]byte(" "), 5<<20))
	require.ErrorContains(t, err, "a document of at most")
	partial := strings.Replace(string(whole), ">complete<", ">partial<", 1)
	m, err := siprec.ReadMetadata([]byte(strings.Replace(partial, "<send>8zc6", "<send>9zc6", 1)))
	require.NoError(t, err, "a part may refer to what stands elsewhere")
	require.True(t, m.Partial)
}

// A text that comments cut into pieces is put together once, and not again for each piece.
func TestTextInManyPieces(t *testing.T) {
	whole, err := os.ReadFile(example)
	require.NoError(t, err)
	text := strings.Replace(string(whole), ">complete<", ">comp"+strings.Repeat("<!-- --> ", 100_000)+"lete<", 1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = siprec.ReadMetadata([]byte(text))
	runtime.ReadMemStats(&after)
	require.ErrorContains(t, err, "want complete or partial")
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(200*len(text)))
}

// same is equality of metadata: times are points in time, lists that are nil are empty.
var same = cmp.Options{cmpopts.EquateEmpty()}

// What is written of any document reads the same; what cannot be read again is not written.
func TestMetadataRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := documents.Draw(t, "document")
		text, err := want.XML()
		if err != nil {
			t.Fatalf("%v\n%+v", err, want)
		}
		got, err := siprec.ReadMetadata(text)
		if diff := cmp.Diff(want, got, same); err != nil || diff != "" {
			t.Fatalf("%v: %s\n%s", err, diff, text)
		}
	})
}

// What XML does not have, or a reader would trim, is not written.
func TestXMLRefuses(t *testing.T) {
	for _, text := range []string{"\x00", "a\xff", " Bob", "Bob\n"} {
		_, err := siprec.Metadata{Participants: []siprec.Participant{{ID: siprec.ID{1},
			Names: []siprec.Name{{AOR: "sip:b@example.com", Text: text}}}}}.XML()
		var wrong *siprec.Error
		require.ErrorAs(t, err, &wrong, "%q", text)
	}
	_, err := siprec.Metadata{Streams: []siprec.Stream{{ID: siprec.ID{1}, Session: siprec.ID{2}}}}.XML()
	require.ErrorContains(t, err, "recording.stream[0].session_id: got AgAAAAAAAAAAAAAAAAAAAA==, want the ID of a session")
}

// documents are any that can be written. IDs are few, so that they meet; those that name something are different.
var documents = rapid.Custom(func(t *rapid.T) (m siprec.Metadata) {
	m.Partial = rapid.Bool().Draw(t, "partial")
	n := func(what string) int { return rapid.IntRange(0, 3).Draw(t, what) }
	for i := range n("groups") {
		m.Groups = append(m.Groups, siprec.Group{ID: siprec.ID{1, byte(i)}, Times: times(t)})
	}
	some := func(kind byte, of int) (id siprec.ID) {
		return siprec.ID{kind, byte(rapid.IntRange(0, of-1).Draw(t, "of them"))}
	}
	for i := range n("sessions") {
		s := siprec.Session{ID: siprec.ID{2, byte(i)}, Start: moments.Draw(t, "start"), Stop: moments.Draw(t, "stop")}
		for range n("IDs of SIP") {
			s.SIPSessions = append(s.SIPSessions, rapid.StringMatching(`[0-9a-f]{4}(;remote=[0-9a-f]{4})?`).Draw(t, "SIP"))
		}
		for range n("reasons") {
			s.Reasons = append(s.Reasons, siprec.Reason{Protocol: rapid.SampledFrom([]string{"", "SIP", "Q.850"}).Draw(t, "protocol"),
				Cause: rapid.IntRange(0, 32767).Draw(t, "cause"), Text: texts.Draw(t, "reason")})
		}
		if len(m.Groups) > 0 && rapid.Bool().Draw(t, "in a group") {
			s.Group = some(1, len(m.Groups))
		}
		m.Sessions = append(m.Sessions, s)
	}
	for i := range n("participants") {
		p := siprec.Participant{ID: siprec.ID{3, byte(i)}}
		for range n("names") {
			p.Names = append(p.Names, siprec.Name{AOR: "sip:" + texts.Draw(t, "AOR"), Text: texts.Draw(t, "name"),
				Lang: rapid.SampledFrom([]string{"", "ja"}).Draw(t, "language")})
		}
		m.Participants = append(m.Participants, p)
	}
	if len(m.Sessions) == 0 {
		return m
	}
	for i := range n("streams") {
		stream := siprec.Stream{ID: siprec.ID{4, byte(i)}, Label: texts.Draw(t, "label")}
		if rapid.Bool().Draw(t, "with its session") {
			stream.Session = some(2, len(m.Sessions))
		}
		m.Streams = append(m.Streams, stream)
	}
	for range n("recordings") {
		m.SessionRecordings = append(m.SessionRecordings,
			siprec.SessionRecording{Session: some(2, len(m.Sessions)), Times: times(t)})
	}
	if len(m.Participants) == 0 {
		return m
	}
	for range n("who is in a session") {
		a := siprec.ParticipantSession{Participant: some(3, len(m.Participants)), Session: some(2, len(m.Sessions)), Times: times(t)}
		for range n("parameters") {
			a.Params = append(a.Params, siprec.Param{Name: "+sip." + texts.Draw(t, "parameter"), Value: "x" + texts.Draw(t, "value")})
		}
		m.ParticipantSessions = append(m.ParticipantSessions, a)
	}
	for range n("who has streams") {
		a := siprec.ParticipantStream{Participant: some(3, len(m.Participants)), Times: times(t)}
		for range min(n("sent"), len(m.Streams)) {
			a.Send = append(a.Send, some(4, len(m.Streams)))
		}
		for range min(n("received"), len(m.Streams)) {
			a.Recv = append(a.Recv, some(4, len(m.Streams)))
		}
		m.ParticipantStreams = append(m.ParticipantStreams, a)
	}
	return m
})

var texts = rapid.Map(rapid.StringOfN(rapid.SampledFrom([]rune("ab<>&\"'あ\t\n 9")), 0, 6, -1), strings.TrimSpace)

var moments = rapid.Custom(func(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "not said") {
		return time.Time{}
	}
	return time.Unix(rapid.Int64Range(-1e9, 1e11).Draw(t, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).
		In(time.FixedZone("", rapid.IntRange(-900, 900).Draw(t, "zone")*60))
})

func times(t *rapid.T) siprec.Times {
	return siprec.Times{Associated: moments.Draw(t, "from"), Disassociated: moments.Draw(t, "to")}
}

// A call of two is a document, and the document is the call.
func TestCallRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := siprec.Call{ID: siprec.ID{9}, Start: moments.Draw(t, "start"), Stop: moments.Draw(t, "stop")}
		for i := range rapid.IntRange(0, 4).Draw(t, "parties") {
			c.Parties = append(c.Parties, siprec.Party{ID: siprec.ID{1, byte(i)}, Stream: siprec.ID{2, byte(i)},
				AOR: "sip:" + texts.Draw(t, "AOR"), Name: texts.Draw(t, "name"), Label: texts.Draw(t, "label"),
				Joined: moments.Draw(t, "joined"), Left: moments.Draw(t, "left")})
		}
		text, err := c.Metadata().XML()
		if err != nil {
			t.Fatal(err)
		}
		m, err := siprec.ReadMetadata(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Call()
		if diff := cmp.Diff(c, got, same); err != nil || diff != "" {
			t.Fatalf("%v: %s", err, diff)
		}
	})
}

// Whatever the text, reading does not panic, and its error says what is wrong in a line; what is read can be written
// and says the same, unless XML cannot have it.
func FuzzMetadata(f *testing.F) {
	whole, err := os.ReadFile(example)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	for _, text := range []string{"", "<", "<recording/>", `<recording xmlns="` + namespace + `"/>`,
		`<r:recording xmlns:r="` + namespace + `"><r:datamode>partial</r:datamode></r:recording>`,
		strings.Repeat("<recording>", 200), `<?xml version="1.0" encoding="UTF-16"?><recording/>`,
		"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "\xff\xfe", `<recording xmlns="` + namespace + `">&#0;</recording>`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := siprec.ReadMetadata(text)
		var wrong *siprec.Error
		if err != nil {
			if !errors.As(err, &wrong) || len(err.Error()) > 1000 {
				t.Fatalf("got %#v, want an error that says what is wrong in a line", err)
			}
			return
		}
		again, err := m.XML()
		if errors.As(err, &wrong) {
			return
		}
		twin, err := siprec.ReadMetadata(again)
		if diff := cmp.Diff(m, twin, same); err != nil || diff != "" {
			t.Fatalf("%v: %s", err, diff)
		}
	})
}
