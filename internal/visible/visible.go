// Package visible prints what came from outside so that a reader sees it, and a terminal obeys none of it: a caller's
// name, a file's, or what a program says of itself may hold anything.
package visible

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Writer writes text to another one, with everything in it written out that is not seen but acts: control characters
// other than the ends of lines and tabs, marks that turn the direction of writing, letters that have no shape, and bytes
// that are no UTF-8. Selectors of variants stay, for Japanese names are written with them. It remembers the first error.
// Several goroutines may write.
type Writer struct {
	to   io.Writer
	lock sync.Mutex
	rest []byte // the beginning of a character
	err  error
}

// To returns a Writer to another writer.
func To(w io.Writer) *Writer { return &Writer{to: w} }

// Write takes all of p, or none of it after an error.
func (w *Writer) Write(p []byte) (int, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	text := append(w.rest, p...)
	w.rest = nil
	var shown []byte
	for len(text) > 0 {
		if !utf8.FullRune(text) {
			w.rest = append(w.rest, text...)
			break
		}
		r, n := utf8.DecodeRune(text)
		shown, text = appendShown(shown, r, text[:n]), text[n:]
	}
	w.write(shown)
	if w.err != nil {
		return 0, w.err
	}
	return len(p), nil
}

func (w *Writer) write(text []byte) {
	if w.err == nil && len(text) > 0 {
		_, w.err = w.to.Write(text)
	}
}

// End writes what looked like the beginning of a character, and returns the first error of all.
func (w *Writer) End() error {
	w.lock.Lock()
	defer w.lock.Unlock()
	var shown []byte
	for _, b := range w.rest {
		shown = appendShown(shown, utf8.RuneError, []byte{b})
	}
	w.rest = nil
	w.write(shown)
	return w.err
}

// Terminal returns the terminal that is written to, for what is the program's own; nil where nobody watches.
func (w *Writer) Terminal() io.Writer {
	file, ok := w.to.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return file
}

// Errors returns the texts of an error, or of each of several that are joined, in a line each.
func Errors(err error, text func(error) string) (lines []string) {
	joined := []error{err}
	if several, ok := err.(interface{ Unwrap() []error }); ok && err.Error() == errors.Join(several.Unwrap()...).Error() {
		joined = several.Unwrap()
	}
	for _, err := range joined {
		lines = append(lines, Line(text(err)))
	}
	return lines
}

// Line returns a text in one line, as a Writer would write it, for who writes to a terminal itself.
func Line(text string) string {
	var shown []byte
	for text != "" {
		r, n := utf8.DecodeRuneInString(text)
		if r == '\n' || r == '\t' {
			shown = fmt.Appendf(shown, `\x%02x`, r)
		} else {
			shown = appendShown(shown, r, []byte(text[:n]))
		}
		text = text[n:]
	}
	return string(shown)
}

// appendShown appends a character, or what stands for one that is not seen.
func appendShown(dst []byte, r rune, as []byte) []byte {
	switch {
	case r == utf8.RuneError && len(as) == 1, r < utf8.RuneSelf && r != '\n' && r != '\t' && unicode.IsControl(r):
		return fmt.Appendf(dst, `\x%02x`, as[0])
	case r >= utf8.RuneSelf && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point):
		if r > 0xFFFF {
			return fmt.Appendf(dst, `\U%08x`, r)
		}
		return fmt.Appendf(dst, `\u%04x`, r)
	}
	return append(dst, as...)
}
