package main

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// A description is what SDP says of a telephone's audio (RFC 4566), as far as a PBX without video needs it.
type description struct {
	audio     netip.AddrPort
	codec     uint8
	events    uint8  // the payload type of telephone events, 0 for none
	direction string // sendrecv, sendonly, recvonly or inactive
	others    string // the lines that refuse what is not audio, such as video
	webrtc    string // the whole of it, where it is a browser's
}

// sends reports whether the telephone says that it will send: one that holds sends music at most, and no voice.
func (d description) sends() bool { return d.direction == "sendrecv" }

// receives reports whether it wants to be sent audio.
func (d description) receives() bool {
	return (d.direction == "sendrecv" || d.direction == "recvonly") && (d.webrtc != "" || d.audio.IsValid())
}

// parseSDP reads a telephone's description: its first audio, and of that the first codec that is ours.
func parseSDP(body []byte) (description, error) {
	d := description{direction: "sendrecv"}
	var addr netip.Addr
	port, found, seen := 0, false, false
	ours := true // the session, or its first audio
	for line := range strings.Lines(string(body)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch fields := strings.Fields(value); {
		case key == "m" && len(fields) > 3 && fields[0] == "audio" && !seen:
			ours, seen = true, true
			port, _ = strconv.Atoi(fields[1])
			d.codec, found = firstCodec(fields[3:])
			if strings.HasPrefix(fields[2], "UDP/TLS/") {
				d.webrtc, d.codec = string(body), 0 // every browser has µ-law
			}
		case key == "m" && len(fields) > 3:
			if ours = false; len(d.others) < 500 { // which is more than any telephone has
				d.others += fmt.Sprintf("m=%s 0 %s %s\r\n", fields[0], fields[2], fields[3])
			}
		case key == "c" && len(fields) == 3 && ours:
			if a, err := netip.ParseAddr(fields[2]); err == nil {
				addr = a
			}
		case key == "a" && ours:
			d.attribute(value)
		}
	}
	if !found {
		return d, errors.New("sdp: no G.711 in the description")
	}
	if d.webrtc != "" { // ICE finds where
		return d, nil
	}
	if addr.IsValid() && !addr.IsUnspecified() && port > 0 && port < 1<<16 {
		d.audio = netip.AddrPortFrom(addr, uint16(port))
	} else if addr.IsValid() {
		d.direction = "inactive" // a hold as of RFC 2543
	}
	return d, nil
}

// firstCodec returns the first payload type of a list that is audio of ours.
func firstCodec(list []string) (uint8, bool) {
	for _, text := range list {
		if pt, err := strconv.ParseUint(text, 10, 8); err == nil {
			if _, ours := codecs[uint8(pt)]; ours {
				return uint8(pt), true
			}
		}
	}
	return 0, false
}

func (d *description) attribute(value string) {
	switch name, rest, _ := strings.Cut(value, ":"); name {
	case "sendrecv", "sendonly", "recvonly", "inactive":
		d.direction = name
	case "rtpmap":
		number, of, _ := strings.Cut(rest, " ")
		if pt, err := strconv.ParseUint(number, 10, 7); err == nil && strings.HasPrefix(of, "telephone-event/8000") {
			d.events = uint8(pt)
		}
	}
}

// answers is the direction that answers one.
var answers = map[string]string{"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly",
	"inactive": "inactive"}

// sdp describes our end of a stream, as an offer or as the answer to a telephone's.
func (s *stream) sdp(to *description) ([]byte, error) {
	if s.browser != nil {
		return s.browser.describe(to)
	}
	formats, pt, direction, others := "0 8", uint8(events), "sendrecv", ""
	if to != nil {
		others = to.others
		formats, direction = strconv.Itoa(int(to.codec)), answers[to.direction]
		if to.events != 0 {
			pt = to.events
		}
	}
	return fmt.Appendf(nil, "v=0\r\no=- %d %[1]d IN IP4 127.0.0.1\r\ns=pbx-sip\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"+
		"m=audio %d RTP/AVP %s %d\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"+
		"a=rtpmap:%[4]d telephone-event/8000\r\na=fmtp:%[4]d 0-16\r\na=ptime:20\r\na=%s\r\n%s",
		time.Now().UnixNano(), s.port(), formats, pt, direction, others), nil
}
