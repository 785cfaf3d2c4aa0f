package child

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
)

// A line may have exactly 1 MiB, whatever ends it; one byte more is too much. What stands behind the last end of a line
// is none.
func TestLongLines(t *testing.T) {
	for end, text := range map[string]string{"\n": "\n", "\r\n": "\r\n", "": ""} {
		for _, n := range []int{0, 1, MaxLine - 1, MaxLine, MaxLine + 1} {
			line, err := ReadLine(bufio.NewReaderSize(strings.NewReader(strings.Repeat("x", n)+end+"next"), 64<<10))
			switch {
			case text == "" && n+len("next") <= MaxLine:
				if !errors.Is(err, io.EOF) {
					t.Errorf("%d bytes without an end: got %d, %v", n, len(line), err)
				}
			case n > MaxLine || text == "":
				if !errors.Is(err, ErrTooLong) {
					t.Errorf("%d bytes and %q: got %d, %v", n, end, len(line), err)
				}
			case err != nil || len(line) != n:
				t.Errorf("%d bytes and %q: got %d, %v", n, end, len(line), err)
			}
		}
	}
}

// Of what a program writes to stderr so much is copied, and then one line that says so; all of it is taken.
func TestStderrIsShownToABound(t *testing.T) {
	var to strings.Builder
	s := &shown{to: &to, left: 10}
	for _, text := range []string{"12345", "67890ab", "c", "d"} {
		if n, err := s.Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("%q: got %d, %v", text, n, err)
		}
	}
	if want := "1234567890\n[more than 1 MiB, and not shown]\n"; to.String() != want {
		t.Errorf("got %q, want %q", to.String(), want)
	}
}
