package main

import (
	"fmt"
	"io"
	"log/slog"
	"unicode"
	"unicode/utf8"
)

// A visibly writer is where all goes that is printed: what of it would act on a terminal without being seen, such as a
// control character in the name of a caller, is written out. Each write is whole.
type visibly struct{ to io.Writer }

func (v visibly) Write(p []byte) (int, error) {
	var shown []byte
	for rest := p; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			shown = fmt.Appendf(shown, `\x%02x`, rest[0])
		case r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
			unicode.Other_Default_Ignorable_Code_Point):
			shown = fmt.Appendf(shown, `\u%04x`, r)
		default:
			shown = append(shown, rest[:n]...)
		}
		rest = rest[n:]
	}
	if _, err := v.to.Write(shown); err != nil {
		return 0, err
	}
	return len(p), nil
}

// newLog returns the log of the PBX, and of the SIP library as well.
func newLog(to io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(visibly{to}, &slog.HandlerOptions{Level: level}))
}
