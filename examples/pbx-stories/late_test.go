package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/recording/wav"
)

// A stop that comes after whoever clicked it has parked or held the call, or has begun a transfer, silences the call in
// which it was clicked, from there on.
func TestLateStops(t *testing.T) {
	fact := func(kind calllog.Kind, to, call string) calllog.Event {
		return calllog.Event{At: 8000, Kind: kind, Party: "op", To: to, Call: call, Via: calllog.Fact}
	}
	for name, events := range map[string][]calllog.Event{
		"park": {fact(calllog.Park, "", "c1")}, "hold": {fact(calllog.Hold, "", "c1")},
		"star": {fact(calllog.StarBegin, "ex", "c2"), {At: 10080, Kind: calllog.StarAnswered, Party: "ex", Call: "c2"}},
	} {
		t.Run(name, func(t *testing.T) {
			audio := lateStop(t, events)
			if before := audio[:5000*2]; !bytes.ContainsFunc(before, func(r rune) bool { return r != 0 }) {
				t.Error("nothing is recorded before the click")
			}
			for i, b := range audio[5000*2 : 8000*2] {
				if b != 0 {
					t.Fatalf("sample %d behind the click is recorded", 5000+i/2)
				}
			}
		})
	}
}

// A source that is new, or timestamps that leap, cost no audio: what the axis refuses at first has its place at last.
func TestRefusedFramesComeAtLast(t *testing.T) {
	s, takes := answeredCall(t)
	for at := int64(0); at < 40000; at += 160 {
		for i, party := range []string{"op", "cu"} {
			p := axis.Packet{SSRC: uint32(i) + uint32(at/16000)*2, Timestamp: uint32(at), Length: 160}
			must(t, s.hear(party, frame{p, bytes.Repeat([]byte{1, 1}, 160), s.config.Rate.Duration(at + 160)}))
		}
	}
	takes(calllog.Event{At: 40000, Kind: calllog.CallHangup, Party: "cu", Call: "c1"}, 40000)
	if nobody := bytes.Count(recordingOf(t, s), []byte{0, 0}); nobody != 0 {
		t.Errorf("%d samples hold nobody", nobody)
	}
}

// lateStop plays a call that is stopped at 5000; the click comes at 10240, after some events. It returns the recording.
func lateStop(t *testing.T, events []calllog.Event) []byte {
	s, takes := answeredCall(t)
	for at := int64(0); at < 40000; at += 160 {
		for len(events) > 0 && events[0].At <= at {
			takes(events[0], at)
			events = events[1:]
		}
		if at == 10240 {
			takes(calllog.Event{At: 5000, Kind: calllog.PauseClick, Party: "op", Call: "c1"}, at)
		}
		for i, party := range []string{"op", "cu"} {
			p := axis.Packet{SSRC: uint32(i), Timestamp: uint32(at), Length: 160}
			must(t, s.hear(party, frame{p, bytes.Repeat([]byte{1, 1}, 160), s.config.Rate.Duration(at + 160)}))
		}
	}
	takes(calllog.Event{At: 40000, Kind: calllog.CallHangup, Party: "cu", Call: "c1"}, 40000)
	return recordingOf(t, s)
}

// answeredCall returns a story whose call c1 has been answered, and what takes an event that comes at a position.
func answeredCall(t *testing.T) (s *story, takes func(e calllog.Event, at int64)) {
	j, _, err := openJournal(filepath.Join(t.TempDir(), "journal"))
	must(t, err)
	s = &story{name: "s", dir: t.TempDir(), config: live.DefaultConfig(8000), journal: j,
		tell: func(calllog.StepLine, []notify.Event) {}}
	must(t, s.begin(calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(), Parties: []calllog.Participant{
		{ID: "op", Softphone: true, Terminal: pause.Installed, PauseEnabled: true, StarTransfer: true}, {ID: "cu"}, {ID: "ex"}}}))
	zero := time.Now()
	takes = func(e calllog.Event, at int64) {
		t.Helper()
		must(t, s.take(e, zero.Add(s.config.Rate.Duration(at))))
	}
	takes(calllog.Event{Kind: calllog.CallInvite, Party: "cu", To: "op", Call: "c1"}, 0)
	takes(calllog.Event{Kind: calllog.CallAnswered, Party: "op", Call: "c1"}, 0)
	return s, takes
}

// recordingOf seals the call of a story that is over, and returns what its file holds.
func recordingOf(t *testing.T, s *story) []byte {
	must(t, s.tick(50000))
	file, err := wav.Open(os.DirFS(s.dir), "c1.wav")
	must(t, err)
	defer file.Close()
	audio, err := io.ReadAll(file)
	must(t, err)
	return audio
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
