package siprec

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/internal/strictjson"
)

// A Media is what an SDP says of one of its media streams. The zero Media is silent about recording.
type Media struct {
	Record     Record     // a=record, from who records
	Preference Preference // a=recordpref, from who is recorded
}

const (
	recordPrefix     = "a=record:"
	preferencePrefix = "a=recordpref:"
)

// ReadSDP returns what an SDP says of each of its media streams, in their order. What stands before the first stream
// is said of all that do not say it themselves. The error is an *Error for what is no SDP, a value that RFC 7866 does
// not have, and one that is there twice.
func ReadSDP(sdp []byte) ([]Media, error) {
	var session Media
	var media []Media
	var own Media // of the session or of the last stream
	for i, line := range sdpLines(sdp) {
		text := strings.TrimRight(string(line), "\r\n")
		fail := func(got, want string) ([]Media, error) { return nil, &Error{"line " + strconv.Itoa(i+1), got, want} }
		switch {
		case !utf8.Valid(line):
			return fail("bytes that are not UTF-8", "UTF-8")
		case i == 0 && text != "v=0":
			return fail(strictjson.Shown(text), "v=0")
		case len(text) < 2 || text[0] < 'a' || text[0] > 'z' || text[1] != '=' || strings.ContainsRune(text, '\r'):
			return fail(strictjson.Shown(text), "a letter, = and a value")
		}
		if text[0] == 'm' {
			media = append(media, Media{})
			own = Media{}
		}
		wrong := own.read(text)
		if wrong != nil {
			return fail(wrong.Got, wrong.Want)
		}
		if len(media) == 0 {
			session = own
		} else {
			media[len(media)-1] = own
		}
	}
	if len(sdp) == 0 {
		return nil, &Error{"line 1", "nothing", "v=0"}
	}
	for i := range media {
		media[i] = media[i].or(session)
	}
	return media, nil
}

// read takes note of an attribute, if it is one of ours.
func (m *Media) read(line string) *Error {
	if value, ok := strings.CutPrefix(line, recordPrefix); ok {
		return attribute(value, &m.Record, ParseRecord)
	}
	if value, ok := strings.CutPrefix(line, preferencePrefix); ok {
		return attribute(value, &m.Preference, ParsePreference)
	}
	return nil
}

func attribute[T comparable](value string, to *T, parse func(string) (T, error)) *Error {
	var none T
	if *to != none {
		return &Error{Got: "a second " + strictjson.Shown(value), Want: "each attribute once"}
	}
	read, err := parse(value)
	if err != nil {
		return &Error{Got: strictjson.Shown(value), Want: fmt.Sprintf("a value of RFC 7866: %v", err)}
	}
	*to = read
	return nil
}

// or returns what is said of a stream, where it is silent what is said of all.
func (m Media) or(session Media) Media {
	if m.Record == 0 {
		m.Record = session.Record
	}
	if m.Preference == 0 {
		m.Preference = session.Preference
	}
	return m
}

// WriteSDP returns an SDP that says this of its media streams, in their order, and nothing else of recording; all other
// lines are as they were. Each stream says it itself, at its end. The errors are those of ReadSDP, but that a value
// which was there may have been any, and one for a number of media that is another.
func WriteSDP(sdp []byte, media []Media) ([]byte, error) {
	end := "\r\n"
	if first, _, ok := bytes.Cut(sdp, []byte("\n")); ok && !bytes.HasSuffix(first, []byte("\r")) {
		end = "\n"
	}
	var out []byte
	streams := 0
	for _, line := range sdpLines(sdp) {
		text := string(line)
		if strings.HasPrefix(text, recordPrefix) || strings.HasPrefix(text, preferencePrefix) {
			continue
		}
		if text[0] == 'm' {
			out = said(out, media, streams-1, end)
			streams++
		}
		out = append(out, line...)
	}
	if streams != len(media) {
		return nil, &Error{"media", strconv.Itoa(len(media)), fmt.Sprintf("%d, for the SDP has so many", streams)}
	}
	out = said(out, media, streams-1, end)
	if _, err := ReadSDP(out); err != nil {
		return nil, err
	}
	return out, nil
}

// said adds what is said of a stream behind its lines.
func said(out []byte, media []Media, stream int, end string) []byte {
	if stream < 0 || stream >= len(media) || media[stream] == (Media{}) {
		return out
	}
	if !bytes.HasSuffix(out, []byte("\n")) {
		out = append(out, end...)
	}
	if r := media[stream].Record; r != 0 {
		out = append(out, recordPrefix+r.String()+end...)
	}
	if p := media[stream].Preference; p != 0 {
		out = append(out, preferencePrefix+p.String()+end...)
	}
	return out
}

// sdpLines splits an SDP into lines with their ends.
func sdpLines(sdp []byte) (lines [][]byte) {
	for line := range bytes.Lines(sdp) {
		lines = append(lines, line)
	}
	return lines
}
