package visible_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/internal/visible"
)

// What a terminal would obey is written out, and the rest is as it is.
func TestShown(t *testing.T) {
	for text, want := range map[string]string{
		"山田 A\tB\nC 「録音停止」 é 👩":          "山田 A\tB\nC 「録音停止」 é 👩",
		"\x1b[2Ja\x1b]0;x\x07":           `\x1b[2Ja\x1b]0;x\x07`,
		"a\rb\x00c\x7fd":                 `a\x0db\x00c\x7fd`,
		"\u009b2J \u0085 \u202egnp.exe":  `\u009b2J \u0085 \u202egnp.exe`,
		"\ufeffa\u200b\u2028b\U000e0041": `\ufeffa\u200b\u2028b\U000e0041`,
		"\xff\x9b2J\xe3\x81":             `\xff\x9b2J\xe3\x81`,
		"\ufffd":                         "\ufffd",
		"\u3164x\u034f 辻\U000e0100":      `\u3164x\u034f 辻` + "\U000e0100",
	} {
		var whole bytes.Buffer
		w := visible.To(&whole)
		if n, err := w.Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("%q: wrote %d: %v", text, n, err)
		}
		if err := w.End(); err != nil || whole.String() != want {
			t.Errorf("%q: got %q, want %q, %v", text, whole.String(), want, err)
		}
		want = strings.NewReplacer("\n", `\x0a`, "\t", `\x09`).Replace(want)
		if got := visible.Line(text); got != want {
			t.Errorf("%q in a line: got %q, want %q", text, got, want)
		}
	}
}

// Every character there is comes out as itself, or without any that acts; and no matter in which bits it comes.
func TestEveryCharacter(t *testing.T) {
	acts := func(r rune) bool { return calltest.Acts(string(r)) || noShape(r) }
	seen := 0
	for r := range unicode.MaxRune + 1 {
		if !utf8.ValidRune(r) {
			continue
		}
		var got bytes.Buffer
		w := visible.To(&got)
		for _, b := range []byte(string(r)) {
			w.Write([]byte{b})
		}
		if acts(r) == (got.String() == string(r)) || calltest.Acts(got.String()) {
			t.Errorf("%U: got %q", r, got.String())
		}
		seen++
	}
	if want := 0x110000 - 0x800; seen != want {
		t.Errorf("saw %d characters, want %d", seen, want)
	}
}

// noShape reports whether a character has no shape, as far as Unicode 17 has given it one: beside the letters in
// calltest.Acts, all that is not assigned and meant for such.
func noShape(r rune) bool {
	return r >= 0xfff0 && r <= 0xfff8 || r >= 0xe0000 && r <= 0xe0fff && !(r >= 0xe0100 && r <= 0xe01ef)
}

// The first error stays, and is told at the end.
func TestErrorStays(t *testing.T) {
	full := errors.New("full")
	w := visible.To(iotest.TruncateWriter(&bytes.Buffer{}, 0))
	if err := w.End(); err != nil {
		t.Error(err)
	}
	w = visible.To(failing{full})
	for range 2 {
		if n, err := w.Write([]byte("a")); n != 0 || err != full {
			t.Errorf("got %d, %v", n, err)
		}
	}
	if err := w.End(); err != full {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
