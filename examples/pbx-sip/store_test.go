package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
)

func opened(t testing.TB, dir string) *store {
	t.Helper()
	s, err := openStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.close() })
	return s
}

func begun(t testing.TB, s *store, story string) *shelf {
	t.Helper()
	f, err := s.begin(story)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const second = 8000

func liveConfig() live.Config {
	c := live.DefaultConfig(second)
	c.Layout = recording.TwoChannel
	return c
}

// saying has both parties say one loud sample from a position on.
func saying(t testing.TB, rec *live.Recording, from, to int64) {
	t.Helper()
	pcm := []byte(strings.Repeat("\x20\x20", second/50))
	for at := from; at < to; at += second / 50 {
		for p := range pause.Party(2) {
			if err := rec.Write(p, at, pcm); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// committed notes what is new of a recording, and waits until it is on the disk.
func committed(t testing.TB, f *shelf, rec *live.Recording) {
	t.Helper()
	done := make(chan error, 1)
	f.commit(rec.Journal(nil), func(err error) { done <- err })
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// startStory begins a story with a call of two, which is being recorded.
func startStory(t testing.TB, s *store) (*shelf, *wav.Files, *live.Recording) {
	t.Helper()
	f := begun(t, s, "story")
	files, err := f.tape("c1", true, liveConfig())
	if err != nil {
		t.Fatal(err)
	}
	call, err := pause.NewCall(true, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := live.New(liveConfig(), call, files.Sinks()...)
	if err != nil {
		t.Fatal(err)
	}
	committed(t, f, rec)
	saying(t, rec, 0, 3*second)
	if _, err := rec.Stop(2*second, 0); err != nil {
		t.Fatal(err)
	}
	committed(t, f, rec)
	return f, files, rec
}

// endStory ends a story of startStory.
func endStory(t testing.TB, f *shelf, files *wav.Files, rec *live.Recording) {
	t.Helper()
	saying(t, rec, 3*second, 5*second)
	sealed(t, f, rec, 5*second)
	if err := files.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.seal(); err != nil {
		t.Fatal(err)
	}
}

// finishStory has a story begin and end.
func finishStory(t testing.TB, s *store) {
	t.Helper()
	f, files, rec := startStory(t, s)
	endStory(t, f, files, rec)
}

// A pause outlives a crash: the store that is opened afterwards knows the story, the recording goes on silent, and when
// the story is over, it is listed with its files and is no longer unfinished.
func TestStoreAfterACrash(t *testing.T) {
	dir := t.TempDir()
	startStory(t, opened(t, dir)) // and now it is killed

	s := opened(t, dir)
	shelves := s.unfinished()
	if len(shelves) != 1 || shelves[0].story != "story" || len(shelves[0].records) != 2 {
		t.Fatalf("unfinished: %v", shelves)
	}
	f := shelves[0]
	files, err := f.tape("c1", true, liveConfig())
	if err != nil {
		t.Fatal(err)
	}
	var journal []byte
	for _, record := range f.records {
		journal = append(journal, record...)
	}
	rec, err := live.Restore(liveConfig(), journal, files.Sizes(), files.Sinks()...)
	if err != nil {
		t.Fatal(err)
	}
	if got := rec.Call().State(); got != pause.Silent {
		t.Fatalf("after the crash it is %v", got)
	}
	endStory(t, f, files, rec)
	isFinished(t, s)
	isFinished(t, opened(t, dir))
	tells(t, filepath.Join(dir, "story", reportName))
	if left := opened(t, dir).unfinished(); len(left) > 0 {
		t.Errorf("still unfinished: %v", left[0].story)
	}
	audio, err := os.ReadFile(filepath.Join(dir, "story", "recording-2ch.wav"))
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range audio[len(audio)-4*3*second:] {
		if b != 0 {
			t.Fatalf("sample %d of the pause is not silent", i/4)
		}
	}
}

func sealed(t testing.TB, f *shelf, rec *live.Recording, end int64) {
	t.Helper()
	if err := rec.Close(end); err != nil {
		t.Fatal(err)
	}
	m, err := rec.Manifest(manifest.Options{Call: "c1", Start: time.Unix(1_800_000_000, 0),
		Tone: recording.DefaultTone()}, "101", "0901")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.manifest(true, m); err != nil {
		t.Fatal(err)
	}
	log, err := f.log()
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	header := calllog.Header{SampleRate: second, Config: calllog.DefaultConfig(), Parties: []calllog.Participant{
		{ID: "101", Softphone: true, Terminal: pause.Installed, PauseEnabled: true}, {ID: "0901"}}}
	err = calllog.WriteHeader(log, header)
	for _, e := range []calllog.Event{{At: -second, Kind: calllog.CallInvite, Party: "0901", To: "101", Call: "c1"},
		{Kind: calllog.CallAnswered, Party: "101", Call: "c1"}, {At: 2 * second, Kind: calllog.PauseClick, Party: "101"},
		{At: end, Kind: calllog.CallHangup, Party: "0901", Call: "c1"}} {
		err = errors.Join(err, calllog.WriteEvent(log, e))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func isFinished(t testing.TB, s *store) {
	t.Helper()
	all := s.finished()
	text, _ := json.Marshal(all)
	want := `[{"story":"story","call":"c1","began":1800000000000,"seconds":5,"parties":["101","0901"],"recorded":true,` +
		`"pauses":1,"silent":3,"files":[{"name":"recording-2ch.wav","href":"/calls/story/recording-2ch.wav"},` +
		`{"name":"recording-2ch.json","href":"/calls/story/recording-2ch.json"},` +
		`{"name":"call.jsonl","href":"/calls/story/call.jsonl"},` +
		`{"name":"report.html","href":"/calls/story/report.html"}]}]`
	if string(text) != want {
		t.Errorf("finished:\n%s, want\n%s", text, want)
	}
	for _, file := range all[0].Files {
		if _, ok := s.path("story", file.Name); !ok {
			t.Errorf("%s is not there", file.Name)
		}
	}
}

// tells reads the report of the story: what has happened, why there is silence, and what the audit says.
func tells(t testing.TB, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"−0:01.000", "0:02.000–0:05.000", "101が「録音停止」を", "<section lang=\"en\">",
		"RP-RSP-040", "recording-2ch.wav"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the report lacks %s:\n%s", want, text)
		}
	}
}

// A story has a folder of its own, and a name that a folder can have.
func TestStoreRefusesNames(t *testing.T) {
	s := opened(t, t.TempDir())
	begun(t, s, "story")
	if _, err := s.begin("story"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the same story again: %v", err)
	}
	for _, name := range []string{"", ".", "..", ".new", "a/b", `a\b`, "C:", strings.Repeat("x", 256)} {
		if _, err := s.begin(name); err == nil {
			t.Errorf("%q is taken for a name", name)
		}
	}
}
