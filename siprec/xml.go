package siprec

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/recpause/recpause/internal/strictjson"
)

// What no document of a sane recording client exceeds.
const (
	maxBytes = 4 << 20
	maxDepth = 64
)

// An element is one of the namespace, with its text or its parts; elements of other namespaces are left out.
type element struct {
	name  string
	attrs []xml.Attr
	text  string
	parts []element

	pieces []byte // of the text, while it is read: comments may cut it into many
}

// parse reads a document as elements. It takes no document type, and so no entity of anybody's.
func parse(text []byte) (root element, err error) {
	fail := func(got, want string) (element, error) { return element{}, &Error{"recording", got, want} }
	if len(text) > maxBytes {
		return fail("more", fmt.Sprintf("a document of at most %d bytes", maxBytes))
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	var open []element // from the outermost to the innermost
	done := false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && done:
			return root, nil
		case err != nil:
			return fail(fmt.Sprintf("no XML: %.200v", err), "one XML document")
		}
		switch t := token.(type) {
		case xml.Directive:
			return fail("a document type or another directive", "a document without any")
		case xml.StartElement:
			if done || len(open) == 0 && (t.Name != xml.Name{Space: namespace, Local: "recording"}) {
				return fail(strictjson.Shown(t.Name.Space+" "+t.Name.Local), "one element recording of "+namespace)
			}
			if len(open) == maxDepth {
				return fail("elements in elements without end", fmt.Sprintf("a depth of at most %d", maxDepth))
			}
			if t.Name.Space != namespace {
				if err := d.Skip(); err != nil {
					return fail(fmt.Sprintf("no XML: %.200v", err), "one XML document")
				}
				continue
			}
			open = append(open, element{name: t.Name.Local, attrs: slices.Clone(t.Attr)})
		case xml.EndElement:
			last := open[len(open)-1]
			last.text, last.pieces = string(last.pieces), nil
			open = open[:len(open)-1]
			if len(open) == 0 {
				root, done = last, true
				continue
			}
			parent := &open[len(open)-1]
			parent.parts = append(parent.parts, last)
		case xml.CharData:
			if len(open) > 0 {
				e := &open[len(open)-1]
				e.pieces = append(e.pieces, t...)
			}
		}
	}
}

// A reader reads elements into values, and keeps the first thing that is wrong.
type reader struct {
	path string // of what is read
	err  *Error
}

func (r *reader) fail(got, want string) {
	if r.err == nil {
		r.err = &Error{r.path, got, want}
	}
}

// within reads something at a path below.
func (r *reader) within(part string, read func()) {
	outer := r.path
	r.path += "." + part
	read()
	r.path = outer
}

// parts reads the parts of an element that has no text, by their names. Those that known says may be there once only.
func (r *reader) parts(e element, read map[string]func(element), once ...string) {
	if strings.TrimSpace(e.text) != "" {
		r.fail(strictjson.Shown(strings.TrimSpace(e.text)), "no text")
	}
	seen := map[string]int{}
	for _, part := range e.parts {
		name := part.name
		n := seen[name]
		seen[name]++
		if !slices.Contains(once, name) {
			name = at(name, n)
		}
		r.within(name, func() {
			f, known := read[part.name]
			switch {
			case !known:
				r.fail("an element that RFC 7865 does not have here", "another")
			case n > 0 && slices.Contains(once, part.name):
				r.fail("a second one", "one")
			default:
				f(part)
			}
		})
	}
}

// attributes reads the attributes of an element, all of which it has to have, but for optional ones.
func (r *reader) attributes(e element, read map[string]func(string), optional ...string) {
	seen := map[string]bool{}
	for _, a := range e.attrs {
		name := a.Name.Local
		if a.Name.Space == "xml" || a.Name.Space == "http://www.w3.org/XML/1998/namespace" {
			name = "xml:" + name
		} else if a.Name.Space != "" || name == "xmlns" {
			continue // a namespace, or an extension
		}
		r.within(name, func() {
			f, known := read[name]
			switch {
			case !known:
				r.fail("an attribute that RFC 7865 does not have here", "another")
			case seen[name]:
				r.fail("a second one", "one")
			default:
				f(a.Value)
			}
		})
		seen[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(read)) {
		if !seen[name] && !slices.Contains(optional, name) {
			r.within(name, func() { r.fail("nothing", "a value") })
		}
	}
}

// leaf returns the text of an element that has no parts and no attributes.
func (r *reader) leaf(e element) string {
	r.attributes(e, nil)
	if len(e.parts) > 0 {
		r.fail("an element", "text")
	}
	return strings.TrimSpace(e.text)
}

func (r *reader) id(text string) ID {
	id, err := ParseID(strings.TrimSpace(text))
	if wrong, ok := err.(*Error); ok {
		r.fail(wrong.Got, wrong.Want)
	}
	return id
}

func (r *reader) time(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.IsZero() {
		r.fail(strictjson.Shown(text), "a time as in RFC 3339")
		return time.Time{}
	}
	return t
}

// ids, times and texts return what reads an element into a value.
func (r *reader) ids(to *[]ID) func(element) {
	return func(e element) { *to = append(*to, r.id(r.leaf(e))) }
}

func (r *reader) idOf(to *ID) func(string) { return func(text string) { *to = r.id(text) } }

func (r *reader) timeOf(to *time.Time) func(element) {
	return func(e element) { *to = r.time(r.leaf(e)) }
}

func (r *reader) textOf(to *string) func(element) {
	return func(e element) { *to = r.leaf(e) }
}

func keep(to *string) func(string) { return func(text string) { *to = text } }

func (r *reader) recording(e element, m *Metadata) {
	r.attributes(e, nil)
	r.parts(e, map[string]func(element){
		"datamode": func(e element) {
			switch mode := r.leaf(e); mode {
			case "complete", "partial":
				m.Partial = mode == "partial"
			default:
				r.fail(strictjson.Shown(mode), "complete or partial")
			}
		},
		"group":                   func(e element) { m.Groups = append(m.Groups, r.group(e)) },
		"session":                 func(e element) { m.Sessions = append(m.Sessions, r.session(e)) },
		"participant":             func(e element) { m.Participants = append(m.Participants, r.participant(e)) },
		"stream":                  func(e element) { m.Streams = append(m.Streams, r.stream(e)) },
		"sessionrecordingassoc":   func(e element) { m.SessionRecordings = append(m.SessionRecordings, r.sessionRecording(e)) },
		"participantsessionassoc": func(e element) { m.ParticipantSessions = append(m.ParticipantSessions, r.participantSession(e)) },
		"participantstreamassoc":  func(e element) { m.ParticipantStreams = append(m.ParticipantStreams, r.participantStream(e)) },
	}, "datamode")
}

const (
	associateTime    = "associate-time"
	disassociateTime = "disassociate-time"
)

func (r *reader) group(e element) (g Group) {
	r.attributes(e, map[string]func(string){"group_id": r.idOf(&g.ID)})
	r.parts(e, r.times(&g.Times, nil), associateTime, disassociateTime)
	return g
}

// times adds how an association's times are read.
func (r *reader) times(t *Times, more map[string]func(element)) map[string]func(element) {
	read := map[string]func(element){associateTime: r.timeOf(&t.Associated), disassociateTime: r.timeOf(&t.Disassociated)}
	for name, f := range more {
		read[name] = f
	}
	return read
}

func (r *reader) session(e element) (s Session) {
	r.attributes(e, map[string]func(string){"session_id": r.idOf(&s.ID)})
	r.parts(e, map[string]func(element){
		"sipSessionID": func(e element) { s.SIPSessions = append(s.SIPSessions, strings.Join(strings.Fields(r.leaf(e)), "")) },
		"reason":       func(e element) { s.Reasons = append(s.Reasons, r.reason(e)) },
		"group-ref":    func(e element) { s.Group = r.id(r.leaf(e)) },
		"start-time":   r.timeOf(&s.Start),
		"stop-time":    r.timeOf(&s.Stop),
	}, "group-ref", "start-time", "stop-time")
	return s
}

func (r *reader) reason(e element) (why Reason) {
	r.attributes(e, map[string]func(string){"protocol": keep(&why.Protocol), "cause": func(text string) {
		n, err := strconv.ParseInt(text, 10, 16)
		if err != nil || n < 1 {
			r.fail(strictjson.Shown(text), "a number from 1 to 32767")
		}
		why.Cause = int(n)
	}}, "protocol", "cause")
	why.Text = r.leaf(element{text: e.text, parts: e.parts})
	return why
}

func (r *reader) participant(e element) (p Participant) {
	r.attributes(e, map[string]func(string){"participant_id": r.idOf(&p.ID)})
	r.parts(e, map[string]func(element){"nameID": func(e element) { p.Names = append(p.Names, r.name(e)) }})
	return p
}

func (r *reader) name(e element) (n Name) {
	r.attributes(e, map[string]func(string){"aor": keep(&n.AOR)})
	r.parts(e, map[string]func(element){"name": func(e element) {
		r.attributes(e, map[string]func(string){"xml:lang": keep(&n.Lang)}, "xml:lang")
		n.Text = r.leaf(element{text: e.text, parts: e.parts})
	}}, "name")
	return n
}

func (r *reader) stream(e element) (s Stream) {
	r.attributes(e, map[string]func(string){"stream_id": r.idOf(&s.ID), "session_id": r.idOf(&s.Session)}, "session_id")
	r.parts(e, map[string]func(element){"label": r.textOf(&s.Label)}, "label")
	return s
}

func (r *reader) sessionRecording(e element) (a SessionRecording) {
	r.attributes(e, map[string]func(string){"session_id": r.idOf(&a.Session)})
	r.parts(e, r.times(&a.Times, nil), associateTime, disassociateTime)
	return a
}

func (r *reader) participantSession(e element) (a ParticipantSession) {
	r.attributes(e, map[string]func(string){"participant_id": r.idOf(&a.Participant), "session_id": r.idOf(&a.Session)})
	r.parts(e, r.times(&a.Times, map[string]func(element){"param": func(e element) {
		var p Param
		r.attributes(e, map[string]func(string){"pname": keep(&p.Name), "pval": keep(&p.Value)})
		r.leaf(element{text: e.text, parts: e.parts})
		a.Params = append(a.Params, p)
	}}), associateTime, disassociateTime)
	return a
}

func (r *reader) participantStream(e element) (a ParticipantStream) {
	r.attributes(e, map[string]func(string){"participant_id": r.idOf(&a.Participant)})
	r.parts(e, r.times(&a.Times, map[string]func(element){"send": r.ids(&a.Send), "recv": r.ids(&a.Recv)}),
		associateTime, disassociateTime)
	return a
}

// A writer writes elements, a line each.
type writer struct {
	out   bytes.Buffer
	depth int
	lost  string // a text that XML cannot have
}

// tag writes an element: its parts, or its text in a line. Attributes are names and values; one without a value is left
// out.
func (w *writer) tag(name, text string, parts func(), attrs ...string) {
	w.out.WriteString(strings.Repeat("  ", w.depth) + "<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			w.out.WriteString(" " + attrs[i] + `="`)
			w.escape(attrs[i+1])
			w.out.WriteByte('"')
		}
	}
	w.out.WriteByte('>')
	if parts != nil {
		w.out.WriteByte('\n')
		w.depth++
		parts()
		w.depth--
		w.out.WriteString(strings.Repeat("  ", w.depth))
	}
	w.escape(text)
	w.out.WriteString("</" + name + ">\n")
}

// escape writes a text, and notes one with characters that XML does not have, which are replaced. A buffer takes
// everything.
func (w *writer) escape(text string) {
	from := w.out.Len()
	_ = xml.EscapeText(&w.out, []byte(text))
	if bytes.ContainsRune(w.out.Bytes()[from:], utf8.RuneError) {
		w.lost = text
	}
}

// leaf writes an element with a text, if there is one.
func (w *writer) leaf(name, text string) {
	if text != "" {
		w.tag(name, text, nil)
	}
}

func (w *writer) time(name string, t time.Time) {
	if !t.IsZero() {
		w.tag(name, t.UTC().Format(time.RFC3339Nano), nil)
	}
}

func (w *writer) times(t Times) {
	w.time(associateTime, t.Associated)
	w.time(disassociateTime, t.Disassociated)
}

func (w *writer) recording(m Metadata) {
	w.out.WriteString(xml.Header)
	w.tag("recording", "", func() {
		mode := "complete"
		if m.Partial {
			mode = "partial"
		}
		w.leaf("datamode", mode)
		for _, g := range m.Groups {
			w.tag("group", "", func() { w.times(g.Times) }, "group_id", g.ID.String())
		}
		for _, s := range m.Sessions {
			w.session(s)
		}
		for _, p := range m.Participants {
			w.participant(p)
		}
		for _, s := range m.Streams {
			session := ""
			if s.Session != (ID{}) {
				session = s.Session.String()
			}
			w.tag("stream", "", func() { w.leaf("label", s.Label) }, "stream_id", s.ID.String(), "session_id", session)
		}
		for _, a := range m.SessionRecordings {
			w.tag("sessionrecordingassoc", "", func() { w.times(a.Times) }, "session_id", a.Session.String())
		}
		for _, a := range m.ParticipantSessions {
			w.participantSession(a)
		}
		for _, a := range m.ParticipantStreams {
			w.participantStream(a)
		}
	}, "xmlns", namespace)
}

func (w *writer) session(s Session) {
	w.tag("session", "", func() {
		for _, id := range s.SIPSessions {
			w.tag("sipSessionID", id, nil)
		}
		for _, why := range s.Reasons {
			cause := ""
			if why.Cause != 0 {
				cause = strconv.Itoa(why.Cause)
			}
			w.tag("reason", why.Text, nil, "cause", cause, "protocol", why.Protocol)
		}
		if s.Group != (ID{}) {
			w.leaf("group-ref", s.Group.String())
		}
		w.time("start-time", s.Start)
		w.time("stop-time", s.Stop)
	}, "session_id", s.ID.String())
}

func (w *writer) participant(p Participant) {
	w.tag("participant", "", func() {
		for _, n := range p.Names {
			w.tag("nameID", "", func() {
				if n.Text != "" || n.Lang != "" {
					w.tag("name", n.Text, nil, "xml:lang", n.Lang)
				}
			}, "aor", n.AOR)
		}
	}, "participant_id", p.ID.String())
}

func (w *writer) participantSession(a ParticipantSession) {
	w.tag("participantsessionassoc", "", func() {
		w.times(a.Times)
		for _, p := range a.Params {
			w.tag("param", "", nil, "pname", p.Name, "pval", p.Value)
		}
	}, "participant_id", a.Participant.String(), "session_id", a.Session.String())
}

func (w *writer) participantStream(a ParticipantStream) {
	w.tag("participantstreamassoc", "", func() {
		for _, id := range a.Send {
			w.leaf("send", id.String())
		}
		for _, id := range a.Recv {
			w.leaf("recv", id.String())
		}
		w.times(a.Times)
	}, "participant_id", a.Participant.String())
}
