package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
)

// said is a log that several goroutines write.
type said struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// Whatever stands in the headers of a request, no line of the log acts on a terminal or is forged, and no file has a
// name but one of ours: SIP's own library logs by slog, too.
func TestHostileNames(t *testing.T) {
	ours := regexp.MustCompile(`^[A-Za-z0-9.%-]+$`)
	var log said
	all := newLog(&log, slog.LevelDebug)
	was := sip.DefaultLogger()
	sip.SetDefaultLogger(all)
	t.Cleanup(func() { sip.SetDefaultLogger(was) })
	out := t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	f, err := openOffice(ctx, options{sip: "127.0.0.1:0", out: out, layout: recording.TwoChannel, tapes: true}, all)
	must(t, err)
	line, err := net.Dial("udp4", fmt.Sprintf("127.0.0.1:%d", f.trunk.port))
	must(t, err)
	defer line.Close()
	const sdp = "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 0\r\n"
	sent := 0
	for _, name := range calltest.HostileNames() {
		for at := range 8 {
			values := []string{"INVITE", "101", "a", "sip:a@127.0.0.1:9", fmt.Sprint("call-", sent), "1", "telephone", "audio"}
			values[at] = name
			fmt.Fprintf(line, "%[1]s sip:%[2]s@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP %[9]s;branch=z9hG4bK%[10]d\r\n"+
				"From: \"%[3]s\" <sip:%[3]s@127.0.0.1>;tag=1\r\nTo: <sip:%[2]s@127.0.0.1>\r\nContact: <%[4]s>\r\nCall-ID: %[5]s\r\n"+
				"CSeq: %[6]s INVITE\r\nUser-Agent: %[7]s\r\nContent-Length: %[11]d\r\n\r\n%[12]s",
				values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], line.LocalAddr(), sent,
				len(sdp), strings.Replace(sdp, "audio", values[7], 1))
			sent++
		}
	}
	newCallers(t, f.trunk.port, "UDP").add("101", "operator") // it goes on
	time.Sleep(300 * time.Millisecond)
	must(t, f.close())
	text := log.String()
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if calltest.Acts(line) || !strings.HasPrefix(line, "time=") {
			t.Errorf("said %q", line)
		}
	}
	if sent != 240 || text == "" {
		t.Errorf("sent %d requests, and the log has %d bytes", sent, len(text))
	}
	must(t, filepath.WalkDir(out, func(path string, _ fs.DirEntry, err error) error {
		if path != out && !ours.MatchString(filepath.Base(path)) {
			t.Errorf("there is a file %q", path)
		}
		return err
	}))
}

// Nobody may be called as a recording's file is: the unmasked voice of a party is kept in a file of its name, where that
// is asked for.
func TestNamesOfRecordings(t *testing.T) {
	for _, l := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		for _, name := range tapeNames(l) {
			name = strings.TrimSuffix(name, ".wav")
			if isName(name) || isName(strings.ToUpper(name)) || !names.MatchString(name) {
				t.Errorf("%s is a name", name)
			}
		}
	}
	for name, want := range map[string]bool{"101": true, "customer": true, "recording": true, "..": false, "a/b": false, "": false,
		"a\n": false, strings.Repeat("a", 65): false} {
		if isName(name) != want {
			t.Errorf("%q is a name: %t, want %t", name, !want, want)
		}
	}
}
