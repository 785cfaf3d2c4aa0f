package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

var attack = flag.Bool("attack", false, "give every command all hostile inputs in full size, and not only a few small ones")

// What a command may take, whatever it is given: of a processor, of memory, and of patience.
const (
	mostCPU    = 30 * time.Second
	mostMemory = 512 << 20
	mostTime   = 90 * time.Second
)

// A process is the command in a process of its own, in a process group of its own, with a temporary folder of its own.
type process struct {
	*exec.Cmd
	temp string
	out  bytes.Buffer
	errs bytes.Buffer
	cpu  time.Duration // that it may take
}

func started(ctx context.Context, t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(ctx, os.Args[0], args...), temp: t.TempDir(), cpu: mostCPU}
	p.Dir, p.Stdout, p.Stderr = dir, &p.out, &p.errs
	p.Env = append(os.Environ(), asCommand+"=1", "LC_ALL=en_US.UTF-8", "TMPDIR="+p.temp, "HOME="+p.temp)
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.Cancel = func() error { return syscall.Kill(-p.Process.Pid, syscall.SIGKILL) }
	return p
}

// ended checks what a process that has ended took and left: no more than it may, no process and no temporary file.
func (p *process) ended(t *testing.T) {
	t.Helper()
	use := p.ProcessState.SysUsage().(*syscall.Rusage)
	cpu := time.Duration(use.Utime.Nano() + use.Stime.Nano())
	if memory := use.Maxrss << 10; cpu > p.cpu || memory > mostMemory {
		t.Errorf("%.200q took %v and %d MiB", p.Args[1:], cpu, memory>>20)
	}
	if err := syscall.Kill(-p.Process.Pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("%.200q left a process: %v", p.Args[1:], err)
	}
	if left, err := os.ReadDir(p.temp); err != nil || len(left) > 0 {
		t.Errorf("%.200q left %v, %v", p.Args[1:], left, err)
	}
}

// attacked runs the command to its end in a folder, in which it leaves nothing but "out" and "run", and nothing at all
// where it fails.
func attacked(t *testing.T, dir string, args ...string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), mostTime)
	defer stop()
	before := filesBelow(t, dir)
	p := started(ctx, t, dir, args...)
	if err := p.Run(); ctx.Err() != nil || p.ProcessState == nil {
		t.Errorf("%.200q does not end: %v", args, err)
		return
	}
	p.ended(t)
	if code := p.ProcessState.ExitCode(); code < 0 || code > 3 || bytes.Contains(p.errs.Bytes(), []byte("goroutine ")) {
		t.Errorf("%.200q: exit code %d\n%.2000s", args, code, p.errs.String())
	}
	most := int64(4 << 20)
	if log, err := os.Stat(filepath.Join(dir, "call.jsonl")); err == nil && slices.Contains(args, "-json") {
		most += 2 * log.Size() // for programs all is there: each pause of the log
	}
	if said := int64(p.out.Len() + p.errs.Len()); said > most {
		t.Errorf("%.200q said %d bytes", args, said)
	}
	plainly(t, p.out.String(), args)
	plainly(t, p.errs.String(), args)
	for _, name := range filesBelow(t, dir) {
		first, _, _ := strings.Cut(name, "/")
		if ours := first == "out" || first == "run"; !slices.Contains(before, name) && !ours {
			t.Errorf("%.200q left %s", args, name)
		}
	}
	for _, name := range []string{"out", "run"} {
		require.NoError(t, os.RemoveAll(filepath.Join(dir, name)))
	}
}

// everything is each command that reads a folder as the files of a call, a recording or an archive.
var everything = [][]string{
	{"replay", "-in", ".", "-out", "out"},
	{"render", "-out", "out", "A.wav", "X.wav"},
	{"render", "-in", "2ch", "-out", "out", "recording-2ch.wav"},
	{"audit", "-log", "call.jsonl", "-layout", "2ch", "recording-2ch.wav"},
	{"audit", "-json", "-log", "call.jsonl", "-layout", "split", "A.wav", "X.wav"},
	{"audit", "-manifest", "manifest.json"},
	{"audit", "-metadata", "csv:call.jsonl", "A.wav"},
	{"audit", "-dir", "."},
	{"audit", "archive", "-out", "run", "."},
	{"evidence", "-out", "out", "call.jsonl"},
	{"sign", "-key", "manifest.json", "manifest.json"},
	{"verify", "-key", "A.wav", "manifest.json"},
	{"stories", "call.jsonl"},
}

// reads reports whether a command of everything looks at one of some files.
func reads(args []string, files ...string) bool {
	return slices.ContainsFunc(args[1:], func(arg string) bool {
		_, name, of := strings.Cut(arg, ":") // csv:call.jsonl
		return arg == "." || slices.Contains(files, arg) || of && slices.Contains(files, name)
	})
}

// whole has the tests of a full attack run side by side, for most of what they do is to wait for one process.
func whole(t *testing.T) {
	if *attack {
		t.Parallel()
	}
}

// telephones begins a log of so many softphones.
func telephones(n int) string {
	var b strings.Builder
	b.WriteString(`{"log":"recpause/1","sample_rate":8000,"parties":[`)
	for i := range n {
		fmt.Fprintf(&b, `{"id":"P%d","kind":"softphone","terminal":"installed"},`, i)
	}
	b.WriteString(`{"id":"A","kind":"softphone","terminal":"installed"},{"id":"X","kind":"external"}]}` + "\n")
	return b.String()
}

const oneCall = `{"at":-9,"event":"call.invite","party":"X","to":"A","call":"c1"}
{"at":0,"event":"call.answered","party":"A","call":"c1"}
{"at":800,"event":"pause.click","party":"A"}
{"at":1600,"event":"resume.click","party":"A"}
`

// rooms is a log of so many rooms with one softphone each.
func rooms(n int) string {
	var b strings.Builder
	b.WriteString(telephones(n))
	for i := range n {
		fmt.Fprintf(&b, `{"at":%d,"event":"room.join","party":"P%d","call":"r%d"}`+"\n", i, i, i)
	}
	return b.String()
}

// clicks is a log of one call with so many clicks.
func clicks(n int) string {
	var b strings.Builder
	b.WriteString(telephones(0) + oneCall)
	for i := range n {
		fmt.Fprintf(&b, `{"at":%d,"event":"%s.click","party":"A"}`+"\n", 1700+i, [...]string{"pause", "resume"}[i%2])
	}
	return b.String()
}

// hostileLogs are logs that are large, deep or endless; the numbers are those of a full attack, divided.
func hostileLogs(divided int) map[string]string {
	return map[string]string{
		"rooms":             rooms(500 / divided),
		"clicks":            clicks(100_000 / divided),
		"parties":           telephones(2000/divided) + oneCall,
		"a line of 1 MiB":   telephones(0) + strings.Repeat("x", 1<<20),
		"no line":           strings.Repeat("9", 64<<20/divided),
		"a digit":           telephones(0) + `{"at":` + strings.Repeat("9", 1<<19) + `}`,
		"nested":            telephones(0) + strings.Repeat("[", 1<<19),
		"zeros":             string(make([]byte, 64<<20/divided)),
		"lines of nothing":  telephones(0) + strings.Repeat("\n", 1<<20/divided),
		"far positions":     telephones(0) + oneCall + `{"at":9007199254740991,"event":"pause.click","party":"A"}` + "\n",
		"early positions":   telephones(0) + strings.ReplaceAll(oneCall, `"at":-9`, `"at":-9007199254740991`),
		"a rate of 1 MHz":   strings.Replace(telephones(0), "8000", "1000000", 1) + oneCall,
		"a rate of 1 Hz":    strings.Replace(telephones(0), "8000", "1", 1) + oneCall,
		"another encoding":  "\xff\xfe" + telephones(0),
		"a byte order mark": "\xef\xbb\xbf" + telephones(0) + oneCall,
		"a manifest":        `{"format":"recpause-manifest/1","span":{"from":0,"to":9007199254740991},"silences":[` + strings.Repeat(`{"from":0,"to":1,"parties":["A"]},`, 200_000/divided) + `{}]}`,
		"names of files":    `{"format":"recpause-manifest/1","files":["../../../../etc/passwd","/dev/zero","` + strings.Repeat("a/", 5000) + `"]}`,
	}
}

// A log, or whatever lies where one should be, takes no command more than it may, and leaves nothing.
func TestHostileLogs(t *testing.T) {
	whole(t)
	divided := 20
	if *attack {
		divided = 1
	}
	for name, log := range hostileLogs(divided) {
		t.Run(name, func(t *testing.T) {
			dir := folderOf(t, log, wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000})
			for i, args := range everything {
				if *attack && reads(args, "call.jsonl", "manifest.json") || i == len(name)%len(everything) {
					attacked(t, dir, args...)
				}
			}
		})
	}
}

// folderOf writes a log wherever a command looks for one, and two seconds of audio beside it.
func folderOf(t *testing.T, log string, f wav.Format) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"call.jsonl", "manifest.json"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(log), 0o600))
	}
	audio := make([]byte, 16_000*f.Frame())
	for i := range audio {
		audio[i] = byte(i % 97)
	}
	for _, name := range []string{"A.wav", "X.wav"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), append(f.Header(int64(len(audio))), audio...), 0o600))
	}
	two := wav.Format{Codec: f.Codec, Channels: 2, Rate: f.Rate}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "recording-2ch.wav"), append(two.Header(int64(len(audio))), audio...), 0o600))
	return dir
}

// hostileAudio are headers that lie, and audio that is cut or endless.
func hostileAudio() map[string][]byte {
	f := wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}
	good := append(f.Header(32_000), make([]byte, 32_000)...)
	with := func(at int, value uint32, size int) []byte {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], value)
		if size == 2 {
			binary.LittleEndian.PutUint16(b[at:], uint16(value))
			copy(b[at+2:], good[at+2:at+4])
		}
		return b
	}
	return map[string][]byte{
		"empty": nil, "half a header": good[:20], "cut": good[:20_001], "no samples": f.Header(0),
		"4 GiB": with(40, 1<<32-1, 4), "no rate": with(24, 0, 4), "a rate of 4 GHz": with(24, 1<<32-1, 4),
		"no channels": with(22, 0, 2), "65535 channels": with(22, 65535, 2), "no frame": with(32, 0, 2),
		"no bits": with(34, 0, 2), "65535 bits": with(34, 65535, 2), "another coding": with(20, 0x55, 2),
		"a chunk of 4 GiB": append(append([]byte("RIFF\xff\xff\xff\xffWAVE"), "JUNK\xff\xff\xff\xff"...), make([]byte, 100)...),
		"a million chunks": append([]byte("RIFF\xff\xff\xff\xffWAVE"), bytes.Repeat([]byte("JUNK\x00\x00\x00\x00"), 1e6)...),
		"RF64":             append([]byte("RF64"), good[4:]...), "RIFX": append([]byte("RIFX"), good[4:]...),
		"FLAC": append([]byte("fLaC\x00\x00\x00\x22\xff\xff"), bytes.Repeat([]byte{0xff}, 5000)...),
		"Ogg":  append([]byte("OggS\x00\x02"), bytes.Repeat([]byte{0xff}, 5000)...),
		"MP3":  append([]byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), bytes.Repeat([]byte{0xff, 0xfb}, 5000)...),
	}
}

// Audio takes no command more than it may, whatever its header says.
func TestHostileAudio(t *testing.T) {
	whole(t)
	n := 0
	for name, audio := range hostileAudio() {
		dir := folderOf(t, telephones(0)+oneCall, wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000})
		for _, file := range []string{"A.wav", "recording-2ch.wav"} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, file), audio, 0o600))
		}
		for i, args := range everything[:9] {
			if *attack && reads(args, "A.wav", "recording-2ch.wav") || n+i == 9 || n+i == 18 {
				t.Log(name)
				attacked(t, dir, args...)
			}
		}
		n++
	}
	require.Equal(t, 20, n)
}

// What is no file does not hold a command up: a pipe that nobody writes to, a link to itself, a folder that holds
// itself, a device without end.
func TestNoFiles(t *testing.T) {
	whole(t)
	for name, make := range map[string]func(string) error{
		"a pipe":         func(at string) error { return syscall.Mkfifo(at, 0o600) },
		"a loop":         func(at string) error { return os.Symlink(filepath.Base(at), at) },
		"a folder":       func(at string) error { return os.Mkdir(at, 0o700) },
		"its own folder": func(at string) error { return os.Symlink(".", at) },
		"no end":         func(at string) error { return os.Symlink("/dev/zero", at) },
		"nobody's":       func(at string) error { return os.WriteFile(at, nil, 0) },
	} {
		for _, file := range []string{"call.jsonl", "A.wav", "recording-2ch.wav", "manifest.json"} {
			dir := folderOf(t, telephones(0)+oneCall, wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000})
			require.NoError(t, os.Remove(filepath.Join(dir, file)))
			require.NoError(t, make(filepath.Join(dir, file)), name)
			for i, args := range everything {
				// a log, a manifest or a key may come through a pipe, and its writer is waited for
				if waits := name == "a pipe" && !readsAudio(args, file); waits {
					continue
				}
				if *attack && reads(args, file) || i == (len(name)+len(file))%len(everything) {
					attacked(t, dir, args...)
				}
			}
		}
	}
}

// readsAudio reports whether a command reads a file as audio, if it reads it.
func readsAudio(args []string, file string) bool {
	return strings.HasSuffix(file, ".wav") && args[0] != "verify"
}

// Thirty names reach every command in a process of its own each, by turns as files and folders, as a flag and as an
// argument: each command is given ten names in each way, and each name reaches four commands or five.
func TestHostileNamesOfProcesses(t *testing.T) {
	whole(t)
	names := calltest.HostileNames()
	if !*attack {
		names = names[:3]
	}
	ran := 0
	for n, name := range names {
		name = strings.ReplaceAll(name, "\x00", "") // which no process is given
		dir := folderOf(t, strings.ReplaceAll(telephones(0)+oneCall, `"c1"`, jsonOf(name)),
			wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000})
		if len(name) < 250 {
			inside := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
			require.NoError(t, os.CopyFS(inside, os.DirFS(folderOf(t, telephones(0)+oneCall,
				wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}))))
		}
		for i, args := range everything {
			if !*attack && i%4 > 0 {
				continue
			}
			attacked(t, dir, [][]string{args, {args[0], "-lang", name}, {args[0], "--", name}}[(n+i)%3]...)
			ran++
		}
	}
	if *attack {
		require.Equal(t, len(everything)*len(names), ran)
	}
}

// A replay that is killed again and again leaves a folder that the next one takes, and nothing else.
func TestKilledReplays(t *testing.T) {
	kills := 3
	if *attack {
		kills = 30
	}
	dir := longCall(t, 1)
	killed := 0
	for range kills {
		p := started(t.Context(), t, dir, "replay", "-in", ".", "-out", "out")
		require.NoError(t, p.Start())
		time.AfterFunc(rand.N(600*time.Millisecond), func() { _ = p.Process.Kill() })
		if p.Wait() != nil {
			killed++
		}
	}
	p := started(t.Context(), t, dir, "replay", "-in", ".", "-out", "out")
	require.NoError(t, p.Run(), p.errs.String())
	p.ended(t)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	require.Equal(t, []string{"A.wav", "X.wav", "call.jsonl", "out"}, left)
	require.NotZero(t, killed)
}

// hostileRequests are what a page of somebody else may send to the simulator.
func hostileRequests(server string, full bool) (all []*http.Request) {
	add := func(method, path, body string) {
		r, err := http.NewRequest(method, server+path, strings.NewReader(body))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			all = append(all, r)
		}
	}
	many := 1
	if full {
		many = 4
	}
	for i := range many {
		for _, log := range []string{rooms(64), rooms(300), clicks(500), telephones(5000),
			strings.Replace(telephones(0), "8000", "1000000", 1) + oneCall} {
			form := url.Values{"log": {log}, "n": {fmt.Sprint(i)}, "press": {"toggle A"}}.Encode()
			add("GET", "/?"+form[:min(len(form), 1<<15)], "")
			add("POST", "/do", form)
			add("POST", "/load", form)
		}
	}
	for _, name := range calltest.HostileNames() {
		v := url.Values{"log": {name}, "lang": {name}, "policy": {name}, "was": {name}, "to-" + name: {name}, "press": {name}, "call": {name}}
		for _, path := range []string{"/", "/tape.wav", "/call.jsonl", "/rules"} {
			add("GET", path+"?"+v.Encode(), "")
		}
		add("POST", "/do", v.Encode())
	}
	add("POST", "/load", strings.Repeat("x", 64<<20))
	add("GET", "/"+strings.Repeat("../", 1000)+"etc/passwd", "")
	return all
}

// Whatever the simulator is sent, and by whoever sends nothing and stays, it takes no more than it may, answers the next
// one, and leaves nothing.
func TestHostileRequests(t *testing.T) {
	p := started(t.Context(), t, t.TempDir(), "simulate", "-port", "0", "-lang", "en")
	p.Stdout = nil
	out, err := p.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.Start())
	defer func() { _ = p.Process.Kill() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	server := strings.TrimSuffix(strings.TrimSpace(line[strings.Index(line, "http://"):]), "/")
	go func() { _, _ = io.Copy(io.Discard, out) }()
	for range 50 { // who says nothing
		c, err := net.Dial("tcp", strings.TrimPrefix(server, "http://"))
		require.NoError(t, err)
		defer c.Close()
		fmt.Fprint(c, "POST /do HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n")
	}
	client := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answered := 0
	requests := hostileRequests(server, *attack)
	p.cpu += time.Duration(len(requests)) * time.Second
	for _, r := range requests {
		answer, err := client.Do(r)
		if err != nil {
			continue // it may close a connection on which too much comes
		}
		answered++
		n, _ := io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if n > 4<<20 || answer.StatusCode == http.StatusInternalServerError {
			t.Errorf("%.100s: %s and %d bytes", r.URL, answer.Status, n)
		}
	}
	answer, err := client.Get(server + "/")
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Greater(t, answered, 150)
	require.NoError(t, p.Process.Signal(os.Interrupt))
	_ = p.Wait()
	p.ended(t)
}
