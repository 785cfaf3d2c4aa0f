package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
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
	displays(t, f, "101 talking 録音再開 silent")
	time.Sleep(time.Second)
	must(t, f.Click("101", click{Do: resume}))
	displays(t, f, "101 talking 録音停止 on")
	time.Sleep(time.Second)
	customer.do("hangup")
	operator.expect("CALL_CLOSED")
	displays(t, f, "101 idle - off")
	l := leaves(t, f)
	from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
	for channel, who := range []string{"101", "customer"} {
		l.spoken("c1", channel, who, 0, from)
		l.silent("c1", channel, who, from, to)
	}
	l.spoken("c1", 0, "101", to, end)
	l.spoken("c1", 1, "customer", to, end, to)
	heardBeeps(t, 2, operator, customer)
}

func peak(pcm []int16) (top int) {
	for _, v := range pcm {
		top = max(top, int(v), -int(v))
	}
	return top
}
