// Package foreign reads what other platforms say of their pauses, and makes manifests of it, so that an audit can judge
// recordings that somebody else's PBX has made. Each reader names the public document that its shape comes from, and
// says how exact its times are: an audit judges nothing that is nearer to an edge than that, and everything else.
//
// A platform that is not here needs a function that returns a Recording: docs/foreign-metadata.md shows one.
package foreign

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// A Format is a kind of metadata. The zero Format is none.
type Format uint8

// The formats.
const (
	AsteriskAMI Format = 1 + iota // events of Asterisk's manager interface, as they came
	AsteriskCEL                   // Asterisk's channel event log, as CSV
	Genesys                       // recording annotations of Genesys Cloud, as JSON
	CSV                           // a table that anybody can write
	CallLog                       // our own call log
)

//enum:parse format of metadata
var formatNames = [...]string{"none", AsteriskAMI: "asterisk_ami", AsteriskCEL: "asterisk_cel", Genesys: "genesys",
	CSV: "csv", CallLog: "calllog"}

// readers are the formats' readers. What they return is checked by Read.
var readers = [...]func(io.Reader) (Recordings, error){AsteriskAMI: readAMI, AsteriskCEL: readCEL,
	Genesys: readGenesys, CSV: readCSV, CallLog: readCallLog}

// maxBytes is how much metadata Read takes: that of some hundred thousand pauses.
const maxBytes = 64 << 20

// Read reads metadata to its end. An *Error says what is wrong with it, or missing in it, and where; any other error is
// the reader's.
func Read(f Format, r io.Reader) (Recordings, error) {
	if f == 0 || int(f) >= len(readers) {
		return nil, &Error{Field: "format", Got: f.String(), Want: "one of " + strings.Join(formatNames[1:], ", ")}
	}
	list, err := readers[f](&limited{r, maxBytes})
	var wrong *Error
	if errors.As(err, &wrong) {
		wrong.Format = f
		return nil, wrong
	}
	return list, err
}

// A limited reader is one that does not go on for ever.
type limited struct {
	io.Reader
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left == 0 {
		return 0, &Error{Got: "more", Want: fmt.Sprintf("at most %d bytes", maxBytes)}
	}
	n, err := l.Reader.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}

// An Error says what is wrong with metadata, or missing in it.
type Error struct {
	Format    Format // 0 where it is about what a caller asked for
	Line      int    // of the metadata, from 1 on; 0 for all of it
	Field     string // in the platform's words, such as Timestamp; "" for the line as a whole
	Got, Want string
	Err       error // of another reader, if it is one's
}

func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("foreign: ")
	if e.Format != 0 {
		fmt.Fprintf(&text, "%v: ", e.Format)
	}
	if e.Line > 0 {
		fmt.Fprintf(&text, "line %d: ", e.Line)
	}
	if e.Field != "" {
		text.WriteString(e.Field + ": ")
	}
	fmt.Fprintf(&text, "got %s, expected %s", e.Got, e.Want)
	return text.String()
}

func (e *Error) Unwrap() error { return e.Err }

// shown quotes a value from outside; nothing is said in a word.
func shown(value string) string {
	if value == "" {
		return "nothing"
	}
	return strictjson.Shown(value)
}

// A Recording is what a platform says of one recording. The zero Recording has no pauses, and nobody knows its length.
type Recording struct {
	Name        string          // as the platform has it
	Platform    string          // for people, such as Asterisk (AMI)
	Start       time.Time       // the wall clock at its first sample; the zero Time is not known
	Length      time.Duration   // from its first sample to its end, with all pauses; 0 is not known
	Pauses      []Pause         // in any order; they may overlap
	Effect      manifest.Effect // what the platform does with a pause
	Uncertainty time.Duration   // how far each edge may be from where it is said to be

	log *logged // of our own call log
}

// A Pause is a pause as the platform has it: from the recording's first sample on, pauses included.
type Pause struct {
	From, To time.Duration
	Open     bool            // nothing ended it; To says nothing
	Side     recording.Track // whose voice; Mixed is everybody's
	Reason   string          // in the platform's words
}

// Recordings are those that metadata is about.
type Recordings []Recording

// Find returns the recording of a name, or the only one where the name is "". An *Error says which there are.
func (r Recordings) Find(name string) (Recording, error) {
	var found []Recording
	for _, rec := range r {
		if name == "" || rec.Name == name {
			found = append(found, rec)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	got := fmt.Sprintf("%d recordings", len(found))
	if name != "" && len(found) == 0 {
		got = shown(name)
	}
	return Recording{}, &Error{Field: "recording", Got: got, Want: r.names()}
}

// names says which recordings there are, up to five.
func (r Recordings) names() string {
	const most = 5
	var names []string
	for _, rec := range r[:min(len(r), most)] {
		names = append(names, shown(rec.Name))
	}
	if len(r) > most {
		names = append(names, fmt.Sprintf("… (%d in all)", len(r)))
	}
	if len(names) == 0 {
		return "metadata with a recording"
	}
	return "the name of one: " + strings.Join(names, ", ")
}

// Manifest finds a recording and returns its manifest.
func (r Recordings) Manifest(name string, a Audio) (manifest.Manifest, error) {
	rec, err := r.Find(name)
	if err != nil {
		return manifest.Manifest{}, err
	}
	return rec.Manifest(a)
}

// Audio is what the files of a recording say, which no metadata does.
type Audio struct {
	Layout  recording.Layout // of two tracks, the first is the operator side: in Asterisk, what the recorded channel says
	Codec   recording.Codec
	Rate    recording.Rate
	Samples int64           // in each channel of the longest file
	Length  time.Duration   // of the recording with all its pauses, where the metadata does not say; 0 is not known
	Files   []manifest.File // in the layout's order, or none
}

// The parties of a recording of which nobody says who they are.
var parties = []string{"operator", "counterpart"}

// Manifest returns the manifest of a recording with two parties, one on each side. An *Error says what of the metadata
// cannot be of these files, such as a pause that is not in them; a *manifest.Error says what no manifest can have.
func (r Recording) Manifest(a Audio) (manifest.Manifest, error) {
	if r.log != nil {
		return r.log.manifest(a)
	}
	if a.Rate < 1 || a.Samples < 0 {
		return manifest.Manifest{}, &Error{Field: "audio",
			Got: fmt.Sprintf("%d samples at %d a second", a.Samples, a.Rate), Want: "0 or more, at 1 or more"}
	}
	if r.Length == 0 {
		r.Length = a.Length
	}
	m := manifest.Manifest{Ended: true, Options: manifest.Options{Call: r.Name, Recorded: true, Layout: a.Layout,
		Codec: a.Codec, Rate: a.Rate, Start: r.Start, Files: a.Files, Pauses: r.Effect,
		Uncertainty: up(a.Rate, r.Uncertainty)}}
	m.Span.To, m.LengthUnknown = r.end(a)
	for i, side := range []recording.Track{recording.OperatorSide, recording.FarSide} {
		p := manifest.Party{ID: parties[i]}
		if !m.Span.Empty() {
			p.Present = []manifest.Presence{{Side: side, Span: m.Span}}
		}
		m.Parties = append(m.Parties, p)
	}
	if err := r.silence(&m); err != nil {
		return manifest.Manifest{}, err
	}
	if err := m.Validate(); err != nil {
		return manifest.Manifest{}, err
	}
	return m, nil
}

// up returns how many samples a duration is at most.
func up(rate recording.Rate, d time.Duration) int64 {
	n := rate.Samples(d)
	if rate.Duration(n) < d {
		n++
	}
	return n
}

// end returns where the recording ends on the call's axis, and whether that was taken from the files. Where a pause
// that is left out never ended, it is where that pause began.
func (r Recording) end(a Audio) (to int64, unknown bool) {
	if r.Length > 0 {
		return a.Rate.Samples(r.Length), false
	}
	if r.Effect != manifest.Skipped {
		return a.Samples, true
	}
	for _, p := range r.Pauses {
		if p.Open {
			return a.Rate.Samples(p.From), false
		}
	}
	var all recording.Spans
	for _, p := range r.Pauses {
		all.Add(recording.Span{From: a.Rate.Samples(p.From), To: a.Rate.Samples(p.To)})
	}
	to = a.Samples
	for _, s := range all {
		to += s.Len()
	}
	return to, true
}

// silence gives a manifest the pauses, by whose they are.
func (r Recording) silence(m *manifest.Manifest) error {
	var sides [2]recording.Spans // the operator's, and the far one
	for i, p := range r.Pauses {
		s, err := p.within(m, i)
		if err != nil {
			return err
		}
		if p.Side != recording.FarSide {
			sides[0].Add(s)
		}
		if p.Side != recording.OperatorSide {
			sides[1].Add(s)
		}
	}
	both := sides[0].Intersect(sides[1])
	for _, part := range []struct {
		spans recording.Spans
		whose []string
	}{{both, parties}, {sides[0].Without(both), parties[:1]}, {sides[1].Without(both), parties[1:]}} {
		for _, s := range part.spans {
			m.Silences = append(m.Silences, manifest.Silence{Span: s, Whose: slices.Clone(part.whose),
				Why: r.why(s, m.Rate)})
		}
	}
	slices.SortStableFunc(m.Silences, func(a, b manifest.Silence) int { return int(max(-1, min(1, a.From-b.From))) })
	return nil
}

// within returns a pause in samples, as far as it is in the recording. One that is not, by more than its edges are
// uncertain, is of another recording, or by another clock.
func (p Pause) within(m *manifest.Manifest, i int) (recording.Span, error) {
	s := recording.Span{From: m.Rate.Samples(p.From), To: m.Span.To}
	if !p.Open {
		s.To = m.Rate.Samples(p.To)
	}
	around := recording.Span{From: -2 * m.Uncertainty, To: m.Span.To + 2*m.Uncertainty}
	if s.From < around.From || s.To > around.To || s.From > s.To && s.From > around.To {
		return s, &Error{Field: fmt.Sprintf("pauses[%d]", i), Got: p.String(),
			Want: fmt.Sprintf("a pause in a recording of %v: another one, or another clock",
				m.Rate.Duration(m.Span.To))}
	}
	return s.Intersect(m.Span), nil
}

func (p Pause) String() string {
	if p.Open {
		return fmt.Sprintf("a pause from %v on", p.From)
	}
	return fmt.Sprintf("a pause from %v to %v", p.From, p.To)
}

// What a manifest says of a foreign pause: %v is the platform, and the pause's reason.
var (
	textSilence = spec.Text{JA: "無音", EN: "silence"}
	textSkipped = spec.Text{JA: "録音から除かれている", EN: "left out of the recording"}
	textPaused  = spec.Text{JA: "%vの記録では、ここで録音が停止されています%v",
		EN: "%v says that the recording was paused here%v"}
	textNobody = spec.Text{JA: "録音システム", EN: "the platform"}
)

// why returns the reason of a silence: the platform, and what it gives as the reason of the pause.
func (r Recording) why(s recording.Span, rate recording.Rate) spec.Reason {
	why := spec.Reason{Verdict: textSilence, Fact: textPaused.With(textNobody, r.reason(s, rate))}
	if r.Platform != "" {
		why.Fact = textPaused.With(r.Platform, r.reason(s, rate))
	}
	if r.Effect == manifest.Skipped {
		why.Verdict = textSkipped
	}
	return why
}

// reason returns the reason of the first pause that is where a silence is.
func (r Recording) reason(s recording.Span, rate recording.Rate) string {
	for _, p := range r.Pauses {
		if p.Reason != "" && rate.Samples(p.From) <= s.From && (p.Open || rate.Samples(p.To) > s.From) {
			return " (" + shown(p.Reason) + ")"
		}
	}
	return ""
}
