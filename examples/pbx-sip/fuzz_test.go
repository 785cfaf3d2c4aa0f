package main

import (
	"slices"
	"strings"
	"testing"
)

// Whatever a telephone sends as its description, what is answered to it has no lines but ours and those that refuse its
// other media, and nothing panics.
func FuzzSDP(f *testing.F) {
	f.Add([]byte("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 96 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"))
	f.Add([]byte("m=audio 9 UDP/TLS/RTP/SAVPF 0\nm=video 1 x y\n"))
	f.Add([]byte("m=audio 1 RTP/AVP 0\rm=x"))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := parseSDP(body)
		if err != nil {
			return
		}
		if d.codec != 0 && d.codec != 8 || d.events != 0 && d.events < 96 || len(d.others) > 1<<20 {
			t.Fatalf("%q: got %+v", body, d)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(d.others, "\r\n"), "\r\n") {
			if d.others != "" && !strings.HasPrefix(line, "m=") {
				t.Fatalf("%q: got the line %q", body, line)
			}
		}
	})
}

// Whatever a disk has made of the journal, it is read up to where it makes no sense, and what was read can be written
// again as it was.
func FuzzJournal(f *testing.F) {
	whole := appendFrame(appendFrame(nil, "story", []byte("record"), false), "story", nil, true)
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(make([]byte, 100))
	f.Add([]byte("\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		type read struct{ story, record string }
		var first, second []read
		var again []byte
		for story, record := range frames(text) {
			first = append(first, read{story, string(record)})
			again = appendFrame(again, story, record, record == nil)
		}
		for story, record := range frames(again) {
			second = append(second, read{story, string(record)})
		}
		if len(again) > len(text) || !slices.Equal(first, second) {
			t.Fatalf("%q: got %q, then %q", text, first, second)
		}
	})
}
