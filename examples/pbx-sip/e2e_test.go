package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// newOffice starts a PBX on free ports, which keeps what everybody says.
func newOffice(t *testing.T, change ...func(*options)) *office {
	t.Helper()
	o := options{sip: "127.0.0.1:0", out: t.TempDir(), layout: recording.TwoChannel, tapes: true}
	for _, c := range change {
		c(&o)
	}
	ctx, stop := context.WithCancel(context.Background())
	f, err := openOffice(ctx, o, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.close(); err != nil {
			t.Error(err)
		}
		stop()
	})
	return f
}

// samples reads the channels of a WAV file of PCM16. One that a telephone has not closed yet says less of its length
// than there is.
func samples(t *testing.T, name string) (channels [][]int16) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	format, audio := bytes.Index(data, []byte("fmt ")), bytes.Index(data, []byte("data"))
	if format < 0 || audio < 0 {
		return [][]int16{nil}
	}
	channels = make([][]int16, max(1, binary.LittleEndian.Uint16(data[format+10:])))
	for i := audio + 8; i+2*len(channels) <= len(data); i += 2 * len(channels) {
		for c := range channels {
			channels[c] = append(channels[c], int16(binary.LittleEndian.Uint16(data[i+2*c:])))
		}
	}
	return channels
}

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

// built is the folder of the command, where a test has built it.
var built string

// recpause builds the command, once.
var recpause = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "recpause-*")
	if err != nil {
		return "", err
	}
	built = dir
	name := filepath.Join(dir, "recpause")
	build := exec.Command("go", "build", "-o", name, ".")
	build.Dir = filepath.Join("..", "..", "cmd", "recpause")
	text, err := build.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, text)
	}
	return name, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.parallel").Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		_ = flag.Set("test.parallel", "6") // calls wait more than they work; the flag is there
	}
	code := m.Run()
	os.RemoveAll(built)
	os.Exit(code)
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

func (l *left) replays() {
	l.t.Helper()
	again := l.t.TempDir()
	l.run("replay", "-in", l.dir, "-out", again)
	manifests, _ := filepath.Glob(filepath.Join(l.dir, "recording-2ch.json"))
	more, _ := filepath.Glob(filepath.Join(l.dir, "*", "recording-2ch.json"))
	for _, name := range append(manifests, more...) {
		wav := strings.TrimSuffix(name, ".json") + ".wav"
		l.run("audit", "-manifest", name, wav)
		rel, _ := filepath.Rel(l.dir, wav)
		live, replayed := samples(l.t, wav), samples(l.t, filepath.Join(again, rel))
		if !slices.EqualFunc(live, replayed, slices.Equal) {
			l.t.Errorf("%s: the replay differs: %d and %d samples", rel, len(live[0]), len(replayed[0]))
		}
	}
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
	if got := peak(l.voices[who][from:to]); to-from > rate/2 && got < 1000 {
		l.t.Errorf("%s says nothing in [%d, %d), so that nothing is shown: %d", who, from, to, got)
	}
}

// spoken says that a channel holds exactly what somebody said, and the beep where it is written.
func (l *left) spoken(call string, channel int, who string, from, to int64, beeps ...int64) {
	l.t.Helper()
	pcm, origin := l.recording(call)
	want := slices.Clone(l.voices[who])
	if to-from > rate/2 && peak(want[from:to]) < 1000 {
		l.t.Errorf("%s says nothing in [%d, %d), so that nothing is shown", who, from, to)
	}
	for _, at := range beeps {
		for i, v := range recording.DefaultTone().PCM(rate) {
			if p := at + int64(i); p < int64(len(want)) {
				want[p] = int16(max(-32768, min(32767, int(want[p])+int(v))))
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

// recording returns the channels of a call's recording, and its first position.
func (l *left) recording(call string) (channels [][]int16, origin int64) {
	l.t.Helper()
	for _, dir := range []string{l.dir, filepath.Join(l.dir, call)} {
		file, err := os.Open(filepath.Join(dir, "recording-2ch.json"))
		if err != nil {
			continue
		}
		m, err := manifest.Read(file)
		file.Close()
		if err == nil && m.Call == call {
			return samples(l.t, filepath.Join(dir, "recording-2ch.wav")), m.Span.From
		}
	}
	l.t.Fatalf("call %s has no recording", call)
	return nil, 0
}

// beeps counts the beeps in what a telephone heard: 1400 Hz and nothing else, for a tenth of a second or more.
func beeps(pcm []int16) (n int) {
	const window, least = rate / 100, 10
	run := 0
	for ; len(pcm) >= window; pcm = pcm[window:] {
		var re, im, all float64
		for i, v := range pcm[:window] {
			angle := 2 * math.Pi * 1400 * float64(i) / rate
			re += float64(v) * math.Cos(angle)
			im += float64(v) * math.Sin(angle)
			all += float64(v) * float64(v)
		}
		if all > window*1000*1000 && (re*re+im*im)*2/window > 0.9*all {
			run++
		} else {
			run = 0
		}
		if run == least {
			n++
		}
	}
	return n
}

// begin has one telephone call another one, which answers.
func begin(f *office, from, to *phone) {
	from.t.Helper()
	from.dial(f, to.name)
	to.expect("CALL_INCOMING")
	to.do("accept")
	from.expect("CALL_ESTABLISHED")
	to.expect("CALL_ESTABLISHED")
	time.Sleep(time.Second)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// seatOf returns what a softphone shows.
func seatOf(t *testing.T, f *office, extension string) seat {
	t.Helper()
	for _, s := range f.Seats() {
		if s.Extension == extension {
			return s
		}
	}
	t.Fatalf("no softphone %s", extension)
	return seat{}
}

// A plain call between two telephones: each hears the other, and the recording pauses while the operator says so.
func TestPlainPause(t *testing.T) {
	needPhones(t)
	f := newOffice(t)
	operator, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
	begin(f, customer, operator)
	must(t, f.Click("101", click{Do: stop}))
	if s := seatOf(t, f, "101"); !s.Phone.ShowsStopped() || s.Mismatch != 0 || s.Recording != pause.Silent {
		t.Errorf("got %+v", s)
	}
	time.Sleep(time.Second)
	must(t, f.Click("101", click{Do: resume}))
	time.Sleep(time.Second)
	customer.do("hangup")
	operator.expect("CALL_CLOSED")
	l := leaves(t, f)
	from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
	for channel, who := range []string{"101", "customer"} {
		l.spoken("c1", channel, who, 0, from)
		l.silent("c1", channel, who, from, to)
	}
	l.spoken("c1", 0, "101", to, end)
	l.spoken("c1", 1, "customer", to, end, to)
	for _, p := range []*phone{operator, customer} {
		if got := beeps(p.heard()); got != 2 {
			t.Errorf("%s heard %d beeps", p.name, got)
		}
	}
}

func peak(pcm []int16) (top int) {
	for _, v := range pcm {
		top = max(top, int(v), -int(v))
	}
	return top
}
