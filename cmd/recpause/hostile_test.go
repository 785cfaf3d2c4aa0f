package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/internal/calltest"
)

// acting is what a terminal obeys, or what is not seen, and forged is a line that no program of ours has written.
var (
	acting = regexp.MustCompile(`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]`)
	forged = regexp.MustCompile(`(?m)^\s*` + calltest.Forged)
)

// plainly checks that what a command has said acts on no terminal and forges no line.
func plainly(t *testing.T, said string, what ...any) {
	t.Helper()
	without := strings.NewReplacer("\n", "", "\t", "").Replace(said)
	if !utf8.ValidString(said) || acting.MatchString(without) || forged.MatchString(said) {
		t.Errorf("%q: said %q", what, said)
	}
}

// jsonOf writes a text as JSON does, with bytes that are no UTF-8 as they are.
func jsonOf(text string) string {
	if strings.Contains(text, "\xff") {
		return `"` + text + `"`
	}
	b, _ := json.Marshal(text)
	return string(b)
}

// Whatever the names of parties, calls, files and folders are, no command prints what a terminal would obey, and no
// line that it has not written.
func TestHostileNames(t *testing.T) {
	names := calltest.HostileNames()
	if len(names) != 30 {
		t.Fatalf("%d names, want 30", len(names))
	}
	commands := map[string]int{}
	for _, name := range names {
		told := func(args ...string) {
			stdout, stderr, _ := called(args...)
			plainly(t, stdout, name, args)
			plainly(t, stderr, name, args)
			if stdout+stderr != "" {
				commands[args[0]]++
			}
		}
		dir := t.TempDir()
		log := filepath.Join(dir, "call.jsonl")
		for _, names := range [][2]string{{name, "c1"}, {"X", name}} {
			text := fmt.Sprintf(`{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone",`+
				`"terminal":"installed"},{"id":%[1]s,"kind":"external"}]}
{"at":-9,"event":"call.invite","party":%[1]s,"to":"A","call":%[2]s}
{"at":0,"event":"call.answered","party":"A","call":%[2]s}
{"at":8000,"event":"pause.click","party":"A","call":%[2]s}
{"at":16000,"event":"call.hangup","party":%[1]s,"call":%[2]s}
`, jsonOf(names[0]), jsonOf(names[1]))
			if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			wav := filepath.Join(dir, "A.wav")
			if err := os.CopyFS(dir, callfiles.PlainOnePause()); err == nil {
				_ = os.Rename(filepath.Join(dir, "operator.wav"), wav)
			}
			if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, lang := range []string{"ja", "en"} {
				told("replay", "-lang", lang, "-in", dir, "-out", filepath.Join(dir, "out-"+lang))
				told("render", "-lang", lang, "-log", log, "-out", dir, wav)
				told("render", "-lang", lang, "-log", log, "-call", name, wav)
				told("audit", "-lang", lang, "-log", log, wav)
				told("audit", "-lang", lang, "-json", "-log", log, "-call", name, wav)
				told("audit", "-lang", lang, "-dir", dir)
			}
		}
		told("explore", "-lang", "en", "-events", name)
		told("explore", "-lang", "en", "-calls", "1", "-parties", "A,X"+name, "-events", "call.invite,call.answered,pause.click")
		feature := filepath.Join(dir, "x.feature")
		if err := os.WriteFile(feature, []byte("# language: en\nFeature: "+name+"\n  Scenario: "+name+
			"\n    Given operator "+name+" is\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		told("stories", "-lang", "en", feature)
		told(name)
		for _, sub := range []string{"replay", "render", "audit", "explore", "stories", "simulate"} {
			told(sub, "-"+name)
			told(sub, "-lang", name)
			told(sub, "--", name)
		}
		if strings.Contains(name, "\x00") || len(name) > 250 {
			continue
		}
		folder := filepath.Join(dir, "archive", strings.ReplaceAll(name, "/", "-"))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "call.jsonl"), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		told("audit", "-dir", filepath.Join(dir, "archive"))
		told("audit", "archive", filepath.Join(dir, "archive"))
		run := filepath.Join(dir, "run")
		told("audit", "archive", "-recordings", "**/*", "-metadata", "{dir}/{name}", "-format", "log", "-out", run,
			filepath.Join(dir, "archive"))
		for _, report := range []string{"findings.csv", "junit.xml", "report.html"} {
			text, err := os.ReadFile(filepath.Join(run, report))
			if err != nil {
				t.Fatal(err)
			}
			plainly(t, string(text), name, report)
		}
		told("replay", "-in", folder)
		told("audit", "-log", filepath.Join(folder, "call.jsonl"), filepath.Join(folder, "x.wav"))
	}
	for _, sub := range []string{"replay", "render", "audit", "explore", "stories", "simulate"} {
		if commands[sub] < 60 {
			t.Errorf("%s said something %d times only", sub, commands[sub])
		}
	}
}

// A story whose line is too long is an error that names it, and no panic; one of one byte less is read.
func TestLongLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long.feature")
	for _, row := range []struct {
		length, code int
		want         string
	}{{1 << 16, 1, "long.feature:2: it has 64 KiB or more"}, {1<<20 + 1, 1, ":2: it has"}, {1<<16 - 2, 0, ""}} {
		text := "# language: en\n#" + strings.Repeat("x", row.length-1) + "\nFeature: one\n" +
			"  Scenario: two\n    Then there is no beep\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if stdout, _, code := called("stories", "-lang", "en", file); code != row.code || !strings.Contains(stdout, row.want) {
			t.Errorf("%d: got %d, %q", row.length, code, stdout)
		}
	}
}

// A standard output that is full is said, and is a failure.
func TestFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full: ", err)
	}
	defer full.Close()
	for _, args := range [][]string{
		{"replay", "-out", filepath.Join(t.TempDir(), "out")}, {"explore", "-parties", "A,X", "-calls", "1"},
		{"stories", "-steps"}, {"version"}, {"-h"}, {"replay", "-h"}, {"completion", "bash"},
	} {
		var errs strings.Builder
		if code := run(args, full, &errs); code == 0 || !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%v: got %d, %q", args, code, errs.String())
		}
	}
}
