package main

import (
	"bufio"
	"strings"
	"testing"
)

// Whatever comes over the connection, a message's fields are lines of their own.
func FuzzMessage(f *testing.F) {
	f.Add("Event: Hangup\r\nChannel: x\r\n\r\n")
	f.Add("a:b\n:\n\n")
	f.Add("a\r")
	f.Fuzz(func(t *testing.T, text string) {
		r := bufio.NewReader(strings.NewReader(text))
		for read := 0; ; {
			m, err := readMessage(r)
			if err != nil {
				return
			}
			for _, field := range m {
				if read += len(field.key) + len(field.value) + 1; strings.Contains(field.key+field.value, "\n") {
					t.Fatalf("%q: got %q", text, m)
				}
			}
			if read > len(text) {
				t.Fatalf("%q: got %q", text, m)
			}
		}
	})
}
