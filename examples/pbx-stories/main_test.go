//go:build unix

package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

var rounds = flag.Int("rounds", 2, "how often the PBX plays its stories, and kills itself several times")

// The test's program is the PBX, too: with PBX_DIR it plays in that folder.
func TestMain(m *testing.M) {
	dir := os.Getenv("PBX_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := playOnce(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// playOnce plays until all is sealed, or the PBX kills itself: soon after so many packets, whatever its goroutines are
// doing then. It keeps what was told, and every packet that a story has heard.
func playOnce(dir string) error {
	left, _ := strconv.Atoi(os.Getenv("PBX_PACKETS")) // 0 is never
	var packets atomic.Int64
	packets.Store(int64(left))
	keep := func(name string, text []byte) { // a kill may tear the last one
		f, err := os.OpenFile(name+"."+os.Getenv("PBX_RUN"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err == nil {
			_, _ = f.Write(text)
			_ = f.Close()
		}
	}
	tell := func(story string, _ calllog.StepLine, events []notify.Event) {
		for _, e := range events {
			if e.Type == notify.PauseAlarm {
				continue // the log does not tell of it
			}
			text, _ := json.Marshal(e)
			keep(filepath.Join(dir, story+".told"), append(text, '\n'))
		}
	}
	return run(dir, tell, func(story, party string, at int64, payload []byte) {
		head := binary.LittleEndian.AppendUint64(nil, uint64(at))
		head = binary.LittleEndian.AppendUint32(head, uint32(len(payload)))
		keep(filepath.Join(dir, story+"."+party), append(head, payload...))
		if packets.Add(-1) == 0 {
			time.AfterFunc(rand.N(2*time.Millisecond), func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL) })
		}
	})
}

// Killed at any moment and as often as one likes, in every other round with a loss of power, the PBX goes on. Each file is what the replay of the written log
// makes of what was heard, or silence where the manifest says that something may be missing. No file holds what none
// may hold. Who was told something was told what the log says. The audit finds nothing.
func TestKilled(t *testing.T) {
	killed := 0
	for round := range *rounds {
		dir, power := t.TempDir(), round%2 == 1
		kills := playAll(t, dir, 1+rand.IntN(6), power)
		for _, p := range plays() {
			(&judge{t, filepath.Join(dir, p.name), p, kills, power}).story()
		}
		killed += kills
	}
	if killed == 0 {
		t.Errorf("killed %d times in %d rounds", killed, *rounds)
	}
}

// playAll starts the PBX until all is sealed, and returns how often it was killed.
func playAll(t *testing.T, dir string, most int, power bool) (kills int) {
	for {
		cmd := exec.Command(os.Args[0])
		packets := 0
		if kills < most {
			packets = 1 + rand.IntN(1500)
		}
		cmd.Env = append(os.Environ(), "PBX_DIR="+dir, "PBX_RUN="+strconv.Itoa(kills), "PBX_PACKETS="+strconv.Itoa(packets))
		out, err := cmd.CombinedOutput()
		if err == nil {
			return kills
		}
		if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
			t.Fatalf("after %d kills: %v\n%s", kills, err, out)
		}
		kills++
		if power {
			losePower(t, dir)
		}
	}
}

// losePower takes from the files what was not synced: all of a log, and of a recording any of its end.
func losePower(t *testing.T, dir string) {
	logs, _ := filepath.Glob(filepath.Join(dir, "*", "call.jsonl"))
	recordings, _ := filepath.Glob(filepath.Join(dir, "*", "*.wav"))
	for _, name := range slices.Concat(logs, recordings) {
		call, _, _ := strings.Cut(strings.TrimSuffix(name, ".wav"), "-")
		if _, err := os.Stat(call + ".json"); err == nil {
			continue // it is sealed, and was synced
		}
		left := int64(0)
		if info, err := os.Stat(name); err == nil && filepath.Ext(name) == ".wav" {
			left = rand.Int64N(info.Size() + 1)
		}
		if left < 100 {
			left = 0 // the header came at once, or has not come
		}
		if err := os.Truncate(name, left); err != nil {
			t.Fatal(err)
		}
	}
}

// A judge judges what one story has left, by its log.
type judge struct {
	*testing.T
	dir   string
	play  play
	kills int
	power bool // was lost each time
}

func (j *judge) must(err error) {
	j.Helper()
	if err != nil {
		j.Fatal(err)
	}
}

func (j *judge) story() {
	file, err := os.Open(filepath.Join(j.dir, "call.jsonl"))
	j.must(err)
	defer file.Close()
	log, err := calllog.NewReader(file)
	j.must(err)
	run, err := system.NewRun(log, pause.Policy{})
	j.must(err)
	s := story{name: j.play.name, config: j.play.config, answered: j.play.answered}
	var recordings system.CallRecordings
	happened := map[string]bool{}
	for {
		_, outcome, err := run.Next()
		if err == io.EOF {
			break
		}
		j.must(err)
		j.must(recordings.Add(outcome))
		events, err := s.events(outcome)
		j.must(err)
		for _, e := range events {
			text, _ := json.Marshal(e)
			happened[string(text)] = true
		}
	}
	for run := range j.kills + 1 {
		told, _ := os.ReadFile(fmt.Sprint(j.dir, ".told.", run))
		for line := range strings.Lines(string(told)) {
			if event, whole := strings.CutSuffix(line, "\n"); whole && !happened[event] {
				j.Errorf("told, and not in the log: %s", line)
			}
		}
	}
	for _, r := range recordings.All() {
		j.recording(r)
	}
}

func (j *judge) recording(r *system.CallRecording) {
	text, err := os.ReadFile(filepath.Join(j.dir, r.Call+".json"))
	j.must(err)
	var m manifest.Manifest
	j.must(json.Unmarshal(text, &m))
	missing := slices.Clone(m.Unwatched)
	for _, l := range slices.Concat(m.Gaps, m.Lost) {
		missing = append(missing, l.Span)
	}
	var files []audit.File
	for _, f := range m.Files {
		w, err := wav.Open(os.DirFS(j.dir), f.Name)
		j.must(err)
		defer w.Close()
		got, err := io.ReadAll(w)
		j.must(err)
		files = append(files, audit.File{Name: f.Name, Codec: w.Codec, Rate: rate, Channels: w.Channels,
			Samples: w.Samples, Data: bytes.NewReader(got)})
		var want [][]byte // by what was heard from each start of the PBX on, and at last by nothing
		for run := range j.kills + 2 {
			want = append(want, j.made(f, r, m.Span, run))
		}
		j.compare(f.Name, w.Format, m.Span, got, want, recording.Union(missing...))
	}
	report, err := audit.Check(m, files, audit.Options{})
	j.must(err)
	if !report.Clean() {
		j.Errorf("%s/%s: the audit finds %v", j.dir, r.Call, report.Findings)
	}
}

// compare compares a file with what it should be: by what was heard, or where a kill has lost that, by what was heard
// of the same position after a later start. Where something may be missing it may be nobody's.
func (j *judge) compare(name string, f wav.Format, span recording.Span, got []byte, want [][]byte,
	mayMiss recording.Spans) {
	if len(got) != len(want[0]) {
		j.Fatalf("%s has %d bytes, want %d", name, len(got), len(want[0]))
	}
	width, pcm, lost := f.Codec.Width(), make([]int16, 1), 0
	for i := 0; i < len(got); i += width {
		at, sample := span.From+int64(i/f.Frame()), got[i:i+width]
		f.Codec.Decode(pcm, sample)
		run := slices.IndexFunc(want, func(want []byte) bool { return bytes.Equal(sample, want[i:i+width]) })
		switch {
		case max(pcm[0], -pcm[0]) > 14000:
			j.Fatalf("%s holds at %d what no file may hold", name, at)
		case run < 0 || run == len(want)-1 && !mayMiss.Has(at):
			j.Fatalf("%s at %d: got % X, want % X", name, at, sample, want[0][i:i+width])
		case run == len(want)-1:
			lost++
		}
	}
	// A kill loses what is held back, what is joined, and by how much the journal was behind.
	if limit := j.kills * f.Channels * (rate + max(rate, 16384/f.Frame()) + rate/5); lost > limit && !j.power {
		j.Errorf("%s lost %d samples in %d kills, want at most %d", name, lost, j.kills, limit)
	}
}

// made returns what the replay of the log makes of a file, by what the PBX has heard from a start on.
func (j *judge) made(f manifest.File, r *system.CallRecording, span recording.Span, run int) []byte {
	said := make([][]byte, len(r.Names))
	for i, party := range r.Names {
		said[i] = j.heard(party, span, run)
	}
	config := j.play.config
	var channels [][]byte
	for _, track := range f.Tracks {
		channel := make([]byte, span.Len()*int64(config.Codec.Width()))
		config.Guard.Plan(r.Timeline, track, config.Tone).Encode(config.Codec, channel, span.From, said)
		channels = append(channels, channel)
	}
	if len(channels) == 1 {
		return channels[0]
	}
	both := make([]byte, 2*len(channels[0]))
	config.Codec.Interleave(both, channels[0], channels[1])
	return both
}

// heard returns what the PBX has heard a party say in a span, from a start on: of each sample the first to come.
func (j *judge) heard(party string, span recording.Span, run int) []byte {
	width := j.play.config.Codec.Width()
	said, has := make([]byte, span.Len()*int64(width)), make([]bool, span.Len())
	j.play.config.Codec.Fill(said)
	for ; run <= j.kills; run++ {
		text, _ := os.ReadFile(fmt.Sprint(j.dir, ".", party, ".", run)) // none where nothing was heard
		for len(text) >= 12 {
			at, n := int64(binary.LittleEndian.Uint64(text)), int(binary.LittleEndian.Uint32(text[8:]))
			if text = text[12:]; len(text) < n {
				break
			}
			for i := range n / width {
				if to := at + int64(i) - span.From; to >= 0 && to < span.Len() && !has[to] {
					has[to] = true
					copy(said[int(to)*width:], text[i*width:(i+1)*width])
				}
			}
			text = text[n:]
		}
	}
	return said
}
