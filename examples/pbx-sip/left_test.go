package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// A left is what a story has left in its folder, and what the replay of its log makes of it.
type left struct {
	t      *testing.T
	dir    string
	header calllog.Header
	events []calllog.Event
	voices map[string][]int16
}

// leaves waits until a story is over, and checks what holds for every one: the replay of its log gives the same files,
// byte for byte, and the audit finds nothing.
func leaves(t *testing.T, f *office) *left {
	t.Helper()
	l := &left{t: t, voices: map[string][]int16{}}
	l.find(f.options.out)
	l.read()
	for _, p := range l.header.Parties {
		l.voices[p.ID] = samples(t, filepath.Join(l.dir, p.ID+".wav"))[0]
	}
	l.replays()
	return l
}

// find waits until the one story of a folder is over.
func (l *left) find(out string) {
	l.t.Helper()
	until(l.t, "the story is over", func() bool {
		reports, _ := filepath.Glob(filepath.Join(out, "*", reportName))
		if len(reports) == 1 {
			l.dir = filepath.Dir(reports[0])
		}
		return len(reports) == 1
	})
}

// read reads the log.
func (l *left) read() {
	l.t.Helper()
	log, err := os.Open(filepath.Join(l.dir, logName))
	if err != nil {
		l.t.Fatal(err)
	}
	defer log.Close()
	r, err := calllog.NewReader(log)
	for err == nil {
		var e calllog.Event
		if e, err = r.Next(); err == nil {
			l.events = append(l.events, e)
			l.t.Log(e.At, e.In(spec.EN), e.Call)
		}
	}
	if err != io.EOF {
		l.t.Fatal(err)
	}
	l.header = r.Header
}

func (l *left) run(args ...string) {
	l.t.Helper()
	name, err := recpause()
	if err != nil {
		l.t.Fatal(err)
	}
	if text, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		l.t.Errorf("recpause %v: %v\n%s", args, err, text)
	}
}

// replays says that the replay of the log makes the same recordings as there are, and that the audit finds nothing.
func (l *left) replays() {
	l.t.Helper()
	again := l.t.TempDir()
	l.run("replay", "-in", l.dir, "-out", again)
	for _, r := range l.recordings() {
		l.run(append([]string{"audit", "-manifest", r.name}, r.files...)...)
		for _, file := range r.files {
			rel, _ := filepath.Rel(l.dir, file)
			live, replayed := samples(l.t, file), samples(l.t, filepath.Join(again, rel))
			if !slices.EqualFunc(live, replayed, slices.Equal) {
				l.t.Errorf("%s: the replay differs: %d and %d samples", rel, len(live[0]), len(replayed[0]))
			}
		}
	}
}

// A taped is the recording of a call: its manifest, and the files that this names.
type taped struct {
	manifest.Manifest
	name  string
	files []string
}

// recordings returns those of all calls of the story.
func (l *left) recordings() (all []taped) {
	l.t.Helper()
	for _, pattern := range []string{"recording-*.json", filepath.Join("*", "recording-*.json")} {
		names, err := filepath.Glob(filepath.Join(l.dir, pattern))
		must(l.t, err)
		for _, name := range names {
			data, err := os.ReadFile(name)
			must(l.t, err)
			m, err := manifest.Read(bytes.NewReader(data))
			must(l.t, err)
			r := taped{Manifest: m, name: name}
			for _, f := range m.Files {
				r.files = append(r.files, filepath.Join(filepath.Dir(name), f.Name))
			}
			all = append(all, r)
		}
	}
	return all
}

// at returns the position of the nth event of a kind.
func (l *left) at(kind calllog.Kind, n int) int64 {
	l.t.Helper()
	for _, e := range l.events {
		if e.Kind == kind {
			if n--; n < 0 {
				return e.At
			}
		}
	}
	l.t.Fatalf("the log has no %v (%d)", kind, n)
	return 0
}

// silent says that a channel of a recording holds nothing, though somebody spoke.
func (l *left) silent(call string, channel int, who string, from, to int64) {
	l.t.Helper()
	pcm, origin := l.recording(call)
	if got := peak(pcm[channel][from-origin : to-origin]); got != 0 {
		l.t.Errorf("call %s, channel %d: it holds something in [%d, %d): %d", call, channel, from, to, got)
	}
	if got := peak(l.voice(who)[from:to]); to-from > rate/2 && got < 1000 {
		l.t.Errorf("%s says nothing in [%d, %d), so that nothing is shown: %d", who, from, to, got)
	}
}

// spoken says that a channel holds exactly what somebody said, and the beep where it is written.
func (l *left) spoken(call string, channel int, who string, from, to int64, beeps ...int64) {
	l.t.Helper()
	pcm, origin := l.recording(call)
	want := l.voice(who)
	if to-from > rate/2 && peak(want[from:to]) < 1000 {
		l.t.Errorf("%s says nothing in [%d, %d), so that nothing is shown", who, from, to)
	}
	for _, at := range beeps {
		for i, v := range recording.DefaultTone().PCM(rate) {
			if p := at + int64(i); p < int64(len(want)) {
				want[p] = clip(int(want[p]) + int(v))
			}
		}
	}
	for p := from; p < to; p++ {
		if got := pcm[channel][p-origin]; got != want[p] {
			l.t.Errorf("call %s, channel %d, sample %d: got %d, want %d of %s", call, channel, p, got, want[p], who)
			return
		}
	}
}

// recording returns the tracks of a call's recording, whether they are in one file or in two, and its first position.
func (l *left) recording(call string) (tracks [][]int16, origin int64) {
	l.t.Helper()
	for _, r := range l.recordings() {
		if r.Call != call {
			continue
		}
		for _, file := range r.files {
			tracks = append(tracks, samples(l.t, file)...)
		}
		return tracks, r.Span.From
	}
	l.t.Fatalf("call %s has no recording", call)
	return nil, 0
}

// voice returns what somebody said, or a few of them, with + between their names, at once.
func (l *left) voice(who string) (pcm []int16) {
	for _, name := range strings.Split(who, "+") {
		said := l.voices[name]
		pcm = append(pcm, make([]int16, max(0, len(said)-len(pcm)))...)
		for i, v := range said {
			pcm[i] = clip(int(pcm[i]) + int(v))
		}
	}
	return pcm
}

func clip(v int) int16 { return int16(max(-32768, min(32767, v))) }
