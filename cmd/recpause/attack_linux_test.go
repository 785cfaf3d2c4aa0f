package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
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
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/internal/child"
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

// limited runs a program that cannot go far beyond what it may take: 6 GiB of addresses, of which a Go program has many,
// two minutes of a processor, and files of 2 GiB.
const limited = `ulimit -v 6291456; ulimit -t 120; ulimit -f 4194304; exec "$0" "$@"`

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
	p := &process{Cmd: exec.CommandContext(ctx, "sh", slices.Concat([]string{"-c", limited, os.Args[0]}, args)...),
		temp: t.TempDir(), cpu: mostCPU}
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
		t.Errorf("%.200q took %v and %d MiB", p.Args[3:], cpu, memory>>20)
	}
	if left := child.WithVariable("TMPDIR=" + p.temp); len(left) > 0 {
		t.Errorf("%.200q left the processes %v", p.Args[3:], left)
	}
	if left, err := os.ReadDir(p.temp); err != nil || len(left) > 0 {
		t.Errorf("%.200q left %v, %v", p.Args[3:], left, err)
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
	{"vcon", "-start", "2026-04-01T09:30:00Z", "manifest.json"},
	{"vcon", "manifest.json"},
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
func hostileLogs(divided int) map[string]func() string {
	return map[string]func() string{
		"rooms":            func() string { return rooms(500 / divided) },
		"rooms beyond it":  func() string { return rooms(6000 / (divided * divided)) },
		"clicks":           func() string { return clicks(100_000 / divided) },
		"parties":          func() string { return telephones(2000/divided) + oneCall },
		"a line of 1 MiB":  func() string { return telephones(0) + strings.Repeat("x", 1<<20) },
		"no line":          func() string { return strings.Repeat("9", 64<<20/divided) },
		"a digit":          func() string { return telephones(0) + `{"at":` + strings.Repeat("9", 1<<19) + `}` },
		"nested":           func() string { return telephones(0) + strings.Repeat("[", 1<<19) },
		"deep lists":       func() string { return strings.Repeat("[", 16<<20/divided) },
		"deep objects":     func() string { return strings.Repeat(`{"format":`, 4<<20/divided) },
		"zeros":            func() string { return string(make([]byte, 64<<20/divided)) },
		"lines of nothing": func() string { return telephones(0) + strings.Repeat("\n", 1<<20/divided) },
		"far positions": func() string {
			return telephones(0) + oneCall + `{"at":9007199254740991,"event":"pause.click","party":"A"}` + "\n"
		},
		"early positions":   func() string { return telephones(0) + strings.ReplaceAll(oneCall, `"at":-9`, `"at":-9007199254740991`) },
		"a rate of 1 MHz":   func() string { return strings.Replace(telephones(0), "8000", "1000000", 1) + oneCall },
		"a rate of 1 Hz":    func() string { return strings.Replace(telephones(0), "8000", "1", 1) + oneCall },
		"another encoding":  func() string { return "\xff\xfe" + telephones(0) },
		"a byte order mark": func() string { return "\xef\xbb\xbf" + telephones(0) + oneCall },
		"a manifest": func() string {
			return `{"format":"recpause-manifest/1","span":{"from":0,"to":9007199254740991},"silences":[` + strings.Repeat(`{"from":0,"to":1,"parties":["A"]},`, 200_000/divided) + `{}]}`
		},
		"a vCon": func() string { return vconOf(500_000 / divided) },
		"names of files": func() string {
			return `{"format":"recpause-manifest/1","files":["../../../../etc/passwd","/dev/zero","` + strings.Repeat("a/", 5000) + `"]}`
		},
	}
}

// vconOf is a vCon of so many parties, all of whom are in its dialog.
func vconOf(n int) string {
	var places strings.Builder
	for i := range n {
		fmt.Fprintf(&places, ",%d", i)
	}
	return `{"vcon":"0.4.0","uuid":"0195f0f2-8a40-8000-8000-000000000001","created_at":"2025-04-01T01:00:00Z","parties":[` +
		strings.Repeat(`{"name":"x"},`, n) + `{}],"dialog":[{"type":"recording","start":"2025-04-01T01:00:00Z","parties":[0` +
		places.String() + `]}],"analysis":[],"attachments":[]}`
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
			dir := folderOf(t, log(), wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000})
			runtime.GC() // for what this process holds counts as the memory of one that it starts
			for i, args := range everything {
				if *attack && reads(args, "call.jsonl", "manifest.json") || i == len(name)%len(everything) {
					attacked(t, dir, args...)
				}
			}
		})
	}
}

// hostileStories are files of scenarios that are small and stand for much, or that are not small.
func hostileStories(divided int) map[string]string {
	begin := "# language: en\nFeature: x\n"
	outline := func(steps, heads, cells string) string {
		return begin + "  Scenario Outline: x\n" + steps + "    Examples:\n" + heads + cells
	}
	many := func(text string, n int) string { return strings.Repeat(text, n/divided) }
	doubling, heads, cells := "    Then <c0>\n", "|", "|"
	for i := range 40 {
		heads += fmt.Sprintf(" c%d |", i)
		cells += fmt.Sprintf(" <c%d><c%d> |", i+1, i+1)
	}
	return map[string]string{
		"backgrounds": begin + "  Background:\n" + many("    Given x\n", 4000) + many("  Scenario: y\n    Then z\n", 2000),
		"one column":  outline("    Then "+many("<a>", 20_000)+"\n", "| a |\n", "| "+many("b", 60_000)+" |\n"),
		"doubling":    outline(doubling, heads+"\n", cells+"\n"),
		"rows":        outline("    Then there is no beep\n", "| a |\n", many("| b |\n", 9000)),
		"columns":     outline(many("    Then there is no beep\n", 4000), "|"+many("a|", 15_000)+"\n", "|"+many("b|", 15_000)+"\n"),
		"tags":        begin + many("@a\n", 9000) + "  Scenario: y\n    Then z\n",
		"tags of all": many("@a ", 15_000) + "\n" + begin[strings.Index(begin, "\n")+1:] + many("  Scenario: y\n    Then z\n", 3000),
		"comments":    begin + "@a\n" + many("#\n", 9000) + "  Scenario: y\n    Then z\n",
		"prose":       begin + many("operator presses stop and nothing\n", 7000),
		"long prose":  begin + many(strings.Repeat("operator presses stop ", 2900)+"\n", 4),
		"names":       begin + many("Szenario: y\n", 9000),
		"large":       begin + many("#"+strings.Repeat("x", 1000)+"\n", 60_000),
		"lines":       begin + many("\n", 5_000_000),
	}
}

// Stories take no more than they may, whatever they stand for.
func TestHostileStories(t *testing.T) {
	whole(t)
	divided := 10
	if *attack {
		divided = 1
	}
	for name, story := range hostileStories(divided) {
		if !*attack && len(name)%3 > 0 {
			continue
		}
		t.Log(name)
		dir := t.TempDir()
		file(t, dir, "x.feature", story)
		attacked(t, dir, "stories", "-quiet", "x.feature")
		if *attack {
			attacked(t, dir, "stories", "-html", "out", ".")
		}
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

// Holes take no command more than it may, which cost nobody anything: files of 1 TiB that hold nothing behind a beginning.
func TestHostileHoles(t *testing.T) {
	whole(t)
	for _, begins := range []string{"RIFF\xff\xff\xff\xffWAVE", "ID3\x04\x00\x00\x00\x00\x00\x00", "fLaC", "OggS", ""} {
		dir := folderOf(t, logOf("X", "c1"), wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000})
		for _, name := range []string{"A.wav", "recording-2ch.wav", "manifest.json"} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(begins), 0o600))
			if err := os.Truncate(filepath.Join(dir, name), 1<<40); err != nil {
				t.Skip("this disk takes no file of 1 TiB: ", err)
			}
		}
		for i, args := range everything {
			if *attack && reads(args, "A.wav", "recording-2ch.wav", "manifest.json") || i == len(begins) {
				attacked(t, dir, args...)
			}
		}
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

// What a manifest calls the file of a recording may be none, and holds nobody up who takes its digest; nor does a lock of
// somebody else beside an output.
func TestNoRecordings(t *testing.T) {
	for name, make := range map[string]func(string) error{
		"a pipe": func(at string) error { return syscall.Mkfifo(at, 0o600) },
		"no end": func(at string) error { return os.Symlink("/dev/zero", at) },
	} {
		dir := t.TempDir()
		_, private, err := ed25519.GenerateKey(nil)
		require.NoError(t, err)
		der, err := x509.MarshalPKCS8PrivateKey(private)
		require.NoError(t, err)
		public, err := x509.MarshalPKIXPublicKey(private.Public())
		require.NoError(t, err)
		file(t, dir, "private.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
		file(t, dir, "public.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
		text := strings.ReplaceAll(namedManifest, `"files":[{"name":"JSON"`,
			`"files":[{"sha256":"`+strings.Repeat("ab", 32)+`","name":"c1.wav"`)
		file(t, dir, "manifest.json", strings.ReplaceAll(text, "JSON", "c1"))
		require.NoError(t, make(filepath.Join(dir, "c1.wav")), name)
		file(t, dir, "call.jsonl", logOf("X", "c1"))
		require.NoError(t, os.Mkdir(filepath.Join(dir, ".recpause-1"), 0o700))
		require.NoError(t, make(filepath.Join(dir, ".recpause-1", "lock")), name)
		for _, args := range [][]string{{"sign", "-key", "private.pem", "manifest.json"},
			{"verify", "-key", "public.pem", "manifest.json"}, {"vcon", "-url", "https://x/", "manifest.json"},
			{"audit", "-manifest", "manifest.json"}, {"replay", "-in", ".", "-out", "out"}} {
			attacked(t, dir, args...)
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

// A command that is killed again and again, or interrupted and interrupted again, leaves a folder that the next one takes,
// and nothing else.
func TestKilledReplays(t *testing.T) {
	kills := 3
	if *attack {
		kills = 20
	}
	killedAgainAndAgain(t, kills, "replay", "-in", ".", "-out", "out")
	if *attack {
		killedAgainAndAgain(t, kills, "render", "-out", "out", "A.wav", "X.wav")
		killedAgainAndAgain(t, kills, "render", "-layout", "split", "-out", "out", "A.wav", "X.wav")
	}
}

func killedAgainAndAgain(t *testing.T, kills int, args ...string) {
	t.Helper()
	dir := longCall(t, 1)
	begun := time.Now()
	p := started(t.Context(), t, dir, args...)
	require.NoError(t, p.Run(), p.errs.String())
	lasts := time.Since(begun)
	want := filesBelow(t, dir)
	killed := 0
	for i := range kills {
		p := started(t.Context(), t, dir, args...)
		require.NoError(t, p.Start())
		time.AfterFunc(rand.N(lasts), func() {
			if i%3 < 2 {
				_ = p.Process.Kill()
				return
			}
			_ = p.Process.Signal(os.Interrupt)
			_ = p.Process.Signal(os.Interrupt)
		})
		if p.Wait() != nil {
			killed++
		}
	}
	p = started(t.Context(), t, dir, args...)
	require.NoError(t, p.Run(), p.errs.String())
	p.ended(t)
	require.Equal(t, want, filesBelow(t, dir), args)
	require.NotZero(t, killed)
}

// A command whose output nobody reads, or whose surroundings are strange, ends and leaves nothing.
func TestHostileSurroundings(t *testing.T) {
	whole(t)
	none, write, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, none.Close())
	defer write.Close()
	for i, args := range everything {
		if !*attack && i > 0 {
			continue
		}
		dir := folderOf(t, telephones(0)+oneCall, wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000})
		for _, env := range []string{"TZ=../../../../etc/passwd", "TZ=\x1b[2J", "LC_ALL=\x1b[2J.x", "RECPAUSE_DOCUMENT=\x1b[2J", "HOME=/nowhere"} {
			p := started(t.Context(), t, dir, args...)
			p.Env = append(p.Env, env)
			_ = p.Run() // some are refused
			p.ended(t)
			plainly(t, p.out.String(), args, env)
			plainly(t, p.errs.String(), args, env)
		}
		p := started(t.Context(), t, dir, args...)
		p.Stdout, p.Stderr = write, write
		_ = p.Run() // it may be ended by the signal
		p.ended(t)
		for _, name := range filesBelow(t, dir) {
			if strings.Contains(name, ".recpause-") {
				t.Errorf("%q left %s", args, name)
			}
		}
	}
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
