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
