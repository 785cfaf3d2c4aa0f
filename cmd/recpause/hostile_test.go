package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
)

// plainly checks that what a command has said acts on no terminal and forges no line.
func plainly(t *testing.T, said string, what ...any) {
	t.Helper()
	if calltest.Deceives(said) {
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

// A story whose line is too long is an error that names it, and no panic; one of one byte less is read.
func TestLongLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long.feature")
	for _, row := range []struct {
		length, code int
		want         string
	}{{1 << 16, 1, "long.feature:2: it has 64 KiB or more"}, {1 << 17, 1, ":2: it has"},
		{1<<20 + 1, 1, "more than 256 KiB"}, {1<<16 - 2, 0, ""}} {
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
