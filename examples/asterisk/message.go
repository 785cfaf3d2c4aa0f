package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// A field is one line of a message.
type field struct{ key, value string }

// A message is what AMI sends and takes: an action, a response or an event. Where it repeats a key, the first counts.
type message []field

// get returns the value of a key, "" where there is none.
func (m message) get(key string) string {
	for _, f := range m {
		if f.key == key {
			return f.value
		}
	}
	return ""
}

// A LineBreakError reports a value that would end its line, and begin another one.
type LineBreakError struct{ Key, Value string }

func (e *LineBreakError) Error() string {
	return fmt.Sprintf("asterisk: the value of %s is %q, which has a line break", e.Key, e.Value)
}

// write sends a message in one piece.
func (m message) write(w io.Writer) error {
	var text strings.Builder
	for _, f := range m {
		if strings.ContainsAny(f.value, "\r\n") {
			return &LineBreakError{f.key, f.value}
		}
		text.WriteString(f.key + ": " + f.value + "\r\n")
	}
	text.WriteString("\r\n")
	_, err := io.WriteString(w, text.String())
	return err
}

// readMessage reads up to the next empty line.
func readMessage(r *bufio.Reader) (m message, err error) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return m, nil
		}
		key, value, _ := strings.Cut(line, ":")
		m = append(m, field{key, strings.TrimPrefix(value, " ")})
	}
}
