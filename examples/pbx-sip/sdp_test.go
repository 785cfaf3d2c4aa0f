package main

import (
	"net/netip"
	"strings"
	"testing"
)

// What a telephone describes is taken as far as it is audio, and everything else is refused by name.
func TestParseSDP(t *testing.T) {
	at := netip.MustParseAddrPort("127.0.0.1:4000")
	const browser = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 8 0 126\r\nc=IN IP4 0.0.0.0\r\na=sendonly\r\n" +
		"a=rtpmap:126 telephone-event/8000\r\n"
	const session = "v=0\r\nc=IN IP4 127.0.0.1\r\n"
	for _, row := range []struct {
		name, sdp string
		want      description
	}{
		{"a call", session + "m=audio 4000 RTP/AVP 96 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n",
			description{audio: at, codec: 8, events: 101, direction: "sendrecv"}},
		{"a hold", session + "m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n", description{audio: at, direction: "sendonly"}},
		{"a hold as of RFC 2543", "c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n",
			description{direction: "inactive"}},
		{"video that is off", session + "m=audio 4000 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\na=inactive\r\n",
			description{audio: at, direction: "sendrecv", others: "m=video 0 RTP/AVP 96\r\n"}},
		{"video first", session + "m=video 6000 RTP/AVP 96 97\r\nc=IN IP4 127.0.0.9\r\nm=audio 4000 RTP/AVP 0\r\na=sendonly\r\n",
			description{audio: at, direction: "sendonly", others: "m=video 0 RTP/AVP 96\r\n"}},
		{"a port that is none", session + "m=audio 99999 RTP/AVP 0\r\n", description{direction: "inactive"}},
		{"a browser, which does not know where it is", browser,
			description{events: 126, direction: "sendonly", webrtc: browser}},
	} {
		if got, err := parseSDP([]byte(row.sdp)); err != nil || got != row.want {
			t.Errorf("%s: got %+v, %v, want %+v", row.name, got, err, row.want)
		}
	}
	for _, sdp := range []string{"", "m=", "m=audio", "m=audio 1 RTP/AVP 96", strings.Repeat("m=audio x y 300\r\n", 4000)} {
		if _, err := parseSDP([]byte(sdp)); err == nil {
			t.Errorf("%.40q is taken", sdp)
		}
	}
}
