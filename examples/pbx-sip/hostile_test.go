package main

import (
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
)

// A feature code counts from where its * went down, and only while its second key comes soon.
func TestKeypad(t *testing.T) {
	for _, row := range []struct {
		name  string
		keys  string
		every int64
		code  byte
		begin int64
	}{
		{"a code", "*1", 1000, '1', 0},
		{"a * that is pressed again", "**2", 1000, '2', 1000},
		{"a key that comes minutes later", "*1", 60 * rate, 0, 60 * rate},
		{"no code", "12", 1000, 0, 1000},
	} {
		var k keypad
		var code byte
		var begin int64
		for i, digit := range []byte(row.keys) {
			code, begin = k.key(digit, int64(i)*row.every)
		}
		if code != row.code || begin != row.begin {
			t.Errorf("%s: got %q from %d, want %q from %d", row.name, code, begin, row.code, row.begin)
		}
	}
}

// A telephone that sends more than the owner of its story can take loses audio, and says so in one line.
func TestAudioThatIsTooMuch(t *testing.T) {
	var said strings.Builder
	f := &office{log: slog.New(slog.NewTextHandler(&said, nil))}
	s := newStory(f, "story", nil)
	s.zero = time.Now()
	for range 3 * cap(s.packets) {
		s.hear(packet{})
	}
	s.advance(time.Now())
	if got := said.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, fmt.Sprint("packets=", 2*cap(s.packets))) {
		t.Errorf("got %q", got)
	}
}

// What no telephone sends is refused, and the PBX goes on.
func TestRefusedRequests(t *testing.T) {
	f := newOffice(t)
	const sdp = "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 0\r\n"
	for i, row := range []struct{ method, user, headers, body, want string }{
		{"INVITE", "101", "", sdp, "400"},
		{"INVITE", "nobody", "Contact: <sip:a@127.0.0.1:9>\r\n", sdp, "404"},
		{"INVITE", "101", "Contact: <sip:a@127.0.0.1:9>\r\n", "v=0\r\nm=audio 4000 RTP/AVP 96\r\n", "488"},
		{"INVITE", "801", "Contact: <sip:a@127.0.0.1:9>\r\n", "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", "488"},
		{"INVITE", "802", "Contact: <sip:a@127.0.0.1:9>\r\n",
			"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=setup:x\r\na=ice-ufrag:\r\n", "488"},
		{"REGISTER", "..%2f", "Contact: <sip:a@127.0.0.1:9>\r\n", "", "403"},
		{"BYE", "101", "", "", "481"},
		{"REFER", "101", "Refer-To: <sip:102@127.0.0.1>\r\n", "", "481"},
		{"INFO", "101", "", "Signal=\r\nDuration=-5\r\n", "481"},
	} {
		line, err := net.Dial("udp4", fmt.Sprintf("127.0.0.1:%d", f.trunk.port))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(line, "%s sip:%s@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%[4]d\r\n"+
			"From: <sip:a%[8]d@127.0.0.1>;tag=1\r\nTo: <sip:%[2]s@127.0.0.1>\r\nCall-ID: %[4]d\r\nCSeq: 1 %[1]s\r\n%[5]s"+
			"Content-Length: %[6]d\r\n\r\n%[7]s", row.method, row.user, line.LocalAddr(), time.Now().UnixNano(), row.headers,
			len(row.body), row.body, i) // each is somebody else: who was refused is free a moment later
		status := ""
		for buf := make([]byte, 4096); !strings.HasPrefix(status, "SIP/2.0 "+row.want); {
			must(t, line.SetReadDeadline(time.Now().Add(3*time.Second)))
			n, err := line.Read(buf)
			if err != nil {
				t.Errorf("%s %s: got %q, want %s", row.method, row.user, status, row.want)
				break
			}
			status, _, _ = strings.Cut(string(buf[:n]), "\r\n")
		}
		line.Close()
	}
}

// A request that lacks what every request has is refused, or not answered at all, and the PBX goes on.
func TestRequestsThatLackHeaders(t *testing.T) {
	f := newOffice(t)
	line, err := net.Dial("udp4", fmt.Sprintf("127.0.0.1:%d", f.trunk.port))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	headers := []string{"From: <sip:a@127.0.0.1>;tag=1", "To: <sip:101@127.0.0.1>", "Call-ID: x", "CSeq: 1 %s",
		"Contact: <sip:a@127.0.0.1:9>", "Max-Forwards: 70", "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK"}
	const sdp = "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 0\r\n"
	n := 0
	for _, method := range []string{"REGISTER", "INVITE", "ACK", "BYE", "CANCEL", "REFER", "INFO", "OPTIONS", "NOTIFY"} {
		for _, to := range []string{"", ";tag=2"} {
			for lacks := range headers {
				text := method + " sip:101@127.0.0.1 SIP/2.0\r\n"
				for i, h := range headers {
					if n++; i != lacks {
						h = strings.ReplaceAll(strings.ReplaceAll(h, "%s", method), "branch=z9hG4bK", fmt.Sprint("branch=z9hG4bK", n))
						if strings.HasPrefix(h, "To:") {
							h += to
						}
						text += h + "\r\n"
					}
				}
				fmt.Fprintf(line, "%sContent-Length: %d\r\n\r\n%s", text, len(sdp), sdp)
			}
		}
	}
	time.Sleep(300 * time.Millisecond)
	newCallers(t, f.trunk.port, "UDP").add("101", "operator")
}
