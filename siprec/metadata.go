package siprec

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
)

// MediaType is that of the document in a SIP body.
const MediaType = "application/rs-metadata+xml"

// namespace is that of the elements of RFC 7865.
const namespace = "urn:ietf:params:xml:ns:recording:1"

// An ID names something in metadata: a UUID, which XML has in base64. The zero ID is none.
type ID [16]byte

// String returns the ID as XML has it.
func (id ID) String() string { return base64.StdEncoding.EncodeToString(id[:]) }

// ParseID reads what String writes, or returns an *Error.
func ParseID(text string) (id ID, err error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(id) || ID(raw) == (ID{}) {
		return ID{}, &Error{"id", strictjson.Shown(text), "a UUID of 16 bytes in base64, not all 0"}
	}
	return ID(raw), nil
}

// Metadata is one document: all that a recording session is about, or what of it has changed. What extensions of other
// namespaces say is not kept.
type Metadata struct {
	Partial             bool // only what has changed
	Groups              []Group
	Sessions            []Session
	Participants        []Participant
	Streams             []Stream
	SessionRecordings   []SessionRecording
	ParticipantSessions []ParticipantSession
	ParticipantStreams  []ParticipantStream
}

// Times are from when to when something belongs to something; the zero Time is not said.
type Times struct{ Associated, Disassociated time.Time }

// A Group is what communication sessions have in common.
type Group struct {
	ID ID
	Times
}

// A Session is a call.
type Session struct {
	ID          ID
	SIPSessions []string // the values of its Session-ID headers (RFC 7989)
	Reasons     []Reason // why it is over
	Group       ID
	Start, Stop time.Time
}

// A Reason is why a session is over, in words and as a cause of a protocol, SIP if Protocol is "".
type Reason struct {
	Protocol string
	Cause    int // 0 for none
	Text     string
}

// A Participant is somebody who takes part in sessions, with one address or more.
type Participant struct {
	ID    ID
	Names []Name
}

// A Name is an address of a participant, and what it is called there: in a language, such as ja, or in none that is
// said.
type Name struct{ AOR, Text, Lang string }

// A Stream is a media stream of a session: the one with this label in the recording session's SDP. Where it
// does not say of which session it is, Session is the zero ID.
type Stream struct {
	ID, Session ID
	Label       string
}

// A SessionRecording is since when a session belongs to the recording session.
type SessionRecording struct {
	Session ID
	Times
}

// A ParticipantSession is since when a participant belongs to a session.
type ParticipantSession struct {
	Participant, Session ID
	Times
	Params []Param
}

// A Param is something that a participant can, as its Contact header says (RFC 3840).
type Param struct{ Name, Value string }

// A ParticipantStream is what streams a participant sends and receives.
type ParticipantStream struct {
	Participant ID
	Send, Recv  []ID
	Times
}

// ReadMetadata reads one document. The error is an *Error: for what is no XML, another namespace, elements, attributes
// and text that RFC 7865 does not have there, IDs that are none or are there twice, and, in a document that is not
// partial, whatever refers to nothing. Elements of other namespaces are passed over.
func ReadMetadata(text []byte) (Metadata, error) {
	root, err := parse(text)
	if err != nil {
		return Metadata{}, err
	}
	var m Metadata
	r := &reader{path: "recording"}
	r.recording(root, &m)
	if r.err == nil {
		r.err = m.check()
	}
	if r.err != nil {
		return Metadata{}, r.err
	}
	return m, nil
}

// XML writes the document, with its times in UTC. What could not be read again as it is gives an *Error.
func (m Metadata) XML() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	var w, again writer
	w.recording(m)
	read, err := ReadMetadata(w.out.Bytes())
	if err != nil {
		return nil, err
	}
	again.recording(read)
	if w.lost != "" || !bytes.Equal(w.out.Bytes(), again.out.Bytes()) {
		return nil, &Error{"recording", "a text such as " + strictjson.Shown(w.lost),
			"texts of XML's characters, without space around them"}
	}
	return w.out.Bytes(), nil
}

// check returns what is wrong between the parts of a document, nil for nothing.
func (m Metadata) check() *Error {
	l := links{partial: m.Partial, known: map[named]bool{}}
	m.define(&l)
	for i, s := range m.Sessions {
		if s.Group != (ID{}) {
			l.refer(at("session", i)+".group-ref", "group", s.Group)
		}
	}
	for i, s := range m.Streams {
		if s.Session != (ID{}) {
			l.refer(at("stream", i)+".session_id", "session", s.Session)
		}
	}
	for i, a := range m.SessionRecordings {
		l.refer(at("sessionrecordingassoc", i)+".session_id", "session", a.Session)
	}
	for i, a := range m.ParticipantSessions {
		l.refer(at("participantsessionassoc", i)+".participant_id", "participant", a.Participant)
		l.refer(at("participantsessionassoc", i)+".session_id", "session", a.Session)
	}
	for i, a := range m.ParticipantStreams {
		path := at("participantstreamassoc", i)
		l.refer(path+".participant_id", "participant", a.Participant)
		for j, id := range a.Send {
			l.refer(at(path+".send", j), "stream", id)
		}
		for j, id := range a.Recv {
			l.refer(at(path+".recv", j), "stream", id)
		}
	}
	return l.err
}

// define notes what has an ID.
func (m Metadata) define(l *links) {
	for i, g := range m.Groups {
		l.define("group", i, g.ID)
	}
	for i, s := range m.Sessions {
		l.define("session", i, s.ID)
	}
	for i, p := range m.Participants {
		l.define("participant", i, p.ID)
	}
	for i, s := range m.Streams {
		l.define("stream", i, s.ID)
	}
}

// links are what in a document has which ID, and the first thing that is wrong with one.
type links struct {
	partial bool
	known   map[named]bool
	err     *Error
}

// A named is an element with an ID.
type named struct {
	kind string
	id   ID
}

func (l *links) fail(path, got, want string) {
	if l.err == nil {
		l.err = &Error{"recording." + path, got, want}
	}
}

func (l *links) define(kind string, i int, id ID) {
	path, name := at(kind, i)+"."+kind+"_id", named{kind, id}
	if id == (ID{}) {
		l.fail(path, "nothing", "a UUID")
	}
	if l.known[name] {
		l.fail(path, id.String(), "each ID once")
	}
	l.known[name] = true
}

// refer checks that an ID is that of an element; a part of a document may refer to what stands elsewhere.
func (l *links) refer(path, kind string, id ID) {
	switch {
	case id == (ID{}):
		l.fail(path, "nothing", "a UUID")
	case !l.partial && !l.known[named{kind, id}]:
		l.fail(path, id.String(), "the ID of a "+kind)
	}
}

// at returns the path of an element among those of its name.
func at(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// A Call is a call as a PBX hands it to a recording server: everybody sends one stream and hears all others.
type Call struct {
	ID          ID
	Start, Stop time.Time // the zero Time is not known yet
	Parties     []Party
}

// A Party is somebody in a call, and its stream.
type Party struct {
	ID, Stream   ID
	AOR, Name    string
	Label        string // of its stream in the recording session's SDP
	Joined, Left time.Time
}

// Metadata returns the complete document of a call.
func (c Call) Metadata() Metadata {
	m := Metadata{Sessions: []Session{{ID: c.ID, Start: c.Start, Stop: c.Stop}},
		SessionRecordings: []SessionRecording{{Session: c.ID, Times: Times{c.Start, c.Stop}}}}
	for _, p := range c.Parties {
		m.Participants = append(m.Participants, Participant{ID: p.ID, Names: []Name{{AOR: p.AOR, Text: p.Name}}})
		m.Streams = append(m.Streams, Stream{ID: p.Stream, Session: c.ID, Label: p.Label})
		m.ParticipantSessions = append(m.ParticipantSessions,
			ParticipantSession{Participant: p.ID, Session: c.ID, Times: Times{p.Joined, p.Left}})
		streams := ParticipantStream{Participant: p.ID, Send: []ID{p.Stream}}
		for _, other := range c.Parties {
			if other.ID != p.ID {
				streams.Recv = append(streams.Recv, other.Stream)
			}
		}
		m.ParticipantStreams = append(m.ParticipantStreams, streams)
	}
	return m
}

// Call returns the call that a document is about, or an *Error where it is about more than that: a part, several
// sessions, or a participant without one stream of its own and one address.
func (m Metadata) Call() (Call, error) {
	if m.Partial || len(m.Sessions) != 1 {
		return Call{}, &Error{"recording.session", strconv.Itoa(len(m.Sessions)), "one session, in a complete document"}
	}
	s := m.Sessions[0]
	c := Call{ID: s.ID, Start: s.Start, Stop: s.Stop}
	for i, p := range m.Participants {
		path := at("recording.participant", i)
		if len(p.Names) != 1 {
			return Call{}, &Error{path + ".nameID", strconv.Itoa(len(p.Names)), "one"}
		}
		party := Party{ID: p.ID, AOR: p.Names[0].AOR, Name: p.Names[0].Text}
		for _, a := range m.ParticipantSessions {
			if a.Participant == p.ID {
				party.Joined, party.Left = a.Associated, a.Disassociated
			}
		}
		var sends []ID
		for _, a := range m.ParticipantStreams {
			if a.Participant == p.ID {
				sends = append(sends, a.Send...)
			}
		}
		if len(sends) != 1 {
			return Call{}, &Error{path, fmt.Sprintf("%d streams that it sends", len(sends)), "one"}
		}
		party.Stream = sends[0]
		if j := slices.IndexFunc(m.Streams, func(s Stream) bool { return s.ID == party.Stream }); j >= 0 {
			party.Label = m.Streams[j].Label
		}
		c.Parties = append(c.Parties, party)
	}
	return c, nil
}
